"""Numbers over the characters of a text: a heat map, and letters on shaded ground."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.drawing import svg
from rnnlib.drawing.svg import Drawing

VISIBLE = str.maketrans(" \n", "·↵")
DEEPEST = 0.5  # opacity of the ground under letters that stay readable, in both themes


def heat_map(values: np.ndarray, characters: str, row_label: str, alt: str) -> Drawing:
    """Rows of values in [-1, 1] over the characters of a text: two colours, ten depths.

    Args:
        values: (rows, T).
        characters: a string of T characters, written below.
        row_label: what the rows are.
        alt: alternative text; may be empty where the figure brings it.

    Raises:
        ValueError: values has not two axes, or there is not a character for each step.
    """
    values = np.asarray(values)
    if values.ndim != 2 or values.shape[1] != len(characters):
        raise ValueError(
            f"heat_map: values must be (rows, T) with T = {len(characters)}, the number of "
            f"characters, got {values.shape}"
        )
    rows, T = values.shape
    wide, tall, left, top = 400 / T, 6.5, 20, 4
    levels = np.clip(np.rint(values * 10), -10, 10).astype(int)
    body = ""
    for level in np.unique(levels[levels != 0]):
        path = "".join(
            f"M{left + t * wide:.1f} {top + r * tall:.1f}h{wide:.1f}v{tall}h-{wide:.1f}z"
            for r, t in np.argwhere(levels == level)
        )
        colour = "accent" if level > 0 else "second"
        body += svg.element("path", fill=colour, d=path, fill_opacity=abs(level) / 10)
    bottom, middle = top + rows * tall + 11, top + rows * tall / 2
    for t, character in enumerate(characters.translate(VISIBLE)):
        x = left + (t + 0.5) * wide
        body += svg.text(x, bottom, character, font_size=min(10, 1.5 * wide))
    turned = f"rotate(-90 10 {middle:g})"
    body += svg.text(10, middle, row_label, "muted", transform=turned)
    for x, word, colour in ((left, "positive", "accent"), (left + 70, "negative", "second")):
        body += svg.text(x, bottom + 16, f"■ {word}", colour, text_anchor="start", font_size=10)
    return svg.picture(430, round(bottom + 22), body, alt)


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
    wide, tall, top = 416 / longest, 30, 6
    body = ""
    for row, (characters, weights, target) in enumerate(rows):
        share = np.rint(10 * np.asarray(weights) / max(np.max(weights), 1e-300)) / 10
        x, y = 6 + (longest - 1 - len(characters)) * wide, top + row * tall
        shown = (characters + target).translate(VISIBLE)
        for character, depth in zip(shown, [*share, None], strict=True):
            if depth is None:
                body += svg.box(x, y, wide, 20, meaning="second", fill="paper", radius=2)
            elif depth:
                ground: Any = {"width": wide, "height": 20, "fill_opacity": DEEPEST * depth}
                body += svg.element("rect", fill="accent", x=x, y=y, **ground)
            body += svg.text(x + wide / 2, y + 14, character, font_size=min(12, 1.5 * wide))
            x += wide
    return svg.picture(430, top + tall * len(rows), body, alt)
