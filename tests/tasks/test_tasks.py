"""What every task keeps to, and what tasks are made of."""

from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import GRU, RNN, Network
from rnnlib.tasks import arithmetic, counting, memory, noise, order, reber
from rnnlib.tasks.baselines import best_prediction as share
from rnnlib.tasks.task import (
    HELD_OUT,
    SPLITS,
    Task,
    accuracy,
    drawn,
    from_data,
    held_out_generator,
    one_hot,
)
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.optimizers import Adam

TASKS = [  # of each a small one
    lambda: memory.first_symbol_recall(7),
    lambda: memory.copy_memory(6),
    lambda: memory.selective_copy(9, count=3, symbols=5),
    lambda: arithmetic.adding(30),
    lambda: arithmetic.adding(11, "2016"),
    lambda: arithmetic.parity(6),
    lambda: arithmetic.parity(6, every_step=True),
    lambda: order.temporal_order(20),
    lambda: order.temporal_order(33, relevant=3),
    lambda: order.temporal_order(30, form="1997"),
    lambda: order.temporal_order(30, relevant=3, form="1997"),
    lambda: noise.two_sequence(20, "3a"),
    lambda: noise.two_sequence(20, "3b", informative=1),
    lambda: noise.two_sequence(20, "3c"),
    lambda: counting.a_n_b_n(5),
    lambda: counting.a_n_b_n_c_n(4),
    reber.reber,
    reber.embedded_reber,
    reber.continual_embedded_reber,
]


@pytest.fixture(scope="module", params=TASKS, ids=lambda make: make().name)
def task(request):
    return request.param()


# What every task keeps to


def fits(task, batch, B):
    """A batch has the shapes and types that the task says."""
    T = len(batch.x)
    predictions = T if task.every_step else 1
    assert batch.x.shape == (T, task.input_size, B)
    assert batch.x.dtype == np.float32
    assert np.isfinite(batch.x).all()
    if task.loss is losses.cross_entropy:
        assert batch.targets.shape == (predictions, B)
        assert batch.targets.dtype.kind == "i"
        assert 0 <= batch.targets.min() <= batch.targets.max() < task.output_size
    else:
        assert batch.targets.shape == (predictions, task.output_size, B)
        assert batch.targets.dtype == np.float32
    if batch.mask is not None:
        assert batch.mask.shape == (predictions, B)
        assert batch.mask.any(axis=0).all()  # something is asked of each sequence
    if batch.lengths is not None:
        assert batch.lengths.shape == (B,)
        assert 1 <= batch.lengths.min() <= batch.lengths.max() == T
        if task.every_step:  # nothing is asked after the end
            assert not batch.mask[np.arange(T)[:, None] >= batch.lengths].any()


def test_batches_have_the_shapes_that_the_task_says(task):
    for B in (1, 5):
        for batch in islice(task.batches(B, seed=B), 3):
            fits(task, batch, B)
    for split in SPLITS:
        batch = task.held_out(split)
        fits(task, batch, batch.x.shape[2])


def test_the_same_seed_gives_the_same_batches_and_another_seed_others(task):
    first, same, other = (list(islice(task.batches(6, seed), 3)) for seed in (0, 0, 1))
    for a, b in zip(first, same, strict=True):
        for one, another in zip(a, b, strict=True):
            assert_array_equal(one, another)
    assert any(not np.array_equal(a.x, b.x) for a, b in zip(first, other, strict=True))
    assert not np.array_equal(first[0].x, first[1].x)


def test_the_held_out_sets_are_always_the_same(task):
    for split in SPLITS:
        before = task.held_out(split)
        next(task.batches(3, seed=0))
        assert_array_equal(task.held_out(split).x, before.x)


def test_a_network_can_be_trained_and_judged(task):
    network = task.network(GRU(task.input_size, 4, seed=0), seed=1)
    before = network.params["layer1.W_h"].copy()
    history = fit(network, task.batches(3, seed=2), 2, Adam(0.01), loss=task.loss)
    assert np.isfinite(history.loss).all()
    assert (network.params["layer1.W_h"] != before).any()
    for split in SPLITS:
        measured = task.evaluate(network, split)
        assert measured["loss"] > 0
        assert np.isfinite(list(measured.values())).all()
        assert task.solved(measured) in (True, False)
        assert task.goal is None or task.goal[0] in measured


def test_baselines_say_what_is_measured_and_none_is_below_the_optimum(task):
    network = task.network(GRU(task.input_size, 4, seed=0), seed=1)
    measured, baselines = task.evaluate(network), task.baselines()
    assert baselines
    assert task.baselines() == baselines
    for baseline in baselines.values():
        assert {"loss"} <= baseline.keys() <= measured.keys()
        assert np.isfinite(list(baseline.values())).all()
        assert not task.solved(measured | baseline)
        if task.optimum is not None:
            assert baseline["loss"] > task.optimum


