"""A slide: what is on it, and what is said with it."""

from dataclasses import dataclass, field

from sentences import words

# What a slide has room for, by what is looked at on it.
MOST_WORDS = {"beside": 60, "wide": 32, "formula": 60, "code": 40, "list": 45, "text": 95}
MOST_WORDS |= {"printed": 40, "card": 25, "play": 25, "aside": 45}


BELOW = ("formula", "code", "printed")  # what is said after these stands below them


@dataclass
class Slide:
    title: str
    above: str = ""  # the section that it belongs to
    kind: str = "text"
    points: list = field(default_factory=list)  # sentences
    shown: list = field(default_factory=list)  # HTML of what is looked at
    after: list = field(default_factory=list)  # sentences below it
    notes: list = field(default_factory=list)  # HTML of what is said

    @property
    def count(self):
        return sum(map(words, self.points + self.after))

    def takes(self, sentence, after=False):
        """Add a sentence if there is room for it."""
        fits = self.count + words(sentence) <= MOST_WORDS[self.kind]
        if fits or not (self.points or self.shown):
            (self.after if after and self.kind in BELOW else self.points).append(sentence)
        return fits
