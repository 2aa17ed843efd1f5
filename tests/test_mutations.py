"""The mistakes to be planted are mistakes still, and the command sees which of them are noticed."""

import ast
from pathlib import Path

from mutate import ROOT, TESTS, noticed
from mutations import MUTATIONS, Mutation

SOURCES = {m.file: Path(ROOT, m.file).read_text("utf-8") for m in MUTATIONS}


def test_every_mistake_has_exactly_one_place():
    places = {(m.file, m.name): SOURCES[m.file].count(m.text) for m in MUTATIONS}
    assert {name: count for name, count in places.items() if count != 1} == {}
    assert len(places) == len(MUTATIONS)  # no name is given twice


def test_every_mistake_is_a_program_and_each_another_one():
    programs = [ast.dump(ast.parse(source)) for source in SOURCES.values()]
    programs += [ast.dump(ast.parse(m.planted(SOURCES[m.file]))) for m in MUTATIONS]
    assert len(set(programs)) == len(SOURCES) + len(MUTATIONS)


def test_most_mistakes_are_in_the_cells():
    assert len(MUTATIONS) >= 60
    assert sum(m.file.startswith("rnnlib/cells/") for m in MUTATIONS) >= 40


def test_the_tests_that_look_for_them_are_there():
    assert [test for test in TESTS if not Path(ROOT, "tests", test).exists()] == []


def test_a_mistake_is_noticed_and_what_changes_nothing_is_not():
    slopes = [m for m in MUTATIONS if m.file == "rnnlib/ops.py"]
    harmless = Mutation("rnnlib/ops.py", "harmless", "def relu(a):", "def relu(a, unused=0):")
    one_more = harmless._replace(name="after the mistakes")  # which do not outlive their process
    found = dict(noticed([harmless, *slopes, one_more], ["test_ops.py"], workers=1))
    assert [m for m, test in found.items() if test is None] == [harmless, one_more]
    assert all(found[m].startswith("tests/test_ops.py::") for m in slopes)
