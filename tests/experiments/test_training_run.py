"""A training run: what it says of a task that is solved, that is not, and if it diverges."""

from dataclasses import replace

import numpy as np
import pytest

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import MEASURED
from rnnlib.experiments.training_run import train
from rnnlib.tasks.task import Task, accuracy, drawn, one_hot
from rnnlib.training.batch import Batch
from rnnlib.training.optimizers import SGD


def first_of_three(goal=("accuracy", 0.99)):
    """Name the first of three symbols of two kinds: learnt in a few steps."""

    def draw(random, batch_size):
        numbers = random.integers(2, size=(3, batch_size))
        return Batch(one_hot(numbers, 2), numbers[:1])

    return Task("first of three", 2, 2, measure=accuracy, goal=goal, **drawn(draw, (50, 100)))


def run(task=None, learning_rate=0.05, steps=200, seed=0, **options):
    task = task or first_of_three()
    return train(task, layer("GRU", 8), seed, learning_rate, steps, every=10, **options)


def test_solved_task_tells_when_and_that_is_its_cost():
    network, measured = run()
    assert measured["solved_at"] % 10 == 0
    assert measured["cost"] == measured["solved_at"] < 200
    assert measured["accuracy"] >= 0.95
    assert set(measured) == {*MEASURED, "accuracy"}
    assert first_of_three().evaluate(network, "test")["loss"] == measured["test"]


def test_weights_readout_and_data_have_seeds_of_their_own():
    """With one seed for all three, the same numbers would be drawn again and again."""
    asked, task = [], first_of_three()

    def batches(batch_size, seed):
        asked.append(tuple(seed))
        return task.batches(batch_size, seed)

    def layers(input_size, seed):
        asked.append(tuple(seed))
        return layer("GRU", 8)(input_size, seed)

    network, _ = train(replace(task, batches=batches), layers, 7, 1e-9, 1)
    assert asked == [(7, 0), (7, 2)]
    readout = task.network(layer("GRU", 8)(2, [7, 0]), [7, 1]).params
    for name, array in network.params.items():
        assert np.allclose(array, readout[name], atol=1e-6)


def test_run_stops_when_solved_or_goes_on_and_tells_the_same_step():
    stopped, whole = run()[1], run(until_solved=False)[1]
    assert whole["solved_at"] == stopped["solved_at"]
    assert whole["test"] < stopped["test"]


def test_unsolved_task_costs_all_steps_and_its_validation_loss():
    measured = run(learning_rate=1e-5, steps=20)[1]
    assert np.isnan(measured["solved_at"])
    assert measured["cost"] == 20 + measured["validation"]


def test_task_without_a_goal_costs_its_validation_loss():
    measured = run(first_of_three(goal=None))[1]
    assert np.isnan(measured["solved_at"])
    assert measured["cost"] == measured["validation"]


def test_run_that_diverges_says_so_and_costs_more_than_any_other():
    measured = run(learning_rate=1e38, optimizer=SGD, clip_norm=np.inf)[1]
    assert measured["diverged"]
    assert measured["cost"] == np.inf
    assert np.isnan(measured["test"])


def test_same_seed_is_the_same_run_and_another_seed_another():
    assert run(steps=20)[1] == pytest.approx(run(steps=20)[1], nan_ok=True)
    assert run(steps=20)[1]["test"] != run(steps=20, seed=1)[1]["test"]


def with_splits(solved_on):
    """A task whose measures are planted: 1 on some splits, 0 on the others, losses apart."""
    task, read = first_of_three(), []

    def evaluate(network, split="validation"):
        read.append(split)
        return {"loss": SPLIT_LOSS[split], "accuracy": float(split in solved_on)}

    planted = replace(task)
    object.__setattr__(planted, "evaluate", evaluate)
    return planted, read


SPLIT_LOSS = {"validation": 0.25, "test": 0.75}


@pytest.mark.parametrize("until_solved", [True, False])
def test_task_is_solved_and_stopped_by_the_validation_split_alone(until_solved):
    task, read = with_splits({"validation"})
    measured = run(task, steps=30, until_solved=until_solved)[1]
    assert (measured["solved_at"], measured["cost"]) == (10, 10)
    assert (measured["validation"], measured["test"], measured["accuracy"]) == (0.25, 0.75, 0.0)
    assert read.count("test") == 1
    assert read[-1] == "test"  # once, at the end
    assert len(read) == (3 if until_solved else 5)

    task, read = with_splits({"test"})
    measured = run(task, steps=30, until_solved=until_solved)[1]
    assert np.isnan(measured["solved_at"])
    assert measured["cost"] == 30.25
    assert measured["accuracy"] == 1.0
    assert read.count("test") == 1
