"""The mistakes to be planted are mistakes still, and the command sees which of them are noticed."""

import ast
from pathlib import Path

import mutate
from mutate import ROOT, SLOW, noticed
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
    assert sum(m.file.startswith("rnnlib/layers/") for m in MUTATIONS) >= 40


def test_the_own_test_of_a_module_comes_first():
    for file, own in (("layers/gru", "test_gated"), ("training/fit", "test_fit")):
        first = mutate.tests_for(f"rnnlib/{file}.py", ROOT / "tests")
        assert first[0].parent.name == file.partition("/")[0]
        assert own in {path.stem for path in first}
    assert {path.name for path in (ROOT / "tests").rglob("test_*.py")} >= SLOW


def test_a_mistake_is_noticed_and_what_changes_nothing_is_not():
    slopes = [m for m in MUTATIONS if m.file == "rnnlib/activations.py"]
    harmless = Mutation("rnnlib/activations.py", "harmless", "np.add(0.5, ", "np.add(1 / 2, ")
    one_more = harmless._replace(name="after the mistakes")  # which do not outlive their process
    found = dict(noticed([harmless, *slopes, one_more], ["test_activations.py"], workers=1))
    assert [m for m, test in found.items() if test is None] == [harmless, one_more]
    assert all(found[m].startswith("tests/test_activations.py::") for m in slopes)
