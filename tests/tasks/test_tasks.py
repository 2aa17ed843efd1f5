"""What every task keeps to, and what tasks are made of."""

from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib import GRU, RNN, Network, tasks
from rnnlib.tasks import (
    arithmetic,
    chorales,
    counting,
    dna,
    film,
    memory,
    mnist1d,
    noise,
    order,
    reber,
    repeated,
    speech,
    stocks,
    sunspots,
    surnames,
    text,
)
from rnnlib.tasks.baselines import best_prediction, classification, conditional_entropy
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

DRAWN = [  # of each a small one
    lambda: memory.first_symbol_recall(7),
    lambda: memory.copy_memory(6),
    lambda: memory.selective_copy(9, count=3, symbols=5),
    lambda: memory.pair_recall(3, keys=5, values=2),
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
    lambda: repeated.repeated_string(3, 20, 0, window=9),
    lambda: dna.translation(7),
    lambda: dna.reading_frame(9),
    lambda: film.moving_digits(3),
    film.which_way,
    reber.reber,
    reber.embedded_reber,
    reber.continual_embedded_reber,
]
REAL = [  # functions that keep what they made, and their arguments
    (speech.speaker,),
    (speech.direction,),
    (speech.direction, 3),
    (chorales.chorales,),
    (stocks.prices, 12),
    (stocks.returns, 12, "day"),
    (stocks.volatility, 20),
    (sunspots.sunspots, 9),
    (mnist1d.mnist1d,),
    (surnames.language,),
    (text.characters,),
]


@pytest.fixture(scope="module")
def all_tasks():
    return [make() for make in DRAWN] + [make(*arguments) for make, *arguments in REAL]


@pytest.fixture(scope="module")
def made_again():
    """The same tasks, made once more, none of them kept from before."""
    return [make() for make in DRAWN] + [make.__wrapped__(*rest) for make, *rest in REAL]


# What every task keeps to


def check_batch(task, batch, B):
    """A batch has the shapes and types that the task says."""
    T, name = len(batch.x), task.name
    predictions = T if task.every_step else 1
    assert batch.x.shape == (T, task.input_size, B), name
    assert batch.x.dtype == np.float32, name
    assert np.isfinite(batch.x).all(), name
    if task.loss is losses.cross_entropy:
        assert batch.targets.shape == (predictions, B), name
        assert batch.targets.dtype.kind == "i", name
        assert 0 <= batch.targets.min() <= batch.targets.max() < task.output_size, name
    else:
        assert batch.targets.shape == (predictions, task.output_size, B), name
        assert batch.targets.dtype == np.float32, name
    if batch.mask is not None:
        assert batch.mask.shape == (predictions, B), name
        assert batch.mask.any(axis=0).all(), name  # something is asked of each sequence
    if batch.lengths is not None:
        inside = np.arange(T)[:, None] < batch.lengths
        assert batch.lengths.shape == (B,), name
        assert 1 <= batch.lengths.min() <= batch.lengths.max() == T, name
        if task.every_step:  # the mask is the one that follows from the lengths
            assert_array_equal(batch.mask, inside, name)


def equal(a, b):
    """Whether two batches are the same, field by field."""
    return all(
        one is other is None or np.array_equal(one, other) for one, other in zip(a, b, strict=True)
    )


def copy(batch):
    return Batch(*(None if field is None else np.copy(field) for field in batch))


def test_batches_have_the_shapes_that_the_task_says(all_tasks):
    for task in all_tasks:
        for B in (1, 5):
            for batch in islice(task.batches(B, seed=B), 3):
                check_batch(task, batch, B)
        for split in SPLITS:
            batch = task.held_out(split)
            check_batch(task, batch, batch.x.shape[2])


def test_batches_of_a_seed_are_the_same_and_of_another_seed_others(all_tasks):
    for task in all_tasks:
        first, same, other = (list(islice(task.batches(6, seed), 3)) for seed in (0, 0, 1))
        assert all(map(equal, first, same)), task.name
        assert not any(map(equal, first, other)), task.name
        assert not equal(first[0], first[1]), task.name


def test_held_out_sets_are_the_same_when_a_task_is_made_again(all_tasks, made_again):
    """Read in another order, and after training batches; compared with copies of the first."""
    for task, again in zip(all_tasks, made_again, strict=True):
        before = {split: copy(task.held_out(split)) for split in SPLITS}
        assert again is not task
        next(again.batches(3, seed=0))
        for split in reversed(SPLITS):
            assert again.held_out(split) is not task.held_out(split), (task.name, split)
            assert equal(again.held_out(split), before[split]), (task.name, split)
            assert equal(task.held_out(split), before[split]), (task.name, split)


