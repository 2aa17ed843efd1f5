"""Drawing in SVG: a few strokes, letters with indices, colours that follow the page's theme."""

import re
from html import escape
from math import atan2, cos, sin

from rnnlib.drawing.palette import css, in_a_notebook, light

_ACCENT = {"~": "\u0303"}  # set after the letter it stands on


def picture(width, height, body, alt):
    """A complete inline image. `alt` says what is in it to those who do not see it.

    A wide one keeps its letters readable on a phone, and scrolls there in its own box.
    """
    least = f"min-width:{width * 1.2:.0f}px;" if width > 440 else ""
    style = f"width:100%;{least}max-width:{width * 1.45:.0f}px;height:auto"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(alt)}" style="{style}" '
        f'font-family="inherit" font-size="11">{in_a_notebook(body)}{body}</svg>'
    )


def as_file(image):
    """An inline image as a file of its own: the light colours on a light ground, on any page."""
    image = re.sub(r"<style>.*?</style>", "", image)
    image = re.sub(r"var\(--book-\w+, (#\w{6})\)", r"\1", image)
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', image).groups())
    frame = f'x="-14" y="-14" width="{width + 28}" height="{height + 28}"'
    start = re.sub(
        r'viewBox="[^"]*"',
        f'viewBox="-14 -14 {width + 28} {height + 28}" width="{width * 1.45:.0f}"',
        re.sub(r' style="[^"]*"', "", image[: image.index(">") + 1]),
    ).replace('"inherit"', '"system-ui, sans-serif"')
    ground = f'<rect {frame} rx="10" fill="{light("paper")}"/>'
    return f"{start}{ground}{image[image.index('>') + 1 :]}\n"


def text(x, y, content, meaning="ink", anchor="middle", size=None, bold=False):
    style = f' font-size="{size}"' if size else ""
    style += ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" style="fill:{css(meaning)}"{style}>'
        f"{escape(content)}</text>"
    )


def symbol(x, y, letter, index="", meaning="ink", anchor="middle", size=13):
    """A letter in italics with its index below: h with t-1. A letter ending in ~ is a candidate."""
    letter = escape(letter.replace("~", _ACCENT["~"]))
    low = (
        f'<tspan dy="{size * 0.25:g}" font-size="{size * 0.72:g}">'
        f"{escape(index.replace('-', '−'))}</tspan>"
        if index
        else ""
    )
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" '
        f"font-family=\"'STIX Two Text','Cambria Math',Georgia,serif\" "
        f'style="fill:{css(meaning)}"><tspan font-style="italic">{letter}</tspan>{low}</text>'
    )


def line(*points, meaning="ink", width=1.2, opacity=1, dashed=False):
    """A polyline through the points, each a pair (x, y)."""
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    extra = ' stroke-dasharray="3 3"' if dashed else ""
    extra += f' stroke-opacity="{opacity:g}"' if opacity != 1 else ""
    return (
        f'<polyline points="{path}" fill="none" style="stroke:{css(meaning)}" '
        f'stroke-width="{width:g}" stroke-linejoin="round"{extra}/>'
    )


def arrow(*points, meaning="ink", width=1.2):
    """A polyline with a head at its last point."""
    (x0, y0), (x1, y1) = points[-2:]
    angle, size = atan2(y1 - y0, x1 - x0), 5.5
    corners = [(x1, y1)] + [
        (x1 - size * cos(angle + side), y1 - size * sin(angle + side)) for side in (0.42, -0.42)
    ]
    head = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    short = (x1 - 0.7 * size * cos(angle), y1 - 0.7 * size * sin(angle))
    return (
        line(*points[:-1], short, meaning=meaning, width=width)
        + f'<polygon points="{head}" style="fill:{css(meaning)}"/>'
    )


def box(x, y, width, height, meaning="ink", fill="panel", radius=6):
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius}" '
        f'style="fill:{css(fill)};stroke:{css(meaning)}" stroke-width="1.2"/>'
    )


def circle(x, y, radius, meaning="ink", fill="paper"):
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" '
        f'style="fill:{css(fill)};stroke:{css(meaning)}" stroke-width="1.2"/>'
    )
