"""`--torch` trains the same networks with PyTorch, whatever the problem."""

import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.compare import ComparisonError
from rnnlib.compare.data import Samples, Table
from rnnlib.compare.library import Options, make
from rnnlib.compare.problem import CELLS, Fit, Plan, Setting

RANDOM = np.random.default_rng(0)
TABLE = Table(("y",), None, None, RANDOM.normal(size=(300, 1)).cumsum(axis=0))
RAGGED = [RANDOM.normal(size=(3 + k % 4, 2)).astype(np.float32) for k in range(60)]
DATA = {
    "forecasting": (TABLE, Setting(0.01, 12, 8)),
    "classification": (Samples(RAGGED, np.array(["a", "b"] * 30), ("u", "v")), Setting(0.01, 0, 8)),
    "next character": ("".join(RANDOM.choice([*"abc "], 2000)), Setting(0.01, 50, 8)),
}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", DATA)
def test_torch_trains_the_same_network(name, cell):
    pytest.importorskip("torch")
    data, setting = DATA[name]
    plan = Plan((setting,), 1, 1, 20, dict.fromkeys(CELLS, 1e-3))
    ours, theirs = (
        make(data, Options(torch=torch)).fit(Fit(cell, setting, 0, 0), plan)
        for torch in (False, True)
    )
    assert theirs.steps == ours.steps
    assert_allclose(theirs.curve, ours.curve, rtol=1e-3)
    assert_allclose(theirs.predictions, ours.predictions, rtol=1e-2, atol=1e-3)
    assert_allclose(theirs.validation, ours.validation, rtol=1e-3)


def test_torch_that_is_not_installed_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in [n for n in sys.modules if n.startswith("rnnlib.interop.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("rnnlib.interop.training", raising=False)
    with pytest.raises(ComparisonError, match=r"--torch: PyTorch is missing: pip install"):
        make(TABLE, Options(torch=True))
