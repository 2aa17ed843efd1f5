"""What a row was made with is recorded; what is missing is named with the extra that brings it."""

import platform
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from rnnlib import experiments
from rnnlib.experiments import environment

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Block())
sys.argv = ["rnnlib", *{words!r}]
import runpy
runpy.run_module("rnnlib", run_name="__main__")
"""
OPTIONAL = {name.lower() for name in environment.EXTRAS} | {"sklearn"}


def command(*words, blocked):
    """`python -m rnnlib` and these words, where some packages are not installed."""
    program = BLOCKED.format(words=list(words), blocked=set(blocked))
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


def test_extras_are_those_of_the_project():
    declared = tomllib.loads(PROJECT.read_text())["project"]["optional-dependencies"]
    packages = {
        (re.match(r"[\w-]+", requirement)[0], extra)
        for extra, requirements in declared.items()
        for requirement in requirements
        if not requirement.startswith("rnnlib")
    }
    assert {name for name, _ in packages} <= set(environment.EXTRAS)  # of several, one is named
    imported = metadata.packages_distributions()
    for name, extra in environment.EXTRAS.items():
        assert (imported.get(name, [name])[0], extra) in packages, name


def test_list_and_status_work_without_any_extra():
    for word in ("list", "status"):
        done = command("study", word, blocked=OPTIONAL)
        assert (done.returncode, done.stderr) == (0, ""), word
        listed = [line.split()[0] for line in done.stdout.splitlines()]
        assert listed == list(experiments.NAMES), word


def test_published_works_without_any_extra(tmp_path):
    program = (
        "from pathlib import Path; import sys; from rnnlib.experiments import published as p\n"
        "rows = p.stored(); p.STORED = Path(sys.argv[1]); p.stored = lambda: rows; p.main()\n"
    )
    blocked = BLOCKED.format(words=[], blocked=OPTIONAL).partition("sys.argv")[0]
    target = str(tmp_path / "published.csv")
    done = subprocess.run(
        [sys.executable, "-c", blocked + program, target], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "judge again" not in done.stdout
    assert Path(target).exists()


def test_command_without_its_package_names_the_extra_in_a_line(tmp_path):
    adding = ("study", "adding", "--quick", "--folder", str(tmp_path))
    dask = (*adding, "--backend", "dask", "--address", "tcp://127.0.0.1:1")
    for words, package, extra in (
        (("bench",), "torch", "torch"),
        (adding, "joblib", "studies"),
        (adding, "filelock", "studies"),
        (dask, "distributed", "cluster"),
    ):
        done = command(*words, blocked={package})
        assert done.returncode == 2, words
        assert done.stderr == (
            f"{package} is not installed: pip install 'rnnlib[{extra}]' brings it\n"
        )


def test_module_that_is_no_extra_keeps_its_message():
    with pytest.raises(ModuleNotFoundError, match="No module named 'no_such_module'"):
        environment.load("no_such_module.part")


def test_versions_are_those_of_python_numpy_and_the_packages_named():
    found = dict(part.split() for part in environment.versions(("scipy", "Faker")).split(", "))
    known = {name: metadata.version(name) for name in ("numpy", "scipy", "Faker")}
    assert found == known | {"python": platform.python_version()}
    assert list(found) == sorted(found, key=str.lower)


def test_commit_is_that_of_the_library_with_a_plus_if_files_have_changed():
    folder = Path(environment.__file__).parents[1]
    command = ["git", "log", "-1", "--format=%h", "--", ".", ":(exclude)experiments/results"]
    known = subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout.strip()
    assert environment.commit() in ((known, known + "+") if known else (None,))


def test_commit_is_none_outside_git_and_without_it(tmp_path, monkeypatch):
    try:
        for path in (tmp_path / "rnnlib" / "experiments" / "environment.py",):
            environment.commit.cache_clear()
            path.parent.mkdir(parents=True)
            monkeypatch.setattr(environment, "__file__", str(path))
            assert environment.commit() is None
        environment.commit.cache_clear()
        monkeypatch.setenv("PATH", str(tmp_path))
        assert environment.commit() is None
    finally:
        environment.commit.cache_clear()


def test_library_and_tables_come_without_the_heavy_packages():
    heavy = ["scipy", "joblib", "dask", "distributed", "filelock", "threadpoolctl", "torch"]
    program = (
        "import sys, rnnlib, rnnlib.experiments.command, rnnlib.experiments.statistics\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