def test_validation_and_test_set_differ_but_where_all_strings_are_in_both(all_tasks):
    for task in all_tasks:
        same = equal(task.held_out("validation"), task.held_out("test"))
        assert same == task.name.startswith(("aⁿbⁿ", "repeated")), task.name


def test_network_of_a_task_trains_and_is_evaluated(all_tasks):
    for task in all_tasks:
        network = task.network(GRU(task.input_size, 4, seed=0), seed=1)
        before = network.params["layer1.W_h"].copy()
        history = fit(network, task.batches(3, seed=2), 2, Adam(0.01), loss=task.loss)
        assert np.isfinite(history.loss).all(), task.name
        assert (network.params["layer1.W_h"] != before).any(), task.name
        for split in SPLITS:
            measured = task.evaluate(network, split)
            assert measured["loss"] > 0, task.name
            assert np.isfinite(list(measured.values())).all(), task.name
            assert task.solved(measured) in (True, False), task.name
            assert task.goal is None or task.goal[0] in measured, task.name


def test_baselines_report_what_is_measured_and_none_is_below_the_optimum(all_tasks):
    for task in all_tasks[: len(DRAWN)]:  # those of real data stand on the data page
        network = task.network(GRU(task.input_size, 4, seed=0), seed=1)
        measured, baselines = task.evaluate(network), task.baselines()
        assert baselines, task.name
        assert task.baselines() is baselines, task.name  # computed once
        for baseline in baselines.values():
            assert {"loss"} <= baseline.keys() <= measured.keys(), task.name
            assert np.isfinite(list(baseline.values())).all(), task.name
            assert not task.solved(measured | baseline), task.name
            if task.name.startswith("reading frame"):
                assert baseline["loss"] >= task.optimum
            elif task.optimum is not None:
                assert baseline["loss"] > task.optimum, task.name


def test_names_of_tasks_differ(all_tasks):
    assert len({task.name for task in all_tasks}) == len(all_tasks)
    assert repr(arithmetic.adding(50)) == "Task('adding 1997, 50 steps', D_x=2, D_y=1)"


def test_names_of_the_package_complete_and_lead_to_the_tasks():
    listed = {name for name in dir(tasks) if not name.startswith("_")}
    assert listed >= {"adding", "characters", "forecast", "Task", "text", "chorales"}
    assert tasks.adding is arithmetic.adding
    assert tasks.chorales is chorales  # the module stays what it is
    assert tasks.bach_chorales is chorales.chorales
    assert tasks.reber_grammar is reber.reber
    for name in tasks.__all__:
        assert callable(getattr(tasks, name)), name
    with pytest.raises(AttributeError, match=r"rnnlib\.tasks' has no attribute 'addding'"):
        _ = tasks.addding


# What tasks are made of


def coins(**options):
    """Say what the last of three coins showed."""

    def draw(random, batch_size):
        numbers = random.integers(2, size=(3, batch_size))
        return Batch(one_hot(numbers, 2), numbers[-1:])

    return Task("coins", 2, 2, measure=accuracy, **options, **drawn(draw, held_out=(20, 30)))


def numbered(count, first=0, lengths=None):
    """Sequences whose every input and target is the number of the sequence."""
    numbers = np.tile(np.arange(first, first + count), (4, 1))
    mask = None if lengths is None else np.arange(4)[:, None] < lengths
    return Batch(numbers[:, None].astype(np.float32), numbers, lengths=lengths, mask=mask)


def test_drawn_uses_the_generator_of_the_seed_or_the_one_given():
    draws = []
    batches = drawn(lambda *given: draws.append(given) or "a batch")["batches"](4, seed=3)
    assert list(islice(batches, 2)) == ["a batch"] * 2
    (random, size), (same, _) = draws
    assert (same is random, size) == (True, 4)
    assert random.random() == np.random.default_rng(3).random()
    given = next(coins().batches(9, np.random.default_rng(5)))
    assert_array_equal(given.x, next(coins().batches(9, 5)).x)


