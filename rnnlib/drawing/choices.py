"""Questions one below the other, each of which leads on or to an end: what to take when."""

from collections.abc import Sequence
from textwrap import wrap

from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing

_LINE, _APART = 15, 40
_LEFT, _RIGHT = (2, 178), (226, 120)  # x and width of the questions, and of where they lead


def choices(questions: Sequence[tuple[str, str, str, str]], end: str) -> Drawing:
    """A way down through questions: one answer leads aside to an end, the other to the next.

    Args:
        questions: [(question, answer that leads aside, where to, answer that leads on)].
        end: where the last one leads on to.

    Raises:
        ValueError: there is no question.
    """
    if not questions:
        raise ValueError("choices: questions must hold at least one, got none")
    body, y, said = "", 2.0, []
    middle = _LEFT[0] + _LEFT[1] / 2
    for question, aside, place, onward in questions:
        left, right = wrap(question, 25), wrap(place, 17)
        height = _LINE * max(len(left), len(right)) + 16
        body += _box(_LEFT, y, height, left, "ink") + _box(_RIGHT, y, height, right, "accent")
        across = y + height / 2
        body += svg.arrow((sum(_LEFT), across), (_RIGHT[0], across))
        body += svg.text((sum(_LEFT) + _RIGHT[0]) / 2, across - 5, aside, "muted", font_size=11.5)
        y += height
        body += svg.arrow((middle, y), (middle, y + _APART))
        below = {"text_anchor": "start", "font_size": 11.5}
        body += svg.text(middle + 8, y + _APART / 2 + 4, onward, "muted", **below)
        y += _APART
        said.append(f"{question} {aside}: {place}. {onward}: go on.")
    lines = wrap(end, 26)
    height = _LINE * len(lines) + 16
    body += _box(_LEFT, y, height, lines, "accent")
    return svg.picture(348, round(y + height + 2), body, " ".join([*said, f"At the end: {end}."]))


def _box(side, y, height, lines, meaning):
    x, width = side
    top = y + (height - _LINE * len(lines)) / 2 + 11.5
    words = (svg.text(x + width / 2, top + k * _LINE, t, font_size=12) for k, t in enumerate(lines))
    return svg.box(x, y, width, height, meaning=meaning) + "".join(words)
