"""The tables of a report: scores, mistakes, what was tried, and how long it took."""

import math
from collections.abc import Iterator
from statistics import median

import numpy as np

from rnnlib.compare.problem import CELLS, Outcome, Result, Setting
from rnnlib.compare.report.figures import has_interval, judged, unit
from rnnlib.compare.report.page import listed, number, percent, shortened, table

CLASSES = 12  # whose mistakes a table has room for
PAIRS = 10  # of classes that are named where it has none


def scores(result: Result) -> str:
    """Every method with its measures, and the advantage with its interval."""
    measures = list(dict.fromkeys(name for score in result.scores for name in score.measures))
    net, base = judged(result, True) or "network", judged(result, False)
    groups = {
        f"simple methods, and the {net}'s advantage over each": _rows(result, measures, False),
        f"networks, and the advantage of each over {base or 'a simple method'}": _rows(
            result, measures, True
        ),
    }
    marked = [name for name in (judged(result, True), base) if name]
    star = f" *: {listed(marked)}, chosen on validation data before the test." if marked else ""
    caption = f"{listed(measures)} on the test data; {measures[0]} is what is judged.{star}"
    gain = f"advantage, {unit(result)}"
    columns = ["method", *measures, gain, "90 % interval"]
    return table(caption, columns, {heading: rows for heading, rows in groups.items() if rows})


def _rows(result: Result, measures: list[str], nets: bool) -> list[list[str]]:
    return [
        [
            f"{shortened(score.method)}{' *' if score.judged else ''}",
            *(number(score.measures.get(name, math.nan)) for name in measures),
            percent(score.skill, ""),
            f"{percent(score.low, '')} to {percent(score.high, '')}"
            if has_interval(score)
            else "–",
        ]
        for score in result.scores
        if score.net is nets
    ]


def mistakes(result: Result) -> str:
    """What the judged network took each class for; of many classes, what it mistook most often."""
    counts = (result.details.get("confusion") or {}).get(judged(result, True))
    if counts is None:
        return ""
    counts, total = np.asarray(counts), int(np.sum(counts))
    classes = [shortened(str(name), 24) for name in result.details["classes"]]
    wrong = counts * (1 - np.eye(len(classes), dtype=int))
    order = np.argsort(-wrong, axis=None, kind="stable")[:PAIRS]
    pairs = [(int(k) // len(classes), int(k) % len(classes)) for k in order]
    pairs = [(i, j) for i, j in pairs if wrong[i, j]]
    says = f"The {judged(result, True)} is right on {int(np.trace(counts)):,} of {total:,} samples."
    if pairs:
        i, j = pairs[0]
        says += (
            f" Its most frequent mistake: {classes[i]} is taken for {classes[j]}, "
            f"{int(wrong[i, j]):,} of {int(counts[i].sum()):,} times."
        )
    if len(classes) > CLASSES:
        rows = [[classes[i], classes[j], f"{int(wrong[i, j]):,}"] for i, j in pairs]
        return table(says, ["it is", "taken for", "times"], {"": rows})
    rows = [[c, *(f"{int(n):,}" for n in row)] for c, row in zip(classes, counts, strict=True)]
    deep = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    columns = ["it is ↓ taken for →", *classes]
    return table(f"{says} A row for each class as it is.", columns, {"": rows}, deep.tolist())


def settings(result: Result) -> str:
    """The settings that were tried, with each cell's loss on validation data."""
    search = [o for o in result.outcomes if o.fit.phase == "search"]
    taken = {o.fit.cell: o.fit.setting for o in result.outcomes if o.fit.phase == "test"}
    tried = [*dict.fromkeys([*(o.fit.setting for o in search), *taken.values()])]
    if not tried:
        return ""
    cells = [cell for cell in CELLS if any(o.fit.cell == cell for o in result.outcomes)]
    rows = [
        [
            f"{setting.learning_rate:g}",
            f"{setting.window or '–'}",
            f"{setting.hidden_size}",
            *(_loss(search, cell, setting, taken) for cell in cells),
        ]
        for setting in tried
    ]
    says = "Mean loss on validation data of the search's fits; *: taken for the test."
    if not search:
        says = "There was no search: each network has the setting marked *."
    return table(says, ["learning rate", "window", "units", *cells], {"": rows})


def _loss(search: list[Outcome], cell: str, setting: Setting, taken: dict[str, Setting]) -> str:
    losses = [o.validation for o in search if (o.fit.cell, o.fit.setting) == (cell, setting)]
    shown = number(float(np.mean(losses))) if losses else "–"
    return f"{shown} *" if taken.get(cell) == setting else shown


def times(result: Result) -> str:
    """How many fits each cell had, how long they took, and what ended them."""
    rows = [[cell, *_spent(result, cell)] for cell in CELLS if any(_of(result, cell))]
    if not rows:
        return ""
    total = sum(outcome.seconds for outcome in result.outcomes)
    plan = result.plan
    says = (
        f"All fits together took {duration(total)} of one core. The test part was split into "
        f"{plan.parts}, each forecast by networks fitted anew on what lies before it, from "
        f"{plan.seeds} starts, for at most {plan.steps:,} steps."
    )
    if plan.parts == 1:
        says = (
            f"All fits together took {duration(total)} of one core: {plan.seeds} starts of each "
            f"network, for at most {plan.steps:,} steps."
        )
    columns = ["network", "fits", "time", "ms a step", "steps (median)", "stopped by the clock"]
    return table(says, columns, {"": rows})


def _of(result: Result, cell: str) -> Iterator[Outcome]:
    return (outcome for outcome in result.outcomes if outcome.fit.cell == cell)


def _spent(result: Result, cell: str) -> list[str]:
    fits = list(_of(result, cell))
    clocked, count = result.clocked(cell)
    return [
        f"{count}",
        duration(sum(outcome.seconds for outcome in fits)),
        number(1000 * result.plan.seconds.get(cell, math.nan), 2),
        f"{median(outcome.steps for outcome in fits):,.0f}",
        f"{clocked} of {count}",
    ]


def duration(seconds: float) -> str:
    """A time in a unit of its size."""
    for name, size in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {name}"
    return f"{seconds:.1f} seconds"
