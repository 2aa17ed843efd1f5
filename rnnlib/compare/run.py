"""The fits of a comparison, in the order that lets the clock stop them: what is done, is stored."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from itertools import product

import numpy as np
from tqdm import tqdm

from rnnlib.compare import budget
from rnnlib.compare.problem import CELLS, ComparisonError, Fit, Outcome, Plan, Problem, Setting
from rnnlib.compare.store import Store
from rnnlib.compare.workers import Workers

MUST = 2  # starts of every network that are waited for, whatever the clock says
BAR = "{desc} |{bar:30}| {percentage:3.0f} %, {remaining} left at most"


def run(
    problem: Problem,
    store: Store,
    workers: Workers,
    minutes: float,
    seeds: int | None = None,
    say: Callable[[str], object] = print,
) -> tuple[Plan, list[Outcome]]:
    """Plan and do what is not yet stored.

    Args:
        problem: what is to be answered.
        store: where outcomes go, and those of an earlier run come from.
        workers: who does the fits.
        minutes: for everything, with those that an earlier run has had.
        seeds: how many starts each network has; the plan decides if not given.
        say: what is done with a line of report.

    Returns:
        The plan, with as many seeds as there was time for, and the outcomes that count.

    Raises:
        ComparisonError: something that a person can put right.
    """
    begin = time.monotonic()
    again = store.plan is not None
    plan = store.plan or budget.plan(problem, minutes, workers.count, seeds)
    if not again:
        store.set_plan(plan)
    search, everything = _search(plan), product(range(plan.parts), plan.settings, range(plan.seeds))
    possible = [Fit(c, s, part, k) for part, s, k in everything for c in CELLS]
    done = [fit for fit in [*search, *possible] if store.has(fit)]
    if again and not store.finished:
        say(f"Going on: {len(done)} fits were stored by an earlier run.")
    spent = sum(store.outcomes[fit].seconds for fit in done) / workers.count
    clock = _Clock(plan, begin - spent + budget.SHARE * 60 * minutes, workers.count)
    if not store.finished:
        say(budget.in_words(plan, workers.count))
    with _bar(plan, search) as bar:
        rounds = _Rounds(problem, plan, store, workers, clock, bar)
        chosen = rounds.search(search)
        tests = _tests(plan, chosen)
        rounds.do(tests, lambda fit: fit.seed < MUST or clock.has_time_for(fit))
    whole = _whole_seeds(plan, tests, store)
    if whole < plan.seeds:
        plan = budget.fewer_seeds(plan, whole)
    if not store.finished:
        store.set_plan(plan, finished=True)
    counted = [*search, *(fit for fit in tests if fit.seed < whole)]
    return plan, [store.outcomes[fit] for fit in counted if fit in store.outcomes]


def _search(plan: Plan) -> list[Fit]:
    """Fits that choose a setting; setting by setting, so that each is tried by all or by none."""
    if len(plan.settings) == 1:
        return []
    each = product(plan.settings, range(budget.SEARCH_SEEDS), CELLS)
    return [Fit(cell, setting, 0, seed, "search") for setting, seed, cell in each]


def _tests(plan: Plan, chosen: dict[str, Setting]) -> list[Fit]:
    """Fits that count; seed by seed, so that the clock leaves out the last ones of all cells."""
    each = product(range(plan.seeds), range(plan.parts), CELLS)
    return [Fit(cell, chosen[cell], part, seed) for seed, part, cell in each]


def _whole_seeds(plan: Plan, tests: Sequence[Fit], store: Store) -> int:
    """How many seeds, from the first on, have all their fits done."""
    missing = [fit.seed for fit in tests if fit not in store.outcomes]
    return min([plan.seeds, *missing])


def choose(search: Sequence[Outcome], settings: Sequence[Setting]) -> dict[str, Setting]:
    """{cell: the setting with its lowest mean loss on validation data}.

    Of the settings that every cell has tried from every seed; the first one if there is none.
    """
    losses = defaultdict[tuple[Setting, str], list[float]](list)
    for outcome in search:
        loss = outcome.validation
        losses[outcome.fit.setting, outcome.fit.cell].append(loss if np.isfinite(loss) else np.inf)
    tried = [s for s in settings if all(len(losses[s, c]) == budget.SEARCH_SEEDS for c in CELLS)]
    return {
        cell: min(tried, key=lambda s: np.mean(losses[s, cell])) if tried else settings[0]
        for cell in CELLS
    }


class _Clock:
    """Whether there is time for one more fit, by how long others took.

    Args:
        end: when the fits must be done, by time.monotonic().
        workers: how many run at a time.
    """

    def __init__(self, plan: Plan, end: float, workers: int) -> None:
        self.end, self.workers = end, workers
        step = budget.BEYOND * plan.steps
        self.seconds = {cell: [step * seconds] for cell, seconds in plan.seconds.items()}
        self.needed = sum(map(self.expected, _must(plan))) / workers

    def took(self, fit: Fit, seconds: float) -> None:
        self.seconds[fit.cell].append(seconds)

    def expected(self, fit: Fit) -> float:
        known = self.seconds[fit.cell]
        return float(np.mean(known[1:] or known))

    def has_time_for(self, fit: Fit, reserve: float = 0.0) -> bool:
        return time.monotonic() + self.expected(fit) + reserve <= self.end


def _must(plan: Plan) -> list[Fit]:
    """The test fits that are waited for, with any setting."""
    each = product(range(min(MUST, plan.seeds)), range(plan.parts), CELLS)
    return [Fit(cell, plan.settings[0], part, seed) for seed, part, cell in each]


class _Rounds:
    """Does fits that are not stored yet, as many at a time as there are workers."""

    def __init__(
        self, problem: Problem, plan: Plan, store: Store, workers: Workers, clock: _Clock, bar: tqdm
    ) -> None:
        self.problem, self.plan, self.store = problem, plan, store
        self.workers, self.clock, self.bar = workers, clock, bar

    def search(self, fits: Sequence[Fit]) -> dict[str, Setting]:
        """Do them while there is time for the test fits, too; {cell: its setting}."""
        clock = self.clock
        self.do(fits, lambda fit: clock.has_time_for(fit, reserve=clock.needed))
        done = [self.store.outcomes[fit] for fit in fits if fit in self.store.outcomes]
        return choose(done, self.plan.settings)

    def do(self, fits: Sequence[Fit], may_start: Callable[[Fit], bool]) -> None:
        """Do them in order, until one may not start any more."""
        todo = deque[Fit]()
        for fit in fits:
            if self.store.has(fit):
                self._show(fit)
            else:
                todo.append(fit)
        running: dict[Future[Outcome], Fit] = {}
        try:
            while todo or running:
                while todo and len(running) < self.workers.count:
                    if self.store.finished or not may_start(todo[0]):
                        todo.clear()
                        break
                    fit = todo.popleft()
                    running[self.workers.submit(fit, self.plan)] = fit
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    outcome = future.result()
                    self.store.add(outcome)
                    self.clock.took(outcome.fit, outcome.seconds)
                    self._show(running.pop(future))
        except (BrokenExecutor, CancelledError) as error:
            raise ComparisonError(
                "the workers are lost. What was stored is whole, and the same command goes on from "
                "there. If memory ran out, fewer --jobs need less"
            ) from error

    def _show(self, fit: Fit) -> None:
        """One fit further on the bar."""
        self.bar.set_description_str(f"{'Searching' if fit.phase == 'search' else 'Fitting'}")
        self.bar.update(self.plan.seconds[fit.cell])


def _bar(plan: Plan, search: Sequence[Fit]) -> tqdm:
    """A bar as long as the steps are expected to take."""
    fits = plan.parts * plan.seeds + len(search) / len(CELLS)
    return tqdm(total=fits * sum(plan.seconds.values()), bar_format=BAR)
