"""The training loop: gradients taken, states carried, evaluations, stopping, divergence."""

import copy
import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import LSTM, RNN, Network
from rnnlib.layers.dropout import Dropout
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.history import Diverged, History
from rnnlib.training.optimizers import SGD, Adam, RMSprop, norm

T, B, CLASSES = 6, 4, 3


def a_network(dtype=np.float64, depth=1, **options):
    sizes = (CLASSES, *[5] * depth)
    layers = [
        RNN(below, 5, seed=k, dtype=dtype, **options) for k, below in enumerate(sizes[:depth])
    ]
    return Network(layers, CLASSES, seed=depth)


def delay(seed=0, starts=True):
    """Repeat the symbol of the step before: a task that needs a memory of one step."""
    random = np.random.default_rng(seed)
    while True:
        numbers = random.integers(CLASSES, size=(T + 1, B))
        x = np.eye(CLASSES)[:, numbers[1:]].swapaxes(0, 1)
        yield Batch(x, numbers[:-1], starts)
        starts = starts is True


def values(network):
    return {name: array.copy() for name, array in network.params.items()}


def test_fit_lowers_the_loss_far_below_that_of_guessing():
    history = fit(a_network(), delay(), 150, Adam(0.03))
    assert history.loss[0] > 0.9 * np.log(CLASSES)
    assert np.mean(history.loss[-10:]) < 0.5 * np.log(CLASSES)


def test_one_step_is_the_gradient_times_the_learning_rate():
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


@pytest.mark.parametrize("starts", [True, False, [True, False, False, True]], ids=str)
def test_batch_that_continues_starts_from_the_last_state_as_a_constant(starts):
    """Truncated backpropagation: the state is carried, its gradient is not."""
    first, second = (batch for batch, _ in zip(delay(), "12", strict=False))
    network, by_hand = a_network(), a_network()
    fit(network, [first, second._replace(starts=np.array(starts))], 2, SGD(0.5))

    state = by_hand.forward(first.x).state  # before the step: that is what the loop carries
    state = tuple((h * ~np.array(starts),) for (h,) in state)
    fit(by_hand, [first], 1, SGD(0.5))
    tape = by_hand.forward(second.x, state)
    _, d_y = losses.cross_entropy(tape.y, second.targets)
    SGD(0.5).step(by_hand.params, by_hand.backward(tape, d_y).params)
    for name, array in network.params.items():
        assert_allclose(array, by_hand.params[name], atol=1e-14)


def test_streams_that_start_at_times_of_their_own_learn_as_if_each_were_run_alone():
    """One step's gradient is the mean of those of the streams; the parameters stand still."""
    random, batches = (
        np.random.default_rng(1),
        [batch for batch, _ in zip(delay(), range(5), strict=False)],
    )
    starts = random.random((5, B)) < 0.4

    def gradients(samples):
        """Of each batch: the network of dropout and two states sees some of the streams."""
        layers = [LSTM(CLASSES, 5, seed=0, dtype=np.float64), Dropout(5, 0, seed=0, dtype=float)]
        network, seen = Network(layers, CLASSES, seed=2), []
        some = (b._replace(starts=s).select(samples) for b, s in zip(batches, starts, strict=True))

        def note(network, tape, d_y, gradients):
            seen.append({name: array.copy() for name, array in gradients.items()})
            return 0.0

        fit(network, some, 5, SGD(1e-300), regularizer=note)
        return seen

    together, alone = gradients(np.arange(B)), [gradients(np.array([k])) for k in range(B)]
    assert starts[1:].any() and not starts[1:].all()
    for t, found in enumerate(together):
        for name, array in found.items():
            mean = np.mean([one[t][name] for one in alone], axis=0)
            assert_allclose(array, mean, atol=1e-14, err_msg=f"batch {t}, {name}")


def test_starts_that_do_not_fit_the_streams_are_refused():
    first, second = (batch for batch, _ in zip(delay(), "12", strict=False))
    for wrong, words in (
        (second._replace(starts=np.zeros(3, bool)), r"starts must be \(B\) = \(4\), got \(3,\)"),
        (
            second.select(np.arange(3))._replace(starts=False),
            "must have its B = 4 sequences, got 3",
        ),
    ):
        with pytest.raises(ValueError, match=words):
            fit(a_network(), [first, wrong], 2, SGD(0.1))
    fit(a_network(), [first, second.select([0, 1, 2])], 2, SGD(0.1))  # all of them start: no matter


