"""The reader of claims finds in a notebook's source what its run would check."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_claims import NotedClaim, claims_in


def read(source, outputs=()):
    cell = new_code_cell(source, outputs=list(outputs))
    return claims_in(new_notebook(cells=[new_markdown_cell("# Title"), cell]))


def test_claim_is_read_with_its_words_and_its_check():
    for arguments, says, how in [
        ('says="36 %"', "36 %", "rounded as printed"),
        ('"36 %"', "36 %", "rounded as printed"),
        ("at_most=0.2", None, "at most 0.2"),
        ('at_least=1 / 2, says="at least half"', "at least half", "at least 1 / 2"),
        ('at_least=limit, says="more than 2"', "more than 2", "more than limit"),
        ('at_most=1e-7, says="below 10⁻⁷"', "below 10⁻⁷", "less than 1e-07"),
        ('between=(0.2, 0.4), says="20 to 40 %"', "20 to 40 %", "between 0.2 and 0.4"),
        ("between=limits", None, "between limits"),
    ]:
        expected = [NotedClaim("a-name", says, how, cell=1, shown=False)]
        assert read(f'claims.check("a-name", f(x), {arguments})') == expected, arguments


def test_claims_come_in_order_from_wherever_they_stand():
    loop = "%matplotlib inline\nfor n in (1,):\n    claims.check('a', n, '1')\n"
    source = loop + "claims.check('b', f(1), '1')\nother.check('c', 1, '1')"
    assert [claim.name for claim in read(source)] == ["a", "b"]


def test_claim_that_is_displayed_can_be_linked_to():
    shown = new_output("execute_result", data={"text/html": '<p id="claim-a">'}, execution_count=1)
    claims = read("claims.check('ab', 1, '1')\nclaims.check('a', 1, '1')", [shown])
    assert [(claim.name, claim.shown) for claim in claims] == [("ab", False), ("a", True)]


@pytest.mark.parametrize(
    "arguments", ["name, 1, '1'", "'a', 1, says=f'{n} %'", "value=1, says='1'"]
)
def test_claim_whose_words_are_computed_is_an_error(arguments):
    with pytest.raises(ValueError, match="cell 2: name and says must be written out"):
        read(f"claims.check({arguments})")


def test_claim_with_a_typed_value_has_a_fault_and_one_with_a_computed_value_has_none():
    for value in ("0.36", "-0.36", "9 / 25", "round(0.361, 2)", "share", "2 * share", "float(b)"):
        [claim] = read(f"share = 0.36\nb = 0.18 * 2\nclaims.check('a', {value}, '36 %')")
        assert claim.fault == f"the value must be computed, got {value}"
    for source in (
        "for share in shares:\n    claims.check('a', share, '36 %')",
        "share = 0.36\nshare = f(x)\nclaims.check('a', share, '36 %')",
        "share = np.float64(0.36)\nclaims.check('a', share, '36 %')",
        "claims.check('a', wilson(1, 2)[0], '36 %')",
        "shares = {}\nshares['a'] = f(x)\nclaims.check('a', shares['a'], '36 %')",
        "claims.check('a', sum(row for row in rows), '36 %')",
    ):
        assert [claim.fault for claim in read(source)] == [""], source


def test_claim_whose_words_are_not_its_bound_has_a_fault():
    for arguments, words in [
        ("at_least=9, says='at most 9'", "says must have the direction of >= 9"),
        ("at_least=0.495, says='at least 50 %'", "is not the bound, 0.495"),
        ("at_least=limit, says='nearly half'", "says must be a number and a unit"),
        ("says='3 or more'", "says must have the bound it needs"),
    ]:
        [claim] = read(f"claims.check('a', f(x), {arguments})")
        assert words in claim.fault, arguments
