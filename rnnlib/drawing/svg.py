"""Drawing in SVG: a few strokes, letters with indices, colours that follow the page's theme."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import atan2, cos, sin
from typing import Any

from rnnlib.drawing.palette import css, in_a_notebook

Point = tuple[float, float]
FAINT = 0.28


@dataclass(frozen=True)
class Drawing:
    """An inline image and what it shows in words."""

    svg: str
    alt: str

    def _repr_html_(self) -> str:
        return self.svg


def picture(width: int, height: int, body: str, alt: str) -> Drawing:
    """A complete inline image. `alt` says what is in it to those who do not see it.

    One that is at most 360 units wide fits a phone. A wider one keeps its letters readable
    there, and scrolls in its own box.
    """
    least = f"min-width:{width}px;" if width > 360 else ""
    style = f"width:100%;{least}max-width:{width * 1.2:.0f}px;height:auto"
    image = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(alt)}" style="{style}" '
        f'font-family="inherit" font-size="11.5">{in_a_notebook(body)}{body}</svg>'
    )
    return Drawing(image, alt)


def element(tag: str, content: str = "", fill: str = "", stroke: str = "", **given: Any) -> str:
    """An element; fill and stroke are meanings of the palette or "none", font_size is font-size."""
    colours = {"fill": fill, "stroke": stroke}
    style = ";".join(f"{k}:{m if m == 'none' else css(m)}" for k, m in colours.items() if m)
    numbers = {k: f"{v:g}" if isinstance(v, float) else v for k, v in given.items()}
    attributes = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in numbers.items())
    return f'<{tag}{attributes} style="{style}">{content}</{tag}>'


def text(x: float | str, y: float, content: str, meaning: str = "ink", **given: Any) -> str:
    """Words, centred at x (or letters at "10 20 30"), their baseline at y; given: font_size=8."""
    given = {"text_anchor": "middle"} | given
    return element("text", escape(content), fill=meaning, x=x, y=y, **given)


def symbol(
    x: float, y: float, name: str, meaning: str = "ink", size: float = 13, **given: Any
) -> str:
    """A quantity in italics, its indices below: "h_1,t-1"; several, apart: "W_y^T h_1"."""
    inner, level, small = "", 0.0, f"{0.72 * size:g}"
    for k, part in enumerate(escape(name).replace("-", "−").split(" ")):
        rest, _, high = part.partition("^")
        head, _, low = rest.partition("_")
        for content, below in ((" " * (k > 0) + head, 0.0), (low, size / 4), (high, -size / 3)):
            if content:
                slant = f' font-size="{small}"' if below else ' font-style="italic"'
                shift = f' dy="{below - level:g}"' if below != level else ""
                inner += f"<tspan{shift}{slant}>{content}</tspan>"
                level = below
    font: Any = {"font_family": "'STIX Two Text','Cambria Math',Georgia,serif", "font_size": size}
    given = {"text_anchor": "middle", **font, **given}
    return element("text", inner, fill=meaning, x=x, y=y, **given)


def group(body: str, strong: bool = True) -> str:
    """What belongs together, strong or faint."""
    return f'<g opacity="{1 if strong else FAINT}">{body}</g>' if body else ""


def said_strong(lit: Any) -> str:
    """For the alternative text."""
    return "" if lit is None else f" Strong: {', '.join(lit)}; all else is faint."


def line(*points: Point, meaning: str = "ink", width: float = 1.2, opacity: float = 1.0) -> str:
    """A polyline through the points, each a pair (x, y)."""
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    given: Any = {"points": path, "stroke_width": width, "stroke_opacity": opacity}
    return element("polyline", fill="none", stroke=meaning, stroke_linejoin="round", **given)


def curve(points: list[Point], meaning: str = "ink", width: float = 1.2) -> str:
    """A smooth line through the points, level at its ends and turns, with a head at the last."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for _, (xb, yb), (xc, yc), (xd, yd) in _pieces(points):
        path += f"C{xb:.1f} {yb:.1f} {xc:.1f} {yc:.1f} {xd:.1f} {yd:.1f}"
    x, y = points[-1]
    head = f"M{x - 5:.1f} {y - 2.6:.1f}L{x + 1:.1f} {y:.1f}L{x - 5:.1f} {y + 2.6:.1f}z"
    way = element("path", fill="none", stroke=meaning, d=path, stroke_width=width)
    return way + element("path", fill=meaning, d=head)


def along(points: list[Point]) -> list[Any]:
    """Points on the curve through these points, thirty on each piece and its end."""
    return [
        tuple(sum(w * v for w, v in zip(_weights(k / 30), axis, strict=True)) for axis in axes)
        for axes in [list(zip(*piece, strict=True)) for piece in _pieces(points)]
        for k in range(31)
    ]


def _weights(t: float) -> tuple[float, ...]:
    return (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3


def _pieces(points: list[Point]) -> Iterator[tuple[Point, Point, Point, Point]]:
    """The cubic pieces of a smooth curve: each with its ends and the two points that bend it."""
    rises = [(yb - ya) / (xb - xa) for (xa, ya), (xb, yb) in pairwise(points)]
    slopes = [0.0, *(a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(rises)), 0.0]
    for k, ((xa, ya), (xb, yb)) in enumerate(pairwise(points)):
        half = (xb - xa) / 2
        bends = (xa + half, ya + half * slopes[k]), (xb - half, yb - half * slopes[k + 1])
        yield (xa, ya), *bends, (xb, yb)


def arrow(*points: Point, meaning: str = "ink", width: float = 1.2) -> str:
    """A polyline with a head at its last point."""
    (x0, y0), (x1, y1) = points[-2:]
    angle, size = atan2(y1 - y0, x1 - x0), 5.5
    corners = [(x1, y1)] + [
        (x1 - size * cos(angle + side), y1 - size * sin(angle + side)) for side in (0.42, -0.42)
    ]
    head = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    short = (x1 - 0.7 * size * cos(angle), y1 - 0.7 * size * sin(angle))
    shaft = line(*points[:-1], short, meaning=meaning, width=width)
    return shaft + element("polygon", fill=meaning, points=head)


def box(
    *corner_and_size: float, meaning: str = "ink", fill: str = "panel", radius: float = 6
) -> str:
    """A rectangle with rounded corners: x and y of its upper left corner, width, height."""
    place: Any = dict(zip(("x", "y", "width", "height"), corner_and_size, strict=True))
    place |= {"rx": radius, "stroke_width": 1.2}
    return element("rect", fill=fill, stroke=meaning, **place)


def circle(x: float, y: float, radius: float, meaning: str = "ink", fill: str = "paper") -> str:
    """A circle around (x, y)."""
    return element("circle", fill=fill, stroke=meaning, cx=x, cy=y, r=radius, stroke_width=1.2)