def test_drawn_at_once_cuts_batches_apart_and_loses_nothing():
    sizes = []

    def draw(random, batch_size):
        sizes.append(batch_size)
        return numbered(batch_size, first=100 * len(sizes), lengths=1 + np.arange(batch_size) % 4)

    batches = list(islice(drawn(draw, at_once=3)["batches"](2, seed=0), 4))
    assert sizes == [6, 6]
    assert [list(b.targets[0]) for b in batches] == [[100, 101], [102, 103], [104, 105], [200, 201]]
    assert [len(b.x) for b in batches] == [2, 4, 2, 2]


def test_drawn_held_out_sets_have_their_size_source_and_stream():
    task = coins()
    assert [task.held_out(split).x.shape[2] for split in SPLITS] == [20, 30]
    assert HELD_OUT == (250, 1000)
    parts = {part: (lambda r, size, part=part: (part, size)) for part in ("train", *SPLITS)}
    data = drawn(parts)
    assert [data["held_out"](split) for split in SPLITS] == [("validation", 250), ("test", 1000)]
    assert next(data["batches"](3, seed=0)) == ("train", 3)
    sizes = []
    numbers = drawn(lambda random, size: sizes.append(size) or random.random())["held_out"]
    for split in (*SPLITS, *SPLITS):
        assert numbers(split) == held_out_generator(split).random()
    assert sizes == [250, 1000]  # each is drawn once


def test_held_out_streams_are_started_by_no_seed():
    """A list of seeds is filled up with zeros, so [s, 0] is the stream of s."""
    assert np.random.default_rng([7, 0]).random() == np.random.default_rng(7).random()
    entropy = held_out_generator("test").bit_generator.seed_seq.entropy
    ours = {held_out_generator(purpose).random() for purpose in (*SPLITS, "baseline")}
    theirs = [entropy, [entropy, 0], [entropy, 1], [entropy, 2], entropy + (1 << 32), 0]
    assert len(ours) == 3
    assert ours.isdisjoint(np.random.default_rng(seed).random() for seed in theirs)


def test_from_data_epoch_is_every_sequence_once_in_an_order_of_its_own():
    batches = from_data(numbered(6), numbered(2, 6), numbered(3, 8))["batches"](3, seed=0)
    epochs = [np.concatenate([b.targets[0] for b in islice(batches, 2)]) for _ in range(3)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(6))] * 3
    assert len({tuple(epoch) for epoch in epochs}) == 3
    # What fills no batch is left out of an epoch, not always the same.
    batches = from_data(numbered(7), numbered(2), numbered(3))["batches"](3, seed=0)
    epochs = [np.concatenate([b.targets[0] for b in islice(batches, 2)]) for _ in range(20)]
    assert {len(set(epoch)) for epoch in epochs} == {6}
    assert set(np.concatenate(epochs)) == set(range(7))


def test_from_data_batch_is_never_larger_than_the_data():
    data = from_data(numbered(5), numbered(2, 5), numbered(3, 7))
    assert sorted(next(data["batches"](100, seed=0)).targets[0]) == list(range(5))
    assert list(data["held_out"]("validation").targets[0]) == [5, 6]
    assert list(data["held_out"]("test").targets[0]) == [7, 8, 9]


def test_select_keeps_all_of_a_sequence_and_ends_with_the_longest():
    batch = numbered(4, lengths=np.array([4, 2, 3, 1]))
    some = batch.select([1, 2])
    assert some.x.shape == (3, 1, 2)
    assert some.x.flags.c_contiguous
    assert_array_equal(some.x[:, 0], some.targets)
    assert_array_equal(some.targets, [[1, 2]] * 3)
    assert list(some.lengths) == [2, 3]
    assert_array_equal(some.mask, [[True, True], [True, True], [False, True]])
    last = batch._replace(targets=batch.targets[:1], mask=None).select([3, 1])
    assert (last.x.shape, last.targets.tolist()) == ((2, 1, 2), [[3, 1]])


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


class Always:
    """A network that gives every sequence the same logits."""

    def __init__(self, *logits):
        self.logits = np.array(logits, float)

    def forward(self, x, state=None, lengths=None, training=False):
        return type("Tape", (), {"y": np.tile(self.logits[None, :, None], (1, 1, x.shape[2]))})


