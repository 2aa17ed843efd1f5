"""The slides of one section, by rule.

A figure, a table, an equation and a listing get a slide each, with the sentences that say most
about them; prose between them becomes a slide of such sentences.
"""

import re

from sentences import key, keys, sentences, words
from shown import looked_at, unfolded
from slide import MOST_WORDS, Slide

BETWEEN = 30  # words between two equations on one slide


class Section:
    """Slides of one section, made in the order of what stands in it."""

    def __init__(self, title, above):
        self.title, self.above = title, above
        self.slides = []
        self.before = []  # paragraphs since the last slide

    def slide(self, kind):
        made = Slide(self.title, self.above, kind)
        self.slides.append(made)
        return made

    def add(self, element):
        if element.name == "p":
            self.before.append(element)
        elif element.name == "details":
            self.flush()
            self.note(f"<p>{element.summary.decode_contents()}</p>", unfolded(element))
        elif "aside" in element.get("class", []):
            self.flush()
            self.slide("aside").shown.append(str(element))
        elif element.name in ("ul", "ol", "blockquote", "dl"):
            self.show("list", str(element))
        else:
            for kind, shown in looked_at(element):
                self.show(kind, shown)

    def note(self, *html):
        """Something to be said with the slide before."""
        if not self.slides:
            self.slide("text")
        self.slides[-1].notes += html

    def show(self, kind, shown):
        """A slide for what is looked at, with what was said just before."""
        if self.slides and joins(self.slides[-1], kind, self.before):
            last = self.slides[-1]
            last.notes += map(str, self.before)
            last.shown += [f"<p>{key(p.decode_contents())}</p>" for p in self.before] + [shown]
            self.before = []
            return
        introduction = self.introduction(kind, shown)
        left = self.beside_the_last()
        if len(left) > 2:
            self.text(left[:-1])
            left = left[-1:]
        made = self.slide(kind)
        for paragraph in left + introduction:
            made.takes(leading(paragraph))
            made.notes.append(str(paragraph))
        made.shown.append(shown)

    def introduction(self, kind, shown):
        """The paragraphs that lead up to what is shown; the others belong to what was before."""
        number = re.search(r"<strong>(Figure [\d.]+\d)\.", shown)
        own = []
        while self.before:
            text = self.before[-1].get_text(" ", strip=True)
            if text[0].islower() and self.slides:  # it goes on after an equation
                break
            leads = not re.search(r"[.?!][)”’]?$", text)
            names = number and re.search(rf"{re.escape(number[1])}\b", text)
            first = not self.slides and len(self.before) <= 2
            nearest = not own and not number and kind != "list"
            if not (leads or names or first or nearest):
                break
            own.insert(0, self.before.pop())
        return own

    def beside_the_last(self):
        """Put what was said since the last slide beside it; returns what has no room there."""
        left, self.before = self.before, []
        last = self.slides[-1] if self.slides else None
        while left and last:
            paragraph = left[0].decode_contents()
            if last.kind == "aside" and words(paragraph) <= MOST_WORDS["aside"]:
                last.shown.append(str(left[0]))
            elif last.kind not in MOST_WORDS or not last.takes(key(paragraph), after=True):
                break
            last.notes.append(str(left.pop(0)))
        return left

    def text(self, paragraphs):
        """Slides of sentences; of a single paragraph one shows more."""
        made = None
        for paragraph in paragraphs:
            sentence = key(paragraph.decode_contents())
            if made is None or not made.takes(sentence):
                made = self.slide("text")
                made.takes(sentence)
            made.notes.append(str(paragraph))
        for slide in self.slides:
            if slide.kind == "text" and len(slide.notes) == 1:
                paragraph = re.sub("^<p>|</p>$", "", slide.notes[0])
                slide.points = keys(paragraph, 3)

    def flush(self):
        self.text(self.beside_the_last())

    def finished(self):
        self.flush()
        return self.slides


def joins(last, kind, between):
    """Whether what comes next is looked at on the same slide."""
    if last.kind == "aside" or (last.kind == "code" and kind == "printed"):
        return kind in ("code", "printed") and not between
    few = sum(words(str(p)) for p in between) <= BETWEEN
    return last.kind == kind == "formula" and few and len(last.shown) < 3


def leading(paragraph):
    """The sentence that leads up to what follows: the last one, or the one that says most."""
    html = paragraph.decode_contents()
    last = sentences(html)[-1]
    leads = not re.search(r"[.?!][)”’]?(</\w+>)*$", last)
    return last if leads and words(last) > 3 else key(html)
