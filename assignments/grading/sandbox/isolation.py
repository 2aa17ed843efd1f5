"""How a submission is locked in, and which of the ways this system offers."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .limits import Limits

INSIDE = Path(__file__).parent / "inside"
Start = tuple[list[str], dict[str, str], dict]


class NoIsolation(RuntimeError):
    """This system offers no way to lock a submission in."""


@dataclass(frozen=True)
class Layer:
    """One way of locking in. `start(limits)` gives command, environment and configuration."""

    name: str
    words: str
    start: Callable[[Limits], Start]


def _bare(limits: Limits) -> Start:
    return [sys.executable, "-B", str(INSIDE)], {"MPLBACKEND": "agg"}, {}


UNSAFE = Layer("none", "not isolated", _bare)
LAYERS: list[Layer] = []


def choose(*, unsafe: bool = False) -> Layer:
    """The best layer that holds here. NoIsolation: none does, and it is not `unsafe`."""
    if unsafe:
        return UNSAFE
    raise NoIsolation("this system offers no isolation")
