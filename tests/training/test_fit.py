"""One loop: what it learns from, what it carries on, what it remembers, when it stops."""

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import RNN, Network
from rnnlib.layers.dropout import Dropout
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.history import Diverged, History
from rnnlib.training.optimizers import SGD, Adam, norm

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


def steps_taken(network, **options):
    """What a step of plain gradient descent with a rate of 1 changes, without and with options."""
    before, steps = values(network), []
    for more in ({}, options):
        for name, array in before.items():
            network.params[name][...] = array
        fit(network, delay(), 1, SGD(1.0), **more)
        steps.append({name: array - before[name] for name, array in network.params.items()})
    return steps


def test_every_entry_of_the_gradient_may_be_cut():
    plain, cut = steps_taken(a_network(), clip_value=0.01)
    for name, step in plain.items():
        assert_allclose(cut[name], np.clip(step, -0.01, 0.01), atol=1e-14)
    assert max(abs(step).max() for step in plain.values()) > 0.01


def test_entries_are_cut_first_and_then_the_norm_is():
    plain, cut = steps_taken(a_network(), clip_value=0.01, clip_norm=0.02)
    entries = {name: np.clip(step, -0.01, 0.01) for name, step in plain.items()}
    for name, step in entries.items():
        assert_allclose(cut[name], step * 0.02 / norm(entries), atol=1e-14)


def test_the_norm_of_the_parameters_is_that_at_which_the_loss_was():
    network = a_network()
    before, history = norm(network.params), fit(network, delay(), 1, SGD(1.0))
    assert history.parameter_norm == [pytest.approx(before)]
    between, more = norm(network.params), fit(network, delay(), 5, SGD(1.0))
    assert more.parameter_norm[0] == pytest.approx(between) != pytest.approx(before)
    assert len(more.parameter_norm) == 5


def test_the_schedule_says_the_share_of_the_learning_rate_from_step_1_on():
    factors, network, by_hand = [0.5, 3.0, 0.0, 1.0], a_network(), a_network()
    asked = []
    fit(
        network, delay(), 4, SGD(0.2), schedule=lambda step: asked.append(step) or factors[step - 1]
    )
    for factor, batch in zip(factors, delay(), strict=False):
        if factor:
            fit(by_hand, [batch], 1, SGD(0.2 * factor))
    assert asked == [1, 2, 3, 4]
    for name, array in network.params.items():
        assert_allclose(array, by_hand.params[name], atol=1e-14)


def test_what_a_regularizer_adds_counts_and_is_remembered():
    def pull(network, tape, d_y, gradients):
        """½ |W_y|²: so its gradient is W_y."""
        assert d_y.shape == tape.y.shape
        gradients["readout.W_y"] += network.params["readout.W_y"]
        return float((network.params["readout.W_y"] ** 2).sum() / 2)

    network = a_network()
    W_y = network.params["readout.W_y"].copy()
    plain, pulled = steps_taken(network, regularizer=pull)
    assert_allclose(pulled["readout.W_y"], plain["readout.W_y"] - W_y, atol=1e-14)
    assert_allclose(pulled["layer1.W_h"], plain["layer1.W_h"], atol=1e-14)

    without, with_it = (fit(a_network(), delay(), 3, SGD(0.1), regularizer=r) for r in (None, pull))
    assert (without.penalty, len(with_it.penalty)) == ([], 3)
    assert with_it.penalty[0] == pytest.approx((W_y**2).sum() / 2)
    assert with_it.loss[0] == without.loss[0]
    plain["readout.W_y"] -= W_y
    assert with_it.gradient_norm[0] == pytest.approx(norm(plain))


def test_lengths_and_mask_of_a_batch_are_heeded():
    """The same as learning from the first three steps alone, whatever follows."""
    batch, whole, short = next(delay()), a_network(), a_network()
    lengths = np.full(B, 3)
    masked = batch._replace(lengths=lengths, mask=np.arange(T)[:, None] < lengths)
    histories = [
        fit(whole, [masked], 1, SGD(0.5)),
        fit(short, [Batch(batch.x[:3], batch.targets[:3])], 1, SGD(0.5)),
    ]
    assert histories[0].loss == [pytest.approx(histories[1].loss[0])]
    for name, array in whole.params.items():
        assert_allclose(array, short.params[name], atol=1e-14)


