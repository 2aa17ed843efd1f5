"""What happened in a training run."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnnlib import checks


@dataclass
class History:
    """What happened: an entry per step in the first four lists, one per evaluation in the next two.

    Attributes:
        loss: of each batch.
        penalty: what the regularizer added to it; empty without one.
        gradient_norm: before clipping.
        parameter_norm: of the parameters that gave the loss.
        evaluated_at: steps done at each evaluation.
        evaluation: what `evaluate` returned.
        stopped_by: "stop" or "patience", if the run ended before its last step.
    """

    loss: list[float] = field(default_factory=list)
    penalty: list[float] = field(default_factory=list)
    gradient_norm: list[float] = field(default_factory=list)
    parameter_norm: list[float] = field(default_factory=list)
    evaluated_at: list[int] = field(default_factory=list)
    evaluation: list[Any] = field(default_factory=list)
    stopped_by: str | None = None

    def __repr__(self) -> str:
        ends = f", loss {self.loss[0]:.4g} → {self.loss[-1]:.4g}" if self.loss else ""
        return f"History({self.steps} steps{ends}, {len(self.evaluation)} evaluations)"

    @property
    def steps(self) -> int:
        """How many steps were taken: where the run stopped, if it did."""
        return len(self.loss)

    @property
    def best(self) -> int:
        """Which evaluation had the lowest loss; the first of them, if there are several."""
        found = [one.get("loss") if isinstance(one, dict) else one for one in self.evaluation]
        what = "the loss that evaluate returns"
        losses = [checks.number("fit", what, loss, finite=False) for loss in found]
        return int(np.argmin([np.inf if np.isnan(loss) else loss for loss in losses]))

    @property
    def best_at(self) -> int:
        """Steps done at that evaluation."""
        return self.evaluated_at[self.best]


class Diverged(ArithmeticError):
    """The loss, the gradient or the parameters are no longer finite.

    The network keeps the parameters that gave the last finite loss, `history` what led there.
    """

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history