@pytest.mark.parametrize("source", ["given", "from_data"])
def test_evaluate_and_solved_follow_the_split_that_is_asked_for(source):
    """In the validation set all targets are 1, in the test set all are 0."""
    ones, zeros = (Batch(np.zeros((2, 2, 4)), np.full((1, 4), k)) for k in (1, 0))
    data = {"batches": None, "held_out": {"validation": ones, "test": zeros}.get}
    if source == "from_data":
        data = from_data(zeros, ones, zeros)
    task = Task("planted", 2, 2, **data, measure=accuracy, goal=("accuracy", 0.99))
    network = Always(0, np.log(3))  # P(1) = 3/4
    assert task.evaluate(network) == task.evaluate(network, "validation")
    assert task.evaluate(network) == {"loss": pytest.approx(np.log(4 / 3)), "accuracy": 1}
    assert task.evaluate(network, "test") == {"loss": pytest.approx(np.log(4)), "accuracy": 0}
    assert task.solved(task.evaluate(network))
    assert not task.solved(task.evaluate(network, "test"))


def test_evaluate_is_the_loss_and_the_measures_of_a_held_out_set():
    task = coins()
    network = task.network(RNN(2, 3, seed=0), seed=1)
    for split in SPLITS:
        batch = task.held_out(split)
        y = network.forward(batch.x).y
        loss, _ = losses.cross_entropy(y, batch.targets)
        assert task.evaluate(network, split) == {"loss": loss} | accuracy(y, batch)


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


def test_solved_is_a_goal_that_is_reached():
    task = coins(goal=("accuracy", 0.9))
    assert task.solved({"loss": 9.0, "accuracy": 0.9})
    assert not task.solved({"loss": 0.0, "accuracy": 0.89})
    assert not coins().solved({"loss": 0.0, "accuracy": 1.0})


def test_network_reads_out_every_step_or_the_last():
    for every_step in (False, True):
        task = coins(every_step=every_step)
        y = task.network(GRU(2, 3, seed=0), seed=1).forward(np.zeros((5, 2, 4))).y
        assert y.shape == (5 if every_step else 1, 2, 4)


# Baselines


def test_conditional_entropy_weights_each_context():
    """Context 0: a fair coin, 4 times. Context 1: certain, 12 times. 4/16 ln 2."""
    assert_allclose(conditional_entropy([[2, 2, 0], [0, 0, 12]]), np.log(2) / 4)
    assert conditional_entropy([[0, 5], [3, 0], [0, 0]]) == 0


def test_best_prediction_has_the_entropy_and_the_largest_share():
    assert best_prediction([1, 1, 1, 1]) == {"loss": pytest.approx(np.log(4)), "accuracy": 0.25}
    expected = -0.75 * np.log(0.75) - 0.25 * np.log(0.25)
    assert best_prediction([3, 0, 1]) == {"loss": pytest.approx(expected), "accuracy": 0.75}
    assert best_prediction([0, 5]) == {"loss": 0, "accuracy": 1}
    two = best_prediction([[3, 0, 1], [0, 4, 0]])
    assert two == {"loss": pytest.approx(expected / 2), "accuracy": 7 / 8}


def test_classification_guesses_and_fits_what_a_line_can_tell_and_nothing_else():
    generator = np.random.default_rng(0)
    parts = {}
    for part, count in {"train": 300, "validation": 100, "test": 2000}.items():
        x = generator.normal(size=(count, 3))
        parts[part] = x, (x @ [1, -2, 0.5] > 0.3).astype(int)
    found = classification(parts, {"all": lambda x: x, "nothing": np.zeros_like})
    assert found["logistic regression on all"]["accuracy"] > 0.97
    p = [np.mean(parts[part][1]) for part in ("train", "test")]
    nothing = found["logistic regression on nothing"]
    expected = -p[1] * np.log(p[0]) - (1 - p[1]) * np.log(1 - p[0])
    assert nothing["loss"] == pytest.approx(expected, abs=1e-3)
    assert nothing["accuracy"] == pytest.approx(1 - p[1])
    assert found["guessing"]["accuracy"] == pytest.approx(1 - p[0])


def test_logistic_regression_chooses_its_penalty_on_validation_data():
    """Validation labels that contradict the training labels ask for the strongest penalty."""
    x = np.linspace(-1, 1, 40)[:, None]
    labels = (x[:, 0] > 0).astype(int)
    losses_found = []
    for validation in (labels, 1 - labels):
        parts = {"train": (x, labels), "validation": (x, validation), "test": (x, labels)}
        losses_found.append(classification(parts, {"x": np.asarray})["logistic regression on x"])
    assert losses_found[0]["loss"] < losses_found[1]["loss"] / 2
