"""The fits of a comparison, in the order that lets the clock stop them: what is done, is stored."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np
from tqdm import tqdm

from rnnlib.compare.problem import CELLS, ComparisonError, Fit, Outcome, Plan, Problem, Setting
from rnnlib.compare.running import budget
from rnnlib.compare.running.store import Store
from rnnlib.compare.running.workers import Workers

MUST = 2  # starts of every network that are waited for, whatever the clock says
BAR = "{desc} |{bar:30}| {n} of at most {total} fits, {remaining} left"


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
    done = [fit for fit in _possible(plan) if store.has(fit)]
    if again and not store.finished:
        say(f"Going on: {len(done)} fits were stored by an earlier run.")
    if not store.finished:
        say(budget.in_words(plan, workers.count))
    spent = sum(store.outcomes[fit].seconds for fit in done) / workers.count
    clock = _Clock(plan, begin - spent + budget.SHARE * 60 * minutes, workers.count)
    for fit in done:
        clock.took(fit, store.outcomes[fit].seconds)
    with _bar(plan) as bar:
        rounds = _Rounds(store, workers, clock, bar)
        must = _must(_tests(plan, dict.fromkeys(CELLS, plan.settings[0])))
        rounds.do(plan, _search(plan), clock.allows_search, must)
        plan = budget.fewer_settings(plan, _tried(plan, store))
        store.set_plan(plan, store.finished)  # from now on no other setting is chosen
        search = _search(plan)
        tests = _tests(plan, choose([store.outcomes[fit] for fit in search], plan.settings))
        bar.total = bar.n + len(tests)
        rounds.do(plan, tests, lambda fit: fit.seed < MUST or clock.has_time_for(fit))
    whole = min([plan.seeds, *(fit.seed for fit in tests if fit not in store.outcomes)])
    if whole < plan.seeds:
        plan = budget.fewer_seeds(plan, whole)
    store.set_plan(plan, finished=True)
    counted = [*search, *(fit for fit in tests if fit.seed < whole)]
    return plan, [store.outcomes[fit] for fit in counted]


def _possible(plan: Plan) -> list[Fit]:
    """All fits that there may be."""
    each = product(range(plan.parts), plan.settings, range(plan.seeds), CELLS)
    return [*_search(plan), *(Fit(cell, s, part, seed) for part, s, seed, cell in each)]


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


def _must(fits: Iterable[Fit]) -> list[Fit]:
    """Those that are waited for whatever the clock says."""
    return [fit for fit in fits if fit.seed < MUST]


def _tried(plan: Plan, store: Store) -> list[Setting]:
    """The settings that every cell has tried from every seed; the first one if there is none."""
    missing = {fit.setting for fit in _search(plan) if fit not in store.outcomes}
    return [setting for setting in plan.settings if setting not in missing] or [plan.settings[0]]


def choose(search: Sequence[Outcome], settings: Sequence[Setting]) -> dict[str, Setting]:
    """{cell: the setting with its lowest mean loss on validation data}; the first without search.

    A loss that is not finite is the worst.
    """
    losses = defaultdict[tuple[str, Setting], list[float]](list)
    for one in search:
        loss = one.validation if np.isfinite(one.validation) else np.inf
        losses[one.fit.cell, one.fit.setting].append(loss)

    def mean(cell: str, setting: Setting) -> float:
        return float(np.mean(losses[cell, setting] or [np.inf]))

    return {cell: min(settings, key=partial(mean, cell)) for cell in CELLS}


class _Clock:
    """Whether there is time for one more fit, by how long others took.

    Args:
        plan: of how many fits.
        end: when they must be done, by time.monotonic().
        workers: how many run at a time.
    """

    def __init__(self, plan: Plan, end: float, workers: int) -> None:
        self.plan, self.end, self.workers = plan, end, workers
        self.seconds = defaultdict[tuple[str, Setting], list[float]](list)

    def took(self, fit: Fit, seconds: float) -> None:
        self.seconds[fit.cell, fit.setting].append(seconds)

    def expected(self, cell: str) -> float:
        """Seconds of a fit: the mean of the setting that takes longest; as planned before any."""
        planned = budget.BEYOND * self.plan.steps * self.plan.seconds[cell]
        means = [np.mean(took) for (c, _), took in self.seconds.items() if c == cell]
        return float(max(means, default=planned))

    def has_time_for(self, fit: Fit, reserve: float = 0.0) -> bool:
        return time.monotonic() + self.expected(fit.cell) + reserve <= self.end

    def limit(self, fit: Fit, others: Sequence[Fit]) -> float:
        """Seconds that a fit may take: its share of what is left for it and for others.

        As long as the machine is as fast as planned, no fit comes near it.
        """
        seconds, left = self.plan.seconds, max(0.0, self.end - time.monotonic())
        share = seconds[fit.cell] / (seconds[fit.cell] + sum(seconds[one.cell] for one in others))
        return left * min(1.0, self.workers * share)  # one fit alone keeps one worker busy

    def allows_search(self, fit: Fit) -> bool:
        """Whether the test fits still have their time after it. The plan has room for a setting."""
        tests = self.plan.parts * self.plan.seeds * sum(map(self.expected, CELLS)) / self.workers
        return fit.setting == self.plan.settings[0] or self.has_time_for(fit, reserve=tests)


class _Rounds:
    """Does fits that are not stored yet, as many at a time as there are workers."""

    def __init__(self, store: Store, workers: Workers, clock: _Clock, bar: tqdm) -> None:
        self.store, self.workers, self.clock, self.bar = store, workers, clock, bar

    def do(
        self,
        plan: Plan,
        fits: Sequence[Fit],
        may_start: Callable[[Fit], bool],
        later: Sequence[Fit] = (),
    ) -> None:
        """Do them in order, until one may not start any more, with time left for `later`."""
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
                    others = [*running.values(), *_must(todo), *later]
                    limited = replace(plan, limit=self.clock.limit(fit, others))
                    running[self.workers.submit(fit, limited)] = fit
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
        self.bar.set_description_str("Searching" if fit.phase == "search" else "Fitting")
        self.bar.update()


def _bar(plan: Plan) -> tqdm:
    """A bar for as many fits as there may be."""
    count = len(_search(plan)) + plan.parts * plan.seeds * len(CELLS)
    return tqdm(total=count, bar_format=BAR)
