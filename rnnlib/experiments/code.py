"""The code that a study's numbers depend on, as a hash: prose does not count, arithmetic does.

Of the study's own module count `run` and what it uses there, so that a changed
plan or question leaves finished rows as they are; of the library all modules
that are imported on the way, each as a whole.
"""

import ast
import hashlib
import inspect
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

HOUSE = Path(__file__).parents[1]
# They describe, draw, save, plan, run, store and count: none of them changes what is in a row.
APART = {"rnnlib", "rnnlib.experiments", "rnnlib.drawing"} | {
    f"rnnlib.{room}"
    for room in (
        *("symbolic.dimensions", "symbolic.gates", "symbolic.numpy_source", "drawing.diagram"),
        *("drawing.palette", "drawing.plots", "training.checkpoint", "files", "training.memory"),
        *("experiments.study", "experiments.tuning", "experiments.runner", "experiments.store"),
        *(
            "experiments.code",
            "experiments.statistics",
            "experiments.command",
            "experiments.scaling",
        ),
    )
}
NO_MATTER = {"rnnlib", "tqdm", "matplotlib"}  # guests that no number comes from


@cache
def digest(run, house=HOUSE):
    """Twelve hexadecimal digits that change with the code behind a study's run."""
    text = "\n".join(f"{name}\n{ast.unparse(tree)}" for name, tree in _trees(run, house))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def versions(run, house=HOUSE):
    """Python, and the packages which that code imports or reads files of, with their versions."""
    installed = metadata.packages_distributions()
    found = {f"python {platform.python_version()}"}
    for _, tree in _trees(run, house):
        for package in named(tree) & installed.keys() - NO_MATTER:
            found |= {f"{name} {metadata.version(name)}" for name in installed[package]}
    return ", ".join(sorted(found, key=str.lower))


def _trees(run, house):
    """(name, syntax tree without prose) of the study's part and of every module it reaches."""
    file = Path(inspect.getsourcefile(run))
    trees = {"": used_by(run.__name__, ast.parse(file.read_text(encoding="utf-8")), {"STUDY"})}
    ahead = [*imports(trees[""])]
    while ahead:
        name = ahead.pop()
        path = _file(name, house)
        if path and name not in trees and name not in APART:
            trees[name] = ast.parse(path.read_text(encoding="utf-8"))
            ahead += imports(trees[name])
    return sorted((name, _WithoutProse().visit(tree)) for name, tree in trees.items())


def _file(name, house):
    """Where a module of the house is, None if there is no such module."""
    first, *rest = name.split(".")
    place = house.joinpath(*rest)
    places = (place.with_suffix(".py"), place / "__init__.py") if first == "rnnlib" else ()
    return next(filter(Path.exists, places), None)


def imports(tree):
    """The dotted names that a syntax tree imports anywhere; of `from a import b` a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def named(tree):
    """The packages that a syntax tree imports, and the strings that it calls a function with."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    given = (a.value for call in calls for a in call.args if isinstance(a, ast.Constant))
    imported = {name.partition(".")[0] for name in imports(tree)}
    return imported | {value for value in given if isinstance(value, str)}


def used_by(name, module, apart=()):
    """The part of a module that a name of it needs: the statements that bind it, and theirs.

    Args:
        apart: names that are left out.
    """
    binding = {}
    for statement in module.body:
        for bound in _bound(statement):
            if bound not in apart:
                binding.setdefault(bound, []).append(statement)
    needed, ahead = set(), [name]
    while ahead:
        for statement in binding.pop(ahead.pop(), ()):
            needed.add(statement)
            ahead += [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return ast.Module([s for s in module.body if s in needed], [])


def _bound(statement):
    """The names that a statement at the top of a module binds."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    stored = (n for n in ast.walk(statement) if isinstance(n, ast.Name))
    return {node.id for node in stored if isinstance(node.ctx, ast.Store)}


class _WithoutProse(ast.NodeTransformer):
    """Takes docstrings out, and what errors say. Comments never came in."""

    def visit_Expr(self, node):
        text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if text else self.generic_visit(node)

    def visit_Raise(self, node):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return ast.Raise(raised, node.cause)

    def generic_visit(self, node):
        node = super().generic_visit(node)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.body:
            node.body = [ast.Pass()]
        return node
