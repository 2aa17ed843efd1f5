"""Assignment 6, a fair comparison: what each part is judged by."""

import numpy as np

from ..judging.part import LARGE, Out, Part, Property
from . import a6_reference as reference
from . import a6_reference_more as more
from . import a6_words as words
from .draws import normal

SERIES = tuple(
    {"n": n, "first": first, "m": m}
    for n, first, m in ((23, 13, 4), (31, 17, 7), (12, 8, 3), (400, 280, 12))
)
TRIALS = tuple({"rates": r, "seeds": s} for r, s in ((9, 5), (10, 3), (11, 11), (9, 4)))
PAIRS = tuple({"seeds": s} for s in (10, 3, 5, 40))
FIRST_TRIALS = tuple({"seeds": s} for s in (10, 3, 5, 40, 6, 8))
METHODS = tuple({"methods": k} for k in (10, 3, 5, 40))
UNITS = (5, 7, 2), (1, 17, 59), (3, 20, 1), (4, 11, 3), (6, 14, 5), (2, 23, 8), (29, 47, 31)
CELLS = (*({"D_x": D_x, "D_h": D_h, "D_y": D_y} for D_x, D_h, D_y in UNITS), LARGE)
TIED = {"D_x": 1, "D_h": 9, "D_y": 1}  # two numbers of units are as close


