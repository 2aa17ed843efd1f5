"""A sheet of exercises to be printed, with the answers on a page of their own."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from rnnlib.drawing.palette import style_sheet
from rnnlib.practice.exercise import Exercise
from rnnlib.practice.fields import answered, on_paper
from rnnlib.practice.pieces import in_html
from rnnlib.practice.series import KINDS

_STYLE = Path(__file__).with_suffix(".css")


def page(exercises: Sequence[Exercise], title: str, made_by: str) -> str:
    """The sheet as one HTML file that needs nothing else.

    Args:
        exercises: in their order.
        title: of the sheet.
        made_by: the command that makes the same sheet again, printed at its end.
    """
    questions = "".join(
        f'<section class="exercise"><h3>{_head(k, one)}</h3>{on_paper(one)}</section>'
        for k, one in enumerate(exercises, 1)
    )
    answers = "".join(
        f'<div class="answer"><h3>{_head(k, one)}</h3><div>{answered(one.form)}</div>'
        f"{in_html(one.explanation)}</div>"
        for k, one in enumerate(exercises, 1)
    )
    style = style_sheet().replace('html[data-theme="dark"]', "html.never")  # paper is light
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}{_STYLE.read_text('utf-8')}</style></head><body><main><h1>{escape(title)}</h1>"
        '<p class="names">Name <span></span> Date <span></span></p>'
        f'{questions}<section class="answers"><h2>Answers</h2>{answers}'
        f"<p>The same sheet again: <code>{escape(made_by)}</code></p></section></main>"
        "</body></html>\n"
    )


def _head(k: int, exercise: Exercise) -> str:
    return f"{k}. {KINDS[exercise.kind].TITLE} <small>level {exercise.level}</small>"
