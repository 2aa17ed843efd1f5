"""Rules of the numbers in the prose, and what checks them."""

import re
from collections import Counter
from html import unescape

from notebook_claims import claims_in

from .chapter import rule


@rule
def the_prose_says_what_is_checked(chapter):
    for claim in claims_in(chapter.notebook):
        if claim.says:
            says = _words(claim.says)
            said = rf"(?<![\d.,-]){re.escape(says)}(?!\d|[.,]\d)"
            if not re.search(said, _words(chapter.section(claim.cell + 1))):
                yield f"cell {claim.cell + 1}: its section does not say {says!r} ({claim.name})"


def _words(text):
    text = unescape(text).replace("−", "-").replace("\\,", " ").replace("\\%", "%")
    return " ".join(re.sub(r"[*_$]", "", text).split())


@rule
def a_claim_compares_its_words_with_what_is_computed(chapter):
    for claim in claims_in(chapter.notebook):
        if claim.fault:
            yield f"cell {claim.cell + 1}: {claim.name}: {claim.fault}"


@rule
def a_claim_has_a_name_of_its_own(chapter):
    names = Counter(claim.name for other in chapter.book for claim in claims_in(other.notebook))
    for name in {claim.name for claim in claims_in(chapter.notebook)}:
        if names[name] > 1:
            yield f"{names[name]} claims are called {name!r}"


@rule
def a_claim_is_checked_in_a_hidden_cell(chapter):
    for n in sorted({claim.cell for claim in claims_in(chapter.notebook)}):
        tags = chapter.notebook.cells[n].metadata.get("tags", [])
        if not {"remove-input", "hide-cell"} & set(tags):
            yield f"cell {n + 1}: a claim shows its code; tag the cell remove-input or hide-cell"