def test_dropout_is_at_work_in_training_and_not_in_evaluation():
    layers = [RNN(CLASSES, 5, seed=0), Dropout(5, 0.5, seed=0)]
    network, batch = Network(layers, CLASSES, seed=1), next(delay())
    loss = losses.cross_entropy(network.forward(batch.x).y, batch.targets)[0]
    evaluations = []

    def evaluate(network):
        y = network.forward(batch.x).y
        evaluations.append(losses.cross_entropy(y, batch.targets)[0])

    history = fit(network, [batch] * 2, 2, SGD(1e-9), evaluate=evaluate, every=1)
    assert evaluations == pytest.approx([loss, loss], abs=1e-6)
    assert abs(history.loss[0] - loss) > 1e-3 < abs(history.loss[0] - history.loss[1])


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


def told(*evaluations):
    """An `evaluate` that says these one after the other, and what the network was each time."""
    seen, left = [], list(evaluations)
    return seen, lambda network: seen.append(values(network)) or left.pop(0)


def assert_is(network, params):
    for name, array in network.params.items():
        assert_array_equal(array, params[name])


@pytest.mark.parametrize("as_dict", [False, True])
@pytest.mark.parametrize(
    ("patience", "evaluations", "best"),
    [
        (2, [3, 1, 2, 1.5], 1),
        (2, [3, 1, 1, 1], 1),  # as good is no better
        (1, [5, 4, 3, 2, 3], 3),
        (3, [np.nan, 9, np.inf, np.nan, 9], 1),
        (2, [np.nan, np.nan, np.nan], 0),
    ],
)
def test_when_patience_is_over_the_best_parameters_are_put_back(
    patience, evaluations, best, as_dict
):
    losses_told = [{"loss": e, "accuracy": 0} if as_dict else e for e in evaluations]
    seen, evaluate = told(*losses_told)
    network = a_network()
    history = fit(network, delay(), 99, SGD(0.1), evaluate=evaluate, every=3, patience=patience)
    assert history.stopped_by == "patience"
    assert history.steps == 3 * len(evaluations)
    assert (history.best, history.best_at) == (best, 3 * (best + 1))
    assert history.evaluation == losses_told or np.isnan(evaluations[0])
    assert_is(network, seen[best])


def test_patience_that_lasts_to_the_end_puts_the_best_parameters_back_too():
    seen, evaluate = told(3, 1, 2)
    network = a_network()
    history = fit(network, delay(), 8, SGD(0.1), evaluate=evaluate, every=3, patience=2)
    assert (history.stopped_by, history.steps, history.best_at) == (None, 8, 6)
    assert_is(network, seen[1])


def test_without_patience_the_last_parameters_stay():
    seen, evaluate = told(1, 2, 3)
    network = a_network()
    history = fit(network, delay(), 9, SGD(0.1), evaluate=evaluate, every=3)
    assert (history.stopped_by, history.best_at) == (None, 3)
    assert_is(network, seen[2])


@pytest.mark.parametrize("patience", [None, 1])
def test_a_run_stops_when_it_is_told_to_and_keeps_its_parameters(patience):
    """Even if its patience is over at the same moment."""
    told_losses = [{"loss": 1, "right": 0.5}, {"loss": 2, "right": 0.9}]
    seen, evaluate = told(*told_losses)
    network = a_network()
    stop = {"stop": lambda evaluation: evaluation["right"] > 0.8, "patience": patience}
    history = fit(network, delay(), 99, SGD(0.1), evaluate=evaluate, every=4, **stop)
    assert (history.stopped_by, history.steps, history.evaluated_at) == ("stop", 8, [4, 8])
    assert_is(network, seen[1])


def test_a_run_may_be_told_to_stop_at_its_last_step():
    history = fit(
        a_network(), delay(), 4, SGD(0.1), evaluate=lambda n: 0, stop=lambda loss: loss == 0
    )
    assert (history.stopped_by, history.steps) == ("stop", 4)


def test_no_batch_is_drawn_after_the_last_step():
    batches, stop = delay(), {"evaluate": lambda n: 0.0, "every": 3, "stop": lambda e: True}
    fit(a_network(), batches, 99, SGD(0.1), **stop)
    expected = delay()
    for _ in range(3):
        next(expected)
    assert_array_equal(next(batches).x, next(expected).x)


