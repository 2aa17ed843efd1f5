"""The hash of a study's code follows the arithmetic, and nothing else."""

import importlib.util
import shutil
import sys
from importlib import metadata
from itertools import count
from pathlib import Path

import pytest

import rnnlib
from rnnlib.experiments import code

MODULE = '''"""What is asked."""

import numpy as np

from rnnlib.layers.gru import GRU
from rnnlib.experiments.tuning import RATES
from rnnlib.experiments.study import Study
from rnnlib.tasks.packages import folder

SIZE = 8
STEPS = 100


def plan(rows, quick):
    return [{"seed": seed} for seed in range(STEPS)]


def run(seed):
    """One run."""
    folder("study", "music21")
    return {"loss": helper(seed)}


def helper(seed):
    if seed < 0:
        raise ValueError("seed must be at least 0")
    return GRU(SIZE, 4, seed=seed).W.sum()  # a sum


STUDY = Study("a", "?", ("seed",), ("loss",), plan, run, {}, {}, minutes=1)
'''
number = count()


@pytest.fixture
def digest(tmp_path):
    """edits → the hash: of the module above and of a copy of the library, both edited."""

    def hashed(*edits, file=None):
        place = tmp_path / str(next(number))
        house = place / "rnnlib"
        shutil.copytree(
            Path(rnnlib.__file__).parent,
            house,
            ignore=shutil.ignore_patterns("results", "__pycache__"),
        )
        module = place / "study_of_code.py"
        module.write_text(MODULE)
        path = house / file if file else module
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return code.digest(loaded(module).run, house)

    return hashed


def loaded(path):
    spec = importlib.util.spec_from_file_location("study_of_code", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_twelve_hexadecimal_digits_and_the_same_each_time(digest):
    assert digest() == digest()
    assert len(digest()) == 12
    assert int(digest(), 16) >= 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""What is asked."""', '"""Something else."""'),
        ('"""One run."""', ""),
        ("  # a sum", ""),
        ("def plan", "# Here is a plan.\n\n\ndef plan"),
        ("SIZE = 8", "SIZE = (8)"),
        ("at least 0", "0 or more"),
        ("STEPS = 100", "STEPS = 200"),  # which only the plan reads
        ("range(STEPS)", "range(3)"),
        ("minutes=1", "minutes=60"),
        ('"?"', '"Why?"'),
    ],
)
def test_prose_plan_and_what_a_study_says_of_itself_leave_it(digest, old, new):
    assert digest((old, new)) == digest()


def test_a_run_may_name_its_study_and_does_not_depend_on_what_that_says(digest):
    names = ('{"loss":', "{STUDY.measured[0]:")
    assert digest(names) == digest(names, ("minutes=1", "minutes=60")) != digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SIZE = 8", "SIZE = 9"),
        ("W.sum()", "W.mean()"),
        ("seed < 0", "seed < 1"),
        ("ValueError", "TypeError"),
        ("SIZE = 8", "SIZE = 8\nSIZE += 1"),
        ("from rnnlib.layers.gru import GRU", "from rnnlib.layers.lstm import LSTM as GRU"),
    ],
)
def test_a_change_of_what_a_run_uses_changes_it(digest, old, new):
    assert digest((old, new)) != digest()


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("layers/gru.py", True),
        ("layers/recurrent.py", True),  # which the GRU imports
        ("checks.py", True),
        ("tasks/packages.py", True),
        ("layers/rnn.py", False),
        ("symbolic/expressions.py", False),
        ("drawing/plots.py", False),
        ("__init__.py", False),
        ("experiments/runner.py", False),
        ("experiments/store.py", False),
        ("experiments/tuning.py", False),
    ],
)
def test_of_the_library_the_modules_on_the_way_count_and_no_others(digest, file, changes):
    now = (Path(rnnlib.__file__).parent / file).read_text(encoding="utf-8")
    assert digest((now, now + "\n# A comment at the end.\n"), file=file) == digest()
    more = digest((now, now + "\n_SOMETHING_NEW = 0.5\n"), file=file)
    assert (more != digest()) == changes


def test_the_versions_are_those_of_python_and_of_the_packages_in_the_way(tmp_path):
    module = tmp_path / "study_of_code.py"
    module.write_text(MODULE)
    told = dict(part.split() for part in code.versions(loaded(module).run).split(", "))
    python = ".".join(map(str, sys.version_info[:3]))
    known = {name: metadata.version(name) for name in ("numpy", "music21")}
    assert told == known | {"python": python}  # music21 is read, not imported; tqdm not at all
