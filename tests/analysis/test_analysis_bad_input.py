"""Wrong calls of rnnlib.analysis, and the words that each error must contain."""

import numpy as np
import pytest

from rnnlib import RNN, Network
from rnnlib.analysis.gradients import flow, relative_error, sensitivity


def check(calls):
    """Each call must raise a ValueError or TypeError that holds all of its words."""
    for call, *words in calls:
        with pytest.raises((ValueError, TypeError)) as caught:
            call()
        missing = [word for word in words if word not in str(caught.value)]
        assert not missing, f"{caught.value!r} does not say {missing}"


def test_relative_error_refuses_wrong_arguments():
    a, single = np.zeros(3), np.zeros(3, np.float32)

    def error(arrays, gradients, seed=0):
        return lambda: relative_error(lambda: 0.0, arrays, gradients, seed)

    check([
        (error({"a": a}, {"a": a}, None), "relative_error: seed must be", "got None"),
        (error({"a": single}, {}), "relative_error: a must be float64, got float32"),
        (error({"a": a}, {"a": np.zeros(2)}), "the gradient of a must be of shape (3,), got (2,)"),
        (error({"a": a}, {}), "the gradient of a must be of shape (3,), got none"),
    ])  # fmt: skip


def test_sensitivity_refuses_wrong_arguments():
    x, targets = np.zeros((11, 3, 7)), np.zeros((11, 7), int)
    network = Network(RNN(3, 5, seed=0), 2, seed=0)
    last_step = Network(RNN(3, 5, seed=0), 2, seed=0, every_step=False)
    words = "sensitivity: network must read out every step"
    check([
        (lambda: sensitivity(last_step, x, targets), words),
        (lambda: sensitivity(network, x, targets), "x must be (T, D_x, 1)", "got B = 7"),
        (lambda: sensitivity(network, x[..., :1], targets), "targets", "(11, 1), got (11, 7)"),
    ])  # fmt: skip


def test_flow_refuses_a_lag_that_does_not_fit():
    layer, x = RNN(3, 4, seed=0), np.zeros((9, 3, 2))
    check([
        (lambda: flow(layer, x, (1, 0)), "flow: lag must be at least 1, got 0"),
        (lambda: flow(layer, x, (9,)), "flow: lags must be at most T - 1 = 8, got 9"),
        (lambda: flow(layer, x, (1.5,)), "flow: lag must be", "1.5"),
    ])  # fmt: skip
