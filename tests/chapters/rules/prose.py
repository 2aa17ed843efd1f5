"""Rules of the prose and its headings."""

import re
from collections import Counter
from itertools import pairwise

from .chapter import rule, slug

FILLERS = ("simply", "obviously", "just", "trivially", "clearly", "of course")


@rule
def the_prose_does_without_fillers(chapter):
    for n, text in chapter.prose:
        for word in re.findall(rf"\b(?:{'|'.join(FILLERS)})\b", text, re.IGNORECASE):
            yield f"cell {n}: {word!r} helps no reader"


@rule
def headings_make_a_tree(chapter):
    levels = [h.level for h in chapter.headings]
    if not levels or levels[0] != 1 or levels.count(1) > 1:
        yield f"one heading of level 1, at the top, got levels {levels}"
    for above, heading in pairwise(chapter.headings):
        if heading.level > above.level + 1:
            yield f"cell {heading.cell}: {heading.text!r} skips a level after {above.text!r}"
    for name, times in Counter(slug(h.text) for h in chapter.headings).items():
        if times > 1:
            yield f"{times} headings are called #{name}"
    for heading in chapter.headings:
        if heading.line:
            yield f"cell {heading.cell}: {heading.text!r}: a heading begins its own cell"
