"""Which module may import which, and where the heavy packages may be imported."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[1] / "rnnlib"

BASE = {"checks", "activations", "files"}
MAY_IMPORT = {  # package or module of rnnlib: what it may import besides itself
    "checks": set(),
    "activations": set(),
    "files": set(),
    "symbolic": {*BASE, "drawing"},
    "drawing": {*BASE, "symbolic"},  # modules do not import each other in a circle, see below
    "equations": {*BASE, "symbolic"},
    "layers": {*BASE, "symbolic"},
    "training": {*BASE, "layers"},
    "analysis": {*BASE, "symbolic", "layers", "training"},
    "interop": {*BASE, "equations", "layers", "training"},
    "tasks": {*BASE, "layers", "training", "analysis"},
    "practice": {*BASE, "symbolic", "drawing"},
    "claims": {*BASE},
    "experiments": {
        *BASE, "symbolic", "equations", "layers", "training", "analysis", "tasks", "interop",
        "drawing", "compare",  # of a study that says how well comparing works
    },
    "compare": {
        *BASE, "symbolic", "layers", "training", "analysis", "tasks", "experiments", "interop",
        "drawing",
    },
    "__init__": {*BASE, "symbolic", "equations", "layers", "training", "tasks"},
    "__main__": {"experiments", "compare", "practice"},
}  # fmt: skip
ONLY_IN = {  # package from outside: where it may be imported
    "torch": {"interop"},
    "matplotlib": {"drawing"},
    "IPython": {"drawing", "claims"},
}
FILES = sorted(LIBRARY.rglob("*.py"))


def package_of(file):
    return file.relative_to(LIBRARY).with_suffix("").parts[0]


def imported(source):
    """Every module that a source imports, anywhere in it, as dotted names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"line {node.lineno}: import from rnnlib by its full name")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def faults(package, source):
    """What a module's source imports against the rules."""
    names = {tuple(name.split(".")) for name in imported(source)}
    ours = {name[1] if len(name) > 1 else "__init__" for name in names if name[0] == "rnnlib"}
    for other in sorted(ours - {package} - MAY_IMPORT[package]):
        yield f"{package} may not import {other}"
    for outside in sorted({name[0] for name in names} & ONLY_IN.keys()):
        if package not in ONLY_IN[outside]:
            yield f"{package} may not import {outside}"


def graph():
    """{module: the modules of rnnlib that it imports when it is loaded}."""
    names = {".".join(file.relative_to(LIBRARY.parent).with_suffix("").parts): file
             for file in FILES}  # fmt: skip
    found = {}
    for name, file in names.items():
        body = ast.parse(file.read_text("utf-8")).body
        top = ast.Module([n for n in body if isinstance(n, (ast.Import, ast.ImportFrom))], [])
        below = set()
        for dotted in imported(ast.unparse(top)):
            parts = dotted.split(".")
            ends = (".".join(parts[:k]) for k in range(len(parts), 0, -1))
            below |= {next((end for end in ends if end in names), None)} - {None, name}
        found[name] = below
    return found


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_package_imports_only_what_it_may(package):
    files = [file for file in FILES if package_of(file) == package]
    assert files
    for file in files:
        assert list(faults(package, file.read_text("utf-8"))) == [], file


def test_every_package_has_its_rules():
    assert {package_of(file) for file in FILES} == MAY_IMPORT.keys()


def test_modules_do_not_import_in_a_circle():
    TopologicalSorter(graph()).prepare()
    with pytest.raises(CycleError):
        TopologicalSorter(graph() | {"rnnlib.checks": {"rnnlib.layers.rnn"}}).prepare()


def test_equations_and_layers_are_independent_of_each_other():
    edges = graph()

    def reached(module):
        return {module}.union(*map(reached, edges[module]))

    assert not any(name.startswith("rnnlib.layers") for name in reached("rnnlib.equations"))
    for layer in ("rnn", "gru", "lstm"):
        below = reached(f"rnnlib.layers.{layer}")
        assert not any(name.startswith(("rnnlib.symbolic", "rnnlib.equations")) for name in below)


def test_no_file_is_longer_than_250_lines():
    lengths = {file.name: len(file.read_text("utf-8").splitlines()) for file in FILES}
    assert {name: length for name, length in lengths.items() if length > 250} == {}


def test_importing_the_library_loads_nothing_heavy():
    heavy = ["torch", "matplotlib", "pandas", "IPython", "music21"]
    program = (
        f"import sys, rnnlib; rnnlib.RNN;print([name for name in {heavy} if name in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=LIBRARY.parent)
    assert done.stdout == "[]\n", done.stdout + done.stderr


@pytest.mark.parametrize(
    ("package", "source", "words"),
    [
        ("symbolic", "def f():\n    import rnnlib.training.x", "symbolic may not import training"),
        ("layers", "from rnnlib.equations import RNN", "layers may not import equations"),
        ("training", "from rnnlib import tasks", "training may not import tasks"),
        ("checks", "import rnnlib", "checks may not import __init__"),
        ("experiments", "import torch.nn", "experiments may not import torch"),
        ("symbolic", "from matplotlib import pyplot", "symbolic may not import matplotlib"),
    ],
)
def test_import_against_the_rules_is_found(package, source, words):
    assert words in list(faults(package, source))
