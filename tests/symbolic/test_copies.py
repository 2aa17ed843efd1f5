"""Cells copied and pickled: the library's by reference, a reader's own by value."""

import copy
import pickle
import subprocess
import sys

import cloudpickle
import joblib
import numpy as np
from numpy.testing import assert_array_equal
from other_cells import CELLS, EVERY_CELL, MORE_CELLS, problem

from rnnlib import equations
from rnnlib.experiments import models
from rnnlib.symbolic import cell, sigmoid, tanh
from rnnlib.symbolic.graph import Node

WAYS = {
    "copy.deepcopy": copy.deepcopy,
    "copy.copy": copy.copy,
    "pickle": lambda own: pickle.loads(pickle.dumps(own)),
    "cloudpickle": lambda own: cloudpickle.loads(cloudpickle.dumps(own)),
}


def all_that_it_shows(own):
    shown = [own.latex(), own.latex(steps=True), own.backward().latex(), own.to_numpy(), repr(own)]
    return [*shown, own.gates().__repr__(), own.layers(), own.operators(), own.__doc__]


def test_cell_of_the_library_is_copied_by_reference():
    for way in WAYS.values():
        for own in (*equations.CELLS, models.NO_INPUT_GATE):
            assert way(own) is own


def test_copied_cell_computes_derives_and_shows_what_the_original_does():
    for name, entry in (CELLS | MORE_CELLS).items():
        own = entry[0]
        own.gates(), own.backward()  # now cached, which does not travel
        params, x, state = problem(own)
        incoming = {n.name.code: np.ones_like(own.evaluate(params, x, state)[n.name.code])
                    for n in own.results}  # fmt: skip
        for what, way in WAYS.items():
            twin = way(own)
            assert twin is not own, what
            assert vars(twin).keys().isdisjoint(("_gates", "_derived")), what
            assert all_that_it_shows(twin) == all_that_it_shows(own), f"{name}, {what}"
            for run in ("evaluate", "gradients"):
                given = (params, x, state, *([incoming] if run == "gradients" else []))
                got, expected = getattr(twin, run)(*given), getattr(own, run)(*given)
                assert got.keys() == expected.keys()
                for code, array in expected.items():
                    assert_array_equal(got[code], array, err_msg=f"{name}, {what}: {code}")


def test_copied_cell_can_be_written_on():
    own = EVERY_CELL["curious"]
    for way in WAYS.values():
        assert way(own).with_output().latex() == own.with_output().latex()


def test_many_quantities_in_a_row_are_pickled_without_deep_recursion():
    def DEEP(h, x):
        for _ in range(1500):
            h = tanh(h + 0.1)
        return sigmoid.layer("z", h, x) * h

    own = cell(states="h")(DEEP)
    twin = pickle.loads(pickle.dumps(own))
    given = problem(own)
    assert_array_equal(twin.evaluate(*given)["h"], own.evaluate(*given)["h"])


def test_loaded_cell_is_written_on_where_fewer_quantities_were_made(monkeypatch):
    own = EVERY_CELL["curious"]
    pickled, expected = pickle.dumps(own), own.with_output().latex()
    monkeypatch.setattr(Node, "_made", 0)
    assert pickle.loads(pickled).with_output().latex() == expected


def test_own_cell_pickled_is_loaded_where_its_function_is_not_known(tmp_path):
    own = EVERY_CELL["states of three sizes"]
    given = problem(own)
    joblib.dump((own, *given), tmp_path / "cell.joblib")
    program = (
        "import joblib, numpy as np\n"
        "own, *given = joblib.load('cell.joblib')\n"
        "np.save('h.npy', own.evaluate(*given)['h'])\n"
        "print(own.backward().latex())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert_array_equal(np.load(tmp_path / "h.npy"), own.evaluate(*given)["h"])
    assert done.stdout == own.backward().latex() + "\n"
