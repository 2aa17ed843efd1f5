"""A page quotes a number of a chapter by the name of its claim, and cannot quote another."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp


@pytest.fixture
def page(tmp_path):
    """(says, text) → the page with this text, in a book whose one chapter makes one claim."""
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_nb', 'claim_words']\nnb_execution_mode = 'off'\n"
        "exclude_patterns = ['_build']\n"
    )

    def build(says, text):
        check = nbformat.v4.new_code_cell(
            f"share = 0.36\nclaims.check('a-share', share, says={says!r})",
            outputs=[
                nbformat.v4.new_output(
                    "execute_result",
                    {"text/html": '<p id="claim-a-share">', "text/plain": ""},
                    execution_count=1,
                )
            ],
            execution_count=1,
        )
        title = nbformat.v4.new_markdown_cell("# A chapter")
        language = {"kernelspec": {"language": "python", "display_name": "", "name": "python3"}}
        notebook = nbformat.v4.new_notebook(cells=[title, check], metadata=language)
        nbformat.write(notebook, tmp_path / "02_chapter.ipynb")
        (tmp_path / "index.md").write_text(
            f"# Cover\n\n```{{toctree}}\n02_chapter\n```\n\n{text}\n", "utf-8"
        )
        app = SphinxTestApp(srcdir=tmp_path)
        try:
            app.build()
            built = (tmp_path / "_build/html/index.html").read_text("utf-8")
            return BeautifulSoup(built, "html.parser"), app.warning.getvalue()
        finally:
            app.cleanup()

    return build


def test_words_are_those_of_the_claim_and_the_mark_leads_to_it(page):
    for says in ("36 %", "0.36"):
        html, warnings = page(says, "It is {claim}`a-share` of it.")
        mark = html.select_one("a.claim")
        assert warnings == ""
        assert mark["href"] == "02_chapter.html#claim-a-share"
        assert mark["aria-label"].startswith(f"Checked in its chapter: {says}, rounded")
        assert mark.parent.get_text().replace("\xa0", " ") == f"It is {says}✓ of it."


def test_the_mark_of_so_many_of_a_whole_stands_after_the_whole(page):
    html, _ = page("36 of", "It is {claim}`a-share` the 100 runs.")
    assert html.select_one("a.claim").parent.get_text() == "It is 36 of the 100✓ runs."


@pytest.mark.parametrize(("says", "name"), [("36 %", "another"), (None, "a-share")])
def test_claim_that_is_not_there_or_has_no_words_fails_the_build(page, says, name):
    _, warnings = page(says, f"It is {{claim}}`{name}` of it.")
    assert f"no chapter shows a claim with words that is called '{name}'" in warnings
