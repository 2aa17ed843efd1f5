"""One loop: what it learns from, what it carries on, what it remembers, when it stops."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import RNN, Network, losses
from rnnlib.optimizers import SGD, Adam, norm
from rnnlib.training import Batch, Diverged, fit

T, B, CLASSES = 6, 4, 3


def a_network(dtype=np.float64, depth=1, **options):
    sizes = (CLASSES, *[5] * depth)
    layers = [
        RNN(below, 5, seed=k, dtype=dtype, **options) for k, below in enumerate(sizes[:depth])
    ]
    return Network(layers, CLASSES, seed=depth)


def delay(seed=0, starts=True):
    """Say again what was said a step ago: a task that needs a memory of one step."""
    random = np.random.default_rng(seed)
    while True:
        numbers = random.integers(CLASSES, size=(T + 1, B))
        x = np.eye(CLASSES)[:, numbers[1:]].swapaxes(0, 1)
        yield Batch(x, numbers[:-1], starts)
        starts = starts is True


def values(network):
    return {name: array.copy() for name, array in network.params.items()}


def test_the_loss_falls_far_below_that_of_guessing():
    history = fit(a_network(), delay(), 150, Adam(0.03))
    assert history.loss[0] > 0.9 * np.log(CLASSES)
    assert np.mean(history.loss[-10:]) < 0.5 * np.log(CLASSES)


def test_one_step_is_the_gradient_of_the_loss_times_the_learning_rate():
    network, batch = a_network(), next(delay())
    before = values(network)
    tape = network.forward(batch.x)
    loss, d_y = losses.cross_entropy(tape.y, batch.targets)
    gradients = network.backward(tape, d_y).params
    history = fit(network, [batch], 1, SGD(0.5))
    assert history.loss == [pytest.approx(loss)]
    assert history.gradient_norm == [pytest.approx(norm(gradients))]
    for name, array in network.params.items():
        assert_allclose(array, before[name] - 0.5 * gradients[name], atol=1e-14)


@pytest.mark.parametrize("starts", [True, False])
def test_a_batch_that_continues_starts_from_the_last_state_as_a_constant(starts):
    """Truncated backpropagation: the state is carried, its gradient is not."""
    first, second = (batch for batch, _ in zip(delay(), "12", strict=False))
    network, by_hand = a_network(), a_network()
    fit(network, [first, second._replace(starts=starts)], 2, SGD(0.5))

    state = by_hand.forward(first.x).state  # before the step: that is what the loop carries
    fit(by_hand, [first], 1, SGD(0.5))
    tape = by_hand.forward(second.x, None if starts else state)
    _, d_y = losses.cross_entropy(tape.y, second.targets)
    SGD(0.5).step(by_hand.params, by_hand.backward(tape, d_y).params)
    for name, array in network.params.items():
        assert_allclose(array, by_hand.params[name], atol=1e-14)


def test_a_first_batch_that_continues_nothing_starts_from_zeros():
    histories = [fit(a_network(), delay(starts=s), 1, SGD(0.1)) for s in (True, False)]
    assert histories[0].loss == histories[1].loss


def test_the_same_seed_gives_the_same_history_and_the_same_parameters():
    runs = [(network := a_network(), fit(network, delay(), 10, Adam(0.01))) for _ in "ab"]
    assert runs[0][1] == runs[1][1]
    for name, array in runs[0][0].params.items():
        assert_array_equal(array, runs[1][0].params[name])


def test_training_keeps_float32():
    network = a_network(dtype=np.float32)
    fit(network, delay(), 3, Adam(0.01), clip_norm=0.1)
    assert {array.dtype for array in network.params.values()} == {np.dtype(np.float32)}


def test_the_gradient_is_clipped_and_its_norm_remembered_as_it_was():
    network, largest = a_network(), 1e-3
    before = values(network)
    history = fit(network, delay(), 1, SGD(1.0), clip_norm=largest)
    step = {name: array - before[name] for name, array in network.params.items()}
    assert norm(step) == pytest.approx(largest)
    assert history.gradient_norm[0] > 10 * largest


def test_another_loss_may_be_given():
    batch = Batch(np.ones((T, CLASSES, B)), np.zeros((T, CLASSES, B)))
    history = fit(a_network(), [batch] * 50, 50, SGD(0.3), loss=losses.squared_error)
    assert history.loss[-1] < 0.1 * history.loss[0]


@pytest.mark.parametrize(
    ("steps", "every", "at"), [(10, 5, [5, 10]), (7, 3, [3, 6, 7]), (2, 100, [2])]
)
def test_the_network_is_evaluated_every_so_many_steps_and_after_the_last(steps, every, at):
    network, seen = a_network(), []
    history = fit(
        network, delay(), steps, SGD(0.1), evaluate=lambda n: seen.append(n) or 7.0, every=every
    )
    assert seen == [network] * len(at)
    assert (history.evaluated_at, history.evaluation) == (at, [7.0] * len(at))
    assert len(history.loss) == len(history.gradient_norm) == steps


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_finite_in_a_batch_is_an_error_of_the_batch_and_not_a_divergence(wrong):
    x, targets, *_ = next(delay())
    x[2, 1, 3] = wrong
    with pytest.raises(ValueError, match=rf"x must be finite, got {wrong} at \(2, 1, 3\)"):
        fit(a_network(), [Batch(x, targets)], 1, SGD(0.1))


def test_batches_that_run_out_are_an_error():
    with pytest.raises(ValueError, match="batches must yield 5 batches, got 3"):
        fit(a_network(), [next(delay())] * 3, 5, SGD(0.1))


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("learning_rate", "loss"),
    [
        (10.0, losses.squared_error),  # grows from step to step until a number is too large
        (1e30, losses.squared_error),  # the next output, state or loss is
        (1e100, losses.cross_entropy),  # in float32 the parameters themselves are
    ],
)
def test_a_run_that_diverges_says_so_and_keeps_what_was_learnt(learning_rate, loss, dtype, depth):
    network, x = a_network(dtype, depth, activation="relu"), np.ones((T, CLASSES, B))
    targets = {
        losses.squared_error: np.full((T, CLASSES, B), 1e3),
        losses.cross_entropy: np.zeros((T, B), int),
    }
    with pytest.raises(Diverged) as caught:
        fit(network, [Batch(x, targets[loss])] * 1000, 1000, SGD(learning_rate), loss=loss)
    history = caught.value.history
    good = len(history.loss)
    assert good >= 1
    for word in (f"at step {good + 1}", "loss", "gradient norm", f"step {good} are kept"):
        assert word in str(caught.value)
    assert all(np.isfinite(array).all() for array in network.params.values())
    assert loss(network.forward(x).y, targets[loss])[0] == history.loss[-1]
    assert np.isfinite(history.loss).all()
