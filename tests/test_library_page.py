"""The page that leads through the library in an hour: its files exist, and its code runs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "chapters/appendix/library_in_an_hour.md"
TEXT = PAGE.read_text("utf-8")
PATHS = re.findall(r"`((?:rnnlib|tests)(?:/\w+)*(?:\.py)?)`", TEXT)
PARTS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))
CODE = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
LEADS = ["What it is for", "How the data go through it", "Where to look first", "Exercise"]
CORE = [  # what a reader of the hour must have met
    *(
        f"layers/{name}"
        for name in ("reference", "layer", "recurrent", "fast", "rnn", "gru", "lstm")
    ),
    *(f"symbolic/{name}" for name in ("definition", "symbols", "graph", "expressions", "cell")),
    *("symbolic/derivation", "symbolic/gates", "equations", "layers/equation_layer"),
    *(f"training/{name}" for name in ("network", "run", "fit", "losses", "optimizers", "data")),
    *("analysis/gradients",),
]
HALF_A_PAGE = 330  # words


def test_every_file_that_is_named_is_there():
    assert len(PATHS) > 30
    assert [path for path in PATHS if not (ROOT / path).exists()] == []


def test_the_whole_core_is_named():
    assert [name for name in CORE if f"rnnlib/{name}.py" not in PATHS] == []


def test_every_package_of_the_library_is_named():
    named = {path.split("/")[1].removesuffix(".py") for path in PATHS if path.startswith("rnnlib/")}
    there = {p.stem for p in (ROOT / "rnnlib").iterdir() if not p.name.startswith("_")}
    assert there - {"py"} - named == set()


@pytest.mark.parametrize("part", [name for name in PARTS if name != "And the rest"])
def test_a_part_is_half_a_page_of_the_same_four_paragraphs(part):
    assert re.findall(r"^\*\*(.+?)\.\*\*", PARTS[part], re.MULTILINE) == LEADS
    assert "<summary>Answer</summary>" in PARTS[part]
    assert len(re.sub(r"```.*?```", "", PARTS[part], flags=re.DOTALL).split()) <= HALF_A_PAGE


def test_the_plan_takes_an_hour_and_leads_to_each_part():
    rows = re.findall(r"^\d\. (\d+) minutes for \[.+?\]\(#(.+?)\): (.+)$", TEXT, re.MULTILINE)
    assert sum(int(minutes) for minutes, *_ in rows) == 60
    assert len(rows) == len(PARTS) - 1
    for (_, anchor, files), (heading, part) in zip(rows, PARTS.items(), strict=False):
        assert anchor == re.sub(r"[^\w ]", "", heading.lower()).replace(" ", "-")
        assert [path for path in re.findall(r"`(.+?)`", files) if path not in part] == []


def test_its_code_runs_in_one_session_and_gives_what_it_says():
    names = {}
    for block in CODE:
        exec(block, names)
        for expression, value in re.findall(r"^(\S.*?)  # = (.*)$", block, re.MULTILINE):
            assert str(eval(expression, names)) == value, expression
    assert len(CODE) >= 6
