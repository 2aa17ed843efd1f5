"""Notebooks solved, half solved and solved wrongly, run in this process and judged."""

import contextlib
import functools
import importlib.util
import io
import re
import warnings

import matplotlib

from assignments.grading import parts, source
from assignments.grading.judging.direct import Direct
from assignments.grading.judging.judge import judge_all

KEY = b"the tests draw their probes from this"


@functools.cache
def assignment(name):
    return source.read(source.FOLDER / f"{name}.ipynb")


def code_cells(name):
    """(part or None, source with the marks of the solution) of each code cell that students get."""
    return [
        (source.part_of(cell).get("id"), cell["source"])
        for cell in assignment(name).cells
        if cell["cell_type"] == "code" and not source.is_for_instructors(cell)
    ]


def run(cells, names=None):
    """The namespace after these cells, with a `check` that does nothing."""
    matplotlib.use("Agg")
    names = {"__name__": "__main__", "check": lambda part: None, **(names or {})}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        for code in cells:
            code = re.sub(r"^from checks import check$", "", code, flags=re.MULTILINE)
            exec(compile(code, "<cell>", "exec"), names)
        import matplotlib.pyplot as plt

        plt.close("all")
    return names


@functools.cache
def solved(name):
    return run(source.with_solution(code) for _, code in code_cells(name))


def starter(name):
    return run(source.without_solution(code) for _, code in code_cells(name))


def solved_but(name, part, right=None, wrong="", instead=None):
    """The solved notebook with one replacement in one part, or with other code instead of it.

    What other parts hand over ready made (trained weights, numbers) is not made again.
    """
    ready = {p.calls for p in parts.load(name) if p.calls and p.draw is None and p.id != part}
    skipped = {p.id for p in parts.load(name) if p.calls in ready}
    cells = []
    for found, code in code_cells(name):
        code = source.with_solution(code)
        if found == part:
            if instead is None:
                assert code.count(right) == 1, f"{right!r} is {code.count(right)} times in {part}"
            code = code.replace(right, wrong) if instead is None else instead
        if found not in skipped:
            cells.append(code)
    return run(cells, {called: solved(name)[called] for called in ready})


def checks_of(name, dist):
    """The module `checks` that students get."""
    place = dist / "student" / name / "checks.py"
    spec = importlib.util.spec_from_file_location(f"checks_{name}", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verdicts(name, names):
    return {v.id: v for v in judge_all(parts.load(name), Direct(names), KEY)}


def lost(found):
    """The parts that did not get all the points that a program can give."""
    return {
        v.id for v in found.values() if any(c.earned not in (c.points, None) for c in v.criteria)
    }


def assert_mistake_is_named(name, part, right, wrong, mistake):
    """One replacement in the solution loses points in its part alone, and is called by its name."""
    found = verdicts(name, solved_but(name, part, right, wrong))
    assert found[part].mistakes == (mistake,), found[part].words
    assert lost(found) == {part}
    assert len(found[part].words) == 1


def assert_full_marks(name, names):
    found = verdicts(name, names)
    assert not lost(found), [found[part].words for part in sorted(lost(found))]
