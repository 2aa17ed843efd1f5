"""The answers that are kept from the pages: their code runs, and its assertions hold."""

import re
from pathlib import Path

import pytest

ANSWERS = sorted((Path(__file__).parents[1] / "assignments" / "answers").glob("*.md"))


@pytest.mark.parametrize("page", ANSWERS, ids=lambda page: page.stem)
def test_code_of_the_answers_runs_and_its_assertions_hold(page):
    blocks = re.findall(
        r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert any("assert " in block for block in blocks)
    exec(compile("\n".join(blocks), page.name, "exec"), {})
