"""The card of a study on a page: question, answer, dots with intervals, and how sure we are."""

import html
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from rnnlib import experiments
from rnnlib.experiments import estimate, statistics
from rnnlib.experiments.estimate import Estimate
from rnnlib.experiments.statistics import Of, Rows
from rnnlib.experiments.study import Card, StudyError


def estimates(
    study: str,
    measure: Callable[[Rows], Estimate],
    by: str,
    names: Mapping[Any, str] | None = None,
    phase: str | None = "test",
    **where: Any,
) -> dict[str, Estimate]:
    """{name: what was measured} for each value of the axis `by`.

    Args:
        measure: rows → Estimate, such as `of_ten("solved_at")`.
        names: {value of the axis: how it is called}, in the order to be shown; all if not given.
    """
    found = statistics.groups(experiments.runs(study, phase, **where), by)
    chosen = names or {value: str(value) for (value,) in found}
    return {name: measure(found[value,]) for value, name in chosen.items()}


def of_ten(of: Of) -> Callable[[Rows], Estimate]:
    """A measure: in how many of ten runs it is so, or was reached."""

    def measure(rows: Rows) -> Estimate:
        found = estimate.share(rows, of)
        return found._replace(value=10 * found.value, low=10 * found.low, high=10 * found.high)

    return measure


def middle(of: Of) -> Callable[[Rows], Estimate]:
    """A measure: the median over runs."""
    return lambda rows: estimate.median(rows, of)


def shown(name: str) -> Any:
    """The card of a study, as a piece of a chapter's page."""
    from rnnlib.drawing.figure import Html

    study = experiments.get(name)
    card, question = study.card, html.escape(study.question)
    if card is None:
        raise StudyError(f"{name}: has no card")
    return Html(
        f'<div class="book-card" id="study-{name.replace("_", "-")}">'
        f'<p class="book-card-question"><strong><a href="evidence/{name}.ipynb">{question}</a>'
        f"</strong></p><p>{html.escape(card.answer)}</p><figure>{picture(card)}</figure>"
        f'<p class="book-card-sure"><strong>How sure?</strong> {html.escape(card.sure)}</p></div>',
        f"{study.question} {card.answer}",
    )


def figure(
    number: str,
    dots: dict,
    shows: str,
    caption: str,
    baselines: Mapping[str, float] | None = None,
    log: bool = False,
    panels: bool = False,
) -> Any:
    """A numbered figure of estimates, {name: Estimate} or {group: {name: Estimate}}.

    Its alternative text says all that it shows. With `panels` each group has a drawing of its own.
    """
    from rnnlib.drawing import plots

    groups = grouped(dots)
    words = [
        f"{group}: " * bool(group) + "; ".join(f"{name} {e.text}" for name, e in rows.items())
        for group, rows in groups.items()
    ]
    ends = {group: {name: e[:3] for name, e in rows.items()} for group, rows in groups.items()}
    draw = partial(plots.dots, x_label=shows, baselines=baselines or {}, log=log)
    drawing: Any = (
        {title: draw(rows) for title, rows in ends.items()} if panels else draw(ends.get("", ends))
    )
    return plots.figure(number, drawing, caption, f"{shows}. {'. '.join(words)}.")


def picture(card: Card) -> str:
    """The dots of a card, as inline SVG."""
    whole = figure("", card.dots(), card.shows, "", card.baselines(), card.log)
    return re.findall("<svg.*</svg>", whole.markup, re.DOTALL)[0]


def grouped(dots: dict) -> dict[str, dict[str, Estimate]]:
    """{group: {name: Estimate}}; those without groups are one without a name."""
    return dots if isinstance(next(iter(dots.values())), dict) else {"": dots}