@pytest.mark.parametrize(
    ("batch_size", "seed", "words"),
    [(0, 0, "batch_size must be at least 1, got 0"), (2, None, "seed must be .*got None")],
)
def test_a_batch_that_cannot_be_is_an_error_at_the_call(task, batch_size, seed, words):
    with pytest.raises((ValueError, TypeError), match=words):
        task.batches(batch_size, seed)


def test_no_two_tasks_have_one_name():
    assert len({make().name for make in TASKS}) == len(TASKS)


# What tasks are made of


def coins(**options):
    """Say what the last of three coins showed."""

    def draw(random, batch_size):
        numbers = random.integers(2, size=(3, batch_size))
        return Batch(one_hot(numbers, 2), numbers[-1:])

    return Task("coins", 2, 2, measure=accuracy, **options, **drawn(draw, held_out=(20, 30)))


def test_what_is_drawn_is_drawn_from_the_generator_of_the_seed():
    draws = []
    batches = drawn(lambda *given: draws.append(given) or "a batch")["batches"](4, seed=3)
    assert list(islice(batches, 2)) == ["a batch"] * 2
    (random, size), (same, _) = draws
    assert (same is random, size) == (True, 4)
    assert random.random() == np.random.default_rng(3).random()


def test_batches_that_are_drawn_together_are_cut_apart_and_lose_nothing():
    sizes = []

    def draw(random, batch_size):
        sizes.append(batch_size)
        return numbered(batch_size, first=100 * len(sizes), lengths=1 + np.arange(batch_size) % 4)

    batches = list(islice(drawn(draw, at_once=3)["batches"](2, seed=0), 4))
    assert sizes == [6, 6]
    assert [list(b.targets[0]) for b in batches] == [[100, 101], [102, 103], [104, 105], [200, 201]]
    assert [len(b.x) for b in batches] == [2, 4, 2, 2]


def test_a_generator_may_be_given_as_seed():
    random = np.random.default_rng(5)
    assert_array_equal(next(coins().batches(9, random)).x, next(coins().batches(9, 5)).x)


def test_held_out_sets_are_drawn_once_each_apart_and_of_the_sizes_given():
    task = coins()
    validation, test = map(task.held_out, SPLITS)
    assert (validation.x.shape[2], test.x.shape[2]) == (20, 30)
    assert task.held_out("test") is test
    assert HELD_OUT == (250, 1000)
    assert drawn(lambda random, size: size)["held_out"]("test") == 1000


def test_validation_and_test_set_are_of_streams_of_their_own():
    first = {}
    data = drawn(lambda random, size: random.random())
    for split in SPLITS:
        first[split] = data["held_out"](split)
    assert first == {
        "validation": held_out_generator("validation").random(),
        "test": held_out_generator("test").random(),
    }


def test_held_out_sets_are_of_streams_that_no_seed_starts():
    """A list of seeds is filled up with zeros, so [s, 0] is the stream of s."""
    assert np.random.default_rng([7, 0]).random() == np.random.default_rng(7).random()
    entropy = held_out_generator("validation").bit_generator.seed_seq.entropy
    ours = {held_out_generator(k).random() for k in (*SPLITS, "baseline")}
    theirs = [entropy, [entropy, 0], [entropy, 1], [entropy, 2], entropy + (1 << 32), 0]
    assert len(ours) == 3
    assert ours.isdisjoint(np.random.default_rng(seed).random() for seed in theirs)


def test_an_unknown_set_is_an_error():
    a = Batch(np.zeros((1, 1, 1)), np.zeros((1, 1), int))
    for data in (drawn(lambda *given: a), from_data(a, a, a)):
        with pytest.raises(ValueError, match="split must be one of 'validation', 'test', got 'tes"):
            data["held_out"]("testing")


def numbered(count, first=0, lengths=None):
    """Sequences whose every input and target is the number of the sequence."""
    numbers = np.tile(np.arange(first, first + count), (4, 1))
    mask = None if lengths is None else np.arange(4)[:, None] < lengths
    return Batch(numbers[:, None].astype(np.float32), numbers, lengths=lengths, mask=mask)


def test_an_epoch_is_every_sequence_once_in_an_order_of_its_own():
    batches = from_data(numbered(6), numbered(2, 6), numbered(3, 8))["batches"](3, seed=0)
    epochs = [np.concatenate([b.targets[0] for b in islice(batches, 2)]) for _ in range(3)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(6))] * 3
    assert len({tuple(epoch) for epoch in epochs}) == 3


def test_what_fills_no_batch_is_left_out_of_an_epoch():
    batches = from_data(numbered(7), numbered(2), numbered(3))["batches"](3, seed=0)
    epochs = [np.concatenate([b.targets[0] for b in islice(batches, 2)]) for _ in range(20)]
    assert {len(set(epoch)) for epoch in epochs} == {6}
    assert set(np.concatenate(epochs)) == set(range(7))  # not always the same


