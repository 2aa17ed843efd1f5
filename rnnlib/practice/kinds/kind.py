"""What every kind of exercise makes: a question, how it is answered, an explanation."""

from collections.abc import Sequence
from typing import NamedTuple

from rnnlib.practice.exercise import Form
from rnnlib.practice.pieces import Piece


class Made(NamedTuple):
    """An exercise without what it was made from."""

    question: Sequence[Piece]
    form: Form
    explanation: Sequence[Piece]


def signed(number: int) -> str:
    """A number with the sign that is printed."""
    return str(number).replace("-", "−")


def listed(things: Sequence[str]) -> str:
    """a, b and c."""
    *first, last = things
    return f"{', '.join(first)} and {last}" if first else last