def test_carried_states_do_not_keep_the_sequence_in_memory():
    network, batch = a_network(depth=2), next(delay())
    for lengths in (None, np.array([2, 6, 3, 1])):
        tape = network.forward(batch.x, lengths=lengths)
        for part in (part for parts in tape.state for part in parts):
            assert part.base is None or part.base.size <= part.size


def test_first_batch_that_continues_nothing_starts_from_zeros():
    histories = [fit(a_network(), delay(starts=s), 1, SGD(0.1)) for s in (True, False)]
    assert histories[0].loss == histories[1].loss


def test_same_seed_gives_same_history_and_parameters():
    runs = [(network := a_network(), fit(network, delay(), 10, Adam(0.01))) for _ in "ab"]
    assert runs[0][1] == runs[1][1]
    for name, array in runs[0][0].params.items():
        assert_array_equal(array, runs[1][0].params[name])


def test_training_keeps_float32():
    network = a_network(dtype=np.float32)
    fit(network, delay(), 3, Adam(0.01), clip_norm=0.1)
    assert {array.dtype for array in network.params.values()} == {np.dtype(np.float32)}


def test_gradient_is_clipped_and_history_has_its_norm_before():
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


def test_entries_are_cut_first_and_then_the_norm_is():
    plain, cut = steps_taken(a_network(), clip_value=0.01)
    entries = {name: np.clip(step, -0.01, 0.01) for name, step in plain.items()}
    _, both = steps_taken(a_network(), clip_value=0.01, clip_norm=0.02)
    for name, step in entries.items():
        assert_allclose(cut[name], step, atol=1e-14)
        assert_allclose(both[name], step * 0.02 / norm(entries), atol=1e-14)
    assert max(abs(step).max() for step in plain.values()) > 0.01


def test_gradients_whose_squares_overflow_are_clipped_and_training_goes_on():
    """Outputs near 1e20 in float32: a gradient of norm 1e20 and more, but no infinity."""
    network = Network(RNN(1, 2, seed=0), 1, seed=1, every_step=False)
    batch = Batch(np.ones((2, 1, 1)), np.full((1, 1, 1), 1e20))

    def loss(y, targets, mask):
        return 0.0, 2 * (y - targets.astype(y.dtype))

    history = fit(network, [batch] * 9, 9, Adam(0.01), loss=loss, clip_norm=1.0)
    assert min(history.gradient_norm) > 1e20
    assert history.parameter_norm[-1] != history.parameter_norm[0]
    with pytest.raises(Diverged, match="at step 3"):  # unclipped, Adam's mean of squares overflows
        fit(copy.deepcopy(network), [batch] * 9, 9, Adam(0.01), loss=loss)


def test_parameter_norm_is_that_of_the_parameters_that_gave_the_loss():
    network = a_network()
    before, history = norm(network.params), fit(network, delay(), 1, SGD(1.0))
    assert history.parameter_norm == [pytest.approx(before)]
    between, more = norm(network.params), fit(network, delay(), 5, SGD(1.0))
    assert more.parameter_norm[0] == pytest.approx(between) != pytest.approx(before)
    assert len(more.parameter_norm) == 5


def test_schedule_multiplies_the_learning_rate_from_step_1_on():
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


def test_regularizer_adds_to_the_gradient_and_history_has_its_penalty():
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


