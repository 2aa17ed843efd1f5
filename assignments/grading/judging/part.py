"""One graded part: what is called, with what, what is right, and what the known mistakes give."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from .compare import TOLERANCE, Failed, Out, Results

PRIME = {"T": 4, "B": 3, "D_x": 5, "D_h": 7, "D_y": 2}  # no shape fits by accident
EQUAL = {"T": 6, "B": 3, "D_x": 5, "D_h": 5, "D_y": 5}  # wrong code runs, and shows its mistake
ONE = {"T": 1, "B": 1, "D_x": 2, "D_h": 3, "D_y": 2}
LARGE = {"T": 100, "B": 8, "D_x": 64, "D_h": 64, "D_y": 64}  # no time for finite differences
SIZES = (PRIME, EQUAL, ONE, LARGE)

_NOTHING: Mapping = {}

Wrong = frozenset[str]
Call = Callable[..., tuple[np.ndarray, ...]]


@dataclass(frozen=True)
class Property:
    """Something that right code has, looked at by calling the student's functions.

    `test(call, random)` gets `call(name, *arguments)`, which returns a tuple of arrays, and
    returns None if all is well, or else a sentence. With `visible=True` its source goes into
    the student's `checks.py`: then it must need nothing but `np`, and give no solution away.
    With no points it only adds its sentence where code is wrong and no known mistake explains it.
    """

    name: str
    points: float
    test: Callable[[Call, np.random.Generator], str | None]
    visible: bool = False


@dataclass(frozen=True)
class Part:
    """What one part is judged by.

    Args:
        id: as in the notebook, "3b".
        calls: the name that the student defines: a function, or a variable (then without `draw`).
        gives: its results, in order, each with the points that it earns alone.
        reference: `reference(wrong, *arguments)` returns the results; it makes the mistakes
            whose names are in the set `wrong`. It must not change its arguments. What it builds on
            are keyword arguments (see `uses`), which are called like a reference.
        draw: `draw(random, T, B, …)` returns the arguments; it names those sizes that it needs.
        sizes: the sizes to draw for; those below `LARGE` are also practised on in the notebook.
        mistakes: name → what the student is told; of two that give the same, the first is named.
        uses: keyword of the reference → id of the earlier part that it is. If that part is wrong,
            this one is judged again on top of the student's own: nobody pays twice. Mistakes of
            those parts are looked for here too.
        holds: names and shapes of a variable that only properties judge; `check` looks at them.
        properties: further criteria.
        by_hand: points that a teacher gives.
        tolerance: of the comparison, as a share of the largest number.
    """

    id: str
    calls: str = ""
    gives: tuple[Out, ...] = ()
    reference: Callable[..., tuple] | None = None
    draw: Callable[..., tuple] | None = None
    sizes: tuple[Mapping[str, int], ...] = SIZES
    mistakes: Mapping[str, str] = field(default_factory=dict)
    uses: Mapping[str, str] = field(default_factory=dict)
    holds: tuple[Out, ...] = ()
    properties: tuple[Property, ...] = ()
    by_hand: float = 0
    tolerance: float = TOLERANCE

    @property
    def points(self) -> float:
        compared = sum(out.points for out in self.gives)
        return compared + sum(p.points for p in self.properties) + self.by_hand

    def arguments(self, random: np.random.Generator, size: Mapping[str, int]) -> tuple:
        if self.draw is None:
            return ()
        return self.draw(random, **{name: size[name] for name in self._needs()})

    def label(self, size: Mapping[str, int]) -> str:
        return ", ".join(f"{name} = {size[name]}" for name in self._needs())

    def probes(self, practice: bool = False) -> tuple[Mapping[str, int], ...]:
        """The sizes to try; a variable is looked at once."""
        if self.draw is None:
            return ({},)
        large = LARGE["D_h"] if practice else float("inf")
        return tuple(size for size in self.sizes if max(size.values()) < large)

    def results(self, wrong: tuple[str, ...], arguments: tuple, own: Mapping = _NOTHING) -> Results:
        """What code with these mistakes gives; they may also make it fail.

        `own` are functions to build on instead of the reference's.
        """
        assert self.reference is not None
        try:
            with np.errstate(all="ignore"):
                return as_arrays(self.reference(frozenset(wrong), *arguments, **own))
        except Exception:
            if not wrong and not own:
                raise
            return Failed("raised", "this mistake raises an exception")

    def _needs(self) -> list[str]:
        return list(inspect.signature(self.draw).parameters)[1:] if self.draw else []


def as_arrays(value: object) -> tuple[np.ndarray, ...]:
    """A tuple or list as a tuple of arrays, anything else as a tuple of one array."""
    values = value if isinstance(value, tuple | list) else (value,)
    return tuple(np.asarray(one) for one in values)


def catalogue(part: Part, parts: Mapping[str, Part]) -> dict[str, str]:
    """The mistakes looked for, with their words: the part's own, then those of what it uses."""
    found = dict(part.mistakes)
    for other in part.uses.values():
        for name, words in catalogue(parts[other], parts).items():
            if name in parts[other].mistakes:
                words = (
                    f"{words} (As in part {other}. If that is right, look at how you use it here.)"
                )
            found.setdefault(name, words)
    return found


def foundations(part: Part, parts: Mapping[str, Part]) -> set[str]:
    """The ids of all parts that this one builds on, directly or not."""
    return {i for other in part.uses.values() for i in (other, *foundations(parts[other], parts))}


def candidates(part: Part, parts: Mapping[str, Part]) -> list[tuple[str, ...]]:
    """Single mistakes, then pairs of the part's own."""
    singles = [(name,) for name in catalogue(part, parts)]
    return singles + list(combinations(part.mistakes, 2))
