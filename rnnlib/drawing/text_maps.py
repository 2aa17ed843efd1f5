"""A number for each character of a text, as the depth of the ground under it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing

VISIBLE = str.maketrans(" \n", "·¶")
DEEPEST = 0.5  # opacity of the ground under letters that stay readable, in both themes
WIDTH, MOST = 350, 48  # so many letters of 11 units stand side by side
MONO = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"


def _letters(places, y, characters, size=11.5):
    """One text whose letters stand at places of their own, spaces and line breaks visible."""
    x = " ".join(f"{place:.1f}" for place in places)
    shown = characters.translate(VISIBLE)
    return svg.text(x, y, shown, font_size=size, font_family=MONO)


def shaded_text(rows: Sequence[tuple[str, ArrayLike, str]], alt: str) -> Drawing:
    """Texts whose letters stand on the darker ground the more weight they have.

    Args:
        rows: a list of (characters, weights, target): weights at least 0, one for each
            character; the target is what was predicted after them, drawn framed.
        alt: alternative text; may be empty where the figure brings it.

    Raises:
        ValueError: there is no text, or there is not a weight for each character.
    """
    if not rows:
        raise ValueError("shaded_text: rows must hold at least one text, got none")
    for characters, weights, _ in rows:
        if np.shape(weights) != (len(characters),):
            raise ValueError(
                f"shaded_text: weights must be ({len(characters)},), one for each character, "
                f"got {np.shape(weights)}"
            )
    longest = max(len(characters) for characters, _, _ in rows) + 1
    if longest > MOST:
        raise ValueError(
            f"shaded_text: texts must have at most {MOST - 1} characters, got {longest - 1}: "
            "more are not legible on a phone"
        )
    wide, tall, top = (WIDTH - 8) / longest, 30, 4
    body = ""
    for row, (characters, weights, target) in enumerate(rows):
        share = np.rint(10 * np.asarray(weights) / max(np.max(weights), 1e-300)) / 10
        first, y = 4 + (longest - 1 - len(characters)) * wide, top + row * tall
        for depth in np.unique(share[share > 0]):
            path = "".join(
                f"M{first + k * wide:.1f} {y}h{wide:.1f}v20h-{wide:.1f}z"
                for k in np.flatnonzero(share == depth)
            )
            body += svg.element("path", fill="accent", d=path, fill_opacity=DEEPEST * depth)
        body += svg.box(
            first + len(characters) * wide, y, wide, 20, meaning="second", fill="paper", radius=2
        )
        places = [first + (k + 0.5) * wide for k in range(len(characters) + 1)]
        body += _letters(places, y + 14, characters + target, min(13, max(11.5, 1.3 * wide)))
    return svg.picture(WIDTH, top + tall * len(rows), body, alt)
