# ruff: noqa: E501  (a table: a call to a line)
"""Wrong calls, and the words that each error must contain: which argument, what fits, what came."""

import numpy as np
import pytest

from rnnlib import GRU, RNN, Network
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.training import losses, schedules
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.losses import binary_cross_entropy, cross_entropy, squared_error
from rnnlib.training.optimizers import SGD, Adam, RMSprop, clip_norm, clip_value
from rnnlib.training.readout import Readout
from rnnlib.training.regularizers import VanishingGradientRegularizer
from rnnlib.training.stack import stack

V, E = ValueError, TypeError
T, D_x, D_h, D_y, B = 11, 3, 5, 2, 7
X, STATE = np.zeros((T, D_x, B)), (np.zeros((D_h, B)),)
Y, TARGETS = np.zeros((T, D_y, B)), np.zeros((T, B), int)
layer, dropout = RNN(D_x, D_h, seed=0), Dropout(D_h, 0.5, seed=0)
network = Network(layer, D_y, seed=0)
last_step = Network(layer, D_y, seed=0, every_step=False)
symbols = Network([Embedding(4, D_x, seed=0), layer], D_y, seed=0, every_step=False)
without_rnn = Network(GRU(D_x, D_h, seed=0), D_y, seed=1)
batch, sgd = Batch(X, TARGETS), SGD(0.1)
x, y = np.zeros((B, T, D_x)), np.zeros(B, int)
ragged = [np.zeros((k + 1, D_x)) for k in range(B)]


def with_one(array, value):
    spoilt = np.array(array, float)
    spoilt.flat[-1] = value
    return spoilt


def train(*batches, steps=1, optimizer=sgd, **options):
    return fit(network, batches, steps, optimizer, **options)


