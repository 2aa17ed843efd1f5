"""The slides of a chapter, chosen from its page by rule.

All that the chapter says is in the notes of its slides, and so are the answers to exercises.
"""

from exercises import exercises
from section import Section
from sentences import sentences
from slide import Slide

NOT_ON_SLIDES = ".headerlink, .opening, .copybtn, a.claim, span[id^=claim-]"
LEFT_OUT = "sources"  # a section


def slides(article, question):
    """The slides of a chapter's page.

    Args:
        article: its <article>, as BeautifulSoup reads it; it is changed.
        question: that the chapter answers, for the first slide.
    """
    for element in article.select(NOT_ON_SLIDES):
        element.decompose()
    top = article.section
    title = top.h1.extract().decode_contents()
    deck = [Slide(title, kind="title", points=[question])]
    return deck + of_section(top, question, "")


def of_section(section, title, above):
    """The slides of a section, and of those below it."""
    found, own = [], Section(title, above)
    for element in section.find_all(recursive=False):
        if element.name == "section":
            found += exercises(element) if element["id"] == "exercises" else below(element, title)
        elif element.name not in ("h2", "h3", "h4"):
            own.add(element)
    return own.finished() + found


def below(section, above):
    heading = section.find(["h2", "h3", "h4"], recursive=False)
    if section["id"] == LEFT_OUT:
        return []
    if section["id"] == "in-short":
        said = section.find_all("p")
        points = [one for p in said for one in sentences(p.decode_contents())]
        return [Slide("In short", points=points, notes=list(map(str, said)))]
    return of_section(section, heading.decode_contents(), above if heading.name != "h2" else "")
