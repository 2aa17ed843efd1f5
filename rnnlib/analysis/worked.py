"""One unit, three inputs, every value: the example that is worked through for each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.graph import Node, evaluate
from rnnlib.symbolic.names import plain
from rnnlib.symbolic.symbols import Expression

INPUTS = (1.0, 0.0, -1.0)
TARGETS = (1.0, 1.0, 1.0)

Rows = list[list[str]]


@dataclass(frozen=True)
class Example:
    """A cell of one unit that reads three inputs, forward and backward through time.

    The loss is L = Σ_t ½ (y_t - target_t)², with h_t in the place of y_t for a cell without
    output. With the inputs 1, 0, -1 and the targets 1, 1, 1 the cell is asked to keep the
    first number that it reads, whatever comes after it.

    Attributes:
        cell: a Cell with one feature in each of its quantities.
        params: {code name: array}, W_h (1, 2) and so on.
        x, targets: a number for each step.
    """

    cell: Cell
    params: dict[str, np.ndarray]
    x: Sequence[float] = INPUTS
    targets: Sequence[float] = TARGETS

    @cached_property
    def steps(self) -> list[dict[Node, np.ndarray]]:
        """The value of every node, for each step; the states before the first are zero."""
        cell, given = self.cell, {**self.cell.parameters, **self.cell.frozen}
        fixed = {symbol: np.asarray(self.params[code], float) for code, symbol in given.items()}
        state, steps = [np.zeros((1, 1))] * len(cell.prior), []
        for x in self.x:
            prior = dict(zip(cell.prior, state, strict=True))
            steps.append(evaluate(cell.results, {**fixed, **prior, cell.x: np.full((1, 1), x)}))
            state = [steps[-1][node] for node in cell.states]
        return steps

    @property
    def shown(self) -> Expression:
        """What is compared with the target: the output, or the first state."""
        return self.cell.outputs[0] if self.cell.outputs else self.cell.states[0]

    @property
    def loss(self) -> float:
        """L = Σ_t ½ (y_t - target_t)²."""
        return sum(0.5 * d**2 for d in self._errors)

    @property
    def _errors(self):
        pairs = zip(self[self.shown.name.code], self.targets, strict=True)
        return [y - target for y, target in pairs]

    @property
    def named(self) -> list[Node]:
        """What has a value at each step: the input, and all that has an equation."""
        return [self.cell.x, *self.cell.equations]

    def __getitem__(self, code: str) -> list[float]:
        """A quantity by its name in code, such as "h": its value at each step."""
        for node in self.named:
            if node.name.code == code:
                return [values[node].item() for values in self.steps]
        raise KeyError(f"{code!r}: the example has {', '.join(n.name.code for n in self.named)}")

    @cached_property
    def adjoints(self) -> list[dict[str, np.ndarray]]:
        """∂L/∂v of every quantity at each step, and of each parameter the step's share.

        "h_from_next" is what the step after it sends back to the state h.
        """
        cell, found = self.cell, list[dict[str, np.ndarray]]()
        arriving: dict[Node, np.ndarray] = {node: np.zeros((1, 1)) for node in cell.results}
        for values, error in zip(reversed(self.steps), reversed(self._errors), strict=True):
            sent = {f"{state.name.code}_from_next": arriving[state] for state in cell.states}
            total = arriving | {self.shown: arriving[self.shown] + error}
            step = cell.backward().evaluate(values, total)
            found.append(sent | {n.name.code: a for n, a in (total | step).items() if n.name})
            arriving = {node: np.zeros((1, 1)) for node in cell.results}
            for state, prior in zip(cell.states, cell.prior, strict=True):
                arriving[state] = step.get(prior, arriving[state])
        return found[::-1]

    @property
    def gradients(self) -> dict[str, np.ndarray]:
        """∂L/∂parameter: the shares of all steps together."""
        shares = {code: [step[code] for step in self.adjoints] for code in self.cell.parameters}
        return {code: np.sum(each, axis=0) for code, each in shares.items()}

    def forward_table(self) -> tuple[list[str], Rows]:
        """Columns and rows: every quantity at each step, and the targets."""
        rows = [_row(plain(n.name.latex(), True), self[n.name.code]) for n in self.named]
        return self._columns, [*rows, _row("target", self.targets)]

    def backward_table(self) -> tuple[list[str], Rows]:
        """Columns and rows: the adjoint of every quantity at each step, from the loss down."""
        cell, labels = self.cell, dict[str, str]()
        lines = [line.node for line in cell.backward().lines if line.node in cell.equations]
        for node in dict.fromkeys([*cell.outputs, *cell.states, *lines]):
            label = plain(node.name.latex(bar=True), True)
            if node in cell.states:
                labels[f"{node.name.code}_from_next"] = f"{label} from step t+1"
            labels[node.name.code] = f"{label} in all" if node in cell.states else label
        return self._columns, [
            _row(label, [step[code].item() for step in self.adjoints])
            for code, label in labels.items()
        ]

    @property
    def _columns(self):
        return ["quantity", *(f"t = {t}" for t in range(1, len(self.x) + 1))]


def _row(label, numbers):
    # rounded first, so that nothing is printed as minus zero
    return [label, *(f"{round(n, 3) + 0.0:.3f}".replace("-", "−") for n in numbers)]


def example(cell: Cell, params: Mapping[str, Any]) -> Example:
    """The running example for a cell: one unit that reads 1, 0, -1 and should keep the 1.

    Args:
        cell: a Cell; each of its quantities gets one feature.
        params: {code name: numbers}: W_h=[[0.5, 1]] and so on; what is not given is zero.

    Raises:
        ValueError: a parameter is unknown, or has another shape.
    """
    known = {**cell.parameters, **cell.frozen}
    sizes = (size for symbol in known.values() for size in symbol.shape)
    ones = {name: 1 for size in sizes for name in size if isinstance(name, str)}
    arrays = {code: np.zeros(symbol.numbers(ones)) for code, symbol in known.items()}
    for code, numbers in params.items():
        if code not in arrays:
            raise ValueError(f"example: params must be of {', '.join(arrays)}, got {code!r}")
        array = np.asarray(numbers, float)
        if array.shape != arrays[code].shape:
            expected = f"{code} must be {arrays[code].shape}"
            raise ValueError(f"example: {expected}, got {array.shape}")
        arrays[code] = array
    return Example(cell, arrays)