@pytest.mark.parametrize("evaluation", ["0.5", None, {"accuracy": 1.0}, {"loss": [1.0]}])
def test_patience_needs_a_loss(evaluation):
    options = {"evaluate": lambda network: evaluation, "patience": 1}
    with pytest.raises(TypeError, match="fit: the loss that evaluate returns must be a number"):
        fit(a_network(), delay(), 1, SGD(0.1), **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"patience": 2}, "evaluate must be given for patience and stop to judge by"),
        ({"stop": bool}, "evaluate must be given for patience and stop to judge by"),
        ({"patience": 0, "evaluate": float}, "patience must be at least 1, got 0"),
        ({"clip_value": 0}, "clip_value must be above 0, got 0"),
        ({"checkpoint_every": 0}, "checkpoint_every must be at least 1, got 0"),
    ],
)
def test_what_is_out_of_range_is_refused(options, words):
    with pytest.raises(ValueError, match=f"fit: {words}"):
        fit(a_network(), delay(), 1, SGD(0.1), **options)


def test_a_history_without_evaluations_has_no_best():
    assert History().steps == 0
    with pytest.raises(ValueError, match="empty"):
        _ = History().best_at


@pytest.mark.parametrize("disabled", [True, False])
def test_the_progress_bar_shows_loss_and_time_left_unless_it_is_disabled(disabled):
    program = (
        "from test_fit import *\n"
        "fit(a_network(), delay(), 3, SGD(0.1), evaluate=lambda n: time.sleep(0.2), every=1)"
    )
    environment = {name: v for name, v in os.environ.items() if name != "TQDM_DISABLE"}
    if disabled:
        environment["TQDM_DISABLE"] = "1"
    done = subprocess.run(
        [sys.executable, "-c", f"import time\n{program}"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=os.path.dirname(__file__),
    )
    assert done.returncode == 0, done.stderr
    if disabled:
        assert done.stderr == ""
    else:
        assert "loss=" in done.stderr
        assert "/3 [00:0" in done.stderr
        assert "<00:0" in done.stderr


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


def test_a_divergence_says_what_the_last_good_step_had():
    network, x = a_network(activation="relu"), np.ones((T, CLASSES, B))
    batches = [Batch(x, np.full((T, CLASSES, B), 1e3))] * 9
    with pytest.raises(Diverged) as caught:
        fit(network, batches, 9, SGD(1e30), loss=losses.squared_error)
    history = caught.value.history
    last = f"had loss {history.loss[-1]:g} and gradient norm {history.gradient_norm[-1]:g}"
    assert last in str(caught.value)
    assert history.steps == len(history.gradient_norm) == len(history.parameter_norm)


def wild_step(**options):
    """One step so long that it leaves no finite parameters; what was raised, and the network."""
    network, batch = a_network(np.float32), next(delay())
    before = values(network)
    with pytest.raises(Diverged) as caught:
        fit(network, [batch], 1, SGD(1e100), **options)
    return caught.value, network, before


def test_a_last_step_that_leaves_no_finite_parameters_is_a_divergence():
    error, network, before = wild_step()
    assert "diverged at step 2: loss nan, gradient norm nan" in str(error)
    assert error.history.steps == 1
    assert_is(network, before)


def test_an_evaluation_in_which_numbers_become_infinite_is_a_divergence():
    network, batch = a_network(np.float32, activation="relu"), next(delay())
    before = values(network)

    def evaluate(network):
        y = network.forward(batch.x).y  # the parameters are finite, what comes of them is not
        return losses.cross_entropy(y, batch.targets)[0]

    with pytest.raises(Diverged) as caught:
        fit(network, [batch] * 9, 9, SGD(1e38), evaluate=evaluate, every=1)
    assert caught.value.history.steps == 1
    assert caught.value.history.evaluation == []
    assert_is(network, before)


def test_a_first_step_that_fails_keeps_the_first_parameters():
    network, x = a_network(activation="relu"), np.ones((T, CLASSES, B))
    network.params["layer1.W_h"][...] = 1e200
    before = values(network)
    with pytest.raises(Diverged, match=r"diverged at step 1: .* of step 0 are kept$") as caught:
        fit(network, [Batch(x, np.zeros((T, B), int))], 1, SGD(0.1))
    assert caught.value.history == History()
    assert_is(network, before)
