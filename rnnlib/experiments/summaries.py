"""What a page says of a study: how it was run, and a line with the results of each case."""

import html
from collections.abc import Callable, Sequence
from typing import Any

from rnnlib import experiments
from rnnlib.experiments import estimate, statistics
from rnnlib.experiments.statistics import Of, Rows
from rnnlib.experiments.study import StudyError

NOTHING = "–"  # of a kind that was not measured
Column = Callable[[Rows], str]


def how(name: str) -> str:
    """How the stored runs of a study were made: the command, how many, on what, how long."""
    rows = experiments.table(name)
    counted = {"tuning": "to choose learning rates", "test": "that count"}
    phases = statistics.groups([{"phase": "test"} | row for row in rows], "phase")
    parts = []
    for (phase,), members in phases.items():
        seeds = sorted({row["seed"] for row in members})
        on = f" (seeds {seeds[0]} to {seeds[-1]})" if len(seeds) > 1 else ""
        parts.append(f"{len(members)} {counted.get(phase, 'of ' + phase)}{on}")
    minutes = max(1, round(sum(row["seconds"] for row in rows) / 60 / 2))
    versions = sorted({v for row in rows for v in row["versions"].split(", ")})
    took = f"{minutes} minute{'s' * (minutes > 1)} on two cores; {', '.join(versions)}"
    return f"make study NAME={name}\n{len(rows)} runs: {'; '.join(parts)}\n{took}"


def table(
    rows: Rows, by: dict[str, str], columns: dict[str, Column], others: Sequence[dict] = ()
) -> tuple[list[str], list[list[str]]]:
    """Column heads, and a line of texts for each group of rows.

    Args:
        by: {head: axis}, what tells the cases apart.
        columns: {head: a function of a group's rows that gives a text}.
        others: lines of what was not run, such as baselines: {head: text}.

    Returns:
        heads, lines: for `plots.table`.
    """
    heads = [*by, *columns]
    lines = [
        [*map(_label, group), *(column(members) for column in columns.values())]
        for group, members in statistics.groups(rows, tuple(by.values())).items()
    ]
    return heads, lines + [[line.get(head, NOTHING) for head in heads] for line in others]


def folded(caption: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> Any:
    """A table that is opened by its caption."""
    from rnnlib.drawing.figure import Html, table

    whole = table(caption, heads, lines)
    summary = f"<summary>{html.escape(caption)}: {len(lines)} rows</summary>"
    return Html(f"<details>{summary}{whole.markup}</details>", whole.plain)


def _label(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def one(of: str, form: str = ",") -> Column:
    """A column for what is the same in all rows of a case; otherwise it raises a StudyError."""

    def column(rows: Rows) -> str:
        values = {row[of] for row in rows}
        if len(values) > 1:
            raise StudyError(f"{of}: must be the same in all rows of a case, got {sorted(values)}")
        return format(values.pop(), form)

    return column


rate = one("learning_rate", "g")  # that the tuning runs chose for a case


def middle(of: Of, **options: Any) -> Column:
    """A column with the median of something, and its interval; what `estimate.median` takes."""

    def column(rows: Rows) -> str:
        if not callable(of) and all(row[of] is None for row in rows):
            return NOTHING
        return _together(estimate.median(rows, of, **options).text)

    return column


def share(of: Of) -> Column:
    """A column with the share of the runs where something came to pass, and its interval."""
    return lambda rows: _together(estimate.share(rows, of).text)


def _together(text: str) -> str:
    """Neither an interval nor a number is broken between two lines of a narrow table."""
    number, bracket, interval = text.partition("[")
    whole = number + bracket + interval.replace(" ", "\N{NO-BREAK SPACE}")
    return whole.replace("-", "\N{NON-BREAKING HYPHEN}")