CALLS = {
    "Network": [
        (V, lambda: Network([layer, dropout, layer], 2, seed=0), "Network: each layer must be one of its own, got the same one twice"),
        (V, lambda: Network([layer, Dropout(3, 0.5, seed=0)], 2, seed=0), "Network: layer 2 must have input_size = 5, the output_size of the layer below, got 3"),
        (V, lambda: Network([], 2, seed=0), "Network: expected at least one layer, got none"),
        (E, lambda: Network([3], 2, seed=0), "Network: layers must be layers of rnnlib, got 3"),
        (E, lambda: Network([RNN], 2, seed=0), "Network: layers must be layers of rnnlib, got <class"),
        (V, lambda: Network(layer, 0, seed=0), "Network: output_size must be at least 1, got 0"),
        (E, lambda: Network(layer, 2.5, seed=0), "output_size must be a whole number, got 2.5"),
        (V, lambda: Network(layer, 2, 0, "last"), "Network: every_step must be one of False, True, got 'last'"),
        (V, lambda: network.forward(Y), "x must be (T, D_x, B) = (any, 3, any), got (11, 2, 7)"),
        (V, lambda: network.forward(X, STATE * 2), "Network.forward: state", "1 layers, got 2"),
        (V, lambda: network.forward(X, STATE[0]), "state must be a tuple", "got ndarray"),
        (V, lambda: network.forward(X, STATE), "state must be a tuple of 1, (h,), got ndarray"),
        (V, lambda: network.backward(network.forward(X), Y[:1]), "Network.backward: d_y must be (T, D_y, B) = (11, 2, 7), got (1, 2, 7)"),
        (V, lambda: last_step.backward(last_step.forward(X), Y), "d_y must be (T, D_y, B) = (1, 2, 7), got (11, 2, 7)"),
        (V, lambda: last_step.backward(last_step.forward(X, lengths=np.full(B, 4)), with_one(Y[:1], np.nan)), "Network.backward: d_y must be finite, got nan at (0, 1, 6)"),
        (V, lambda: network.backward(network.forward(X, lengths=np.full(B, 4)), with_one(Y[3], np.inf) + Y), "Network.backward: d_y must be finite, got inf at (0, 1, 6)"),
        (V, lambda: Readout(0, 2, seed=0), "Readout: hidden_size must be at least 1, got 0"),
    ],
    "stack": [
        (E, lambda: stack("LSTM", 3, 5, 0), "stack: kind must make a layer, as RNN, GRU or LSTM do, got 'LSTM'"),
        (V, lambda: stack(RNN, 3, 5, 0, num_layers=0), "stack: num_layers must be at least 1, got 0"),
        (V, lambda: stack(RNN, 3, 5, 0, dropout=1), "stack: dropout must be below 1, got 1"),
        (V, lambda: stack(RNN, 3, 5, 0, bidirectional="yes"), "stack: bidirectional must be one of False, True, got 'yes'"),
        (E, lambda: stack(RNN, 3, 5, None), "stack: seed must be a whole number"),
    ],
    "losses": [
        (V, lambda: cross_entropy(Y[0], TARGETS), "cross_entropy: y must be (T, D_y, B)", "got (2, 7)"),
        (V, lambda: cross_entropy(with_one(Y, np.nan), TARGETS), "cross_entropy: y must be finite"),
        (V, lambda: cross_entropy(Y, TARGETS.T), "targets must be (T, B) = (11, 7), got (7, 11)"),
        (V, lambda: cross_entropy(Y, TARGETS + 2), "targets must lie in 0 … 1, got 2"),
        (V, lambda: cross_entropy(Y, TARGETS - 1), "targets must lie in 0 … 1, got -1"),
        (E, lambda: cross_entropy(Y, TARGETS * 1.0), "targets must hold whole numbers, got dtype float64"),
        (V, lambda: cross_entropy(Y[:0], TARGETS[:0]), "y must not be empty, got T = 0"),
        (V, lambda: squared_error(Y, Y[:, :1]), "squared_error: targets", "(11, 2, 7), got (11, 1, 7)"),
        (V, lambda: squared_error(Y, with_one(Y, np.inf)), "targets must be finite, got inf at (10, 1, 6)"),
        (V, lambda: binary_cross_entropy(Y, Y - 0.5), "binary_cross_entropy: targets must lie between 0 and 1, got -0.5"),
        (V, lambda: binary_cross_entropy(Y, Y + 1.5), "binary_cross_entropy: targets must lie between 0 and 1, got 1.5"),
        *((V, lambda one=one: one(Y, TARGETS if one is cross_entropy else Y, mask=0 * TARGETS), f"{name}: mask must be True somewhere: no prediction counts") for name, one in losses.LOSSES.items() if name != "mse"),
        *((V, lambda one=one: one(Y, TARGETS if one is cross_entropy else Y, TARGETS.T == 0), f"{name}: mask must be (T, B) = (11, 7), got (7, 11)") for name, one in losses.LOSSES.items() if name != "mse"),
    ],
    "optimizers": [
        (V, lambda: SGD(0), "SGD: learning_rate must be above 0, got 0"),
        (V, lambda: Adam(-0.1), "Adam: learning_rate must be above 0, got -0.1"),
        (V, lambda: Adam(np.inf), "Adam: learning_rate must be finite, got inf"),
        (V, lambda: SGD(np.nan), "SGD: learning_rate must be above 0, got nan"),
        (E, lambda: SGD("fast"), "SGD: learning_rate must be a number, got 'fast'"),
        (V, lambda: SGD(0.1, momentum=2), "SGD: momentum must be at most 1, got 2"),
        (V, lambda: SGD(0.1, momentum=-0.1), "SGD: momentum must be at least 0, got -0.1"),
        (V, lambda: Adam(0.1, betas=(0.9, 1)), "Adam: betas must be below 1, got 1"),
        (V, lambda: Adam(0.1, epsilon=0), "Adam: epsilon must be above 0, got 0"),
        (V, lambda: RMSprop(0), "RMSprop: learning_rate must be above 0, got 0"),
        (V, lambda: RMSprop(0.1, beta=1), "RMSprop: beta must be below 1, got 1"),
        (V, lambda: RMSprop(0.1, epsilon=0), "RMSprop: epsilon must be above 0, got 0"),
        (V, lambda: clip_norm({}, -1), "clip_norm: largest must be above 0, got -1"),
        (V, lambda: clip_value({}, 0), "clip_value: largest must be above 0, got 0"),
        (V, lambda: clip_value({}, np.nan), "clip_value: largest must be above 0, got nan"),
    ],
    "schedules and regularizers": [
        (V, lambda: schedules.exponential(0), "exponential: decay must be above 0, got 0"),
        (V, lambda: schedules.exponential(1.1), "exponential: decay must be at most 1, got 1.1"),
        (V, lambda: schedules.staircase(0.5, 0), "staircase: every must be at least 1, got 0"),
        (V, lambda: schedules.staircase(-1, 5), "staircase: decay must be above 0, got -1"),
        (V, lambda: schedules.cosine(0), "cosine: steps must be at least 1, got 0"),
        (V, lambda: schedules.cosine(9, -1), "cosine: warm_up must be at least 0, got -1"),
        (V, lambda: schedules.cosine(9, 9), "cosine: warm_up must be fewer than steps = 9, got 9"),
        (V, lambda: VanishingGradientRegularizer(-1), "VanishingGradientRegularizer: strength must be at least 0, got -1"),
        (V, lambda: VanishingGradientRegularizer(1)(without_rnn, without_rnn.forward(X), Y, {}), "VanishingGradientRegularizer: network must have an RNN layer, got none"),
    ],
    "fit on batches": [
        (E, lambda: fit(layer, [batch], 1, sgd), "fit: network must be a Network, got RNN(input_size=3, hidden_size=5)"),
        (V, lambda: train(batch, steps=0), "fit: steps must be at least 1, got 0"),
        (E, lambda: train(batch, steps=1.5), "fit: steps must be a whole number, got 1.5"),
        (V, lambda: train(batch, every=0), "fit: every must be at least 1, got 0"),
        (V, lambda: train(batch, clip_norm=0), "fit: clip_norm must be above 0, got 0"),
        (V, lambda: train(batch, clip_value=0), "fit: clip_value must be above 0, got 0"),
        (V, lambda: train(batch, checkpoint_every=0), "fit: checkpoint_every must be at least 1, got 0"),
        (V, lambda: train(batch, patience=2), "fit: evaluate must be given for patience and stop to judge by"),
        (V, lambda: train(batch, stop=bool), "fit: evaluate must be given for patience and stop to judge by"),
        (V, lambda: train(batch, patience=0, evaluate=float), "fit: patience must be at least 1, got 0"),
        (V, lambda: train(steps=3), "fit: batches must yield 3 batches, got 0"),
        (V, lambda: train(*[batch] * 3, steps=5), "fit: batches must yield 5 batches, got 3"),
        (E, lambda: fit(network, None, 1, sgd), "fit: batches must be an iterable of Batch, got None"),
        (E, lambda: fit(network, batch, 1, sgd), "fit: batches must yield Batch, as Batch(x, targets), got ndarray"),
        (E, lambda: train((X, TARGETS)), "fit: batches must yield Batch, as Batch(x, targets), got tuple"),
        (E, lambda: train(X), "fit: batches must yield Batch", "got ndarray"),
        (V, lambda: train(batch, epochs=3), "fit: epochs is for fit(network, x, y), got batches and steps"),
        (V, lambda: train(batch, validation=0.2), "fit: validation is for fit(network, x, y)"),
        (E, lambda: train(batch, schedule=0.9), "fit: schedule must be a function, got 0.9"),
        (E, lambda: train(batch, evaluate=batch, every=1), "fit: evaluate must be a function, got Batch("),
        (E, lambda: train(batch, regularizer="l2"), "fit: regularizer must be a function, got 'l2'"),
        (V, lambda: train(batch, loss="mae"), "fit: loss must be one of 'cross_entropy', 'squared_error', 'binary_cross_entropy', 'mse', got 'mae'"),
        (V, lambda: train(batch, loss=3), "fit: loss must be one of", "got 3"),
        (V, lambda: train(batch, optimizer="momentum"), "fit: optimizer must be one of 'adam', 'sgd', 'rmsprop', got 'momentum'"),
        (V, lambda: train(batch, optimizer=(Adam, 0.1)), "fit: optimizer must be one of", "got (<class"),
        (V, lambda: train(batch, optimizer=np.ones(2)), "fit: optimizer must be one of", "got array([1., 1.])"),
        (V, lambda: train(batch, optimizer=RNN), "fit: optimizer must be one of", "got <class"),
        (V, lambda: train(batch, learning_rate=0.1), "fit: learning_rate must be left out where the optimizer has one, got 0.1"),
        (V, lambda: train(batch, optimizer="sgd", learning_rate=0), "SGD: learning_rate must be above 0, got 0"),
        *((E, lambda told=told: train(batch, evaluate=lambda n: told, patience=1), "fit: the loss that evaluate returns must be a number") for told in ("0.5", None, {"accuracy": 1.0}, {"loss": [1.0]})),
    ],
    "fit on own data": [
        (V, lambda: fit(last_step, x.transpose(1, 2, 0), y), "fit: x must be (n_samples, n_timesteps, D_x) = (any, any, 3), got (11, 3, 7)"),
        (V, lambda: fit(last_step, x[0], y), "fit: x must be (n_samples, n_timesteps, D_x)", "got (11, 3)"),
        (V, lambda: fit(last_step, x[:, :0], y), "fit: x must not be empty, got n_timesteps = 0"),
        (V, lambda: fit(last_step, [], y), "fit: x must not be empty, got a list of no sequences"),
        (V, lambda: fit(last_step, with_one(x, np.nan), y), "fit: x must be finite, got nan at (6, 10, 2)"),
        (V, lambda: fit(last_step, [*ragged, with_one(ragged[2], np.inf)], y), "fit: x[7] must be finite, got inf at (2, 2)"),
        (V, lambda: fit(last_step, [*ragged[:3], np.zeros((4, 2))], y), "fit: x[3] must be (n_timesteps, D_x) = (any, 3), got (4, 2)"),
        (V, lambda: fit(last_step, [[[1, 2, 3], [1, 2]]], y[:1]), "fit: x[0] must be one array (n_timesteps, D_x), got rows of several lengths"),
        (E, lambda: fit(last_step, x.astype(str), y), "fit: x must hold real numbers, got dtype <U"),
        (E, lambda: fit(last_step, np.ma.masked_less(x, 1), y), "fit: x must have no masked entries"),
        (E, lambda: fit(symbols, x[..., 0], y), "fit: x must hold whole numbers, got dtype float64"),
        (V, lambda: fit(symbols, x.astype(int), y), "fit: x must be (n_samples, n_timesteps)", "got (7, 11, 3)"),
        (V, lambda: fit(symbols, [y, y + 4], y[:2]), "fit: x[1] must lie in 0 … 3, got 4"),
        (V, lambda: fit(last_step, x, y[1:]), "fit: y must have n_samples = 7 as x, got 6"),
        (V, lambda: fit(last_step, x, y + 2), "fit: y must lie in 0 … 1, got 2"),
        (E, lambda: fit(last_step, x, y.astype(str)), "fit: y must hold whole numbers, got dtype <U"),
        (V, lambda: fit(last_step, x, y[:, None]), "fit: y must be (n_samples) = (any), got (7, 1)"),
        (V, lambda: fit(last_step, x, y + 0.5), "fit: y must be (n_samples, D_y) = (any, 2), got (7,)"),
        (V, lambda: fit(network, x, y), "fit: y must be (n_samples, n_timesteps)", "got (7,)"),
        (V, lambda: fit(network, x, np.zeros((B, 4), int)), "fit: y[0] must have n_timesteps = 11 as x[0], got 4"),
        (V, lambda: fit(network, ragged, [*ragged[:6], ragged[0]], loss=lambda y, t, m: 0), "fit: y[0] must be (n_timesteps, D_y) = (any, 2), got (1, 3)"),
        (V, lambda: fit(network, ragged, [one[:4, 0].astype(int) for one in ragged]), "fit: y[4] must have n_timesteps = 5 as x[4], got 4"),
        (V, lambda: fit(last_step, x, None), "fit: y must be (n_samples) = (any), got ()"),
        (V, lambda: fit(last_step, x, y, epochs=0), "fit: epochs must be at least 1, got 0"),
        (V, lambda: fit(last_step, x, y, batch_size=0), "fit: batch_size must be at least 1, got 0"),
        (V, lambda: fit(last_step, x, y, validation=1.5), "fit: validation must be below 1, got 1.5"),
        (V, lambda: fit(last_step, x, y, validation=0.95), "fit: validation must leave samples to learn from, got 0.95"),
        (E, lambda: fit(last_step, x, y, validation="20 %"), "fit: validation must be a number, got '20 %'"),
        (V, lambda: fit(last_step, x, y, validation=(x, y + 5)), "fit: validation: y must lie in 0 … 1, got 5"),
        (V, lambda: fit(last_step, x, y, validation=0.2, evaluate=float), "fit: give evaluate or validation, got both"),
        (E, lambda: fit(last_step, x, y, seed="today"), "fit: seed must be a whole number"),
        (V, lambda: fit(last_step, x, y, patience=3), "fit: evaluate must be given for patience and stop"),
    ],
    "predict and evaluate": [
        (V, lambda: last_step.predict(X), "Network.predict: x must be (n_samples, n_timesteps, D_x) = (any, any, 3), got (11, 3, 7)"),
        (V, lambda: last_step.predict(x, "labels"), "Network.predict: form must be one of 'outputs', 'probabilities', 'classes', got 'labels'"),
        (V, lambda: last_step.evaluate(x, y + 2), "Network.evaluate: y must lie in 0 … 1, got 2"),
        (V, lambda: last_step.evaluate(x, y, "mae"), "Network.evaluate: loss must be one of", "got 'mae'"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("owner", CALLS)
def test_wrong_call_says_which_argument_what_fits_and_what_came(owner):
    before = {name: array.copy() for name, array in network.params.items()}
    for error, call, *words in CALLS[owner]:
        try:
            call()
        except error as caught:
            for word in words:
                assert word in str(caught), f"{word!r} not in {str(caught)!r}"
        else:
            pytest.fail(f"nothing was raised where {words[0]!r} was expected")
    if owner != "fit on batches":  # there a step was taken before some mistakes showed
        for name, array in network.params.items():
            np.testing.assert_array_equal(array, before[name])