def test_a_batch_is_never_larger_than_the_data():
    data = from_data(numbered(5), numbered(2, 5), numbered(3, 7))
    assert sorted(next(data["batches"](100, seed=0)).targets[0]) == list(range(5))
    assert list(data["held_out"]("validation").targets[0]) == [5, 6]
    assert list(data["held_out"]("test").targets[0]) == [7, 8, 9]


def test_picked_sequences_keep_what_is_theirs_and_end_with_the_longest():
    batch = numbered(4, lengths=np.array([4, 2, 3, 1]))
    picked = batch.select([1, 2])
    assert picked.x.shape == (3, 1, 2)
    assert picked.x.flags.c_contiguous
    assert_array_equal(picked.x[:, 0], picked.targets)
    assert_array_equal(picked.targets, [[1, 2]] * 3)
    assert list(picked.lengths) == [2, 3]
    assert_array_equal(picked.mask, [[True, True], [True, True], [False, True]])


def test_a_target_after_the_last_step_stays_when_sequences_are_cut():
    batch = numbered(4, lengths=np.array([4, 2, 3, 1]))
    picked = batch._replace(targets=batch.targets[:1], mask=None).select([3, 1])
    assert (picked.x.shape, picked.targets.tolist()) == ((2, 1, 2), [[3, 1]])


def test_accuracy_is_the_share_of_largest_outputs_that_are_right():
    y = np.array([[[1.0, 0, 3], [2, -1, 2]], [[0, 0, 0], [5, 5, -5]]])
    batch = Batch(None, np.array([[1, 0, 1], [1, 0, 0]]))
    assert accuracy(y, batch) == {"accuracy": 4 / 6}
    mask = np.array([[True, True, False], [False, False, True]])
    assert accuracy(y, batch._replace(mask=mask)) == {"accuracy": 1}


def test_one_hot_puts_a_one_in_the_row_of_each_class():
    numbers = np.array([[2, 0], [1, 1], [0, 2]])
    x = one_hot(numbers, 4)
    assert (x.shape, x.dtype) == ((3, 4, 2), np.float32)
    for t, k, b in np.ndindex(x.shape):
        assert x[t, k, b] == (numbers[t, b] == k)
    assert one_hot(numbers, 4, bool).dtype == bool


def test_the_share_of_classes_is_scored_by_its_entropy():
    assert share([1, 1, 1, 1]) == {"loss": pytest.approx(np.log(4)), "accuracy": 0.25}
    expected = -0.75 * np.log(0.75) - 0.25 * np.log(0.25)
    assert share([3, 0, 1]) == {"loss": pytest.approx(expected), "accuracy": 0.75}
    assert share([0, 5]) == {"loss": 0, "accuracy": 1}


def test_evaluating_is_the_loss_and_the_measures_of_a_held_out_set():
    task = coins()
    network = task.network(RNN(2, 3, seed=0), seed=1)
    for split in SPLITS:
        batch = task.held_out(split)
        y = network.forward(batch.x).y
        loss, _ = losses.cross_entropy(y, batch.targets)
        assert task.evaluate(network, split) == {"loss": loss} | accuracy(y, batch)
    assert task.evaluate(network) == task.evaluate(network, "validation")
    with pytest.raises(ValueError, match="coins: split must be one of 'validation', 'test'"):
        task.evaluate(network, "training")


@pytest.mark.parametrize("every_step", [True, False])
def test_padding_counts_neither_in_the_loss_nor_in_the_measures(every_step):
    """A sequence of two steps is judged alone as it is beside one of four."""
    both = numbered(2, lengths=np.array([4, 2]))
    if not every_step:
        both = both._replace(targets=both.targets[:1], mask=None)
    sets = {"both": both, "first": both.select([0]), "second": both.select([1])}
    found, network = {}, Network(RNN(1, 3, seed=0), 2, seed=1, every_step=every_step)
    for name, batch in sets.items():
        task = Task(name, 1, 2, None, {"test": batch}.get, every_step=every_step, measure=accuracy)
        found[name] = task.evaluate(network, "test")
    weights = [4, 2] if every_step else [1, 1]
    for key in ("loss", "accuracy"):
        alone = np.average([found["first"][key], found["second"][key]], weights=weights)
        assert_allclose(found["both"][key], alone, rtol=1e-6)


def test_a_task_is_solved_when_its_goal_is_reached():
    task = coins(goal=("accuracy", 0.9))
    assert task.solved({"loss": 9.0, "accuracy": 0.9})
    assert not task.solved({"loss": 0.0, "accuracy": 0.89})
    assert not coins().solved({"loss": 0.0, "accuracy": 1.0})


def test_the_network_of_a_task_says_as_much_as_is_asked():
    for every_step in (False, True):
        task = coins(every_step=every_step)
        y = task.network(GRU(2, 3, seed=0), seed=1).forward(np.zeros((5, 2, 4))).y
        assert y.shape == (5 if every_step else 1, 2, 4)
