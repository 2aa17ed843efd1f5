"""A cell: a short function over symbols, and everything that is derived from it.

    @cell(states="h")
    def RNN(h, x):
        return tanh.layer("h", h, x)

is all there is to write. The function is called once, with the prior states
h_{t-1} and the input x_t as symbols; what it returns are the new states, in
order, then the outputs if it has any.
"""

import inspect

import numpy as np

from rnnlib import checks
from rnnlib.drawing import diagram
from rnnlib.symbolic import derivation, dimensions, gates, numpy_source
from rnnlib.symbolic.expressions import (
    Activation,
    Expression,
    Same,
    Symbol,
    Writer,
    evaluate,
    has_weights,
    in_order,
    is_weighting,
    linear,
    write,
)
from rnnlib.symbolic.names import BATCH, Name, Size, shape_text


def cell(states, outputs=""):
    """Make a Cell of a function over symbols.

    Args:
        states: the names of the states in order, "h" or "h c"; each is D_h tall.
        outputs: the names of the outputs in order, such as "y".
    """
    return lambda function: Cell(function, states.split(), outputs.split())


class Cell:
    """One step of a recurrent cell, as equations.

    Attributes:
        name: the name of the function that wrote it.
        prior: the symbols of the prior states, h_{t-1} (D_h, B) and so on.
        x: the symbol of the input, x_t (D_x, B).
        states, outputs: the nodes that a step computes.
        parameters: {code name: symbol}, W_h (D_h, D_h + D_x), b_h (D_h, 1) and so on.
    """

    def __init__(self, function, states, outputs=()):
        self.name, self.function = function.__name__, function
        self.__doc__ = inspect.getdoc(function)
        self.prior = tuple(
            Symbol(Name(name, time="t-1"), (Size("D_h"), BATCH), "state") for name in states
        )
        self.x = Symbol(Name("x"), (Size("D_x"), BATCH), "input")
        results = function(*self.prior, self.x)
        results = results if isinstance(results, tuple) else (results,)
        names = [*states, *outputs]
        if len(results) != len(names):
            raise ValueError(
                f"{self.name}: expected {len(names)} results, {', '.join(names)}; "
                f"got {len(results)}"
            )
        for result, name in zip(results, names, strict=True):
            if not isinstance(result, Expression):
                raise TypeError(f"{self.name}: {name} must be an expression, got {result!r}")
        results = tuple(_named(result, name) for result, name in zip(results, names, strict=True))
        self.states, self.outputs = results[: len(states)], results[len(states) :]
        self._check_states()
        nodes = in_order(results)
        self.parameters = {
            node.name.code: node
            for node in nodes
            if isinstance(node, Symbol) and node.kind == "parameter"
        }
        self.equations = tuple(n for n in nodes if n.name and not isinstance(n, Symbol))
        codes = [node.name.code for node in {*self.prior, self.x, *(n for n in nodes if n.name)}]
        twice = {code for code in codes if codes.count(code) > 1}
        if twice:
            raise ValueError(f"{self.name}: the name {min(twice)!r} is given to two quantities")
        steps = [node for node in self.equations if node.is_step]
        if len(steps) == 1 and "a" not in codes:  # one layer: a_t needs no mark of whose it is
            steps[0].name.above = ""

    @property
    def results(self):
        return (*self.states, *self.outputs)

    def _check_states(self):
        for prior, new in zip(self.prior, self.states, strict=True):
            if new.shape != prior.shape:
                raise ValueError(
                    f"{self.name}: the new state {write(new)} must have the shape of "
                    f"{write(prior)}, {shape_text(prior.shape)}, "
                    f"got {shape_text(new.shape)}"
                )

    def latex(self, steps=False, tag=None):
        """The equations as one aligned display.

        Args:
            steps: whether a layer's weighted sum a_t gets an equation of its own.
            tag: the number of the display, such as "2.1".
        """
        write = Writer(steps, self.roles)
        rows = [
            f"{write.coloured(node, node.name.latex())} &= {node.latex(write)}"
            for node in self.equations
            if steps or not node.is_step
        ]
        return derivation.aligned(rows, tag)

    def _repr_latex_(self):
        return self.latex()

    def __repr__(self):
        return f"<cell {self.name}: states {', '.join(s.name.code for s in self.states)}>"

    def layers(self):
        """The names of what has weights: each an activation with the weights under it."""
        return tuple(
            node.name.code for node in self.equations if not node.is_step and has_weights(node)
        )

    def gates(self):
        """The gates and what each is for, found in the graph: a tuple of gates.Gate."""
        return gates.find(self.states)

    @property
    def roles(self):
        """{node: meaning}: whose colour the gates and candidates wear."""
        candidates = {n: "candidate" for n in self.equations if n.name.is_candidate}
        return candidates | {gate.node: gate.meaning for gate in self.gates()}

    def operators(self):
        """What has no weights: the names of the elementwise activations and products, in order."""
        found = []
        for node in in_order(self.results):
            kind = type(node).__name__
            if isinstance(node, Activation) and not node.operands[0].is_step:
                found.append(node.kind.name)
            elif kind in ("Product", "OneMinus", "Concatenation") and not is_weighting(node):
                found.append(kind)
        return tuple(found)

    def parameter_count(self, **sizes):
        """The number of weights and biases, for example D_x=8, D_h=16."""
        sizes = self._sizes(sizes)
        return sum(
            int(np.prod([size.value(sizes) for size in p.shape])) for p in self.parameters.values()
        )

    def dimensions(self, **sizes):
        """The dimension trace of a step; with T=… too, of a whole sequence.

        Args:
            sizes: D_x=8, D_h=16, B=32, and D_y=5 if the cell has an output.

        Returns:
            dimensions.Trace: a table in text and in HTML.
        """
        return dimensions.trace(
            self.results, self._sizes(sizes, "B"), f"The dimensions of the {self.name}"
        )

    def _sizes(self, sizes, *also):
        needed = {t for p in self.parameters.values() for s in p.shape for t in s if t != 1}
        needed = {"D_x", "D_h", *needed, *also}
        missing, unknown = sorted(needed - set(sizes)), sorted(set(sizes) - needed - {"T", "B"})
        if missing or unknown:
            raise ValueError(
                f"{self.name}: expected the sizes {', '.join(sorted(needed))}; "
                + (f"{', '.join(missing)} is missing" if missing else f"got {', '.join(unknown)}")
            )
        return {name: checks.size(self.name, name, value) for name, value in sizes.items()}

    def evaluate(self, params, x, state):
        """One step, straight from the equations.

        Args:
            params: {code name: array}, as `parameters`.
            x: (D_x, B).
            state: a tuple of (D_h, B), in the order of the states.

        Returns:
            {code name: array} of every named quantity: states, outputs, layers, a_t.
        """
        values = evaluate(self.results, self._given(params, x, state))
        return {node.name.code: values[node] for node in self.equations}

    def backward(self):
        """The derived backward equations: derivation.Backward."""
        return derivation.derive(self.results, self.outputs, self.roles)

    def gradients(self, params, x, state, incoming):
        """The adjoints of one step, straight from the derived equations.

        Args:
            params, x, state: as for `evaluate`.
            incoming: {code name: array}: ∂L/∂h_t and so on, from outside the step.

        Returns:
            {code name: array}: of parameters, x, prior states (h_prior), layers.
        """
        given = self._given(params, x, state)
        shapes = {node: array.shape for node, array in evaluate(self.results, given).items()}
        arriving = {}
        for node in self.results:
            code, axes = node.name.code, tuple(map(str, node.shape))
            if code not in incoming:
                raise ValueError(f"{self.name}: incoming must hold {code!r}, got {[*incoming]}")
            sizes = dict(zip(axes, shapes[node], strict=True))
            arriving[node] = _array(self.name, f"incoming[{code!r}]", incoming[code], axes, sizes)
        adjoints = self.backward().evaluate(given, arriving)
        unused = {symbol.name.code: np.zeros_like(array) for symbol, array in given.items()}
        return unused | {node.name.code: array for node, array in adjoints.items() if node.name}

    def _given(self, params, x, state):
        """{symbol: array} of all that a step is given, checked."""
        if not isinstance(state, tuple) or len(state) != len(self.prior):
            names = ", ".join(node.name.code for node in self.states)
            came = len(state) if isinstance(state, tuple) else type(state).__name__
            raise ValueError(
                f"{self.name}: state must be a tuple of {len(self.prior)}, ({names},), got {came}"
            )
        given, sizes = {self.x: x, **dict(zip(self.prior, state, strict=True))}, {}
        for code, symbol in self.parameters.items():
            if code not in params:
                raise ValueError(f"{self.name}: params must hold {code!r}, got {sorted(params)}")
            given[symbol] = params[code]
        for symbol, value in given.items():
            known = {str(s): s.value(sizes) for s in symbol.shape if {*s} <= {1, *sizes}}
            axes = tuple(map(str, symbol.shape))
            given[symbol] = array = _array(self.name, symbol.name.code, value, axes, known)
            sizes |= {
                s[0]: n for s, n in zip(symbol.shape, array.shape, strict=True) if len(s) == 1
            }
        return given

    def to_numpy(self):
        """One step as plain NumPy source, to be copied: a function of params, x and the states."""
        return numpy_source.step(self)

    def diagram(self, **sizes):
        """The cell drawn from its equations: diagram.Drawing.

        Args:
            sizes: D_x=3, D_h=4 to have numbers on the edges; none for none.
        """
        return diagram.draw(self, **sizes)

    def with_output(self, size="D_y"):
        """The same cell with an output layer on its first state: y_t = W_y h_t + b_y."""
        if self.outputs:
            names = ", ".join(output.name.code for output in self.outputs)
            raise ValueError(f"{self.name}.with_output: the cell has outputs already: {names}")

        def extended(*symbols):
            new = self.function(*symbols)
            new = new if isinstance(new, tuple) else (new,)
            new = tuple(_named(n, s.name.base) for n, s in zip(new, self.states, strict=True))
            return *new, linear.layer("y", new[0], size=size)

        extended.__name__, extended.__doc__ = f"{self.name} with output", self.__doc__
        return Cell(extended, [s.name.base for s in self.states], ["y"])


def _array(owner, name, value, axes, sizes):
    value = np.asarray(value)
    kind = value.dtype if value.dtype.kind == "f" else np.float64
    return checks.array(owner, name, value, axes, sizes, kind)


def _named(node, name):
    """The node under this name: a state that has another name already is the same again."""
    if isinstance(node, Symbol) or (node.name and node.name.code != name):
        node = Same(node)
    return node.called(name) if node.name is None else node
