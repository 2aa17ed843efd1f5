"""How difficulty follows success: two right answers in a row go a level up, two wrong ones down."""

from dataclasses import dataclass

from rnnlib.practice.series import LEVELS

IN_A_ROW = 2


@dataclass(frozen=True)
class Progress:
    """Where somebody stands in one kind of exercise.

    Attributes:
        level: of the next exercise.
        run: so many right answers in a row at this level; negative for wrong ones.
        right, done: how many answers were right, of how many.
    """

    level: int = 1
    run: int = 0
    right: int = 0
    done: int = 0

    def after(self, is_right: bool) -> "Progress":
        """Where they stand after one more exercise."""
        step = 1 if is_right else -1
        run, level = (self.run + step if self.run * step > 0 else step), self.level
        if abs(run) == IN_A_ROW:
            level, run = min(max(level + step, LEVELS[0]), LEVELS[-1]), 0
        return Progress(level, run, self.right + is_right, self.done + 1)
