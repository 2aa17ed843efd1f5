"""An exercise: a question, how it is answered, which answer is right, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rnnlib.practice.pieces import Piece

_WHOLE = re.compile("-? ?([0-9]+|[0-9]{1,3}([ ,][0-9]{3})+)")


@dataclass(frozen=True)
class Verdict:
    """What is said to an answer.

    Attributes:
        is_right: whether it is right.
        words: a hint, if it is not.
        is_whole: whether it was an answer at all, with nothing left out.
    """

    is_right: bool
    words: str = ""
    is_whole: bool = True


class Form:
    """How an exercise is answered, and which answer is right."""

    @property
    def digested(self) -> str:
        """What tells a question from others that read the same."""
        return ""

    def judge(self, answer: Any) -> Verdict:
        """Judge what somebody has answered."""
        raise NotImplementedError


@dataclass(frozen=True)
class Choice(Form):
    """One of several options.

    Attributes:
        options: what is offered, a piece each.
        right: the number of the right one, from 0.
        hints: why each of the others is wrong, without saying which is right.
    """

    options: tuple[Piece, ...]
    right: int
    hints: tuple[str, ...]

    @property
    def digested(self) -> str:
        return "".join(sorted(option.text for option in self.options))

    def judge(self, answer: Any) -> Verdict:
        """Judge the number of an option."""
        if answer not in range(len(self.options)):
            return Verdict(False, "Choose one of the options first.", False)
        return Verdict(answer == self.right, "" if answer == self.right else self.hints[answer])


@dataclass(frozen=True)
class Numbers(Form):
    """Whole numbers, one in each field.

    Attributes:
        labels: what each number is.
        right: the numbers.
        mistakes: wrong answers that people give, each with what went wrong.
        hint: what helps with any other wrong answer.
    """

    labels: tuple[str, ...]
    right: tuple[int, ...]
    mistakes: tuple[tuple[tuple[int, ...], str], ...]
    hint: str

    def judge(self, answer: Any) -> Verdict:
        """Judge texts or numbers, one for each label."""
        given = [_whole(text) for text in answer] if isinstance(answer, (list, tuple)) else []
        if len(given) != len(self.right) or None in given:
            one = "a whole number in every field" if len(self.right) > 1 else "a whole number"
            return Verdict(False, f"Type {one} first.", False)
        if tuple(given) == self.right:
            return Verdict(True)
        for numbers, words in self.mistakes:
            if tuple(given) == numbers:
                return Verdict(False, words)
        wrong = [k for k, number in enumerate(given) if number != self.right[k]]
        place = f"The first that is not right: {self.labels[wrong[0]]}. " * (len(given) > 1)
        return Verdict(False, place + self.hint)


def _whole(text):
    """The whole number that a text is, or None; thousands may stand apart: 1,300 or 1 300."""
    digits = _WHOLE.fullmatch(str(text).strip().replace("−", "-"))
    return int(re.sub("[ ,]", "", digits[0])) if digits else None


@dataclass(frozen=True)
class Grid(Form):
    """Marks in a table: for each row, the columns that hold for it.

    Attributes:
        rows, columns: what they are called.
        hints: for each column a question to somebody who marked it where it does not hold.
        right: for each row the numbers of its columns, from 0.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    hints: tuple[str, ...]
    right: tuple[frozenset[int], ...]

    def judge(self, answer: Any) -> Verdict:
        """Judge the numbers of the columns, a collection for each row."""
        given = [frozenset(marks) for marks in answer] if isinstance(answer, (list, tuple)) else []
        if len(given) != len(self.rows) or not all(given):
            where = " for each letter" * (len(self.rows) > 1)
            return Verdict(False, f"Mark at least one purpose{where} first.", False)
        marked = [*zip(self.rows, given, self.right, strict=True)]
        wrong = [row for row, marks, right in marked if marks != right]
        if not wrong:
            return Verdict(True)
        where = f"at {' and at '.join(wrong)}."
        for row, marks, right in marked:
            if marks - right:
                hint = self.hints[min(marks - right)].format(row)
                return Verdict(False, f"Look again {where} {hint}")
        return Verdict(False, f"What you marked is right, but there is more {where}")


@dataclass(frozen=True)
class Exercise:
    """One exercise, determined by its kind, level and seed.

    Attributes:
        kind, level, seed: what it was made from.
        question, explanation: pieces to be shown one below the other.
        form: how it is answered, and which answer is right.
    """

    kind: str
    level: int
    seed: int
    question: Sequence[Piece]
    form: Form
    explanation: Sequence[Piece]

    def check(self, answer: Any) -> Verdict:
        """Judge an answer: the number of an option, numbers, or a collection of numbers a row."""
        return self.form.judge(answer)

    @property
    def digest(self) -> int:
        """A number that is the same for the same question, whatever it was made from."""
        found = 0
        for letter in "".join(piece.text for piece in self.question) + self.form.digested:
            found = (found * 31 + ord(letter)) % 2**32
        return found
