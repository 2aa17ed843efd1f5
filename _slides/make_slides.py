"""Slides for every chapter: `_build/slides/02_rnn.html` and so on, which open without a network.

python _slides/make_slides.py
"""

import re
import shutil
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup
from deck import slides

from rnnlib.drawing import palette

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "_build"
SHARED = "shared"
PAGE = """<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: slides</title>
<link rel="stylesheet" href="shared/palette.css">
<link rel="stylesheet" href="shared/slides.css">
<script src="shared/slides.js" defer></script>
</head>
<body>
<main>
{slides}
</main>
<nav aria-label="Slides">
<button data-do="back" aria-label="Back">‹</button>
<output aria-label="Slide">1</output>
<button data-do="on" aria-label="On">›</button>
<button data-do="notes" aria-label="Notes" aria-pressed="false">N</button>
<button data-do="speaker" aria-label="Notes in a window of their own">S</button>
<button data-do="theme" aria-label="Dark or light">◐</button>
</nav>
</body>
</html>
"""


def read(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def questions(site):
    """The question of each chapter, as on the cover, by page."""
    stops = read(site / "index.html").select("ul.chapter-map a")
    return {stop["href"]: stop.get_text() for stop in stops}


def as_html(number, slide):
    level = "h1" if number == 1 else "h2"
    above = f'<p class="above">{slide.above}</p>' if slide.above else ""
    points = [f"<p>{point}</p>" for point in slide.points]
    if slide.kind == "text" and len(points) > 1:
        points = ["<ul>", *(f"<li>{point}</li>" for point in slide.points), "</ul>"]
    said = f'<div class="points">{"".join(points)}</div>' if points else ""
    after = f'<div class="points">{"".join(f"<p>{one}</p>" for one in slide.after)}</div>'
    shown = f'<div class="shown">{"".join(slide.shown)}</div>' if slide.shown else ""
    notes = (
        f'<details class="notes"><summary>Notes</summary>'
        f'<div tabindex="0" role="group" aria-label="Notes">{"".join(slide.notes)}</div></details>'
        if slide.notes
        else ""
    )
    return (
        f'<section class="slide {slide.kind}" id="slide-{number}">'
        f"<header>{above}<{level}>{slide.title}</{level}></header>"
        f'<div class="body">{said}{shown}{after if slide.after else ""}</div>{notes}</section>'
    )


def page(chapter, question):
    """The HTML of a chapter's slides."""
    deck = slides(chapter.select_one("article"), question)
    html = "\n".join(as_html(number, slide) for number, slide in enumerate(deck, 1))
    html = re.sub(r"<a [^>]*>(.*?)</a>", r"\1", html, flags=re.DOTALL)  # nothing leads elsewhere
    html = once(html)
    title = BeautifulSoup(deck[0].title, "html.parser").get_text()
    return PAGE.format(title=escape(title), slides=html)


def once(html):
    """A name for every place of its own: what is quoted in the notes has none."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(".notes [id], .points [id]"):
        del element["id"]
    return str(soup)


def make_slides(site, target):
    """Write the slides of a built site's chapters into a folder; returns their files."""
    shared = target / SHARED
    shared.mkdir(parents=True, exist_ok=True)
    for name in ("slides.css", "slides.js"):
        shutil.copy(HERE / name, shared)
    (shared / "palette.css").write_text(palette.style_sheet(), "utf-8")
    for font in (site / "_static" / "fonts").iterdir():
        shutil.copy(font, shared)
    asked, made = questions(site), []
    for file in sorted((site / "chapters").glob("[0-9][0-9]_*.html")):
        made.append(target / file.name)
        question = asked[f"chapters/{file.name}"]
        made[-1].write_text(page(read(file), question), "utf-8")
    return made


if __name__ == "__main__":
    for file in make_slides(BUILD / "html", BUILD / "slides"):
        print(file.relative_to(BUILD.parent))
