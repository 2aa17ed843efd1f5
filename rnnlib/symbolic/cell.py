"""A cell, and everything that is derived from its equations."""

import sys
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnlib.symbolic import derivation, dimensions, given, javascript, numpy_source, typesetting
from rnnlib.symbolic.functions import Activation, is_layer, is_parameter, is_weighting, linear
from rnnlib.symbolic.gates import Gate
from rnnlib.symbolic.gates import find as find_gates
from rnnlib.symbolic.graph import Node, Writer, evaluate, in_order, write
from rnnlib.symbolic.names import shape_text
from rnnlib.symbolic.symbols import Expression, Symbol

if TYPE_CHECKING:
    from rnnlib.drawing.svg import Drawing

Arrays = dict[str, np.ndarray]


class Cell:
    """One step of a recurrent cell, as equations.

    Attributes:
        name: the name of the function that wrote it.
        nodes: all quantities, in the order in which they were written.
        prior: the symbols of the prior states, h_{t-1} (D_h, B) and so on.
        x: the symbol of the input, x_t (D_x, B).
        states, outputs: the nodes that a step computes; results: both.
        parameters: {code name: symbol}, W_h (D_h, D_h + D_x), b_h (D_h, 1) and so on.
        frozen: the same for what is given and not trained.
        equations: the nodes that have an equation of their own.
    """

    def __init__(
        self, name: str, prior: tuple[Symbol, ...], x: Symbol, states: tuple[Expression, ...],
        outputs: tuple[Expression, ...] = (), doc: str | None = None,
    ):  # fmt: skip
        self.nodes = tuple(in_order((*prior, x, *states, *outputs)))  # first: see __getstate__
        self.name, self.prior, self.x, self.__doc__ = name, prior, x, doc
        self.states, self.outputs, self.results = states, outputs, (*states, *outputs)
        symbols = {n.name.code: n for n in self.nodes if is_parameter(n)}
        self.parameters = {code: s for code, s in symbols.items() if not s.frozen}
        self.frozen = {code: s for code, s in symbols.items() if s.frozen}
        self.equations = tuple(n for n in self.nodes if n.name and not isinstance(n, Symbol))
        self._check(symbols)
        steps = [node for node in self.equations if node.is_step]
        if len(steps) == 1 and all(node.name.code != "a" for node in self.equations):
            steps[0].name.above = ""  # one layer: a_t needs no mark of its layer

    def _check(self, symbols):
        for prior, new in zip(self.prior, self.states, strict=True):
            if new.shape != prior.shape:
                raise ValueError(
                    f"{self.name}: the new state {write(new)} must have the shape of "
                    f"{write(prior)}, {shape_text(prior.shape)}, got {shape_text(new.shape)}"
                )
        for node in self.nodes:
            if node.kind in ("state", "input") and node not in (*self.prior, self.x):
                raise ValueError(f"{self.name}: {write(node)} belongs to another cell")
        codes = [node.name.code for node in self.nodes if node.name]
        twice = {code for code in codes if codes.count(code) > 1}
        if twice:
            layers = sorted(twice & {n.name.code for n in self.equations if not n.is_step})
            name, hint = min(layers or twice), ""
            if layers:
                hint = "; give one of them another name"
            elif name in symbols:
                hint = "; to use a parameter twice, make it once: W = parameter(…)"
            raise ValueError(f"{self.name}: the name {name!r} is given to two quantities{hint}")

    def latex(self, steps: bool = False, tag: str | None = None, roles: bool = True) -> str:
        """The equations as one aligned display, the long ones broken to fit a phone.

        Args:
            steps: whether a layer's weighted sum a_t gets an equation of its own.
            tag: the number of the display, such as "2.1".
            roles: whether gates and candidates have their colours.
        """
        write = Writer(steps, self.roles if roles else None)
        shown = [node for node in self.equations if steps or not node.is_step]
        rows = [(write.named(node), "=", [(node.latex(write), "")]) for node in shown]
        return typesetting.aligned(rows, tag)

    def _repr_latex_(self) -> str:
        return self.latex()

    def __repr__(self) -> str:
        parts = {"states": [s.name.code for s in self.states], "layers": self.layers()}
        parts["outputs"] = [o.name.code for o in self.outputs]
        shown = (f"{what} {', '.join(names)}" for what, names in parts.items() if names)
        return f"<cell {self.name}: {'; '.join(shown)}>"

    def layers(self) -> tuple[str, ...]:
        """The names of what has weights: each an activation with the weights under it."""
        return tuple(n.name.code for n in self.equations if not n.is_step and is_layer(n))

    def gates(self) -> tuple[Gate, ...]:
        """The gates and what each is for, found in the graph."""
        return self._gates

    @cached_property
    def _gates(self) -> tuple[Gate, ...]:
        return find_gates(self.prior, self.states, self.outputs)

    @property
    def roles(self) -> dict[Node, str]:
        """{node: meaning}: the colours of the gates and candidates, keys of palette.COLOURS."""
        found: dict[Any, str] = {n: "candidate" for n in self.equations if n.name.is_candidate}
        return found | {gate.node: gate.meaning for gate in self.gates()}

    def operators(self) -> tuple[str, ...]:
        """What has no weights: the names of the elementwise activations and products, in order."""
        found = []
        for node in self.nodes:
            if isinstance(node, Activation) and not node.operands[0].is_step:
                found.append(node.kind.name)
            elif node.is_operator and not is_weighting(node):
                found.append(type(node).__name__)
        return tuple(found)

    def parameter_count(self, **sizes: int) -> int:
        """The number of weights and biases that are trained, for example D_x=8, D_h=16."""
        numbers = given.sizes(self, sizes)
        return sum(int(np.prod(p.numbers(numbers))) for p in self.parameters.values())

    def dimensions(self, **sizes: int) -> dimensions.Trace:
        """The dimension trace of a step; with T=… too, of a whole sequence: a table.

        Args:
            sizes: D_x=8, D_h=16, B=32, and D_y=5 if the cell has an output.
        """
        return dimensions.trace(self, given.sizes(self, sizes, "B"))

    def evaluate(self, params: Mapping[str, Any], x: Any, state: tuple) -> Arrays:
        """One step, straight from the equations.

        Args:
            params: {code name: array}, as `parameters` and `frozen`.
            x: (D_x, B).
            state: a tuple of (D_h, B), in the order of the states.

        Returns:
            {code name: array} of every named quantity: states, outputs, layers, a_t.

        Raises:
            ValueError: one of them is missing, has another shape, or is not finite.
        """
        values = evaluate(self.results, given.arrays(self, params, x, state))
        return {node.name.code: values[node] for node in self.equations}

    def backward(self) -> derivation.Backward:
        """The derived backward equations."""
        return self._derived

    @cached_property
    def _derived(self) -> derivation.Backward:
        return derivation.derive(self.results, self.outputs, self.roles)

    def gradients(
        self, params: Mapping[str, Any], x: Any, state: tuple, incoming: Mapping[str, Any]
    ) -> Arrays:
        """The adjoints of one step, straight from the derived equations.

        Args:
            params, x, state: as for `evaluate`.
            incoming: {code name: array}: ∂L/∂h_t and so on, from outside the step.

        Returns:
            {code name: array}: of parameters, x, prior states (h_prior), layers.
        """
        inputs = given.arrays(self, params, x, state)
        values = evaluate(self.results, inputs)
        arriving = given.incoming(self, values, incoming)
        adjoints = self._derived.evaluate(values, arriving)
        unused = {s.name.code: np.zeros_like(a) for s, a in inputs.items() if not s.frozen}
        return unused | {node.name.code: array for node, array in adjoints.items() if node.name}

    def to_numpy(self) -> str:
        """One step as plain NumPy source, to be copied: a function of params, x and the states."""
        return numpy_source.step(self)

    def to_javascript(self) -> str:
        """One step and its gradient as plain JavaScript: a function of the sizes.

            const {forward, backward, parameters} = lstm_cell({D_x: 3, D_h: 4, B: 2});
            const values = forward(params, x, [h, c]);
            const gradients = backward(params, x, [h, c], values, {h: d_h, c: d_c});

        `values` and `gradients` have the names of `evaluate` and `gradients`; `parameters`,
        `frozen`, `states` and `outputs` are {name: [rows, columns]}. A quantity (D, B) is a flat
        array, row after row: a Float64Array, or what the function is given as second argument.
        """
        return javascript.program(self)

    def diagram(
        self,
        lit: str | Collection[str] | None = None,
        roles: bool = True,
        without: str | Collection[str] = (),
        **sizes: int,
    ) -> "Drawing":
        """The cell drawn from its equations.

        Args:
            lit: code names, such as "z", that stay strong while all else is faint; None for all.
            roles: whether gates have their colours and say what they are for.
            without: code names of gates that are left out, as if they were open.
            sizes: D_x=3, D_h=4 to have numbers on the edges; none for none.
        """
        from rnnlib.drawing import diagram  # here, because it is made for cells

        return diagram.draw(self, lit, roles, without, **sizes)

    def with_output(self, size: str = "D_y") -> "Cell":
        """The same cell with an output layer on its first state: y_t = W_y h_t + b_y."""
        if self.outputs:
            names = ", ".join(output.name.code for output in self.outputs)
            raise ValueError(f"{self.name}.with_output: the cell has outputs already: {names}")
        y = linear.layer("y", self.states[0], size=size)
        name = f"{self.name} with output"
        return Cell(name, self.prior, self.x, self.states, (y,), self.__doc__)

    def __reduce_ex__(self, protocol):
        """Cells of the library are copied and pickled by reference, all others by value."""
        module = sys.modules.get(self.__module__)
        if self.__module__.startswith("rnnlib.") and getattr(module, self.name, None) is self:
            return self.name
        return super().__reduce_ex__(protocol)

    def __getstate__(self) -> dict:
        """All but what is cached; the nodes come first, operands before what uses them."""
        return {k: v for k, v in vars(self).items() if k.startswith("__") or k[0] != "_"}
