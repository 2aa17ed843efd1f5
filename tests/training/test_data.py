"""fit, predict and evaluate on a user's own data, samples first, equal the features-first core."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import GRU, LSTM, RNN, Network
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.optimizers import SGD, Adam

N, T, D_x, D_y = 11, 7, 3, 2
LENGTHS = np.random.default_rng(0).integers(2, T + 1, N)


def a_network(every_step=False, dtype=np.float64, output_size=D_y, input_size=D_x):
    layer = GRU(input_size, 5, seed=0, dtype=dtype)
    return Network(layer, output_size, seed=1, every_step=every_step)


def a_problem(every_step, classes, uneven, size=D_y):
    """x and y samples first, and the same as one Batch."""
    random = np.random.default_rng(1)
    x = random.normal(size=(N, T, D_x))
    shape = (N, T) if every_step else (N,)
    y = random.integers(size, size=shape) if classes else 9 * random.normal(size=(*shape, size))
    targets = np.moveaxis(y if every_step else y[:, None], 0, -1)
    batch = Batch(np.moveaxis(x, 0, -1), targets, lengths=LENGTHS if uneven else None)
    if uneven:
        x = [one[:n] for one, n in zip(x, LENGTHS, strict=True)]
        y = [one[:n] for one, n in zip(y, LENGTHS, strict=True)] if every_step else y
    return x, y, batch


ANY_PROBLEM = pytest.mark.parametrize("every_step", [True, False])
ANY_DATA = [(classes, uneven) for classes in (True, False) for uneven in (True, False)]


@ANY_PROBLEM
def test_fit_on_own_data_equals_fit_on_the_batch(every_step):
    """One batch of all samples; the loss follows from the dtype of the targets."""
    for classes, uneven in ANY_DATA:
        assert_fits_alike(every_step, classes, uneven)


def assert_fits_alike(every_step, classes, uneven):
    x, y, batch = a_problem(every_step, classes, uneven)
    loss = losses.cross_entropy if classes else losses.squared_error
    own, core = a_network(every_step), a_network(every_step)
    histories = [
        fit(own, x, y, SGD(0.5), epochs=4, batch_size=N),
        fit(core, [batch] * 4, 4, SGD(0.5), loss=loss, clip_norm=1.0),
    ]
    assert_allclose(histories[0].loss, histories[1].loss, rtol=1e-12)
    assert classes or min(histories[0].gradient_norm) > 1  # so it was clipped
    assert_allclose(histories[0].gradient_norm, histories[1].gradient_norm, rtol=1e-10)
    for name, array in own.params.items():
        assert_allclose(array, core.params[name], atol=1e-13)


@ANY_PROBLEM
def test_predict_and_evaluate_equal_the_forward_run_and_the_loss(every_step, monkeypatch):
    monkeypatch.setattr("rnnlib.training.data.AT_ONCE", 4)  # N samples in 3 pieces
    for classes, uneven in ANY_DATA:
        assert_predicts_alike(every_step, classes, uneven)


def assert_predicts_alike(every_step, classes, uneven):
    x, y, batch = a_problem(every_step, classes, uneven)
    network = a_network(every_step)
    outputs = network.forward(batch.x, lengths=batch.lengths).y
    predicted, classes_predicted = network.predict(x), network.predict(x, "classes")
    probabilities = network.predict(x, "probabilities")
    for k in range(N):
        end = LENGTHS[k] if uneven else T
        expected = outputs[:end, :, k] if every_step else outputs[0, :, k]
        assert_allclose(predicted[k], expected, atol=1e-13)
        assert_array_equal(classes_predicted[k], expected.argmax(axis=-1))
        p = np.exp(expected) / np.exp(expected).sum(axis=-1, keepdims=True)
        assert_allclose(probabilities[k], p, atol=1e-13)
    assert isinstance(predicted, list) == (every_step and uneven)

    loss = losses.cross_entropy if classes else losses.squared_error
    value, _ = loss(outputs, batch.targets, batch.counts)
    measured = network.evaluate(x, y)
    assert measured["loss"] == pytest.approx(value, rel=1e-12)
    if classes:
        right = outputs.argmax(axis=1) == batch.targets
        share = right.mean() if batch.counts is None else right[batch.counts].mean()
        assert measured["accuracy"] == pytest.approx(share)
    assert set(measured) == ({"loss", "accuracy"} if classes else {"loss"})


def test_every_epoch_has_every_sample_once_in_an_order_of_its_own():
    """Inputs that are the number of the sample; the regularizer sees what is learnt from."""
    x, seen = np.arange(N, dtype=float).reshape(N, 1, 1) / 8, []

    def note(network, tape, d_y, gradients):
        seen.append(np.round(8 * tape.layers[0].x[0, 0]).astype(int).tolist())
        return 0.0

    network = a_network(input_size=1)
    history = fit(network, x, np.zeros(N, int), epochs=3, batch_size=4, regularizer=note)
    assert [len(batch) for batch in seen] == [4, 4, 3] * 3
    assert history.steps == 9
    epochs = [[*seen[k], *seen[k + 1], *seen[k + 2]] for k in (0, 3, 6)]
    for epoch in epochs:
        assert sorted(epoch) == list(range(N))
    assert len({tuple(epoch) for epoch in epochs}) == 3
    for seed, same in ((None, True), (0, True), (1, False)):
        first = list(seen[:9])
        seen.clear()
        fit(
            a_network(input_size=1),
            x,
            np.zeros(N, int),
            epochs=3,
            batch_size=4,
            seed=seed,
            regularizer=note,
        )
        assert (seen == first) == same
        seen[:] = first


def test_validation_is_evaluated_after_every_epoch_and_never_learnt_from():
    x, y, _ = a_problem(False, True, True)
    held_out = a_problem(False, True, False)[:2]
    network = a_network()
    history = fit(network, x, y, epochs=3, batch_size=4, validation=held_out)
    assert history.evaluated_at == [3, 6, 9]
    assert history.evaluation[-1] == network.evaluate(*held_out)

    seen = set()

    def note(network, tape, d_y, gradients):
        seen.update(np.round(8 * tape.layers[0].x[0, 0]).astype(int).tolist())
        return 0.0

    x = np.arange(N, dtype=float).reshape(N, 1, 1) / 8
    network = a_network(input_size=1)
    history = fit(
        network, x, np.arange(N) % 2, epochs=5, validation=0.3, patience=9, regularizer=note
    )
    assert len(seen) == N - 3
    rest = [k for k in range(N) if k not in seen]
    assert network.evaluate(x[rest], np.array(rest) % 2) == history.evaluation[history.best]


def test_defaults_learn_which_of_two_symbols_came_first():
    random = np.random.default_rng(0)
    symbols = random.integers(3, size=(300, 6))
    first = symbols[:, 0]
    layers = [Embedding(3, 4, seed=0), LSTM(4, 16, seed=1), Dropout(16, 0.1, seed=2)]
    network = Network(layers, 3, seed=3, every_step=False)
    history = fit(network, symbols, first, validation=0.2)
    assert history.evaluation[0]["accuracy"] < 0.9
    assert history.evaluation[-1]["accuracy"] > 0.95
    assert_array_equal(network.predict(symbols, "classes") == first, True)
    lists = network.predict([row[:n] for row, n in zip(symbols, [6, 2] * 150, strict=True)])
    assert lists.shape == (300, 3)


def test_symbols_for_an_embedding_equal_one_hot_vectors_for_its_matrix():
    symbols = [np.array([0, 2, 1]), np.array([2]), np.array([1, 1])]
    embedding = Embedding(3, 4, seed=0, dtype=np.float64)
    layer = RNN(4, 5, seed=1, dtype=np.float64)
    network, above = Network([embedding, layer], 2, seed=2), Network(layer, 2, seed=2)
    ours = network.predict(symbols)
    theirs = above.predict([embedding.params["W_e"].T[one] for one in symbols])
    for one, two in zip(ours, theirs, strict=True):
        assert_allclose(one, two, atol=1e-14)


def test_axis_of_one_feature_may_be_left_out_and_one_output_means_yes_or_no():
    random = np.random.default_rng(3)
    x, y = random.normal(size=(N, T)), random.random(N)
    runs = []
    for inputs, targets in ((x, y), (x[..., None], y[:, None]), ([*x], [*y])):
        network = a_network(input_size=1, output_size=1)
        runs.append(fit(network, inputs, targets, epochs=2))
    assert runs[0] == runs[1] == runs[2]
    logits = network.predict(x)
    assert logits.shape == (N, 1)
    assert_allclose(network.predict(x, "probabilities"), 1 / (1 + np.exp(-logits)), atol=1e-14)
    assert_array_equal(network.predict(x, "classes"), logits[:, 0] > 0)
    yes = (y > 0.5).astype(int)
    history = fit(network, x, yes, loss="binary_cross_entropy", epochs=2)
    assert network.evaluate(x, yes, "binary_cross_entropy")["loss"] < history.loss[0]


def test_own_data_runs_go_on_from_a_checkpoint_and_may_get_more_epochs(tmp_path):
    x, y, _ = a_problem(True, True, True)
    options = {"batch_size": 4, "validation": 0.2, "patience": 50}
    whole, extended = a_network(True), a_network(True)
    history = fit(whole, x, y, Adam(0.01), epochs=6, **options)
    for epochs in (2, 6):
        again = fit(extended, x, y, Adam(0.01), epochs=epochs, checkpoint=tmp_path / "a", **options)
    assert again == history
    for name, array in whole.params.items():
        assert_array_equal(extended.params[name], array)


def test_float32_network_takes_float64_data_and_data_stay_unchanged():
    x, y, _ = a_problem(False, False, False)
    kept, network = x.copy(), a_network(dtype=np.float32)
    fit(network, x, y, epochs=1)
    assert_array_equal(x, kept)
    assert network.predict(x).dtype == np.float32


def test_loss_of_the_readers_own_gets_class_numbers_or_real_values_as_they_are_given():
    seen = []

    def loss(y, targets, mask):
        seen.append(targets.dtype.kind)
        of = losses.cross_entropy if targets.dtype.kind == "i" else losses.squared_error
        return of(y, targets, mask)

    for classes in (True, False):
        x, y, _ = a_problem(True, classes, True)
        runs = [fit(a_network(True), x, y, loss=one, epochs=2) for one in (loss, None)]
        assert runs[0] == runs[1]
    assert seen == ["i"] * 2 + ["f"] * 2
