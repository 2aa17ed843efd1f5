"""The house: a room imports from floors below it, and the heavy guests have a room of their own."""

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1] / "rnnlib"

FLOORS = [
    {"palette", "ops", "checks", "layout", "names", "allocator", "durable"},
    {"algebra", "svg"},
    {"derivation", "dimensions", "gates", "source", "picture", "cells"},
    {"diagram"},
    {"cell", "comparison", "equation_layer", "bidirectional", "between", "initialisation"},
    {"equations", "losses", "optimizers", "schedules", "regularisers", "checkpoint"},
    {"network", "interop", "tricks"},
    {"training", "gradients"},
    {"tasks"},
    {"studies", "compare", "bench"},
    {"plots", "explorables", "claims"},
    {"__init__"},
    {"__main__"},
]
# Guests, and the rooms that may ask them in.
GUESTS = {
    "torch": {"interop"},
    "matplotlib": {"plots"},
    "IPython": {"plots", "explorables", "claims"},
}

FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
FILES = sorted(HOUSE.rglob("*.py"))


def room_of(file):
    return file.relative_to(HOUSE).with_suffix("").parts[0]


def imported(source):
    """Every module a source imports, anywhere in it, as dotted names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:  # the house has no relative imports
                raise ValueError(f"line {node.lineno}: import from rnnlib by its full name")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(source):
    """The rooms of the house among the imports; `import rnnlib` alone is its front door."""
    names = (name.split(".") for name in imported(source))
    return {name[1] if len(name) > 1 else "__init__" for name in names if name[0] == "rnnlib"}


def faults(room, source):
    """What a room's source imports against the rules."""
    for other in sorted(rooms_imported(source) - {room}):
        if FLOOR_OF.get(other, len(FLOORS)) >= FLOOR_OF[room]:
            yield f"{room} imports {other}, which is not on a floor below"
    for guest in sorted({name.partition(".")[0] for name in imported(source)} & GUESTS.keys()):
        if room not in GUESTS[guest]:
            yield f"{room} imports {guest}, which is for {', '.join(sorted(GUESTS[guest]))}"


def test_every_room_has_its_floor():
    assert {room_of(file) for file in FILES} - FLOOR_OF.keys() == set()
    assert sum(map(len, FLOORS)) == len(FLOOR_OF)  # and only one


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HOUSE)))
def test_a_room_imports_from_floors_below_and_only_its_own_guests(file):
    assert list(faults(room_of(file), file.read_text(encoding="utf-8"))) == []


def test_the_equations_and_the_cells_know_nothing_of_each_other():
    sources = defaultdict(str)
    for file in FILES:
        sources[room_of(file)] += file.read_text(encoding="utf-8") + "\n"

    def reached(room):
        below = rooms_imported(sources[room]) - {room}
        return below.union(*map(reached, below))

    assert "cells" not in reached("equations")
    assert not {"equations", "cell", "algebra"} & reached("cells")


def test_importing_the_library_loads_nothing_heavy():
    heavy = ["torch", "matplotlib", "pandas", "IPython", "music21"]
    program = (
        f"import sys, rnnlib; rnnlib.RNN;print([name for name in {heavy} if name in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HOUSE.parent)
    assert done.stdout == "[]\n", done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "source", "words"),
    [
        ("algebra", "from rnnlib import cell", "algebra imports cell"),
        ("algebra", "def f():\n    import rnnlib.training.x", "algebra imports training"),
        ("cells", "from rnnlib.equations import RNN", "cells imports equations"),
        ("losses", "from rnnlib import optimizers", "losses imports optimizers"),
        ("ops", "import rnnlib", "ops imports __init__"),
        ("ops", "from rnnlib import GRU", "ops imports GRU"),
        ("bench", "import torch.nn", "bench imports torch, which is for interop"),
        ("diagram", "from matplotlib import pyplot", "diagram imports matplotlib"),
        ("training", "from IPython.display import HTML", "training imports IPython"),
    ],
)
def test_an_import_against_the_rules_is_found(room, source, words):
    assert any(words in fault for fault in faults(room, source))
