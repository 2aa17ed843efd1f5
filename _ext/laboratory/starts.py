"""The cells that a reader can start from: those of the library, and two of the appendix."""

import ast
import json
from pathlib import Path

import rnnlib

ROOT = Path(__file__).parents[2]
APPENDIX = ROOT / "chapters" / "a_cell_of_your_own.ipynb"
FROM_THE_APPENDIX = "Librarian", "fast_and_slow"
FIRST = "LSTM"


def cells():
    """{name: source}, without docstrings: on a phone a line has forty characters."""
    library = Path(rnnlib.__file__).with_name("equations.py").read_text("utf-8")
    notebook = json.loads(APPENDIX.read_text("utf-8"))["cells"]
    code = ["".join(c["source"]) for c in notebook if c["cell_type"] == "code"]
    appendix = [text for text in code if any(f"def {n}(" in text for n in FROM_THE_APPENDIX)]
    return _sources(library) | _sources("\n\n\n".join(appendix), FROM_THE_APPENDIX)


def _sources(text, names=()):
    lines, found = text.splitlines(), {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and (not names or node.name in names):
            body = [n for n in node.body if not _is_docstring(n)]
            head = lines[node.decorator_list[0].lineno - 1 : node.lineno]
            parts = [_one_by_one(n, lines) for n in body]
            found[node.name] = "\n".join([*head, *parts]) + "\n"
    return found


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _one_by_one(node, lines):
    """A statement as it stands; layers that are made together get a line each, to be changed.

    f, i = (sigmoid.layer(gate, h, x) for gate in "fi") is two lines, one for f and one for i.
    """
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.GeneratorExp)):
        return "\n".join(lines[node.lineno - 1 : node.end_lineno])
    layer, [each] = ast.unparse(node.value.elt), node.value.generators
    called = f"({each.target.id}, "
    return "\n".join(
        f"    {target.id} = {layer.replace(called, f'({json.dumps(name)}, ')}"
        for target, name in zip(node.targets[0].elts, each.iter.value, strict=True)
    )
