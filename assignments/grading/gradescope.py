"""The archive for Gradescope, and the results that it reads."""

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from . import parts, source

if TYPE_CHECKING:
    from .grade import Graded

ROOT = source.FOLDER.parent
SETUP = """#!/bin/bash
# Runs once, with a network, when the autograder is built.
set -euo pipefail
chmod 0700 /autograder/source
(umask 077 && head -c 32 /dev/urandom >/autograder/source/secret)
python=$(command -v python3.13 || command -v python3.12 || command -v python3.11 || true)
if [ -z "$python" ] || ! "$python" -m venv --help >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq python3.11 python3.11-venv
    python=python3.11
fi
"$python" -m venv /opt/grading || {
    apt-get update -qq && apt-get install -y -qq "$(basename "$python")-venv"
    "$python" -m venv /opt/grading
}
/opt/grading/bin/pip install --quiet -r /autograder/source/requirements.txt
"""
RUN = """#!/bin/bash
# Runs for each submission; the grader alone writes into results/.
chmod 0700 /autograder/source /autograder/results
cd /autograder/source
/opt/grading/bin/python -m assignments.grading gradescope {name} \\
    /autograder/submission /autograder/results/results.json --secret secret
"""


def archive(name: str) -> bytes:
    """The zip for one assignment: the grader, the source notebook, and two scripts."""
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.format(name=name).encode(),
        "requirements.txt": _requirements().encode(),
        f"assignments/{name}.ipynb": (source.FOLDER / f"{name}.ipynb").read_bytes(),
        "assignments/__init__.py": (source.FOLDER / "__init__.py").read_bytes(),
    }
    packages = [source.FOLDER / "grading"]
    if _needs_rnnlib(name):
        packages.append(ROOT / "rnnlib")
    for package in packages:
        for path in package.rglob("*.py"):
            files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    return zipped(files, executable=("setup.sh", "run_autograder"))


def zipped(files: dict[str, bytes], executable: tuple[str, ...] = ()) -> bytes:
    """A zip whose bytes depend on the content alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)  # dated 1980
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o755 if name in executable else 0o644) << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()


def _needs_rnnlib(name: str) -> bool:
    prefix = parts.MODULES[name].split("_")[0]
    texts = [path.read_text("utf-8") for path in Path(parts.__path__[0]).glob(f"{prefix}_*.py")]
    return any(re.search(r"^\s*(from|import) rnnlib", text, re.MULTILINE) for text in texts)


def _requirements() -> str:
    """The book's versions of what a student's code finds."""
    pins = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    wanted = [re.match(r"(numpy|matplotlib)==[\w.]+", pin) for pin in pins]
    return "".join(f"{pin[0]}\n" for pin in wanted if pin)


def results(graded: "Graded") -> dict:
    """What Gradescope reads from results.json: a test for each part, in plain text.

    The format has no field for points on top, so an extra part is a test like any other, and the
    teacher sets the assignment's total.
    """
    names = {part.id: part.name for part in source.read(_notebook(graded)).asked}
    tests = []
    for verdict in graded.verdicts:
        given = [c for c in verdict.criteria if c.earned is not None]
        later = sum(c.points for c in verdict.criteria if c.earned is None)
        said = list(verdict.words)
        said += [f"{later:g} points of this part are given by hand."] if later else []
        tests.append(
            {
                "name": names[verdict.id],
                "score": verdict.earned,
                "max_score": sum(c.points for c in given),
                "status": "passed" if verdict.right else "failed",
                "output": "\n".join(said),
                "output_format": "text",
                "visibility": "visible",
            }
        )
    return {"output": "\n".join(graded.remarks), "output_format": "text", "tests": tests}


def _notebook(graded: "Graded") -> Path:
    return source.FOLDER / f"{graded.handed.assignment}.ipynb"
