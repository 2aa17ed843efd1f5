"""One exercise of a kind, or a series in which none comes twice and the levels rise."""

from collections.abc import Collection, Sequence

from rnnlib.practice.exercise import Exercise
from rnnlib.practice.kinds import backward, code, conventions, gates, shapes, trace
from rnnlib.practice.randomness import Random

KINDS = {
    "shapes": shapes,
    "gates": gates,
    "backward": backward,
    "trace": trace,
    "conventions": conventions,
    "code": code,
}
LEVELS = (1, 2, 3, 4)


def exercise(kind: str, level: int, seed: int, seen: Collection[int] = ()) -> Exercise:
    """The exercise that a kind, a level and a seed determine.

    Args:
        kind: one of KINDS.
        level: 1 to 4.
        seed: a whole number from 0 to 2^32 - 1.
        seen: digests of exercises that shall not come again: then another one comes.

    Raises:
        ValueError: there is no such kind, level or seed.
    """
    for name, value, known in (("kind", kind, [*KINDS]), ("level", level, [*LEVELS])):
        if value not in known:
            expected = ", ".join(map(str, known))
            raise ValueError(f"exercise: {name} must be one of {expected}, got {value!r}")
    if not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ValueError(f"exercise: seed must be from 0 to 2^32 - 1, got {seed!r}")
    random = Random(seed, level, [*KINDS].index(kind))
    while True:
        made = Exercise(kind, level, seed, *KINDS[kind].make(random, level))
        if made.digest not in seen:
            return made


def series(
    seed: int, kinds: Sequence[str] = tuple(KINDS), number: int = 12, levels: Sequence[int] = LEVELS
) -> list[Exercise]:
    """So many exercises, all different: the kinds in turn, the levels from low to high.

    Args:
        seed: a whole number from 0 to 2^32 - 1.
        kinds: of KINDS.
        number: how many exercises.
        levels: which levels, in order.

    Raises:
        ValueError: there is no such kind, level or seed, or number is less than 1.
    """
    if number < 1 or not kinds or not levels:
        raise ValueError(
            f"series: expected a kind, a level and a number of at least 1, got {number}"
        )
    made: list[Exercise] = []
    seen: list[int] = []
    for k in range(number):
        level, kind = levels[len(levels) * k // number], kinds[k % len(kinds)]
        made.append(exercise(kind, level, (seed + 1000003 * k) % 2**32, seen))
        seen.append(made[-1].digest)
    return made
