"""Fairness in two rounds: every case finds its learning rate first, then runs with it."""

import math

GRID = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
RATES = (0.003, 0.01, 0.03, 0.1)  # where the search begins
TUNING_SEEDS = (100, 101, 102)  # never those of the runs that count
SEEDS = tuple(range(10))
QUICK = {"rates": (0.01,), "grid": (0.01,), "tuning_seeds": TUNING_SEEDS[:1], "seeds": SEEDS[:1]}
AXES = ("phase", "learning_rate", "seed")  # at the end of a study's axes


def two_rounds(
    rows,
    cases,
    of="cost",
    tuned_as=dict,
    rates=RATES,
    grid=GRID,
    tuning_seeds=TUNING_SEEDS,
    seeds=SEEDS,
):
    """A plan: every case finds its rate on validation data; then it runs with it, on fresh seeds.

    All search one grid. They begin with the same rates, and go on to the next of the grid as long
    as the best of a case is the first or last that it has tried.

    Args:
        rows: what has been run.
        cases: list of {axis: value}, without those of AXES.
        of: the measured column that is small where a run went well. A rate is as good as the
            worst of its runs: of two, one that fails is not made good by one that was lucky.
        tuned_as: case → the case that it takes its rate from, if tuning each is too dear.

    Returns:
        list of {axis: value}: the first round, and the second as far as the first is done.
    """
    first, second = [], []
    for case in cases:
        runs, rate = _search(rows, tuned_as(case), of, rates, grid, tuning_seeds)
        first += runs
        if rate is not None:
            second += [case | {"phase": "test", "learning_rate": rate, "seed": s} for s in seeds]
    return first + second


def _search(rows, case, of, rates, grid, seeds):
    """The runs by which a case finds its rate, as far as they can be told; the rate, or None."""
    of_the_case = [row for row in rows if case.items() | {("phase", "tuning")} <= row.items()]
    rates = set(rates)
    while True:
        runs = [
            case | {"phase": "tuning", "learning_rate": rate, "seed": seed}
            for rate in sorted(rates)
            for seed in seeds
        ]
        done = [r for r in of_the_case if r["learning_rate"] in rates and r["seed"] in seeds]
        if len(done) < len(runs):
            return runs, None
        worst = {
            rate: max(_cost(r[of]) for r in done if r["learning_rate"] == rate) for rate in rates
        }
        rate = min(sorted(rates), key=worst.get)
        at = grid.index(rate)
        around = set(grid[max(at - 1, 0) : at + 2])
        if around <= rates:
            return runs, rate
        rates |= around


def _cost(value):
    """Of what was not reached, or diverged, the cost is infinite."""
    return math.inf if value is None or math.isnan(value) else value
