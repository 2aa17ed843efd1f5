"""What single studies measure besides a training run, and what makes their cases fair."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib import activations, experiments
from rnnlib.experiments.catalogue import comparison, forget_bias, reber_1997
from rnnlib.experiments.models import layer
from rnnlib.layers.lstm import LSTM
from rnnlib.tasks.memory import first_symbol_recall
from rnnlib.tasks.noise import two_sequence


@pytest.fixture
def small(monkeypatch):
    """The comparison on one small task."""
    task = (lambda: first_symbol_recall(4), 8, 50, 8)
    monkeypatch.setattr(comparison, "TASKS", {"recall": task})
    monkeypatch.setattr(comparison, "STEP_TIME", {"RNN": {"recall": 0.24}})
    return lambda cell, equal: comparison.run("recall", cell, equal, "test", 1e-6, 0)


def test_at_equal_hidden_size_only_the_cell_differs(small):
    lstm, rnn = small("LSTM", "all"), small("RNN", "hidden size")
    assert (lstm["hidden_size"], lstm["steps"]) == (rnn["hidden_size"], rnn["steps"]) == (8, 50)
    assert rnn["weights"] < lstm["weights"]


def test_at_equal_parameters_the_hidden_size_gives_way(small):
    lstm, rnn = small("LSTM", "all"), small("RNN", "parameters")
    one_more = 2 * rnn["hidden_size"] + 4 + 1 + 1 + 4  # W_h, W_x, b and the readout of a unit
    assert abs(rnn["weights"] - lstm["weights"]) <= one_more / 2
    assert rnn["steps"] == 50


def test_at_equal_time_the_steps_give_way(small):
    rnn = small("RNN", "time")
    assert (rnn["hidden_size"], rnn["steps"]) == (8, 200)  # 50 / .24 = 208, in whole fifties


def test_equal_time_was_equal_where_all_steps_are_taken():
    rows = [row for row in experiments.table("comparison") if row["phase"] == "test"]

    def seconds(task, equal, cell):
        wanted = {"task": task, "equal": equal, "cell": cell}
        return np.median([row["seconds"] for row in rows if wanted.items() <= row.items()])

    for task in ("chorales", "text", "MNIST-1D", "DNA frame"):
        for cell in ("RNN", "GRU"):
            ratio = seconds(task, "time", cell) / seconds(task, "all", "LSTM")
            assert 0.7 < ratio < 1.4, (task, cell)


def test_what_is_retained_is_what_the_formula_says_if_there_is_nothing_but_the_bias():
    layer = LSTM(2, 3, seed=0)
    layer.params["W_f"][:] = 0
    layer.params["b_f"][:] = [[0], [1], [2]]
    found = forget_bias.retention(layer, np.ones((5, 2, 4), np.float32))
    product = activations.sigmoid(np.array([0.0, 1.0, 2.0])) ** 5
    mean = np.exp(np.log(product).mean())
    wanted = {"predicted": mean, "retained": mean}
    wanted |= {"predicted_best": product[2], "retained_best": product[2]}
    assert found == pytest.approx(wanted, rel=1e-5)


def test_gates_of_all_variants_start_alike_and_the_default_is_left_alone():
    def mean_forget_gate(variant):
        made = layer(variant, 64)(2, [0])
        tape = made.forward(np.zeros((1, 2, 1), np.float32))
        return float((1 - tape["i"] if "coupled" in variant else tape["f"]).mean())

    for variant in ("LSTM", "LSTM, coupled", "LSTM, peepholes"):
        assert mean_forget_gate(variant) == pytest.approx(
            activations.sigmoid(np.array(1.0)), abs=0.01
        )
    for variant in ("LSTM, default bias", "LSTM, coupled, default bias"):
        assert mean_forget_gate(variant) == pytest.approx(0.5, abs=0.02)


def test_guessed_nets_compute_what_the_equation_says():
    batch = two_sequence(10).held_out("validation")
    W = np.random.default_rng(0).uniform(-2, 2, (2, 3, 5)).astype(np.float32)
    found = reber_1997._outputs(W, batch)
    for k, length in enumerate(batch.lengths[:5]):
        for net in range(2):
            s = np.zeros(3)
            for x_t in batch.x[:length, 0, k]:
                s = activations.sigmoid(W[net].astype(float) @ [*s, x_t, 1.0])
            assert_allclose(found[net, k], s[2], rtol=1e-4)


def test_guessing_ends_with_a_net_that_is_right_or_says_that_there_was_none(monkeypatch):
    monkeypatch.setattr(reber_1997, "GUESSES", 20_000)
    found = reber_1997.guess(two_sequence(10), np.random.default_rng(0))
    assert 1 <= found["sequences"] <= 20_000
    assert found["accuracy"] > 0.9
    monkeypatch.setattr(reber_1997, "GUESSES", 0)
    none = reber_1997.guess(two_sequence(10), np.random.default_rng(0))
    assert np.isnan(none["sequences"])
    assert none["accuracy"] == 0
