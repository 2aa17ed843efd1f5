"""Tasks of arithmetic: the sum of the two numbers that are marked, the parity of bits."""

import numpy as np

from rnnlib import checks
from rnnlib.tasks.baselines import best_prediction
from rnnlib.tasks.sequences import random_lengths
from rnnlib.tasks.task import EXACT, Task, drawn
from rnnlib.training.batch import Batch
from rnnlib.training.losses import squared_error

TOLERANCE = 0.04  # a sum that is off by less is right


def adding(steps: int, form: str = "1997") -> Task:
    """Add the two numbers that are marked; the others are there to distract.

    x_t = (number, mark). The sum is asked for once, after the last step. The baseline
    predicts the mean of the targets.

    form "1997", Hochreiter & Schmidhuber (1997), experiment 4:
        Numbers uniform in [-1, 1], T to T + T/10 steps. The mark is 1 on one of the first
        ten pairs and on one of the first T/2 - 1 that are then unmarked, -1 on the first and
        on the last pair, else 0. The target is 1/2 + (X_1 + X_2) / 4. If the first pair is
        to be marked, its mark stays -1 and its number counts as 0. (The paper states it
        for X_1; for X_2, and where T < 20 that "ten" is T/2, this is ours.)
        The mean, 1/2, has a squared error of (1 - p/2) / 24, p the probability that a mark
        is lost so: .0392 at T = 100, not 1/24.

    form "2016", Arjovsky, Shah & Bengio (2016):
        Numbers uniform in [0, 1], T steps, a mark of 1 in each half, else 0. The target is
        X_1 + X_2. The mean, 1, has a squared error of 1/6.

    The loss is the mean squared error; `measure` gives "accuracy", the share of sequences
    whose absolute error is below .04. The goal is that all are right: in 1997 the last 2000
    had to be. For the form of 2016, whose targets spread twice as far, 90 % is ours.

    Args:
        steps: T, at least 4.
        form: "1997" or "2016".
    """
    steps = checks.size("adding", "steps", steps, least=4)
    checks.one_of("adding", "form", form, ("1997", "2016"))
    of_1997 = form == "1997"
    mark, mean = (_marked_1997 if of_1997 else _marked_2016)(steps)

    def draw(random, batch_size):
        numbers, marks, lengths = mark(random, batch_size)
        x = np.stack([numbers, marks], axis=1).astype(np.float32)
        total = (x[:, 0] * (x[:, 1] > 0)).sum(axis=0)
        return Batch(x, (0.5 + total / 4 if of_1997 else total)[None, None], lengths=lengths)

    def measure(y, batch):
        return {"accuracy": float((abs(y - batch.targets) < TOLERANCE).mean())}

    name, goal = f"adding {form}, {steps} steps", ("accuracy", 1.0 if of_1997 else 0.9)
    fields = EXACT | {"loss": squared_error, "measure": measure, "goal": goal}
    return Task(name, 2, 1, **drawn(draw), **fields, baselines=lambda: {"the mean": mean})


def _marked_1997(steps):
    """How numbers and marks (T, B) and lengths are drawn, and the measures of the mean."""
    first_few = min(10, steps // 2)

    def mark(random, batch_size):
        lengths, inside = random_lengths(random, steps, batch_size)
        first = random.integers(first_few, size=batch_size)
        second = random.integers(steps // 2 - 1, size=batch_size)
        second += second >= first  # over the one that is marked
        every = np.arange(batch_size)
        numbers = random.uniform(-1, 1, inside.shape) * inside
        marks = np.zeros(inside.shape)
        marks[first, every] = marks[second, every] = 1
        marks[0] = marks[lengths - 1, every] = -1
        return numbers, marks, lengths

    lost = 1 / first_few + (1 - 1 / first_few) / (steps // 2 - 1)
    reach = 4 * TOLERANCE  # P(|X_1 + X_2| < reach) = reach - reach² / 4, P(|X| < reach) = reach
    return mark, {"loss": (1 - lost / 2) / 24, "accuracy": reach - (1 - lost) * reach**2 / 4}


def _marked_2016(steps):
    half = steps // 2

    def mark(random, batch_size):
        numbers = random.random((steps, batch_size))
        marks = np.zeros_like(numbers)
        places = random.integers([[0], [half]], [[half], [2 * half]], size=(2, batch_size))
        marks[places, np.arange(batch_size)] = 1
        return numbers, marks, None

    return mark, {"loss": 1 / 6, "accuracy": 2 * TOLERANCE - TOLERANCE**2}


def parity(steps: int, every_step: bool = False) -> Task:
    """Is the number of +1 odd (1) or even (0)? Each of T inputs is +1 or -1 with probability ½.

    The answer depends on every input: without any one of them there is only guessing, which
    is the baseline.

    In Bengio, Simard & Frasconi (1994) the length varies, and noise in ±.2 is added in a
    second form, according to Schmidhuber, Hochreiter & Bengio (2001), who also show that guessing
    weights at random solves the first. A fixed length, a target at every step and the goal
    of 99 % are ours.

    Args:
        steps: T, at least 1.
        every_step: True to ask at each step for the parity so far, False to ask at the end.
    """
    steps = checks.size("parity", "steps", steps)

    def draw(random, batch_size):
        bits = random.integers(2, size=(steps, batch_size))
        odd = bits.cumsum(axis=0) % 2
        x = (2 * bits - 1)[:, None].astype(np.float32)
        return Batch(x, odd if every_step else odd[-1:])

    name = f"parity, {steps} steps" + (", at every step" if every_step else "")
    fields = EXACT | {"baselines": lambda: {"guessing": best_prediction([1, 1])}}
    return Task(name, 1, 2, **drawn(draw), **fields, every_step=every_step)
