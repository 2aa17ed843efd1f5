"""The sentences of a paragraph of HTML, and those that a slide shows."""

import re

from bs4 import BeautifulSoup

# The end of a sentence: a mark, what closes after it, and a beginning.
END = re.compile(r"""([.?!]["”’)]?(?:</\w+>)*)\s+(?=[A-Z“(]|<(?!/))""")
TAG = re.compile(r"<(/?)(\w+)[^>]*?(/?)>")
LEAD = re.compile(r"<strong>[^<]*[.?:!]</strong>")
TERM = 'href="[^"]*glossary'  # a term is explained where it links to the glossary
CONCLUDES = re.compile(r"(?:So|Therefore|In words|In general)\b")
POINTS_BACK = re.compile(r"(?:This|That|These|It|They|He|She|But|And|Then|Here)\b")
SHORTEST = 4  # words that never stand alone
SHORT, SECOND = 9, 26  # words of a sentence that needs the next one, and the most that one may have


def sentences(html):
    """The sentences of a paragraph, each with its markup; none is cut within an element."""
    parts, start = [], 0
    for match in END.finditer(html):
        piece = html[start : match.end(1)]
        if balanced(piece):
            parts.append(piece.strip())
            start = match.end()
    return [part for part in (*parts, html[start:].strip()) if part]


def balanced(html):
    """Whether every element that begins here ends here."""
    depth = 0
    for closes, _, empty in TAG.findall(html):
        depth += -1 if closes else not empty
        if depth < 0:
            return False
    return depth == 0


def key(html, most=1):
    """What a paragraph is about: the words in bold that lead it, and its best sentences."""
    return " ".join(keys(html, most))


def keys(html, most):
    """The best sentences of a paragraph, in their order; the first begins with its lead."""
    match = LEAD.match(html)
    lead = match[0] + " " if match else ""
    found = sentences(html[len(match[0]) if match else 0 :].strip())
    if not found:
        return [lead.strip()]
    if len(found) > 1 and words(found[0]) < SHORTEST:
        found[:2] = [" ".join(found[:2])]
    if lead:
        order = range(len(found))
    else:
        order = sorted(range(len(found)), key=lambda k: (rank(found[k], k), k))
    chosen = sorted(order[:most])
    shown = [with_next(found, k) if most == 1 else found[k] for k in chosen]
    return [lead + shown[0], *shown[1:]]


def rank(sentence, place):
    """Smaller for what should rather be shown."""
    if "<strong>" in sentence:
        return 0
    if re.search(TERM, sentence):
        return 1
    if CONCLUDES.match(sentence) and words(sentence) >= SHORT:
        return 2
    return 4 if place and POINTS_BACK.match(sentence) else 3


def with_next(found, k):
    """A sentence, and the next one where it says little by itself."""
    following = found[k + 1] if k + 1 < len(found) else ""
    if words(found[k]) < SHORT and 0 < words(following) <= SECOND:
        return f"{found[k]} {following}"
    return found[k]


def words(html):
    return len(BeautifulSoup(html, "html.parser").get_text(" ").split())
