"""A long text as it is read in training: streams side by side, in windows."""

from collections.abc import Collection

from rnnlib import checks
from rnnlib.drawing import svg
from rnnlib.drawing.over_time import chosen
from rnnlib.drawing.svg import Drawing

PARTS = ("text", "windows", "state", "gradient")
BLANKS = {ord(blank): "·" for blank in " \n\t"}
WINDOWS, LETTER, ROW = 3, 12.6, 30
LEFT, TOP, GAP = 20, 66, 16  # of the first window; between two of them


def streams(
    text: str, count: int = 3, window: int = 7, lit: str | Collection[str] | None = None
) -> Drawing:
    """A text cut into streams that are read side by side, a window at a time.

    The state goes on from window to window; the gradient stops at the border.

    Args:
        text: long enough that each stream has three windows, which are drawn.
        count: B, the number of streams.
        window: k, the steps in a window; seven letters fit a phone.
        lit: what stays strong while all else is faint, one or several of "text", "windows",
            "state", "gradient"; None for all.

    Raises:
        ValueError: the text is too short, or there is no such part.
    """
    lit = chosen("streams", lit, PARTS)
    count, window = (
        checks.size("streams", n, v) for n, v in [("count", count), ("window", window)]
    )
    length = len(text) // count
    if length < WINDOWS * window:
        least = count * window * WINDOWS
        raise ValueError(f"streams: text must have at least {least} letters, got {len(text)}")
    wide = window * LETTER + 5
    lefts = [LEFT + k * (wide + GAP) for k in range(WINDOWS)]
    right, bottom = lefts[-1] + wide, TOP + ROW * count
    middles = [TOP + ROW * (b + 0.5) for b in range(count)]

    part, whole = (right - LEFT) / count, "one long text, cut into streams"
    written = svg.text(LEFT, 13, whole, "muted", text_anchor="start", font_size=12)
    for b, y in enumerate(middles):  # the whole text as a band, and what is read of each stream
        x, number = LEFT + b * part, f"{b + 1}"
        written += svg.box(x, 21, part, 20, radius=0, fill="paper")
        written += svg.text(x + part / 2, 35.5, f"stream {number}", font_size=12, font_weight=600)
        written += svg.text(6, y + 4, number, font_size=12, font_weight=600)
        for k, left in enumerate(lefts):
            piece = text[b * length + k * window :][:window].translate(BLANKS)
            at = " ".join(f"{left + 2.5 + LETTER * (n + 0.5):g}" for n in range(window))
            written += svg.text(at, y + 4.5, piece, font_size=14)
    frames = state = back = ""
    for k, left in enumerate(lefts):
        frames += svg.box(left, TOP, wide, ROW * count, fill="none")
        frames += svg.text(left + wide / 2, TOP - 7, f"window {k + 1}", font_size=12)
        ends = left + wide, left + wide + GAP
        for y in middles:
            state += svg.arrow((ends[0], y), (ends[1], y), meaning="accent", width=2)
        low = bottom + 12
        back += svg.arrow((ends[0], low), (left + 3, low), meaning="second", width=2)
        back += svg.line((left, low - 7), (left, low + 7), meaning="second", width=2)
    below = {"text_anchor": "start", "font_size": 12}
    words = "→ the state goes on"
    state += svg.text(LEFT, bottom + 37, words, "accent", **below)
    words = "← the gradient stops at the border"
    back += svg.text(LEFT, bottom + 55, words, "second", **below)
    groups = zip(PARTS, (written, frames, state, back), strict=True)
    body = "".join(svg.group(drawn, lit is None or name in lit) for name, drawn in groups)
    alt = (
        f"A text cut into {count} streams that are read side by side, each in windows of {window} "
        f"steps; three windows are drawn. The state goes on from each window into the next. The "
        f"gradient runs back within a window and stops at its border.{svg.said_strong(lit)}"
    )
    return svg.picture(max(round(right + GAP + 2), 240), bottom + 63, body, alt)
