"""Assignment 1, sequences and state: what each part is judged by."""

import numpy as np

from ..judging.part import EQUAL, LARGE, ONE, PRIME, Out, Part, Property
from . import a1_recurrences as recurrences
from . import a1_reference as reference
from . import a1_words as words
from . import a2_reference
from .draws import normal

BITS = ({"T": 13, "B": 5}, {"T": 17, "B": 4}, {"T": 1, "B": 1}, {"T": 100, "B": 8})
WINDOWS = (
    {**PRIME, "T": 9, "n": 3},
    {**EQUAL, "n": 2},
    {**ONE, "T": 3, "n": 2},
    {**LARGE, "D_x": 8, "n": 10},
)
MAXIMA = (
    {"T": 9, "B": 3, "n": 4},
    {"T": 2, "B": 3, "n": 5},  # a piece shorter than what is carried
    {"T": 1, "B": 1, "n": 2},
    {"T": 100, "B": 8, "n": 7},
)
PIECES = (
    {"T": 11, "B": 3, "K": 4},
    {"T": 12, "B": 5, "K": 3},
    {"T": 3, "B": 1, "K": 2},
    {"T": 100, "B": 8, "K": 7},
)


def draw_sequence(random, T, B, D_x):
    return (normal(random, T, D_x, B) - 0.5,)


def draw_windows(random, T, B, D_x, n):
    return normal(random, T, D_x, B), n


def draw_counts(random, D_x, D_h, D_y):
    n, grown = int(random.integers(3, 9)), random.integers(3, size=3)
    return n, *(int(size + more) for size, more in zip((D_x, D_h, D_y), grown, strict=True))


def draw_numbers(random, T, B, D_y):
    return random.integers(D_y, size=(T, B)), D_y + 1  # the last one does not occur


def draw_sum(random, T, B):
    return normal(random, T, B), normal(random, B)


def draw_average(random, T, B):
    return *draw_sum(random, T, B), random.uniform(0.6, 0.9)


def draw_parity(random, T, B):
    return random.integers(2, size=(T, B)), random.integers(2, size=B)


def draw_since(random, T, B):
    return (random.random((T, B)) < 0.3).astype(int), random.integers(1, 9, size=B)


def draw_maximum(random, T, B, n):
    return normal(random, T, B), normal(random, n - 1, B)


def draw_pieces(random, T, B, K):
    x, h_0, a = draw_average(random, T, B)
    return x, K, h_0, a


def cannot_be_told_apart(call, random):
    """Two orders of the same six numbers, with the same ends, that rise unequally often."""
    given = call("twins")
    if len(given) == 1 and given[0].shape == (2, 6):
        given = tuple(given[0])
    if len(given) != 2 or any(array.shape != (6,) for array in given):
        return "twins: two sequences of six numbers are expected, each of the shape (6,)."
    a, b = (np.asarray(array, float) for array in given)
    if not np.isfinite([a, b]).all():
        return "twins holds NaN or infinity."
    if not np.array_equal(np.sort(a), np.sort(b)):
        return (
            "Your two sequences are not made of the same numbers, so some statistic "
            "that does not look at the order can tell them apart."
        )
    if a[0] != b[0] or a[-1] != b[-1]:
        return "Your two sequences should have the same first number, and the same last one."
    rises = [int((np.diff(x) > 0).sum()) for x in (a, b)]
    if rises[0] == rises[1]:
        return f"Both of your sequences rise {rises[0]} times, and they should differ in this."
    return None


PARTS = (
    Part(
        "1a",
        "order_free",
        (Out("mean", "D_x B", 2), Out("largest", "D_x B", 1)),
        reference.order_free,
        draw_sequence,
        mistakes=words.STATISTICS,
    ),
    Part(
        "1b",
        "twins",
        holds=(Out("the first sequence", "6"), Out("the second sequence", "6")),
        properties=(Property("cannot be told apart", 3, cannot_be_told_apart),),
    ),
    Part(
        "2a",
        "windows",
        (Out("windows", "T-n+1 n*D_x B", 3),),
        reference.windows,
        draw_windows,
        WINDOWS,
        words.WINDOWS,
    ),
    Part(
        "2b",
        "weights_needed",
        (Out("window", "", 2), Out("recurrence", "", 2)),
        reference.weights_needed,
        draw_counts,
        mistakes=words.COUNT,
    ),
    Part(
        "3a",
        "one_hot",
        (Out("x", "T size B", 2),),
        a2_reference.one_hot,
        draw_numbers,
        mistakes=words.ONE_HOT,
    ),
    Part(
        "3b",
        "bag",
        (Out("counts", "size B", 2),),
        reference.bag,
        draw_numbers,
        mistakes=words.BAG,
        uses={"one_hot": "3a"},
    ),
    Part(
        "4a",
        "running_sum",
        (Out("states", "T+1 B", 2),),
        recurrences.running_sum,
        draw_sum,
        mistakes=words.SUM,
    ),
    Part(
        "4b",
        "exponential_average",
        (Out("states", "T+1 B", 3),),
        recurrences.average,
        draw_average,
        mistakes=words.AVERAGE,
    ),
    Part(
        "4c",
        "parity",
        (Out("states", "T+1 B", 2),),
        recurrences.parity,
        draw_parity,
        BITS,
        words.PARITY,
    ),
    Part(
        "4d",
        "steps_since",
        (Out("states", "T+1 B", 3),),
        recurrences.steps_since,
        draw_since,
        BITS,
        words.SINCE,
    ),
    Part(
        "4e",
        "moving_maximum",
        (Out("maxima", "T B", 2), Out("last", "n-1 B", 2)),
        recurrences.moving_maximum,
        draw_maximum,
        MAXIMA,
        words.MAXIMUM,
    ),
    Part(
        "5a",
        "starts_of_pieces",
        (Out("starts", "pieces B", 3),),
        recurrences.starts_of_pieces,
        draw_pieces,
        PIECES,
        words.PIECES,
        uses={"average": "4b"},
    ),
    Part(
        "6a",
        "states_needed",
        tuple(Out(name) for name in ("parity", "two ones in a row", "two steps before")),
        reference.states_needed,
        tolerance=1e-3,
        mistakes=words.NEEDED,
    ),
    Part(
        "7a",
        "steps_faded",
        tuple(Out(f"a = {a}") for a in (0.5, 0.8, 0.9)),
        reference.steps_faded,
        tolerance=1e-3,
        by_hand=1,
        mistakes=words.FADED,
    ),
    Part("7b", by_hand=4),
)
