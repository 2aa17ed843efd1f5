"""Rules of one source that reads well on the site, in JupyterLab and in Colab."""

import re
from urllib.parse import unquote

import nbformat

from .chapter import Chapter, rule, slug


@rule
def markdown_is_plain(chapter):
    syntax = {
        "a role": r"\{[a-z][\w:+-]*\}`",
        "a target": r"^\([\w-]+\)=\s*$",
        "a directive": r"^\s*(?:(?:`{3,}|~{3,})\s*\{|:{3,}).*$",
    }
    for n, cell in enumerate(chapter.notebook.cells, 1):
        if cell.cell_type == "markdown":
            for name, pattern in syntax.items():
                for found in re.findall(pattern, cell.source, re.MULTILINE):
                    yield f"cell {n}: {name}, which only Sphinx understands: {found.strip()}"


@rule
def folded_text_opens_everywhere(chapter):
    for n, text in chapter.texts:
        opened = re.findall(r"<details[^>]*>\s*(<summary>.+</summary>\n\n)?", text)
        if len(opened) != text.count("</details>"):
            yield f"cell {n}: <details> must open and close in one cell"
        if not all(opened):
            yield f"cell {n}: after <details>, a <summary> on its line and a blank line"


@rule
def links_lead_somewhere(chapter):
    link = r"(?<!!)\[[^\]]*\]\(([^)\s]+)[^)]*\)|<a\s[^>]*href=[\"']([^\"']+)"
    for n, text in chapter.plain:
        for target in (a or b for a, b in re.findall(link, text)):
            if re.match(r"[a-z]+:|//", target):
                continue
            name, _, fragment = unquote(target).partition("#")
            path = chapter.path.parent / name if name else chapter.path
            if not path.is_file():
                yield f"cell {n}: {target}: there is no such file"
            elif fragment and fragment not in _anchors(path, chapter):
                yield f"cell {n}: {target}: there is no such heading"


def _anchors(path, chapter):
    if path == chapter.path:
        page = chapter
    elif path.suffix == ".ipynb":
        page = Chapter(path, nbformat.read(path, as_version=4))
    else:
        text = nbformat.v4.new_markdown_cell(path.read_text(encoding="utf-8"))
        page = Chapter(path, nbformat.v4.new_notebook(cells=[text]))
    text = "\n".join(html for _, html in page.html)
    named = re.findall(r"\b(?:id|name)=[\"']([^\"']+)|^\(([\w-]+)\)=\s*$", text, re.MULTILINE)
    return {slug(h.text) for h in page.headings} | {a or b for a, b in named}


@rule
def nothing_is_fetched_from_a_third_party(chapter):
    links = r"<a\b[^>]*>|(?<!!)\[[^\]]*\]\([^)]*\)|<https?:[^>]*>"
    names = r"\bxmlns[:\w]*=\"[^\"]*\"|<metadata>.*?</metadata>|http://www\.w3\.org/[\w/.#-]*"
    for n, html in chapter.html:
        loads = re.sub(f"{links}|{names}", "", html, flags=re.DOTALL)
        for address in re.findall(r"https?://\S+|[\"'(]//\S+", loads):
            yield f"cell {n}: an address that is no link: {address}"
