"""The reader of claims finds in a notebook's source what its run would check."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_claims import NotedClaim, claims_in


def read(source, outputs=()):
    cell = new_code_cell(source, outputs=list(outputs))
    return claims_in(new_notebook(cells=[new_markdown_cell("# Title"), cell]))


@pytest.mark.parametrize(
    ("arguments", "says", "how"),
    [
        ('says="36 %"', "36 %", "rounded as printed"),
        ('"36 %"', "36 %", "rounded as printed"),
        ("at_most=0.2", None, "at most 0.2"),
        ('at_least=1 - 2 / T, says="most"', "most", "at least 1 - 2 / T"),
        ("between=(0.2, 0.4)", None, "between 0.2 and 0.4"),
        ("between=limits", None, "between limits"),
    ],
)
def test_a_claim_is_read_with_its_words_and_its_check(arguments, says, how):
    assert read(f'claims.check("a-name", f(x), {arguments})') == [
        NotedClaim("a-name", says, how, cell=1, shown=False)
    ]


def test_claims_come_in_order_from_wherever_they_stand():
    loop = "%matplotlib inline\nfor n in (1,):\n    claims.check('a', n, '1')\n"
    source = loop + "claims.check('b', 1, '1')\nother.check('c', 1, '1')"
    assert [claim.name for claim in read(source)] == ["a", "b"]


def test_a_claim_that_is_displayed_can_be_linked_to():
    shown = new_output("execute_result", data={"text/html": '<p id="claim-a">'}, execution_count=1)
    claims = read("claims.check('ab', 1, '1')\nclaims.check('a', 1, '1')", [shown])
    assert [(claim.name, claim.shown) for claim in claims] == [("ab", False), ("a", True)]


@pytest.mark.parametrize(
    "arguments", ["name, 1, '1'", "'a', 1, says=f'{n} %'", "value=1, says='1'"]
)
def test_a_claim_whose_words_are_computed_is_an_error(arguments):
    with pytest.raises(ValueError, match="cell 2: name and says must be written out"):
        read(f"claims.check({arguments})")
