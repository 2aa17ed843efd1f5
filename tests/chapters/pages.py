"""Pages of Markdown, read: their sections, the chapters they lead to, and the numbers they say."""

import re
from functools import cache
from pathlib import Path

import nbformat
from notebook_claims import claims_in
from rules.chapter import Chapter, slug

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
CLAIM = re.compile(r"\{claim\}`([^`]+)`")


@cache
def page(path):
    """A notebook, or a page of Markdown as a notebook of one cell."""
    if path.suffix == ".ipynb":
        return Chapter(path, nbformat.read(path, as_version=4))
    text = nbformat.v4.new_markdown_cell(path.read_text("utf-8"))
    return Chapter(path, nbformat.v4.new_notebook(cells=[text]))


@cache
def sections(path):
    """{fragment: text}: what stands under each heading, up to the next of its level or above."""
    whole = "\n\n".join(text for _, text in page(path).texts)
    heads = [*re.finditer(r"^(#{1,6}) +(.+?)[ #]*$", whole, re.MULTILINE), None]
    found = {}
    for k, head in enumerate(heads[:-1]):
        below = (h for h in heads[k + 1 : -1] if len(h[1]) <= len(head[1]))
        end = next((h.start() for h in below), len(whole))
        found[slug(head[2])] = whole[head.end() : end]
    return found


def links(path, text):
    """(page, fragment) of every link of a text that leads into the book."""
    return [
        ((path.parent / name).resolve() if name else path, fragment)
        for name, fragment in LINK.findall(text)
        if not name.startswith("http")
    ]


@cache
def claims(path):
    """{name: claim} of a chapter."""
    return {claim.name: claim for claim in claims_in(page(path).notebook)}


def numbers(text):
    """The numbers that are typed in a text: not those of its links, code and claims."""
    plain = re.sub(r"(?<=\])\([^)]*\)", "", CLAIM.sub("", text))
    plain = re.sub(r"`[^`\n]*`|[Cc]hapter \d", "", plain).replace("−", "-")
    return {*re.findall(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?", plain.replace("{", " "))}


def faults_of_numbers(path, text):
    """What a text says that the sections it leads to do not: claims of elsewhere, other numbers."""
    led_to = links(path, text)
    named = {name for target, _ in led_to if target.suffix == ".ipynb" for name in claims(target)}
    unknown = [name for name in CLAIM.findall(text) if name not in named]
    yield from (f"{name}: no chapter linked has it" for name in unknown)
    said = " ".join(sections(target).get(fragment, "") for target, fragment in led_to)
    yield from (f"{n}: no section linked says it" for n in numbers(text) - numbers(said))
