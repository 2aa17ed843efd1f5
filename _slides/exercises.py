"""Exercises on slides: those that check are asked in the room, the others are taken home."""

import re

from sentences import sentences
from shown import looked_at, unfolded
from slide import Slide


def exercises(section):
    """Questions to the room, one slide each; what takes longer is a list to take home."""
    asked, home = [], Slide("To take home", "Exercises", "list")
    for grade in section.find_all("section", recursive=False):
        slide = None
        for element in grade.find_all(recursive=False):
            if asks(element):
                if grade["id"] == "check":
                    slide = Slide("Ask the room", "Exercises", "question", shown=[str(element)])
                    asked.append(slide)
                else:
                    slide = home
                    home.shown.append(f"<p>{first_question(element)}</p>")
            elif element.name == "details" and slide:
                slide.notes += [f"<p><strong>Answer.</strong></p>{unfolded(element)}"]
            elif slide and slide.kind == "question" and element.name in ("p", "div", "ul", "ol"):
                slide.shown += [shown for _, shown in looked_at(element)] or (
                    [str(element)] if element.name != "div" else []
                )
    return asked + ([home] if home.shown else [])


def first_question(paragraph):
    """The number of an exercise, its minutes and its first sentence."""
    head = re.match(r"<strong>.*?</strong>\s*(?:<em>.*?</em>)?\s*", paragraph.decode_contents())[0]
    return head + sentences(paragraph.decode_contents()[len(head) :])[0]


def asks(element):
    """Whether a paragraph puts an exercise: it begins with a number in bold."""
    strong = element.name == "p" and element.strong
    return bool(strong and re.fullmatch(r"\d+\.", strong.get_text()))
