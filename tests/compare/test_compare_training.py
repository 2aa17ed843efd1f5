"""Networks are trained alike, stopped on validation data, and measured."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib import Network
from rnnlib.compare.problem import CELLS, Fit, Plan, Setting
from rnnlib.compare.running import training
from rnnlib.training import losses
from rnnlib.training.batch import Batch


def some(random, B=8, T=5):
    """Is the first of so many numbers positive?"""
    x = random.normal(size=(T, 1, B)).astype(np.float32)
    return Batch(x, (x[:1, 0] > 0).astype(int))


def a_lesson(cell="GRU", validation=None, rate=0.01):
    random = np.random.default_rng(0)
    network = Network(training.recurrent(cell, 1, 4, random), 2, random, every_step=False)
    held = [some(random), some(random, 64)] if validation is None else validation

    def evaluate(network):
        return training.mean_loss(network, held, losses.cross_entropy)

    return training.Lesson(network, iter(lambda: some(random), None), evaluate, rate)


def learnt(lesson, steps, phase="test", limit=None):
    one = Fit("GRU", Setting(0.01), 0, 0, phase)
    plan = Plan((one.setting,), 1, 1, steps, {"GRU": 1e-4}, limit=limit)
    return training.learnt(one, plan, lesson, lambda network: np.ones(3))


@pytest.mark.parametrize("cell", CELLS)
def test_recurrent_layer_is_one_that_torch_has(cell):
    layer = training.recurrent(cell, 3, 5, np.random.default_rng(0))
    interop = pytest.importorskip("rnnlib.interop.pytorch")
    assert type(interop.to_torch(layer)).__name__ == cell


def test_mean_loss_weighs_batches_by_what_counts():
    lesson, random = a_lesson(), np.random.default_rng(1)
    ragged = Batch(*some(random, 4)[:2], lengths=np.array([1, 5, 2, 3]))
    parts = [ragged, some(random, 9)]
    y = [lesson.network.forward(b.x, lengths=b.lengths).y for b in parts]
    each = [losses.cross_entropy(a, b.targets)[0] for a, b in zip(y, parts, strict=True)]
    assert_allclose(
        training.mean_loss(lesson.network, parts, losses.cross_entropy),
        (4 * each[0] + 9 * each[1]) / 13,
    )


def test_learnt_keeps_the_parameters_with_the_lowest_validation_loss():
    outcome = learnt(a_lesson(), 200)
    assert_allclose(outcome.validation, outcome.curve[:, 2].min(), rtol=1e-6)
    assert outcome.validation < 0.6 < outcome.curve[0, 2]
    assert outcome.stopped == "clock" and outcome.steps == 200
    assert outcome.curve[:, 0].tolist() == [25 * k for k in range(1, 9)]


def test_learnt_stops_early_when_validation_gets_no_better():
    random = np.random.default_rng(3)
    wrong = some(random)
    wrong = wrong._replace(targets=1 - wrong.targets)
    outcome = learnt(a_lesson(validation=[wrong]), 2000)
    assert outcome.stopped == "early" and outcome.steps < 1000


def test_learnt_in_the_search_predicts_nothing():
    assert learnt(a_lesson(), 30, "search").predictions is None
    assert learnt(a_lesson(), 30).predictions.tolist() == [1, 1, 1]


def test_learnt_that_diverges_keeps_what_it_had():
    lesson = a_lesson(rate=1e38)
    outcome = learnt(lesson, 30)
    assert outcome.stopped == "early" and outcome.steps < 30
    assert all(np.isfinite(a).all() for a in lesson.network.params.values())


def test_step_seconds_are_about_those_of_a_step():
    assert 1e-5 < training.step_seconds(a_lesson()) < 0.1


@pytest.mark.parametrize(("batches", "steps"), [(0.3, 25), (100, 200)])
def test_looks_are_rarer_the_more_there_is_to_see(batches, steps):
    assert training.looks(batches) == steps


@pytest.mark.parametrize(("cell", "names"), [("RNN", "h"), ("GRU", "rz"), ("LSTM", "fio")])
def test_gates_are_those_along_a_sequence(cell, names):
    network, x = a_lesson(cell).network, some(np.random.default_rng(0), 1).x
    found = training.gates(network, x)
    assert {*found} == {*names}
    tape = network.forward(x).layers[0]
    for name, values in found.items():
        assert_allclose(values, tape[name][:, :, 0])


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until somebody moves it."""
    now = [0.0]
    monkeypatch.setattr(training.time, "perf_counter", lambda: now[0])
    return now


def slowed(lesson, clock, seconds):
    """A lesson of which each step takes so long."""

    def batches():
        for batch in lesson.batches:
            clock[0] += seconds
            yield batch

    return replace(lesson, batches=batches())


def test_a_fit_that_is_out_of_time_stops_at_its_next_look_with_its_best_weights(clock):
    lesson, losses_seen = slowed(a_lesson(), clock, 0.01), iter([3.0, 1.0, 2.0, 5.0])
    kept = []

    def evaluate(network):
        kept.append({name: p.copy() for name, p in network.params.items()})
        return next(losses_seen)

    outcome = learnt(replace(lesson, evaluate=evaluate), 4000, limit=0.9)
    assert (outcome.stopped, outcome.steps) == ("clock", 100)  # .9 s are over at the fourth look
    assert outcome.validation == 1.0
    for name, values in outcome.network.params.items():
        assert (values == kept[1][name]).all()


@pytest.mark.parametrize("limit", [0.0, 0.001])
def test_a_fit_with_hardly_any_time_looks_at_once(clock, limit):
    outcome = learnt(slowed(a_lesson(), clock, 0.01), 200, limit=limit)
    assert outcome.stopped == "clock" and outcome.steps <= 2
    assert len(outcome.curve) == 1
