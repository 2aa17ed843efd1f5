"""Any cell as a layer: it trains like the hand-written ones, straight from its equations."""

import numpy as np

from rnnlib import checks
from rnnlib.layers.recurrent import Parameters, Recurrent
from rnnlib.symbolic.graph import evaluate
from rnnlib.symbolic.names import Size


class EquationLayer(Recurrent):
    """A recurrent layer that evaluates a cell's equations step by step.

    It has the surface of the layers in `cells`, and is slower: it walks the graph at every step.

    Args:
        cell: a Cell, of the library or the reader's own, without outputs.
        input_size, hidden_size: D_x and D_h.
        seed: int or numpy.random.Generator; all parameters are uniform in ±1/√D_h.
        dtype: float32, or float64 for checks.
        sizes: D_k=7 and so on, if the cell has layers of a size of their own.
    """

    def __init__(self, cell, input_size, hidden_size, seed, dtype=np.float32, **sizes):
        if not hasattr(cell, "equations"):
            raise TypeError(
                f"EquationLayer: cell must be a cell written as equations, got {cell!r}"
            )
        if cell.outputs:
            raise ValueError(
                f"EquationLayer: {cell.name} must have no outputs, got "
                f"{', '.join(o.name.code for o in cell.outputs)}; a Network has its own readout"
            )
        super().__init__(cell.name, input_size, hidden_size, dtype)
        self.cell, self.derived = cell, cell.backward()
        self.states = tuple(state.name.code for state in cell.states)
        sizes |= {"D_x": self.input_size, "D_h": self.hidden_size}
        cell.parameter_count(**sizes)  # the door: every size is there and a whole number
        random, bound = checks.generator(cell.name, seed), self.hidden_size**-0.5
        self.params = Parameters(
            (name, random.uniform(-bound, bound, symbol.numbers(sizes)).astype(self.dtype))
            for name, symbol in cell.parameters.items()
        )

    def meets_state(self, name):
        rows, columns = self.cell.parameters[name].shape
        return rows == Size("D_h") and columns[0] == "D_h"

    def _forward(self, x, state):
        given = {symbol: self.params[name] for name, symbol in self.cell.parameters.items()}
        values = []
        for x_t in x:
            given |= dict(zip(self.cell.prior, state, strict=True)) | {self.cell.x: x_t}
            values.append(evaluate(self.cell.results, given))
            state = [values[-1][node] for node in self.cell.states]
        named = (*self.cell.prior, *self.cell.equations)
        return {node.name.code: np.array([v[node] for v in values]) for node in named} | {
            "values": values
        }

    def _backward(self, tape, arriving, d_state):
        d_params = {name: np.zeros_like(array) for name, array in self.params.items()}
        d_x = np.zeros_like(tape.x)
        nothing = np.zeros_like(d_state[0])
        for t in reversed(range(len(tape.x))):
            incoming = {
                node: d if steps is None else d + steps[t]
                for node, d, steps in zip(self.cell.states, d_state, arriving, strict=True)
            }
            adjoints = self.derived.continue_from(tape["values"][t], incoming)
            for name, symbol in self.cell.parameters.items():
                d_params[name] += adjoints.get(symbol, 0)
            d_x[t] = adjoints.get(self.cell.x, 0)
            d_state = tuple(adjoints.get(prior, nothing) for prior in self.cell.prior)
        return d_x, d_state, d_params
