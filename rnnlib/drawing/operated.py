"""What figures share that a reader operates: their frame, their style, their sliders and axes.

Such a figure computes in the page. Without scripts, and in print, it is a still. Its scripts
stand beside this module in `playing`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from math import log10
from typing import Any

from rnnlib.drawing import svg
from rnnlib.drawing.palette import css
from rnnlib.drawing.svg import Drawing

_STYLE = f"""
.book-play button{{font:inherit;color:inherit;background:none;border:1px solid {css("rule")};
border-radius:4px;padding:.15em .5em;text-align:left}}
.book-play button:disabled{{opacity:.4}}
.book-play button[aria-pressed=true]{{border-color:{css("accent")};background:{css("panel")}}}
.book-play [hidden]{{display:none!important}}
.book-play ol{{list-style:none;margin:.5em 0;padding:0}}
.book-play li{{display:flex;justify-content:space-between;gap:1em;align-items:baseline}}
.book-play li button{{border-color:transparent;flex:1}}
.book-play li button[aria-current],.book-play li button[data-near]{{border-color:{css("accent")};
background:{css("panel")}}}
.book-play[data-back] [data-at]{{fill:{css("second")}!important}}
.book-play [data-controls]{{display:flex;flex-wrap:wrap;gap:.4em;align-items:center}}
.book-play [type=range]{{flex:1 1 8em;min-height:24px;accent-color:{css("accent")}}}
@media print{{.book-play [data-controls]{{display:none!important}}}}
""".replace("\n", "")


def operated(key: str, still: Drawing, body: str, scripts: Sequence[str], begin: str) -> Drawing:
    """A still with what operates it below.

    Args:
        key: its name on the page.
        still: the drawing that readers without scripts see.
        body: HTML below it: rows of controls, texts.
        scripts: JavaScript sources, after the shared one; a name ending in .js is a file's.
        begin: a JavaScript expression: what is called with the element to start it.
    """
    sources = [_source(name) if name.endswith(".js") else name for name in ("runtime.js", *scripts)]
    script = "\n".join([*sources, f"bookPlay.start({json.dumps(key)}, {begin});"])
    return Drawing(
        f'<div class="book-play" data-play="{key}"><style>{_STYLE}</style>{still.svg}{body}'
        f"<script>(() => {{\n{script}\n}})();</script></div>",
        still.alt,
    )


def _source(name):
    return files("rnnlib.drawing").joinpath(f"playing/{name}").read_text("utf-8")


def controls(*parts: str) -> str:
    """A row of controls: there is none without scripts."""
    return f"<div data-controls hidden>{''.join(parts)}</div>"


def slider(label: str, words: str, low: float, high: float, step: float, value: float) -> str:
    """A slider between its label, as HTML, and its value; `words` say what it sets."""
    return (
        f'<span aria-hidden="true">{label}</span><input type="range" min="{low:g}" '
        f'max="{high:g}" step="{step:g}" value="{value:g}" aria-label="{escape(words)}">'
        "<output></output>"
    )


def button(label: str, **data: Any) -> str:
    """A button; data: its data attributes."""
    about = "".join(f' data-{key}="{value}"' for key, value in data.items())
    return f'<button type="button"{about}>{escape(label)}</button>'


@dataclass(frozen=True)
class Axes:
    """The axes of a plot 350 units wide.

    Attributes:
        x, y: the lowest and the highest value shown.
        ticks: of y, by the words that stand at them.
        labels: of x and of y.
        log: whether y is logarithmic.
        height: of all of it; below: of what stands under the plot.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    x_ticks: Sequence[float]
    ticks: dict[str, float]
    labels: tuple[str, str]
    log: bool = False
    height: int = 210
    below: int = 34

    LEFT, RIGHT, TOP = 44, 332, 22

    def point(self, x: float, y: float) -> svg.Point:
        """Where a point of the plot stands; what is beyond the axes stands at their edge."""
        (x0, x1), (y0, y1) = self.x, self._scaled
        y = min(max(log10(y) if self.log and y > 0 else y, y0), y1) if y > 0 or not self.log else y0
        floor = self.height - self.below
        across = self.LEFT + (x - x0) / (x1 - x0) * (self.RIGHT - self.LEFT)
        return across, floor - (y - y0) / (y1 - y0) * (floor - self.TOP)

    @property
    def _scaled(self):
        return tuple(map(log10, self.y)) if self.log else self.y

    def path(self, points: Sequence[tuple[float, float]]) -> str:
        """A line through these points, as the d of a path."""
        places = (self.point(*point) for point in points)
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)

    def line(
        self, points: Sequence[tuple[float, float]], meaning: str, key: str, dash: str = ""
    ) -> str:
        """A line that the script can move: `key` is its data-line."""
        given: Any = {"d": self.path(points), "stroke_width": 1.8, "data-line": key}
        given |= {"stroke_dasharray": dash} if dash else {}
        return svg.element("path", fill="none", stroke=meaning, **given)

    @property
    def svg(self) -> str:
        """Grid, ticks and labels."""
        floor, body = self.height - self.below, ""
        for word, value in self.ticks.items():
            y = self.point(self.x[0], value)[1]
            body += svg.line((self.LEFT, y), (self.RIGHT, y), meaning="rule", width=0.7)
            body += svg.text(self.LEFT - 4, y + 4, word, "muted", text_anchor="end")
        for x in self.x_ticks:
            across = self.point(x, self.y[0])[0]
            word = f"{x:g}".replace("-", "−")
            body += svg.text(across, floor + 14, word, "muted")
        body += svg.line((self.LEFT, floor), (self.RIGHT, floor), meaning="muted", width=0.8)
        body += svg.text((self.LEFT + self.RIGHT) / 2, floor + 29, self.labels[0])
        return body + svg.text(self.LEFT - 30, 12, self.labels[1], text_anchor="start")

    @property
    def data(self) -> dict:
        """What the script needs to do the same: see `bookPlay.path`."""
        floor = self.height - self.below
        box = {"left": self.LEFT, "right": self.RIGHT, "top": self.TOP, "floor": floor}
        return box | {"x": self.x, "y": self._scaled, "log": self.log}
