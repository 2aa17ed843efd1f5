"""The derived half of the library as one script for Brython: Python that runs in the page.

A browser's Python has no NumPy and none of the standard library, and need not have: what the
modules below use of them stands in `shims`, in a few lines each. A module is put into the bundle
without its docstrings and annotations, and dataclasses with the `__init__` written out.
"""

import ast
import json
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import rnnlib

HERE = Path(__file__).parent
LIBRARY = Path(rnnlib.__file__).parent
WHOLE = "symbolic", "symbolic/javascript", "practice", "practice/kinds"  # folders of the library
MODULES = "activations", "checks", "equations"
DRAWING = (
    "__init__",
    "diagram",
    "layout",
    "left_out",
    "palette",
    "picture",
    "pieces",
    "svg",
    "units",
)
NOT_IN_THE_PAGE = {"practice/command.py", "practice/sheet.py"}  # of a computer's Python
OURS = (
    *("laboratory/asked", "laboratory/derived", "laboratory/mistakes", "laboratory/practised"),
    "book/letters",
)
FORMATTED = "_formatted"


def modules():
    """{dotted name: source} of all that the bundle holds."""
    chosen = [*MODULES, *(f"drawing/{name}" for name in DRAWING)]
    paths = [LIBRARY / f"{name}.py" for name in chosen]
    paths += [path for folder in WHOLE for path in sorted((LIBRARY / folder).glob("*.py"))]
    named = {path.relative_to(LIBRARY).as_posix(): path for path in paths}
    files = {
        f"rnnlib/{name.removesuffix('.py')}": path
        for name, path in named.items()
        if name not in NOT_IN_THE_PAGE
    }
    files |= {name: HERE.parent / f"{name}.py" for name in OURS}
    shims = HERE / "shims"
    files |= {p.relative_to(shims).with_suffix("").as_posix(): p for p in shims.rglob("*.py")}
    found = {name.replace("/", "."): path.read_text("utf-8") for name, path in files.items()}
    found = {name.removesuffix(".__init__"): source for name, source in found.items()}
    return {"rnnlib": "", "laboratory": "", "book": "", **found}


def script():
    """The bundle: what tells Brython where to find each module."""
    sources = modules()
    packages = {name.rpartition(".")[0] for name in sources}
    entries = {
        name: [".py", lean(source, sources), [], *([1] if name in packages else [])]
        for name, source in sources.items()
    }
    # Brython keeps what it has compiled until this number changes.
    digest = sha256(json.dumps(entries).encode()).hexdigest()
    timestamp = int(digest[:12], 16)
    return f"__BRYTHON__.loadBrythonPackage({json.dumps({'$timestamp': timestamp, **entries})});\n"


def brython():
    """Brython itself, out of its package."""
    package = find_spec("brython").submodule_search_locations[0]
    return Path(package, "data", "brython.js").read_text("utf-8")


@cache
def fetched():
    """{name: text} of the two scripts that the page fetches when it needs Python."""
    worker = "".join((HERE / name).read_text("utf-8") for name in ("checked.js", "worker.js"))
    return {
        "brython.js": held("brython", brython()),
        "rnnlib.js": held("rnnlib", script() + worker),
    }


def version():
    """A digest of both: what is kept of another version is not used."""
    return sha256("".join(fetched().values()).encode()).hexdigest()[:8]


def held(name, code):
    """A script that holds code for a worker in a function that the page does not call."""
    return f"laboratory.python.holds({json.dumps(name)}, function () {{\n{code}\n}});\n"


def lean(source, known):
    """A module's source without what only people and type checkers read.

    An import of a module that the bundle leaves out is left out too: what would use it is not
    asked for in the page.
    """
    tree = _Lean(known).visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree))


class _Lean(ast.NodeTransformer):
    def __init__(self, known):
        self.known = known

    def visit_Module(self, node):
        node = self._body(node)
        if any(isinstance(n, ast.Name) and n.id == FORMATTED for n in ast.walk(node)):
            node.body[:0] = ast.parse(f"from formatting import formatted as {FORMATTED}").body
        return node

    def _body(self, node):
        """Without its docstring, and never empty."""
        node = self.generic_visit(node)
        if ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
        if not node.body and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]
        return node

    def visit_FunctionDef(self, node):
        for argument in (*node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg):
            if argument:
                argument.annotation = None
        node.returns = None
        return self._body(node)

    def visit_ClassDef(self, node):
        fields = [n for n in node.body if isinstance(n, ast.AnnAssign)]
        names = [field.target.id for field in fields]
        if any(ast.unparse(base) == "NamedTuple" for base in node.bases):
            text = f"{node.name} = namedtuple({node.name!r}, {names}, {_defaults(fields)})"
            return ast.parse(f"from collections import namedtuple\n{text}").body
        if any(ast.unparse(d).startswith("dataclass") for d in node.decorator_list):
            given = [f"{f.target.id}={ast.unparse(f.value)}" if f.value else f.target.id
                     for f in fields]  # fmt: skip
            lines = [f"def __init__(self, {', '.join(given)}):"]
            lines += [f"    self.{name} = {name}" for name in names]
            node.decorator_list = []
            node.body += ast.parse("\n".join(lines)).body
        return self._body(node)

    def visit_AnnAssign(self, node):
        """A variable keeps its value, a field of a class has its place in __init__."""
        node = self.generic_visit(node)
        return ast.Assign([node.target], node.value) if node.value else None

    def visit_Call(self, node):
        """dict[str, int]() is dict()."""
        node = self.generic_visit(node)
        is_generic = isinstance(node.func, ast.Subscript) and isinstance(node.func.value, ast.Name)
        if is_generic and node.func.value.id in ("dict", "list", "set", "defaultdict"):
            node.func = node.func.value
        return node

    def visit_FormattedValue(self, node):
        """Brython rounds halves otherwise."""
        node = self.generic_visit(node)
        if node.format_spec is not None:
            spec = node.format_spec.values[0]
            node.value = ast.Call(ast.Name(FORMATTED), [node.value, spec], [])
            node.format_spec = None
        return node

    def visit_If(self, node):
        return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    def visit_Import(self, node):
        node.names = [alias for alias in node.names if alias.name in self.known]
        return node if node.names else None

    def visit_ImportFrom(self, node):
        if not node.module.startswith("rnnlib"):
            return node if node.module in (*self.known, "javascript") else None
        if node.module in self.known and self.known[node.module].strip():
            return node
        node.names = [a for a in node.names if f"{node.module}.{a.name}" in self.known]
        return node if node.names else None


def _defaults(fields):
    return f"[{', '.join(ast.unparse(field.value) for field in fields if field.value)}]"
