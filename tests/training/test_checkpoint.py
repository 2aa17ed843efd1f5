"""An interrupted run goes on as if it had not been, to the last bit, or says why it cannot."""

import signal
import subprocess
import sys
import time
from functools import partial
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from rnnlib import GRU, LSTM, RNN, Network, files
from rnnlib.layers.bidirectional import Bidirectional
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.normalization import LayerNorm
from rnnlib.training import losses, schedules
from rnnlib.training.batch import Batch
from rnnlib.training.fit import fit
from rnnlib.training.history import Diverged
from rnnlib.training.optimizers import SGD, Adam, RMSprop, norm
from rnnlib.training.regularizers import VanishingGradientRegularizer

T, B, CLASSES = 6, 4, 3


def one_layer():
    return Network(GRU(CLASSES, 5, seed=0), CLASSES, seed=1)


def stack(random=None):
    """Everything that a run can depend on: two kinds of layer, dropout, normalisation."""
    layers = [RNN(CLASSES, 5, seed=0), Dropout(5, 0.3, seed=random or 1), LayerNorm(5)]
    return Network([*layers, LSTM(5, 4, seed=2), Dropout(4, 0.5, seed=3)], CLASSES, seed=4)


def both_ways():
    return Network(Bidirectional(RNN(CLASSES, 3, seed=0), RNN(CLASSES, 2, seed=1)), CLASSES, 2)


def stream(seed=0, single=False):
    """Repeat the symbol of the step before; each batch, or some streams of it, goes on."""
    random, starts = np.random.default_rng(seed), True
    while True:
        numbers = random.integers(CLASSES, size=(T + 1, B))
        x = np.eye(CLASSES, dtype=np.float32)[numbers[1:]].transpose(0, 2, 1)
        yield Batch(x, numbers[:-1], starts)
        starts = random.random(B) < 0.5 if single else False


def uneven(seed=0):
    """Sequences with lengths of their own, each from its start."""
    random = np.random.default_rng(seed)
    for batch in stream(seed):
        lengths = random.integers(1, T + 1, size=B)
        mask = np.arange(T)[:, None] < lengths
        yield batch._replace(starts=True, lengths=lengths, mask=mask)


def interrupted(batches, after):
    """The first batches, then what Ctrl-C raises."""
    yield from islice(batches, after)
    raise KeyboardInterrupt


def held_out(network):
    batch = next(stream(seed=99))
    loss, _ = losses.cross_entropy(network.forward(batch.x).y, batch.targets)
    return {"loss": loss, "twice": np.float32(2 * loss)}


def run(network=one_layer, batches=stream, optimizer=lambda: Adam(0.01), steps=40, **options):
    """A run from its start: the network, its optimizer and its history."""
    network, optimizer = network(), optimizer()
    batches = batches() if callable(batches) else batches
    return network, optimizer, fit(network, batches, steps, optimizer, **options)


def assert_same_end(one, other):
    (network, optimizer, history), (network_too, optimizer_too, history_too) = one, other
    assert history == history_too
    assert optimizer.k == optimizer_too.k
    for name, array in network.params.items():
        assert_array_equal(network_too.params[name], array)
    for name, vector in optimizer.memory.items():
        assert_array_equal(optimizer_too.memory[name], vector)
    for layer, layer_too in zip(network.layers, network_too.layers, strict=True):
        if hasattr(layer, "random"):
            assert layer.random.random() == layer_too.random.random()


KINDS = {
    "SGD": {"optimizer": lambda: SGD(0.1)},
    "momentum": {"optimizer": lambda: SGD(0.1, momentum=0.9)},
    "RMSprop": {"optimizer": lambda: RMSprop(0.01)},
    "Adam": {},
    "a stack with dropout": {"network": stack},
    "dropout from another generator": {
        "network": lambda: stack(np.random.Generator(np.random.MT19937(0)))
    },
    "both ways, uneven": {"network": both_ways, "batches": uneven},
    "schedule": {"schedule": schedules.cosine(40, warm_up=7)},
    "clipped": {"clip_norm": 0.1, "clip_value": 0.05},
    "regularizer": {"network": stack, "regularizer": VanishingGradientRegularizer(0.5)},
    "evaluated": {"evaluate": held_out, "every": 3},
    "patience": {"evaluate": held_out, "every": 2, "patience": 3, "optimizer": lambda: SGD(9.0)},
    "the best long ago": {"evaluate": lambda n: norm(n.params), "every": 4, "patience": 99},
    "improving": {"evaluate": held_out, "every": 5, "patience": 9},
    "single streams start": {"batches": lambda: stream(single=True)},
    "stop": {"evaluate": held_out, "every": 4, "stop": lambda e: e["loss"] < 1.09},
}


