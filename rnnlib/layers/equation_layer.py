"""Any cell as a layer: it trains like the hand-written ones, straight from its equations."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.layers.parameters import Parameters
from rnnlib.layers.recurrent import Recurrent
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.graph import evaluate


class EquationLayer(Recurrent):
    """A recurrent layer that evaluates a cell's equations step by step.

    It can do what the hand-written layers can, and is slower: it walks the graph at every step.
    Where they fix the names, it takes the cell's: its states in the order in which the cell
    returns them. What it shows is the first of them or, of a cell with outputs, the first output.

    Args:
        cell: a Cell, of the library or the reader's own.
        input_size, hidden_size: D_x and D_h.
        seed: int or numpy.random.Generator; all parameters are uniform in ±1/√D_h.
        dtype: float32, or float64 for checks.
        sizes: D_k=7 and so on, if the cell has layers, states or outputs of a size of their own.

    Attributes:
        frozen: {name: array}, the parameters that are not trained.
    """

    def __init__(
        self,
        cell: Cell,
        input_size: int,
        hidden_size: int,
        seed: Any,
        dtype: Any = np.float32,
        **sizes: int,
    ) -> None:
        if not isinstance(cell, Cell):
            raise TypeError(
                f"EquationLayer: cell must be a cell written as equations, got {cell!r}"
            )
        self.cell = cell
        self.state_names = tuple(node.name.code for node in cell.states)
        super().__init__(input_size, hidden_size, dtype)
        self.sizes = sizes | {"D_x": self.input_size, "D_h": self.hidden_size}
        cell.parameter_count(**self.sizes)  # checks that every size is there and a whole number
        first = (*cell.outputs, *cell.states)[0]
        self.shown, self.output_size = first.name.code, first.shape[0].value(self.sizes)
        self.state_axes = tuple(str(node.shape[0]) for node in cell.states)
        self.state_sizes = tuple(node.shape[0].value(self.sizes) for node in cell.states)
        random, bound = checks.generator(cell.name, seed), self.hidden_size**-0.5
        arrays = {
            name: random.uniform(-bound, bound, symbol.numbers(self.sizes)).astype(self.dtype)
            for name, symbol in (cell.parameters | cell.frozen).items()
        }
        self.trained = {name: arrays[name] for name in cell.parameters}
        self.frozen = Parameters({name: arrays[name] for name in cell.frozen})

    @property
    def name(self) -> str:
        return self.cell.name

    @property
    def gates(self) -> dict[str, dict[str, str]]:
        return {gate.name: gate.roles for gate in self.cell.gates()}

    def gate_biases(self, name: str) -> tuple[str, ...]:
        (gate,) = (gate for gate in self.cell.gates() if gate.name == name)
        return gate.biases

    def state_columns(self, name: str) -> slice | None:
        rows, columns = (self.cell.parameters | self.cell.frozen)[name].shape
        if str(rows) != "D_h" or "D_h" not in columns:
            return None
        before = type(columns)(*columns[: columns.index("D_h")]).value(self.sizes)
        return slice(before, before + self.hidden_size)

    def options(self) -> dict[str, Any]:
        given = {name: vars(self)[name] for name in ("cell", "input_size", "hidden_size", "dtype")}
        return given | {k: size for k, size in self.sizes.items() if k not in ("D_x", "D_h")}

    def _arrays(self):
        return self.trained

    def _run_steps(self, x, state, lengths):
        T, _, B = x.shape
        ends = np.full(B, T) if lengths is None else lengths
        # After its end a sequence repeats its last step: what was finite there stays finite.
        x = x[np.minimum(np.arange(T)[:, None], ends - 1), :, np.arange(B)].swapaxes(1, 2)
        cell, arrays = self.cell, {**self.trained, **self.frozen}
        given = {s: arrays[name] for name, s in (cell.parameters | cell.frozen).items()}
        values = []
        for t, x_t in enumerate(x, 1):
            given |= dict(zip(cell.prior, state, strict=True)) | {cell.x: x_t}
            values.append(evaluate(cell.results, given))
            pairs = zip((values[-1][node] for node in cell.states), state, strict=True)
            state = tuple(np.where(t < ends, after, before) for after, before in pairs)
        named = (*cell.prior, *cell.equations)
        return {node.name.code: np.array([v[node] for v in values]) for node in named}, values

    def _run_steps_back(self, tape, arriving, d_state):
        cell, derived = self.cell, self.cell.backward()
        d_params = {name: np.zeros_like(array) for name, array in self.trained.items()}
        d_x = np.zeros_like(tape.x)
        zeros = {node: np.zeros_like(tape.values[0][node]) for node in cell.results}
        d_next = dict(zip(cell.states, d_state, strict=True))
        for t in reversed(range(len(tape.x))):
            incoming = zeros | d_next
            for node in cell.results:
                if node.name.code in arriving:
                    incoming[node] = incoming[node] + arriving[node.name.code][t]
            adjoints = derived.evaluate(tape.values[t], incoming)
            for name, symbol in cell.parameters.items():
                d_params[name] += adjoints.get(symbol, 0)
            d_x[t] = adjoints.get(cell.x, 0)
            d_next = {
                state: adjoints.get(prior, zeros[state])
                for state, prior in zip(cell.states, cell.prior, strict=True)
            }
        return d_x, tuple(d_next[state] for state in cell.states), d_params