def draw_split(random, n):
    return int(n + random.integers(5)), int(random.integers(2, n // 3))


def draw_series(random, n, first):
    """A walk with a slope, so that the past and the rest differ."""
    y = 5 + 0.3 * np.arange(n) + np.cumsum(normal(random, n)) + normal(random, n)
    return y, first


def draw_season(random, n, first, m):
    return *draw_series(random, n, first), m


def draw_forecast(random, n):
    """The forecast is too high by turns and too low, so that a mean difference has either sign."""
    truth = 3 + random.random(n)
    return truth, truth + (1.2 if n % 2 else -1.2) + normal(random, n)


def draw_skill(random, methods):
    simple = 1 + random.random(methods)
    simple[0], simple[-1] = 2.2, 2.8  # the strongest one is neither the first nor the last
    if methods > 3:
        simple[1], simple[-1] = 2.8, 2.5  # and the weakest one is neither
    better = 0.5 if methods in (10, 5) else 1.1
    return float((better + 0.4 * random.random()) * simple.min()), simple


def draw_count(random, D_x, D_h, D_y):
    return int(random.integers(2, 6)), D_x, D_h, D_y


def draw_sizes(random, D_x, D_h, D_y):
    if (D_x, D_h, D_y) == tuple(TIED.values()):
        D_x = int(random.integers(1, 12))
        return D_x, D_h, 3 * D_x - 2
    return D_x, int(D_h + random.integers(4)), D_y


def draw_trials(random, rates, seeds):
    """Whichever way a row is chosen, by the mean or the median or one seed or the test, it differs."""
    validation, test = 1.3 + 0.2 * random.random((2, rates, seeds))
    rows = list(random.permutation(rates))
    if rates > seeds:  # the place of the smallest number, counted cell by cell, is that of a row
        at = rows.index(0)
        rows[at], rows[1] = rows[1], 0
        if rows[0] == seeds - 2:
            rows[0], rows[2] = rows[2], rows[0]
    best, lucky, first, last, tested, typical, even, steady, bad = rows[:9]
    validation[best] = 0.8 + 0.01 * random.random(seeds)
    validation[best, 1] = 1.2  # so its largest error is not the smallest one
    validation[lucky, -2], validation[first, 0], validation[last, -1] = 0.5, 0.6, 0.65
    validation[typical] = 1.9
    validation[typical, -(seeds // 2 + 1) :] = 0.7
    validation[even] = 1.1 - 0.1 * random.random(seeds)
    validation[steady] = 1.45
    validation[bad] += 0.5
    test[tested] -= 0.6
    return validation, test


def draw_pairs(random, seeds):
    common = normal(random, seeds)
    return 2.8 + common + 0.3 * normal(random, seeds), 2.6 + common, float(2 + random.random())


def draw_seeds(random, seeds):
    """A trial after which the right number is far from a border of rounding."""
    d = 0.3 + 0.4 * normal(random, seeds)
    t = float(2 + random.random())
    most = (12, 30) if seeds == 40 else (45, 90)  # at times fewer than the trial had
    exact = random.integers(*most) + (0.35 if seeds in (10, 5, 8) else 0.55) + 0.1 * random.random()
    return d, t, float(t * d.std(ddof=1) / np.sqrt(exact))


def draw_verdicts(random):
    """Every way in which an interval may lie, in an order that is drawn."""
    worth = float(0.05 + 0.02 * random.random())
    lows = [0.01, 0.2, -0.3, -0.2, -0.1, -0.02, -0.3, -0.3, 0.01, -0.01]
    highs = [0.03, 0.4, -0.1, 0.02, 0.3, 0.2, 0.2, 0.01, 0.3, 0.03]
    order = random.permutation(len(lows))
    shaken = 1 + 0.2 * random.random((2, len(lows)))
    return np.array(lows)[order] * shaken[0], np.array(highs)[order] * shaken[1], worth


def zeros_and_ones(call, random):
    given = np.concatenate([np.ravel(array) for array in call("leaks")])
    return None if np.isin(given, (0, 1)).all() else "Each of your six numbers should be 0 or 1."


def of_series(id, calls, points, draw, mistakes):
    out = (Out(calls, "rows", points),)
    return Part(id, calls, out, getattr(reference, calls), draw, sizes=SERIES, mistakes=mistakes)


PARTS = (
    Part(
        "1a",
        "split",
        (Out("validation", "", 1), Out("test", "", 1)),
        reference.split,
        draw_split,
        sizes=SERIES,
        mistakes=words.SPLIT,
    ),
    of_series("1b", "scaled", 3, draw_series, words.SCALED),
    of_series("2a", "naive", 2, draw_series, words.NAIVE),
    of_series("2b", "seasonal_naive", 3, draw_season, words.SEASONAL),
    Part(
        "3a",
        "mean_error",
        (Out("error", "", 2),),
        reference.mean_error,
        draw_forecast,
        sizes=SERIES,
        mistakes=words.ERROR,
    ),
    Part(
        "3b",
        "skill",
        (Out("skill", "", 3),),
        reference.skill,
        draw_skill,
        sizes=METHODS,
        mistakes=words.SKILL,
    ),
    Part(
        "4a",
        "count",
        (Out("count", "", 3),),
        more.count,
        draw_count,
        sizes=CELLS,
        mistakes=words.COUNT,
    ),
    Part(
        "4b",
        "equal_size",
        (Out("units", "", 4),),
        more.equal_size,
        draw_sizes,
        sizes=(*CELLS, TIED),
        mistakes=words.EQUAL_SIZE,
        uses={"count": "4a"},
    ),
    Part(
        "5a",
        "chosen",
        (Out("rate", "", 2), Out("error", "", 2)),
        more.chosen,
        draw_trials,
        sizes=TRIALS,
        mistakes=words.CHOSEN,
    ),
    Part(
        "5b",
        "leaks",
        (Out("leaks", "preparations", 3),),
        more.leaks,
        holds=(Out("leaks", "6"),),
        properties=(Property("zeros and ones", 0, zeros_and_ones, visible=True),),
        mistakes=words.LEAKS,
    ),
    Part(
        "6a",
        "interval",
        (Out("mean", "", 2), Out("lower", "", 2), Out("upper", "", 2)),
        more.interval,
        draw_pairs,
        sizes=PAIRS,
        mistakes=words.INTERVAL,
    ),
    Part(
        "6b",
        "seeds_needed",
        (Out("seeds", "", 3),),
        more.seeds_needed,
        draw_seeds,
        sizes=FIRST_TRIALS,
        mistakes=words.SEEDS,
    ),
    Part(
        "6c",
        "verdict",
        (Out("answers", "rows", 4),),
        more.verdict,
        draw_verdicts,
        mistakes=words.VERDICT,
    ),
    Part("7a", by_hand=5),
    Part("7b", by_hand=8),
)
