"""Rules of equations and figures: their numbers, and what says what is in them."""

import re

from .chapter import rule, soup

SHOWN = {"text/plain", "text/html", "text/latex", "text/markdown"}


@rule
def equations_are_numbered_in_order(chapter):
    for count, (n, tag) in enumerate(chapter.tags, 1):
        if tag != f"{chapter.number}.{count}":
            yield f"cell {n}: equation ({tag}), expected ({chapter.number}.{count})"


@rule
def a_reference_has_its_equation_or_figure(chapter):
    equations = {tag for other in chapter.book for _, tag in other.tags}
    captions = "\n".join(caption for other in chapter.book for caption in other.captions)
    figures = re.findall(r"^Figure ((?:\d+|[A-Z])\.\d+)", captions, re.MULTILINE)
    figures += re.findall(r"^Figure (\d+)\. ", "\n".join(chapter.captions), re.MULTILINE)
    for n, text in chapter.prose:
        for number in re.findall(r"\(((?:[1-9]\d?|[A-Z])\.[1-9]\d?)\)", text):
            if number not in equations:
                yield f"cell {n}: there is no equation ({number})"
        for number in re.findall(r"\bFigure\s((?:\d+|[A-Z])\.\d+|\d+)", text):
            if number not in figures:
                yield f"cell {n}: there is no Figure {number}"


@rule
def a_figure_is_drawn_inline(chapter):
    for n, data in chapter.outputs:
        for kind in sorted(data.keys() - SHOWN):
            yield f"cell {n}: {kind} is not shown everywhere; a figure is a <figure> in text/html"
    for n, html in chapter.html:
        if "data:image" in html.replace("--film:url(data:image", ""):
            yield f"cell {n}: a picture of pixels; a figure is inline SVG"
        if any(svg.find_parent("figure") is None for svg in soup(html).find_all("svg")):
            yield f"cell {n}: an <svg> outside a <figure>"


@rule
def a_figure_says_what_is_in_it(chapter):
    for n, figure in chapter.figures:
        pictures = figure.select('[role="img"]') or figure.find_all("svg")
        for text in map(_alternative, pictures or [figure]):
            if len(text.split()) < 3 or re.search(r"\.(svg|png|jpe?g|ipynb)\b", text):
                yield f"cell {n}: alternative text says what is in the figure, got {text!r}"
    for n, text in chapter.texts:
        for alternative, address in re.findall(r"!\[([^\]]*)\]\(([^)\s]*)", text):
            if len(alternative.split()) < 3:
                yield f"cell {n}: alternative text says what is in {address}, got {alternative!r}"


def _alternative(picture):
    if label := picture.get("aria-label"):
        return label
    parts = [picture.find("title", recursive=False), picture.find("desc", recursive=False)]
    return " ".join(part.get_text(" ", strip=True) for part in parts if part)


@rule
def a_figure_says_what_to_see(chapter):
    for count, caption in enumerate(chapter.captions, 1):
        number = f"Figure {chapter.number and chapter.number + '.'}{count}."
        if not caption.startswith(number):
            yield f"the caption must begin with “{number}”, got {caption[:40]!r}"
        elif not re.search(r"\S+ \S+ .*[.?!]$", caption.removeprefix(number)):
            yield f"a caption is a sentence, got {caption!r}"
