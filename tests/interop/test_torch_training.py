"""PyTorch trains as rnnlib does: the same losses, step for step, and the same weights."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

pytest.importorskip("torch")

import rnnlib
from rnnlib import GRU, LSTM, RNN, Network
from rnnlib.interop import training
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.embedding import Embedding
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.history import Diverged
from rnnlib.training.optimizers import SGD, Adam

STEPS, CLIP = 12, 0.3  # a norm that is clipped at nearly every step


def gru(*sizes, **options):
    return GRU(*sizes, **options, variant="reset_after")


CELLS = {"RNN": RNN, "GRU": gru, "LSTM": LSTM}


def labelled(lengths=False, B=7, T=6, D=3, seed=0):
    random = np.random.default_rng(seed)
    while True:
        x, ends = random.normal(size=(T, D, B)), None
        if lengths:
            ends = random.integers(1, T + 1, B)
            x.swapaxes(1, 2)[np.arange(T)[:, None] >= ends] = np.nan
        yield Batch(x, random.integers(0, 4, (1, B)), lengths=ends)


def streams(B=5, T=6, known=9, seed=0):
    random = np.random.default_rng(seed)
    while True:
        for k in range(3):
            numbers = random.integers(0, known, (T + 1, B))
            yield Batch(numbers[:-1], numbers[1:], starts=k == 0)


def series(B=7, T=6, seed=0):
    random = np.random.default_rng(seed)
    while True:
        yield Batch(random.normal(size=(T, 3, B)), random.normal(size=(1, 4, B)))


def last_of(make):
    return Network(make(3, 5, seed=0, dtype=np.float64), 4, 1, every_step=False)


def every_of(make):
    first = Embedding(9, 3, seed=2, dtype=np.float64)
    layers = [first, make(3, 5, seed=0, dtype=np.float64), make(5, 5, seed=1, dtype=np.float64)]
    return Network(layers, 9, 1)


KINDS = {
    "labels": (last_of, labelled, losses.cross_entropy),
    "several lengths": (last_of, lambda: labelled(lengths=True), losses.cross_entropy),
    "streams": (every_of, streams, losses.cross_entropy),
    "series": (last_of, series, losses.squared_error),
}


@pytest.fixture(autouse=True)
def on_the_processor(monkeypatch):
    """Where a GPU computes in another order, numbers differ in the last digits."""
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cell", CELLS)
def test_fit_has_the_losses_and_weights_of_rnnlib(cell, kind):
    network, batches, loss = KINDS[kind]
    ours, theirs = network(CELLS[cell]), network(CELLS[cell])
    options = {"progress": False}
    a = rnnlib.fit(ours, batches(), STEPS, Adam(0.02), loss, CLIP, **options)
    b = training.fit(theirs, batches(), STEPS, Adam(0.02), loss, CLIP, **options)
    assert_allclose(b.loss, a.loss, rtol=1e-6)
    assert_allclose(b.gradient_norm, a.gradient_norm, rtol=1e-6)
    assert_allclose(b.parameter_norm, a.parameter_norm, rtol=1e-6)
    for name, array in ours.params.items():
        assert_allclose(theirs.params[name], array, atol=1e-6, err_msg=name)
    assert max(a.gradient_norm) > CLIP


def test_fit_keeps_the_best_evaluation_and_stops_by_patience():
    found = []
    for fit in (rnnlib.fit, training.fit):
        network, seen = last_of(gru), []

        def evaluate(network, seen=seen):
            seen.append(network.params["readout.W_y"].copy())
            return abs(len(seen) - 3)  # the third is the best one

        history = fit(
            network, labelled(), 50, Adam(0.02), losses.cross_entropy, CLIP, evaluate, 4,
            patience=2, progress=False,
        )  # fmt: skip
        assert history.stopped_by == "patience" and history.evaluated_at == [4, 8, 12, 16, 20]
        assert (network.params["readout.W_y"] == seen[2]).all()
        found.append(network.params["layer1.W_r"])
    assert_allclose(*found, atol=1e-6)


def test_fit_evaluates_after_the_last_step():
    history = training.fit(
        last_of(RNN), labelled(), 7, Adam(0.02), losses.cross_entropy, CLIP,
        lambda network: 1.0, 5, progress=False,
    )  # fmt: skip
    assert history.evaluated_at == [5, 7]


def test_fit_in_float32_trains():
    network = Network(LSTM(3, 8, seed=0), 4, 1, every_step=False)
    batch = next(labelled())
    history = training.fit(
        network, iter(lambda: batch, None), 100, Adam(0.02), losses.cross_entropy, 1.0,
        progress=False,
    )  # fmt: skip
    assert history.loss[-1] < 0.1 < history.loss[0]
    value = losses.cross_entropy(network.forward(batch.x).y, batch.targets)[0]
    assert value < history.loss[-1] * 1.01


def test_fit_that_diverges_keeps_the_last_evaluation():
    network = Network(RNN(3, 5, seed=0), 4, 1, every_step=False)
    before = network.params["readout.W_y"].copy()
    with pytest.raises(Diverged, match="step"):
        training.fit(network, labelled(), 9, Adam(1e37), losses.cross_entropy, progress=False)
    assert (network.params["readout.W_y"] == before).all()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"optimizer": SGD(0.1)}, TypeError, "optimizer must be Adam, got SGD"),
        ({"steps": 0}, ValueError, "steps must be at least 1, got 0"),
        ({"network": last_of(GRU)}, ValueError, "layer must be one of .*GRU reset_after"),
        (
            {"network": Network(Bidirectional(RNN(3, 4, 0), RNN(3, 4, 1)), 4, 0, False)},
            ValueError,
            "layers must read in one direction, got a Bidirectional",
        ),
    ],
)
def test_fit_refuses_what_it_cannot_do(change, error, words):
    given = {"network": last_of(RNN), "steps": 3, "optimizer": Adam(0.1)} | change
    with pytest.raises(error, match=words):
        training.fit(batches=labelled(), loss=losses.cross_entropy, progress=False, **given)


def test_fit_refuses_lengths_in_a_batch_that_continues():
    batches = (batch._replace(starts=False) for batch in labelled(lengths=True))
    with pytest.raises(ValueError, match="must have no lengths"):
        training.fit(last_of(RNN), batches, 3, Adam(0.1), losses.cross_entropy, progress=False)
