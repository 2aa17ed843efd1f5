"""The README is true: its code runs, its paths lead somewhere, its tables are those of the tree.

    python tests/test_readme.py

redraws its picture.
"""

import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from test_architecture import LIBRARY, MAY_IMPORT

from rnnlib.drawing.diagram import unrolled
from rnnlib.drawing.palette import light
from rnnlib.equations import RNN_WITH_OUTPUT

ROOT = LIBRARY.parent
PICTURE = ROOT / "_static" / "readme.svg"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def section(heading):
    """The text under a heading, up to the next one."""
    return re.search(rf"^#+ {heading}\n(.*?)(?=^#|\Z)", README, re.DOTALL | re.MULTILINE)[1]


def table(heading):
    """The rows of the first table under a heading, without its head."""
    rows = re.findall(r"^\|(.*)\|$", section(heading), re.MULTILINE)[2:]
    return [[cell.strip() for cell in row.split("|")] for row in rows]


def test_the_code_runs_and_gives_what_it_says(monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    names = {}
    for block in PYTHON:
        exec(block, names)  # one after the other, as a reader types them
        for expression, value in re.findall(r"^(\S.*?)  # = (.*)$", block, re.MULTILINE):
            assert str(eval(expression, names)) == value, expression
    assert len(PYTHON) >= 3


def test_the_comparison_runs_on_data_as_described(tmp_path):
    [command] = re.findall(r"^python -m rnnlib compare (.*)$", README, re.MULTILINE)
    months = np.datetime64("2010-01") + np.arange(150)
    sales = np.random.default_rng(0).normal(size=150)
    rows = [f"{month},{y:.3f}\n" for month, y in zip(months, sales, strict=True)]
    (tmp_path / "sales.csv").write_text("month,sales\n" + "".join(rows))
    words = [sys.executable, "-m", "rnnlib", "compare", *command.split(), "--minutes", "0.5"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "one every month" in done.stdout
    made = {path.name for path in (tmp_path / "sales-compared").iterdir()}
    assert {"report.html", "scores.csv", "fits.csv", "best.network"} <= made


def test_every_command_is_a_target_of_the_makefile():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    commands = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert {"book", "test", "serve", "notebooks", "bench"} <= commands <= set(targets)


def test_every_link_and_every_path_leads_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", README)
    paths = re.findall(r"`([\w.]+/[\w./]*|[\w]+\.(?:md|toml|txt|yml))`", README)
    assert len(links) >= 5 <= len(paths)
    stored = [path for path in links + paths if not path.startswith("_build/")]  # that is made
    assert [path for path in stored if not (ROOT / path).exists()] == []


def test_the_map_names_every_package_of_the_library():
    rows = table("The packages of `rnnlib`")
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row[0])]
    assert sorted(named) == sorted(MAY_IMPORT.keys() - {"__init__", "__main__"})


def test_every_direct_requirement_is_in_the_table_with_its_reason():
    direct, _ = (ROOT / "requirements.txt").read_text("utf-8").split("# What those bring")
    pins = re.findall(r"^([\w-]+)==\S+ +# (.+)$", direct, re.MULTILINE)
    assert len(pins) == direct.count("==")
    assert [tuple(row) for row in table("What it depends on")] == pins


def as_file(image):
    """An inline image as a file of its own: the light colours on a light ground, on any page."""
    image = re.sub(r"<style>.*?</style>", "", image)
    image = re.sub(r"var\(--book-\w+, (#\w{6})\)", r"\1", image)
    [(width, height)] = [map(int, s) for s in re.findall(r'viewBox="0 0 (\d+) (\d+)"', image)]
    frame = f'x="-14" y="-14" width="{width + 28}" height="{height + 28}"'
    start = re.sub(
        r'viewBox="[^"]*"',
        f'viewBox="-14 -14 {width + 28} {height + 28}" width="{width * 1.45:.0f}"',
        re.sub(r' style="[^"]*"', "", image[: image.index(">") + 1]),
    ).replace('"inherit"', '"system-ui, sans-serif"')
    ground = f'<rect {frame} rx="10" fill="{light("paper")}"/>'
    return f"{start}{ground}{image[image.index('>') + 1 :]}\n"


def picture():
    return as_file(unrolled(RNN_WITH_OUTPUT, steps=3).svg)


def test_the_picture_is_drawn_by_the_library_of_today():
    assert PICTURE.read_text("utf-8") == picture(), "run: python tests/test_readme.py"


def test_the_picture_is_a_file_that_any_page_can_show():
    root = ElementTree.fromstring(picture())
    assert root[0].tag.endswith("rect")  # a ground of its own, whatever the page's theme
    assert not re.search(r"var\(|inherit|<style|href", picture())
    assert root.get("aria-label") == unrolled(RNN_WITH_OUTPUT, steps=3).alt


def test_the_picture_has_words_for_who_does_not_see_it():
    [words] = re.findall(rf"!\[([^\]]*)\]\({PICTURE.relative_to(ROOT)}\)", README)
    assert len(words.split()) > 10


@pytest.mark.parametrize("heading", ["What is here", "Two commands", "Licence"])
def test_what_a_visitor_looks_for_is_there(heading):
    assert section(heading).strip()


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
