"""Every chapter keeps every rule.

What an author does, beside writing well:

**Cells.** Edit as you like, then run `make notebooks`: it executes the chapter and
sets ids, folding and metadata. A code cell has at most 40 lines, in a chapter with a
number at most 15 where its code shows, and prints nothing to stderr. Timings alone carry
the tag `nbval-ignore-output`, in at most three cells. What a training run on this machine
gives is marked by `live` of `rnnlib.plots`, and not compared.

**Headings.** One `#`, the title; a heading begins its own text cell; no level is
skipped; no two headings of a chapter have the same words. Before the first `##`
stands the question, with its question mark. In a chapter with a number the first
section is `## What you will be able to do`, the last three are `## Exercises`,
`## In short` (five sentences, then a paragraph that leads to the next chapter) and
`## Sources`.

**Exercises.** Under `### Check`, `### Build`, `### Explore`, in this order;
each begins with `**4.** *(10 minutes)*`. It has at most one answer, in one text cell,
with the blank lines as here,

    <details>
    <summary>Answer</summary>

    Because the *same* weights act at every step.

    </details>

Code in it is a fence, ```python, and stands again in a code cell below that runs it, with
the tag `hide-cell` or `remove-input` (a long cell of plumbing: `hide-input`). The executor
adds what folds it in JupyterLab and Colab.

**Equations** end in `\\tag{2.1}`, numbered in order, those that code shows included, and
are referred to as (2.1). **Links** are ordinary: `[the GRU](04_gru.ipynb#two-gates)`,
`[Elman 1990](appendix/sources.md#elman-1990)`; the fragment is the heading in lower
case, spaces as hyphens, punctuation dropped. **Warnings** are block quotes with a bold
lead. No role, no directive, no `(label)=`.

**Figures** come as one `<figure>` in `text/html`: `<svg role="img">` with an `aria-label`
(or `<title>`) that says what is in it, and a `<figcaption>` that begins with "Figure 2.1."
and goes on with a sentence that says what to see. Referred to as Figure 2.1. A page without
a number, such as a study's, counts its figures 1, 2, 3.

**Claims.** `claims.check("mean-frame", accuracy, says="36 %")`, name and words written out,
the value computed. A direction ("more than twice") comes with its bound, `at_least=2`.
The words stand in the Markdown between the headings around the check, plain or in bold.
Only the last line of a cell is displayed, so a claim has a cell of its own, with the tag
`remove-input` (or `hide-cell`); on the site it is a mark after its words. Names are
unique in the book.
"""

from pathlib import Path

import pytest
from rules import RULES, read_book

CHAPTERS = read_book(Path(__file__).resolve().parents[2] / "chapters")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.path.stem)
def test_the_chapter_keeps_every_rule(chapter):
    faults = [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(chapter)]
    assert not faults, "\n".join(faults)
