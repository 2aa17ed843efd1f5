"""The built site as one page: its pages behind a title page and a table of contents, for paper.

What folds on a screen cannot fold on paper. Answers to exercises are gathered at the end of
their page, other folds are open, and code that the site folds away is left to the notebooks.
"""

import posixpath
import re
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

COVER = "index.html"
INDEX = "genindex.html"
NAMED = re.compile(r"url\(#([^)]+)\)")
LISTS_OF_NAMES = ("aria-labelledby", "aria-describedby")
ON_PAPER = (
    "On paper, the answers to exercises stand at the end of their chapter. "
    "Code that draws and checks is folded away on the site; here it is left to the notebooks."
)
NOT_ON_PAPER = ".opening, .headerlink, .start-reading, .copybtn, script"


def read(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def contents(site):
    """(title, page, level) of all pages, as in the sidebar; a part of the book has no page."""
    for entry in read(site / COVER).select(".bd-links .caption, .bd-links li > a"):
        level = len(entry.find_parents("ul"))
        yield entry.get_text(" ", strip=True), entry.get("href"), level
    yield "Index", INDEX, 1


def one_page(site, title):
    """The HTML of the whole book.

    Args:
        site: the folder of the built site; the page is to be stored beside it.
        title: of the book.
    """
    parts = list(contents(site))
    levels = {COVER: 1, **{page: level for _, page, level in parts if page}}
    articles = {page: article(site, page, levels) for page in levels}
    rules = [
        f'@page {slug(page)} {{ @top-right {{ content: "{title.replace(chr(34), "")}" }} }}\n'
        f"#{slug(page)} {{ page: {slug(page)} }}"
        for title, page, _ in parts
        if page
    ]
    style = Path(__file__).with_name("paper.css").read_text("utf-8") + "\n".join(rules)
    body = [articles.pop(COVER), table_of_contents(parts), *articles.values()]
    return f"""<!doctype html>
<html lang="en" data-theme="light" data-opened="file">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{site.name}/_static/site.css">
<style>
{style}
</style>
</head>
<body>
<main class="bd-main"><div class="bd-content"><div class="bd-article-container">
{"".join(map(str, body))}
</div></div></main>
</body>
</html>
"""


def slug(page):
    """The name of a page within the one page."""
    return page.removesuffix(".html").replace("/", "-")


def table_of_contents(parts):
    lines = [
        f'<li class="level-{level}">'
        f'<a class="numbered" href="#{slug(page)}" data-page="000">{escape(title)}</a></li>'
        if page
        else f'<li class="part">{escape(title)}</li>'
        for title, page, level in parts
    ]
    return (
        '<nav class="bd-article book-contents" id="contents"><h1>Contents</h1>'
        f'<ol>{"".join(lines)}</ol><p class="on-paper">{ON_PAPER}</p></nav>'
    )


def article(site, page, levels):
    """What a page says, with names and links that are right in the whole."""
    soup = read(site / page)
    found = soup.select_one("article")
    for element in found.select(NOT_ON_PAPER):
        element.decompose()
    unfold(soup, found)
    if page == INDEX:
        for link in found.select("td a"):
            numbered(link)
    rename(found, site, page, levels)
    for heading in found.find_all(re.compile("^h[1-5]$")):
        heading.name = f"h{int(heading.name[1]) + levels[page] - 1}"
    found["id"] = slug(page)
    found["class"] = ["bd-article", f"level-{levels[page]}"]
    return found


def unfold(soup, found):
    """Nothing is folded, and the answers stand apart from what they answer."""
    for fold in found.select("details.hide"):
        if fold.find_parent(id="exercises"):  # the code of an answer
            fold.summary.decompose()
            fold.unwrap()
        else:
            fold.decompose()
    answers = soup.new_tag("section", id="answers")
    answers.append(new(soup, "h2", "Answers"))
    for fold in found.select("details"):
        heading = fold.summary.get_text(" ", strip=True)
        fold.summary.name, fold.name = "p", "div"
        fold["class"] = ["unfolded"]
        exercise = fold.find_previous_sibling(asks)
        if heading.startswith("Answer") and exercise:
            number = exercise.strong.get_text().rstrip(".")
            exercise["id"], fold["id"] = f"exercise-{number}", f"answer-{number}"
            answer = new(soup, "p", "")
            answer.append(numbered(new(soup, "a", f"Answer {number}", href=f"#answer-{number}")))
            fold.insert_before(answer)
            fold.p.replace_with(new(soup, "h3", f"Answer {number}"))
            for cell in exercise.find_next_siblings(class_="tag_hide-cell"):  # its code
                if cell.find_previous_sibling(asks) is exercise:
                    fold.h3.insert_after(cell.extract())
            answers.append(fold.extract())
    if len(answers) > 1:
        found.section.append(answers)


def numbered(link):
    """A link that will say on which page is what it leads to."""
    link["class"], link["data-page"] = ["numbered"], "000"  # as wide as a number of pages
    return link


def asks(element):
    """Whether a paragraph puts an exercise: it begins with a number in bold."""
    strong = element.name == "p" and element.strong
    return bool(strong and re.fullmatch(r"\d+\.", strong.get_text()))


def new(soup, name, text, **attributes):
    tag = soup.new_tag(name, **attributes)
    tag.string = text
    return tag


def rename(found, site, page, levels):
    """Names that are this page's own, and links that lead to where they are in the whole."""
    own = slug(page)
    for element in found.find_all(True):
        if element.get("id"):
            element["id"] = f"{own}--{element['id']}"
        for name in LISTS_OF_NAMES:
            if element.get(name):
                element[name] = " ".join(f"{own}--{one}" for one in element[name].split())
        for name in ("style", "clip-path", "marker-start", "marker-end", "fill", "mask"):
            if element.get(name):
                element[name] = NAMED.sub(rf"url(#{own}--\1)", element[name])
        if element.get("xlink:href", "").startswith("#"):
            element["xlink:href"] = f"#{own}--{element['xlink:href'][1:]}"
        if element.get("src"):
            at = posixpath.normpath(posixpath.join(posixpath.dirname(page), element["src"]))
            element["src"] = f"{site.name}/{at}"
    for link in found.select("a[href]"):
        address = urlsplit(link["href"])
        if address.scheme:
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), address.path))
        target = target if address.path else page
        if target not in levels:  # a file to be loaded
            link.unwrap()
            continue
        place = unquote(address.fragment)
        link["href"] = f"#{slug(target)}--{place}" if place else f"#{slug(target)}"