@pytest.mark.parametrize(("kind", "every"), [*((kind, 7) for kind in KINDS), ("regularizer", 1)])
def test_interrupted_run_ends_as_one_that_was_not(kind, every, tmp_path):
    options = KINDS[kind]
    whole = run(**options)
    steps = whole[2].steps
    saved = {"checkpoint": tmp_path / "run", "checkpoint_every": every}
    batches = options.get("batches", stream)
    for after in (steps // 3, steps // 3, 2 * steps // 3):  # the second time it gets no further
        with pytest.raises(KeyboardInterrupt):
            run(**options | {"batches": interrupted(batches(), after)}, **saved)
    again = run(**options, **saved)
    assert_same_end(whole, again)


@pytest.mark.parametrize(
    "kind",
    [
        "a stack with dropout",
        "both ways, uneven",
        "evaluated",
        "the best long ago",
        "improving",
        "patience",
    ],
)
def test_finished_run_extended_to_more_steps_equals_one_long_run(kind, tmp_path):
    """Also where the shorter run evaluated at its end, and put its best parameters back."""
    options = KINDS[kind]
    for steps in (13, 13, 22, 40):
        longer = run(**options | {"steps": steps, "checkpoint": tmp_path / "run"})
    assert_same_end(run(**options), longer)


def test_runs_of_the_test_above_stop_early_where_they_should():
    for kind, by in [("patience", "patience"), ("stop", "stop"), ("evaluated", None)]:
        history = run(**KINDS[kind])[2]
        assert history.stopped_by == by
        assert 6 < history.steps < 40 or by is None
    assert run(**KINDS["the best long ago"])[2].best_at == 4
    assert run(**KINDS["improving"])[2].best_at == 40


def test_saving_does_not_change_the_run(tmp_path):
    assert_same_end(run(stack), run(stack, checkpoint=tmp_path / "run", checkpoint_every=1))


def test_checkpoint_is_saved_every_so_many_steps_and_at_the_end(tmp_path, monkeypatch):
    steps_saved, real = [], files.write

    def write(path, tree):
        steps_saved.append(len(tree["history"]["loss"]))
        real(path, tree)

    monkeypatch.setattr(files, "write", write)
    run(steps=10, checkpoint=tmp_path / "run", checkpoint_every=4)
    assert steps_saved == [4, 8, 10]


def test_run_that_diverges_after_an_interruption_diverges_in_the_same_way(tmp_path):
    options = {"optimizer": lambda: SGD(1e6), "loss": losses.squared_error}
    x, targets = np.ones((T, CLASSES, B)), np.full((T, CLASSES, B), 1e3)
    batches = [Batch(x, targets)] * 40

    def network():
        return Network(RNN(CLASSES, 5, seed=0, activation="relu"), CLASSES, seed=1)

    kept = []
    saved = {"checkpoint": tmp_path / "run", "checkpoint_every": 1}
    for more in ({}, saved, saved):
        made = network()
        with pytest.raises(Diverged) as caught:
            run(lambda made=made: made, batches, **options, **more)
        kept.append((str(caught.value), caught.value.history, *made.params.values()))
    first, *others = kept
    for other in others:
        assert other[:2] == first[:2]
        for one, two in zip(first[2:], other[2:], strict=True):
            assert_array_equal(one, two)


def untouchable():
    """Batches that must not be drawn."""
    raise AssertionError("a finished run needs no batches")
    yield


def test_finished_run_is_restored_without_a_step(tmp_path):
    for kind in ("Adam", "a stack with dropout", "patience", "stop", "the best long ago"):
        options = KINDS[kind] | {"checkpoint": tmp_path / kind, "steps": 36}
        whole = run(**options)
        content = (tmp_path / kind).read_bytes()
        if "evaluate" in options:
            options = options | {"evaluate": lambda network: pytest.fail("evaluated again")}
        assert_same_end(whole, run(**options | {"batches": untouchable()}))
        assert (tmp_path / kind).read_bytes() == content


def refused(path, words, **options):
    """A run that is refused before it begins: neither file nor network changes."""
    content, network = path.read_bytes(), options.pop("network", one_layer)()
    before = {name: array.copy() for name, array in network.params.items()}
    with pytest.raises(ValueError, match=words) as caught:
        run(lambda: network, checkpoint=path, **options)
    assert str(path) in str(caught.value)
    assert "left as it is" in str(caught.value)
    assert path.read_bytes() == content
    for name, array in network.params.items():
        assert_array_equal(array, before[name])


OTHER_RUNS = [
    (
        {"optimizer": lambda: Adam(0.02)},
        r"optimizer was Adam\(learning_rate=0.01,.*learning_rate=0.02,",
    ),
    ({"optimizer": lambda: Adam(0.01, (0.9, 0.9))}, r"betas=\(0.9, 0.999\).*betas=\(0.9, 0.9\)"),
    ({"optimizer": lambda: SGD(0.01)}, r"optimizer was Adam\(.*, is SGD\("),
    ({"steps": 39}, "is of a run of at least 40 steps, got 39"),
    ({"evaluate": held_out, "stop": bool}, "stop was None, is bool"),
    ({"clip_norm": 1.0}, "clip_norm was inf, is 1.0"),
    ({"clip_value": 1.0}, "clip_value was inf, is 1.0"),
    ({"loss": losses.squared_error}, "loss was cross_entropy, is squared_error"),
    ({"every": 7}, "every was 100, is 7"),
    ({"evaluate": held_out, "patience": 2}, "patience was None, is 2"),
    ({"schedule": schedules.exponential(0.99)}, "schedule was"),
    (
        {"regularizer": VanishingGradientRegularizer(1.0)},
        r"regularizer was None, is VanishingGradientRegularizer\(strength=1.0\)",
    ),
    (
        {"network": lambda: Network(GRU(3, 6, seed=0), 3, 1)},
        r"layer1 was GRU\(.*hidden_size=5\), is GRU\(.*=6\)",
    ),
    ({"network": lambda: Network(RNN(3, 5, seed=0), 3, 1)}, r"layer1 was GRU\(.*, is RNN\("),
    (
        {"network": lambda: Network(GRU(3, 5, seed=0, variant="reset_after"), 3, 1)},
        r"layer1 was .*, is GRU\(.*variant='reset_after'\)",
    ),
    ({"network": lambda: Network(GRU(3, 5, 0), 3, 1, False)}, "every_step was True, is False"),
    (
        {"network": lambda: Network(GRU(3, 5, seed=0, dtype=np.float64), 3, 1)},
        r"layer1.W_r was \('float32', 5, 8\), is \('float64', 5, 8\).*; and 5 more",
    ),
    (
        {"network": lambda: Network([GRU(3, 5, seed=0), Dropout(5, 0.1, 0)], 3, 1)},
        r"layer2 was None, is Dropout\(",
    ),
    ({"schedule": schedules.cosine(80)}, "schedule was"),  # another from the first steps on
]


def test_checkpoint_of_another_run_is_refused(tmp_path):
    run(checkpoint=tmp_path / "run")
    for options, words in OTHER_RUNS:
        refused(tmp_path / "run", words, **options)


def test_extended_run_may_go_on_with_another_schedule_after_the_saved_steps_only(tmp_path):
    early = {"checkpoint": tmp_path / "run", "steps": 20, "schedule": lambda step: 1.0}
    run(**early)
    later = early | {"steps": 40, "schedule": lambda step: 1.0 if step <= 20 else 0.1}
    assert_same_end(run(schedule=later["schedule"]), run(**later))


def test_setting_inside_a_bidirectional_layer_counts(tmp_path):
    run(both_ways, checkpoint=tmp_path / "run")

    def another():
        back = RNN(CLASSES, 2, seed=1, activation="relu")
        return Network(Bidirectional(RNN(CLASSES, 3, seed=0), back), CLASSES, 2)

    words = r"layer1 was Bidirectional\(.*, is Bidirectional\(.*activation='relu'"
    refused(tmp_path / "run", words, network=another)


def test_function_made_anew_is_the_same_setting(tmp_path):
    """What stands in memory at another address, as after a restart, is no other run."""
    functions = [partial(lambda evaluation: False) for _ in range(2)]
    evaluated = {"evaluate": held_out, "checkpoint": tmp_path / "run", "steps": 8}
    first, second = (run(**evaluated, stop=function) for function in functions)
    assert_same_end(first, second)


def unfinished(path):
    with pytest.raises(KeyboardInterrupt):
        run(batches=interrupted(stream(), 20), checkpoint=path, checkpoint_every=5)


def changed(change):
    """The stream with something of each batch changed."""
    return lambda: (batch._replace(**change(batch)) for batch in stream())


OTHER_BATCHES = {
    "not from the start": lambda: islice(stream(), 3, None),
    "others": lambda: stream(seed=1),
    "other targets": changed(lambda batch: {"targets": (batch.targets + 1) % CLASSES}),
    "a mask": changed(lambda batch: {"mask": np.arange(T)[:, None] < np.full(B, T - 1)}),
    "lengths": changed(lambda batch: {"lengths": np.full(B, T - 1)}),
    "no batch continues another": changed(lambda batch: {"starts": True}),
    "a stream starts": changed(lambda batch: {"starts": np.arange(B) == 1}),
    "too few": lambda: islice(stream(), 3),
    "none": list,
}


def test_other_batches_than_before_are_refused(tmp_path):
    unfinished(tmp_path / "run")
    for batches in OTHER_BATCHES.values():
        words = "needs the batches anew from their start: number 20"
        refused(tmp_path / "run", words, batches=batches)


def test_damaged_or_foreign_file_is_refused(tmp_path):
    unfinished(tmp_path / "run")
    content = (tmp_path / "run").read_bytes()
    middle = len(content) // 2
    files.write(tmp_path / "other", {"settings": {}})
    for damaged in (
        content[:middle],
        content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        b"",
        b"my notes",
        (tmp_path / "other").read_bytes(),
    ):
        (tmp_path / "run").write_bytes(damaged)
        refused(tmp_path / "run", "is damaged or no checkpoint")
    for tree in ([], {}, 3):
        files.write(tmp_path / "run", tree)
        refused(tmp_path / "run", "is damaged or no checkpoint")


def test_path_where_no_file_can_be_is_refused_before_any_work(tmp_path):
    with pytest.raises(ValueError, match="fit: checkpoint must be in a folder that is there, got"):
        run(batches=untouchable(), checkpoint=tmp_path / "none" / "run")
    with pytest.raises(ValueError, match="fit: checkpoint must be a file, got the folder"):
        run(batches=untouchable(), checkpoint=str(tmp_path))


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from test_checkpoint import long_run
long_run(checkpoint=sys.argv[2], checkpoint_every=3)
"""


def long_run(**options):
    schedule = schedules.exponential(0.999)
    evaluation = {"evaluate": held_out, "every": 10, "patience": 1000}
    return run(stack, steps=300, schedule=schedule, **evaluation, **options)


def test_run_killed_at_any_moment_ends_as_one_that_was_not(tmp_path):
    random, path = np.random.default_rng(), tmp_path / "run"  # another moment each time
    command = [sys.executable, "-c", PROGRAM, str(__file__).rpartition("/")[0], str(path)]
    for _ in range(2):
        before = path.stat().st_mtime_ns if path.exists() else None
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while process.poll() is None and (not path.exists() or path.stat().st_mtime_ns == before):
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
    steps = len(files.read(path)["history"]["loss"])
    assert 3 <= steps <= 300
    assert_same_end(long_run(), long_run(checkpoint=path))
