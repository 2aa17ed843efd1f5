"""The library by itself: `pip install .` into an empty environment, and what its commands say.

Nothing but the three packages that `rnnlib` depends on is there. Every command works, or says
which extra to install.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of a new environment that has the library, and nothing else of ours."""
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    interpreter = place / "bin" / "python"
    pins = ROOT / "requirements.txt"
    install = [interpreter, "-m", "pip", "install", "--quiet", "--constraint", pins, ROOT]
    subprocess.run(install, check=True, cwd=place)
    return interpreter


def run(python, *arguments):
    """What a command prints and its exit status, far away from this checkout."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [python, *arguments], capture_output=True, text=True, cwd=python.parent, env=environment
    )


def test_installed_version_is_that_of_the_source(python):
    said = run(python, "-c", "import rnnlib, importlib.metadata as m; "
                             "print(rnnlib.__version__, m.version('rnnlib'))")  # fmt: skip
    source = (ROOT / "rnnlib/__init__.py").read_text("utf-8")
    version = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)[1]
    assert said.stdout.split() == [version, version], said.stderr


def test_training_needs_no_extra(python):
    program = (
        "import numpy as np, rnnlib\n"
        "network = rnnlib.Network(rnnlib.LSTM(3, 5, seed=0), output_size=2, seed=1)\n"
        "batch = rnnlib.Batch(np.ones((7, 3, 4)), np.zeros((7, 4), int))\n"
        "history = rnnlib.fit(network, [batch] * 20, 20, rnnlib.Adam(0.05))\n"
        "print(history.loss[-1] < history.loss[0])\n"
    )
    assert run(python, "-c", program).stdout == "True\n"


def test_comparison_needs_no_extra(python, tmp_path):
    rows = "".join(f"{k * k % 97}\n" for k in range(150))
    (tmp_path / "numbers.csv").write_text(f"y\n{rows}")
    words = ["compare", tmp_path / "numbers.csv", "--minutes", "0.5", "--output", tmp_path / "out"]
    said = run(python, "-m", "rnnlib", *words)
    assert said.returncode == 0, said.stderr
    assert (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        "--help",
        "study list",
        "study status",
        "study published",
        "compare --help",
        "practice --number 2 --html sheet.html",
    ],
)
def test_command_that_only_reads_works_without_extras(python, arguments):
    said = run(python, "-m", "rnnlib", *arguments.split())
    assert said.returncode == 0, said.stderr
    assert said.stdout.strip() and "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        ("bench", "torch"),
        ("study adding --quick", "studies"),
        ("study adding --quick --backend dask --address tcp://127.0.0.1:1", "studies"),
    ],
)
def test_command_that_needs_more_names_the_extra(python, arguments, extra):
    said = run(python, "-m", "rnnlib", *arguments.split())
    assert said.returncode != 0
    assert "Traceback" not in said.stderr
    assert re.search(rf"pip install .*rnnlib\[(\w+,)*{extra}", said.stderr), said.stderr
    assert extra in PROJECT["optional-dependencies"]


@pytest.mark.parametrize(
    ("program", "extra"),
    [
        ("from rnnlib import interop; interop.from_torch(None)", "torch"),
        ("from rnnlib.tasks import text; text.lady_susan()", "data"),
        ("from rnnlib.tasks import film; film.which_way()", "data"),
    ],
)
def test_function_that_needs_more_names_the_package_or_the_extra(python, program, extra):
    said = run(python, "-c", program)
    assert said.returncode == 1
    assert re.search(r"pip install ", said.stderr.splitlines()[-1]), said.stderr