@pytest.mark.parametrize(
    "loss",
    [losses.cross_entropy, losses.squared_error, losses.binary_cross_entropy],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_what_is_past_the_end_or_masked_has_no_influence(loss, activation):
    """NaN inputs, targets of -100 and NaN, huge weights on the padding: all as if cut off."""
    random, lengths = np.random.default_rng(3), np.array([6, 3, 1, 4])
    within = np.arange(T)[:, None] < lengths
    some = random.random((T, B)) < 0.7
    some[0] = True  # a prediction of each sequence, or its own loss alone has none
    x = random.normal(size=(T, CLASSES, B))
    targets, nothing = random.integers(CLASSES, size=(T, B)), -100
    if loss is not losses.cross_entropy:
        targets, nothing = random.random((T, CLASSES, B)), np.nan
    for mask in (None, within, some):
        counts = within if mask is None else within & mask
        hidden = counts if targets.ndim == 2 else counts[:, None]
        batch = Batch(
            np.where(within[:, None], x, np.nan),
            np.where(hidden, targets, nothing),
            lengths=lengths,
            mask=mask,
        )
        network = a_network(depth=2, activation=activation)
        before = values(network)
        history = fit(network, [batch], 1, SGD(1.0), loss=loss)
        value, total = 0.0, dict.fromkeys(before, 0.0)
        for k, length in enumerate(lengths):  # each sequence alone, cut at its end
            alone = a_network(depth=2, activation=activation)
            tape = alone.forward(x[:length, :, k : k + 1])
            share = counts[:length, k : k + 1]
            one, d_y = loss(tape.y, targets[:length, ..., k : k + 1], share)
            weight = share.sum() / counts.sum()
            value += weight * one
            for name, array in alone.backward(tape, weight * d_y).params.items():
                total[name] = total[name] + array
        assert history.loss == [pytest.approx(value, rel=1e-12)]
        for name, array in network.params.items():
            assert_allclose(before[name] - array, total[name], atol=1e-12, err_msg=name)


def test_numbers_that_overflow_in_the_padding_do_no_harm():
    """A ReLU net that grows by 1e30 a step is finite for 2 steps in float32, not for 6."""
    network = a_network(np.float32, activation="relu")
    network.layers[0].W[...], network.layers[0].b[...] = 1e15, 1.0
    x, targets = np.ones((T, CLASSES, B)), np.zeros((T, B), int)
    batch = Batch(x, targets, lengths=np.full(B, 2))
    history = fit(network, [batch], 1, SGD(1e-30), clip_norm=1.0)
    assert np.isfinite(history.loss + history.gradient_norm).all()


def test_dropout_acts_in_training_and_not_in_evaluation():
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


def test_loss_and_optimizer_may_be_given_by_name_or_class():
    batch = Batch(np.ones((T, CLASSES, B)), np.full((T, CLASSES, B), 0.5))
    for name, loss in losses.LOSSES.items():
        if loss is not losses.cross_entropy:
            runs = [fit(a_network(), [batch] * 9, 9, SGD(0.1), one) for one in (name, loss)]
            assert runs[0] == runs[1], name
    for kind, named in (("adam", Adam), ("sgd", SGD), ("rmsprop", RMSprop)):
        runs = [
            fit(a_network(), [batch] * 9, 9, kind, "mse", learning_rate=0.03),
            fit(a_network(), [batch] * 9, 9, named, "mse", learning_rate=0.03),
            fit(a_network(), [batch] * 9, 9, named(0.03), "mse"),
        ]
        assert runs[0] == runs[1] == runs[2], kind
        assert runs[0].loss[-1] < runs[0].loss[0], kind
    assert fit(a_network(), delay(), 2) == fit(a_network(), delay(), 2, Adam(0.005))


def test_network_is_evaluated_every_so_many_steps_and_after_the_last():
    for steps, every, at in ((10, 5, [5, 10]), (7, 3, [3, 6, 7]), (2, 100, [2])):
        seen, network = [], a_network()
        say = lambda n, seen=seen: seen.append(n) or 7.0  # noqa: E731
        history = fit(network, delay(), steps, SGD(0.1), evaluate=say, every=every)
        assert seen == [network] * len(at)
        assert (history.evaluated_at, history.evaluation) == (at, [7.0] * len(at))
        assert len(history.loss) == len(history.gradient_norm) == steps


def told(*evaluations):
    """An `evaluate` that returns these in turn, and the parameters at each call."""
    seen, left = [], list(evaluations)
    return seen, lambda network: seen.append(values(network)) or left.pop(0)


def assert_is(network, params):
    for name, array in network.params.items():
        assert_array_equal(array, params[name])


@pytest.mark.parametrize("as_dict", [False, True])
def test_patience_that_is_over_restores_the_best_parameters(as_dict):
    for patience, evaluations, best in (
        (2, [3, 1, 2, 1.5], 1),
        (2, [3, 1, 1, 1], 1),  # as good is no better
        (1, [5, 4, 3, 2, 3], 3),
        (3, [np.nan, 9, np.inf, np.nan, 9], 1),
        (2, [np.nan, np.nan, np.nan], 0),
    ):
        losses_told = [{"loss": e, "accuracy": 0} if as_dict else e for e in evaluations]
        (seen, evaluate), network = told(*losses_told), a_network()
        history = fit(network, delay(), 99, SGD(0.1), evaluate=evaluate, every=3, patience=patience)
        assert history.stopped_by == "patience"
        assert history.steps == 3 * len(evaluations)
        assert (history.best, history.best_at) == (best, 3 * (best + 1))
        assert history.evaluation == losses_told or np.isnan(evaluations[0])
        assert_is(network, seen[best])


def test_patience_that_lasts_to_the_end_restores_the_best_parameters_too():
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
def test_stop_ends_the_run_and_keeps_its_parameters(patience):
    """Even if its patience is over at the same moment."""
    told_losses = [{"loss": 1, "right": 0.5}, {"loss": 2, "right": 0.9}]
    seen, evaluate = told(*told_losses)
    network = a_network()
    stop = {"stop": lambda evaluation: evaluation["right"] > 0.8, "patience": patience}
    history = fit(network, delay(), 99, SGD(0.1), evaluate=evaluate, every=4, **stop)
    assert (history.stopped_by, history.steps, history.evaluated_at) == ("stop", 8, [4, 8])
    assert_is(network, seen[1])


def test_stop_may_end_a_run_at_its_last_step():
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


def test_history_without_evaluations_has_no_best():
    assert History().steps == 0
    with pytest.raises(ValueError, match="empty"):
        _ = History().best_at


@pytest.mark.parametrize("disabled", ["by the environment", "by an argument", ""])
def test_the_progress_bar_shows_loss_and_time_left_unless_it_is_disabled(disabled):
    options = {"every": 1, "progress": disabled != "by an argument"}
    program = (
        "from test_fit import *\n"
        f"fit(a_network(), delay(), 3, SGD(0.1), evaluate=lambda n: time.sleep(0.2), **{options})"
    )
    environment = {name: v for name, v in os.environ.items() if name != "TQDM_DISABLE"}
    if disabled == "by the environment":
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


@pytest.mark.parametrize("lengths", [None, np.full(B, 4)], ids=["full", "lengths"])
def test_nan_in_a_batch_is_an_error_of_the_batch_and_not_a_divergence(lengths):
    for wrong in (np.nan, np.inf):
        x, targets, *_ = next(delay())
        x[2, 1, 3], x[5] = wrong, 0 if lengths is None else np.nan
        with pytest.raises(ValueError, match=rf"x must be finite, got {wrong} at \(2, 1, 3\)"):
            fit(a_network(), [Batch(x, targets, lengths=lengths)], 1, SGD(0.1))


@pytest.mark.parametrize(
    ("learning_rate", "loss"),
    [
        (10.0, losses.squared_error),  # grows from step to step until a number is too large
        (1e30, losses.squared_error),  # the next output, state or loss is
        (1e100, losses.cross_entropy),  # in float32 the parameters themselves are
    ],
)
def test_run_that_diverges_says_so_and_keeps_the_last_good_parameters(learning_rate, loss):
    for dtype, depth in ((np.float32, 1), (np.float64, 1), (np.float32, 2)):
        assert_diverges(learning_rate, loss, dtype, depth)


def assert_diverges(learning_rate, loss, dtype, depth):
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


def test_divergence_reports_loss_and_norm_of_the_last_good_step():
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


def test_last_step_that_leaves_no_finite_parameters_is_a_divergence():
    error, network, before = wild_step()
    assert "diverged at step 2: loss nan, gradient norm nan" in str(error)
    assert error.history.steps == 1
    assert_is(network, before)


def test_evaluation_in_which_numbers_overflow_is_a_divergence():
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


def test_first_step_that_diverges_keeps_the_first_parameters():
    network, x = a_network(activation="relu"), np.ones((T, CLASSES, B))
    network.params["layer1.W_h"][...] = 1e200
    before = values(network)
    with pytest.raises(Diverged, match=r"diverged at step 1: .* of step 0 are kept$") as caught:
        fit(network, [Batch(x, np.zeros((T, B), int))], 1, SGD(0.1))
    assert caught.value.history == History()
    assert_is(network, before)
