"""Fairness in two phases: every case finds its learning rate first, then runs with it."""

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from rnnlib.experiments import statistics

GRID = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
RATES = (0.003, 0.01, 0.03, 0.1)  # where the search begins
TUNING_SEEDS = (100, 101, 102)  # never those of the runs that count
TEN_SEEDS = tuple(range(100, 110))  # for cases in which three choose by luck
SEEDS = tuple(range(10))
QUICK = {"rates": (0.01,), "grid": (0.01,), "tuning_seeds": TUNING_SEEDS[:1], "seeds": SEEDS[:1]}
Rows = Sequence[dict[str, Any]]
Rates = Sequence[float]


def plan(
    rows: Rows,
    cases: Rows,
    of: str = "cost",
    tuned_as: Callable[[dict], dict] = dict,
    rates: Rates = RATES,
    grid: Rates = GRID,
    tuning_seeds: Callable[[dict], Sequence[int]] | Sequence[int] = TUNING_SEEDS,
    seeds: Sequence[int] = SEEDS,
) -> list[dict[str, Any]]:
    """Tune each case on validation data, then run it with its rate on seeds not used before.

    All search one grid. They begin with the same rates, and go on to the next of the grid as long
    as the best of a case is the first or last that it has tried.

    Args:
        rows: what has been run.
        cases: list of {axis: value}, without phase, learning rate and seed.
        of: the measured column that is small where a run went well. A rate is as good as the
            worst of its three runs: one that fails is not made good by one that was lucky. With
            more seeds their mean counts, since then there is nearly always one that fails.
        tuned_as: case → the case that it takes its rate from, if tuning each is too dear.
        tuning_seeds: seeds, or case → seeds, where some cases need more to find their rate.

    Returns:
        list of {axis: value}: the tuning runs, and the runs that count as far as those are done.
    """
    first, second = [], []
    for case in cases:
        chosen_on = tuning_seeds(tuned_as(case)) if callable(tuning_seeds) else tuning_seeds
        runs, rate = _search(rows, tuned_as(case), of, rates, grid, chosen_on)
        first += runs
        if rate is not None:
            second += [case | {"phase": "test", "learning_rate": rate, "seed": s} for s in seeds]
    return first + second


def _search(
    rows: Rows, case: dict, of: str, rates: Rates, grid: Rates, seeds: Sequence[int]
) -> tuple[list, float | None]:
    """The runs by which a case finds its rate, as far as they can be told; the rate, or None."""
    wanted = case.items() | {("phase", "tuning")}
    done = [row for row in rows if wanted <= row.items()]
    pairs = [(row["learning_rate"], row["seed"]) for row in done]
    costs = dict(zip(pairs, statistics.values(done, of), strict=True))  # infinite if missing
    tried: set[float] = set(rates)
    while True:
        pairs = [(rate, seed) for rate in sorted(tried) for seed in seeds]
        runs = [case | {"phase": "tuning", "learning_rate": r, "seed": s} for r, s in pairs]
        if not costs.keys() >= set(pairs):
            return runs, None
        judged = max if len(seeds) <= len(TUNING_SEEDS) else fmean
        found = {rate: judged([costs[rate, seed] for seed in seeds]) for rate in tried}
        best = min(sorted(tried), key=found.__getitem__)
        at = grid.index(best)
        around = set(grid[max(at - 1, 0) : at + 2])
        if around <= tried:
            return runs, best
        tried |= around
