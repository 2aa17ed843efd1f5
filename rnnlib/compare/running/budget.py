"""How the minutes are spent: steps of a fit first, then seeds, refits, and at last a search.

Equal for every cell, so that none is better for having had more tries. What there is no room
for is left out for all of them, and said; the test data are never shortened. The plan has room for
fits that use all their steps. Most stop early, and the time that this saves goes to the search.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rnnlib.compare.problem import CELLS, ComparisonError, Plan, Problem, Setting

SHARE = 0.8  # of the minutes; the rest is for simple methods, the report and a slower moment
BEYOND = 1.25  # what a fit costs, over its steps: it also looks at validation data
SEARCH_SEEDS = 2  # fits of a cell with each setting, when settings are searched
ENOUGH, LEAST = 1_200, 100  # steps of a fit, at most: wanted, and without which none is worth it
MORE, MOST = 3_000, 10_000  # steps that are offered beyond
SEEDS, MORE_SEEDS = 3, 5
PARTS, MORE_PARTS = 3, 5


@dataclass(frozen=True)
class Costs:
    """What steps cost, and how much time there is.

    Attributes:
        seconds: {setting: {cell: measured seconds of a step}}.
        room: seconds of all workers together.
    """

    seconds: dict[Setting, dict[str, float]]
    room: float

    def step(self, setting: Setting) -> float:
        """Seconds of a step of every cell."""
        return BEYOND * sum(self.seconds[setting].values())

    def of(self, setting: Setting, parts: int, seeds: int, steps: int, search: int = 0) -> float:
        """Seconds of all fits with a setting, if no fit stops early; and of its search."""
        return steps * (search + parts * seeds) * self.step(setting)

    def afford(self, *plan: Any) -> bool:
        """Whether there is time for it."""
        return self.of(*plan) <= self.room


def plan(problem: Problem, minutes: float, workers: int = 1, seeds: int | None = None) -> Plan:
    """What fits into so many minutes, from steps measured on this machine.

    Args:
        problem: whose steps are measured.
        minutes: for everything.
        workers: how many fits run at a time.
        seeds: fits of each cell in each part, if that is given.

    Raises:
        ComparisonError: not even fits of LEAST steps have room.
    """
    room = SHARE * 60 * minutes * workers
    choices = problem.choices()
    size = {s: replace(s, learning_rate=choices[0].learning_rate) for s in choices}  # all else
    took = {s: {cell: problem.step_seconds(cell, s) for cell in CELLS} for s in {*size.values()}}
    measured = {s: took[size[s]] for s in choices}
    again = sum(problem.step_seconds(cell, choices[0]) for cell in CELLS)
    slower = max(1.0, again / sum(measured[choices[0]].values()))  # others use the machine, too
    costs = {s: {c: slower * t for c, t in one.items()} for s, one in measured.items()}
    return within(Costs(costs, room), choices, problem.parts(), seeds)


def within(costs: Costs, choices: Sequence[Setting], most_parts: int, seeds: int | None) -> Plan:
    """The same, with everything measured.

    Raises:
        ComparisonError: as `plan`.
    """
    parts, wanted, says = min(PARTS, most_parts), seeds or SEEDS, list[str]()
    first = choices[0]
    if not costs.afford(first, parts, wanted, ENOUGH):
        cheapest = min(choices, key=costs.step)
        if (less := _smaller(cheapest, first)) and costs.step(cheapest) < costs.step(first):
            says.append(f"For want of time the networks {less}.")
            first = cheapest
    planned = _shrunk(costs, first, parts, wanted)
    if planned != (parts, wanted, ENOUGH):
        says.append(_less(planned, parts, wanted))
        return Plan((first,), *planned, costs.seconds[first], tuple(says))
    settings: list[Setting] = [first, *(setting for setting in choices if setting != first)]
    search = SEARCH_SEEDS if len(settings) > 1 else 0
    if search and not costs.afford(first, parts, wanted, ENOUGH, search):
        settings, search = [first], 0
        says.append(untried(len(choices) - 1, len(choices)))
    steps, many = ENOUGH, wanted if seeds else MORE_SEEDS
    more_parts = min(MORE_PARTS, most_parts)
    for offered in (
        (more_parts, wanted, ENOUGH),
        (more_parts, wanted, MORE),
        (more_parts, many, MORE),
        (more_parts, many, MOST),
    ):
        if costs.afford(first, *offered, search):
            parts, wanted, steps = offered
    return Plan(tuple(settings), parts, wanted, steps, costs.seconds[first], tuple(says))


def _smaller(setting: Setting, usual: Setting) -> str:
    """In what a setting is less than the usual one, in words; "" if it is not."""
    if setting.window < usual.window:
        return f"see {setting.window} steps of the past and not {usual.window}"
    if setting.hidden_size < usual.hidden_size:
        return f"have {setting.hidden_size} units and not {usual.hidden_size}"
    return ""


def untried(left: int, choices: int) -> str:
    """That some settings were not tried, in a sentence."""
    return f"There was no time to try {left} of {choices} settings."


def _shrunk(costs: Costs, setting: Setting, parts: int, seeds: int) -> tuple[int, int, int]:
    """Parts, seeds and steps that fit: fewer parts first, then fewer seeds, then fewer steps."""
    fewer = [*((p, seeds) for p in range(parts, 0, -1)), *((1, s) for s in range(seeds - 1, 1, -1))]
    for p, s in fewer:
        if costs.afford(setting, p, s, ENOUGH):
            return p, s, ENOUGH
    p, s = fewer[-1]
    steps = int(costs.room / costs.of(setting, p, s, 1))
    if steps < LEAST:
        minutes = costs.of(setting, p, s, LEAST) / 60 / SHARE
        raise ComparisonError(
            f"--minutes: a fit of {LEAST} steps is the least, and all cells together need "
            f"{minutes:.1f} core minutes for it on this machine; give more --minutes or more --jobs"
        )
    return p, s, steps


def _less(planned: tuple[int, int, int], parts: int, seeds: int) -> str:
    """In words, what is less than wanted."""
    got_parts, got_seeds, steps = planned
    less = []
    if got_parts < parts:
        less.append(f"fitted {_times(got_parts)} along the test data and not {parts} times")
    if got_seeds < seeds:
        less.append(f"from {got_seeds} starts and not {seeds}")
    if steps < ENOUGH:
        less.append(f"for at most {steps:,} steps and not {ENOUGH:,}")
    return f"For want of time the networks are {', '.join(less)}."


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def in_words(plan: Plan, workers: int = 1) -> str:
    """What is done, and how long it takes at most, in a sentence."""
    fits = len(CELLS) * plan.parts * plan.seeds
    search = ""
    if len(plan.settings) > 1:
        search = f"Up to {len(plan.settings)} settings are tried for each on validation data; then "
    return (
        f"{search}{fits} fits: {', '.join(CELLS)}, each from {plan.seeds} starts, "
        f"{_times(plan.parts)} along the test data, of at most {plan.steps:,} steps"
        f"{f', {workers} at a time' if workers > 1 else ''}."
    )


def fewer_settings(plan: Plan, settings: Sequence[Setting]) -> Plan:
    """The plan when there was time to try these of its settings alone."""
    if not (left := len(plan.settings) - len(settings)):
        return plan
    says = (*plan.says, untried(left, len(plan.settings)))
    return replace(plan, settings=tuple(settings), says=says)


def fewer_seeds(plan: Plan, seeds: int) -> Plan:
    """The plan when the clock has stopped it after so many seeds of all cells."""
    left_out = f"The clock left time for {seeds} of {plan.seeds} starts of each network."
    return replace(plan, seeds=seeds, says=(*plan.says, left_out))
