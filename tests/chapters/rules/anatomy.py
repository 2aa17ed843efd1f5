"""Rules of what a chapter with a number is made of, from its question to its sources."""

import ast
import re

from .chapter import rule

FIRST = "What you will be able to do"
LAST = ["Exercises", "In short", "Sources"]
GRADES = ["Check", "Build", "Explore"]
LONGEST_SHOWN = 15
HIDDEN = {"hide-cell", "hide-input", "remove-cell", "remove-input"}
FENCE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@rule
def the_anatomy_is_there(chapter):
    if not chapter.number.isdigit():
        return
    sections = [h for h in chapter.headings if h.level == 2]
    names = [h.text for h in sections]
    opening = range(1, sections[0].cell if sections else 2)
    if not any("?" in text for n, text in chapter.prose if n in opening):
        yield "it begins with a question, before the first section"
    if names[:1] != [FIRST]:
        yield f"the first section is {FIRST!r}, got {names[:1]}"
    if names[-3:] != LAST:
        yield f"the last sections are {LAST}, got {names[-3:]}"
        return
    exercises = range(sections[-3].cell, sections[-2].cell)
    grades = [h for h in chapter.headings if h.level == 3 and h.cell in exercises]
    if [h.text for h in grades] != GRADES:
        yield f"exercises come in the grades {GRADES}, got {[h.text for h in grades]}"
    for grade in grades[:2]:  # what is explored may stay open
        cells = range(grade.cell, chapter.end(grade.cell, level=3))
        if "<details" not in chapter.text(cells):
            yield f"cell {grade.cell}: the exercises of {grade.text!r} have no folded answer"


@rule
def an_exercise_says_its_minutes_and_has_one_fold(chapter):
    for number, text in _exercises(chapter):
        if not re.match(r" \*\(\d+ minutes?\b[^)]*\)\* ", text):
            yield f"exercise {number} begins with *(10 minutes)*, got {text[:30]!r}"
        if text.count("<details") > 1:
            yield f"exercise {number} has {text.count('<details')} folds, at most one"


def _exercises(chapter):
    """(number, its Markdown up to the next one) of each exercise."""
    heading = next((h for h in chapter.headings if h.text == LAST[0]), None)
    if not chapter.number.isdigit() or heading is None:
        return []
    text = chapter.text(range(heading.cell, chapter.end(heading.cell, level=2)))
    _, *parts = re.split(r"^\*\*(\d+)\.\*\*", text, flags=re.MULTILINE)
    return zip(parts[::2], parts[1::2], strict=True)


@rule
def code_in_an_answer_is_run_by_a_hidden_cell(chapter):
    """Statement by statement; where its lines break is the formatter's business."""
    hidden = [cell.source for _, cell in chapter.code if _tags(cell) & HIDDEN]
    run = {statement for source in hidden for statement in _statements(source)}
    for n, cell in enumerate(chapter.notebook.cells, 1):
        if chapter.number.isdigit() and cell.cell_type == "markdown":
            for answer in re.findall(r"<details.*?</details>", cell.source, re.DOTALL):
                for statement in _code_of(answer):
                    if statement not in run:
                        yield f"cell {n}: no hidden cell runs {statement.splitlines()[0]!r}"


def _code_of(answer):
    return [s for fence in FENCE.findall(answer) for s in _statements(fence)]


def _statements(source):
    magics = re.sub(r"^[ \t]*[%!].*$", "", source, flags=re.MULTILINE)
    return [ast.unparse(statement) for statement in ast.parse(magics).body]


@rule
def it_ends_in_five_sentences_and_a_bridge(chapter):
    heading = next((h for h in chapter.headings if h.text == LAST[1]), None)
    if not chapter.number.isdigit() or heading is None:
        return
    text = "\n\n".join(t for n, t in chapter.prose if n == heading.cell)
    _, *paragraphs = [p for p in re.split(r"\n\s*\n", text) if p.strip()]
    sentences = re.findall(r"[.?!](?=\s|$)", paragraphs[0]) if paragraphs else []
    if len(sentences) != 5:
        yield f"cell {heading.cell}: {LAST[1]!r} has five sentences, got {len(sentences)}"
    if len(paragraphs) != 2 or "next chapter" not in paragraphs[-1]:
        yield f"cell {heading.cell}: after them, a paragraph leads to the next chapter"


def shown_code(chapter):
    """(cell number, lines) of each code cell whose code a reader sees without unfolding."""
    return [(n, len(c.source.splitlines())) for n, c in chapter.code if not _tags(c) & HIDDEN]


@rule
def code_that_shows_is_short(chapter):
    for n, lines in shown_code(chapter):
        if chapter.number.isdigit() and lines > LONGEST_SHOWN:
            yield f"cell {n}: {lines} lines that show, at most {LONGEST_SHOWN}; fold or cut"


def _tags(cell):
    return set(cell.metadata.get("tags", []))
