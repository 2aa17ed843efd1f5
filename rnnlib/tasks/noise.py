"""Signal and noise on one line: only the first few numbers depend on the class."""

import numpy as np

from rnnlib import activations, checks
from rnnlib.tasks.sequences import random_lengths
from rnnlib.tasks.task import Task, drawn
from rnnlib.training.batch import Batch
from rnnlib.training.losses import squared_error

VARIANCE = 0.2  # of the noise in the input
TARGET_VARIANCE = 0.1  # of that in the targets of form 3c


def two_sequence(steps: int, form: str = "3a", informative: int = 3) -> Task:
    """Which of two classes is a sequence of, if only its first N numbers are signal?

    T to T + T/10 steps of one number each; the target is asked for once, after the last.
    Both classes are equally likely. After the first N, all is normal noise of variance .2.

    form "3a": the first N are +1 in class 1, -1 in class 2; the targets are 1 and 0. Right
        is an error below .2. The goal is that all are.
    form "3b": the same noise lies on the first N too. The goal is less than 6 wrong of 256.
    form "3c": as 3a, but the targets are .2 and .8, with normal noise of variance .1. Right
        is an output less than .1 from the target without noise. The goal is that all are.

    The loss is the mean squared error; for 3c with the noise, so no model is below .1. For 3b
    the optimum is E[p (1 - p)], p = P(class 1 | x_1 … x_N) = σ(10 Σ x). `measure` gives
    "accuracy", the share that is right, and "error", the mean distance from the target
    without noise. The paper also asks for an error below .01, .04 and .015. The baseline
    predicts the mean of the targets.

    Random guessing of weights solves 3a faster than any published method: Hochreiter &
    Schmidhuber (1997). Here the output is linear, there a sigmoid.

    Args:
        steps: T, more than `informative`.
        form: "3a", "3b" or "3c".
        informative: N; 1 or 3 in the paper.

    Hochreiter & Schmidhuber (1997), experiment 3; 3a after Bengio, Simard & Frasconi (1994)
    """
    owner = "two_sequence"
    checks.one_of(owner, "form", form, ("3a", "3b", "3c"))
    informative = checks.size(owner, "informative", informative)
    steps = checks.size(owner, "steps", steps, least=informative + 1)
    noisy = form == "3c"  # the targets
    half, tolerance = (-0.3, 0.1) if noisy else (0.5, 0.2)

    def draw(random, batch_size):
        lengths, inside = random_lengths(random, steps, batch_size)
        signal = 2 * random.integers(2, size=batch_size) - 1
        x = random.normal(0, np.sqrt(VARIANCE), inside.shape) * inside
        x[:informative] = signal + (x[:informative] if form == "3b" else 0)
        targets = 0.5 + half * signal
        if noisy:
            targets += random.normal(0, np.sqrt(TARGET_VARIANCE), batch_size)
        x, targets = (array.astype(np.float32) for array in (x[:, None], targets[None, None]))
        return Batch(x, targets, lengths=lengths)

    def measure(y, batch):
        signal = batch.x[:1]  # in 3c there is no noise on it
        error = abs(y - (0.5 + half * signal if noisy else batch.targets))
        return {"accuracy": float((error < tolerance).mean()), "error": float(error.mean())}

    variance = TARGET_VARIANCE if noisy else 0.0
    mean = {"loss": half**2 + variance, "accuracy": 0.0, "error": abs(half)}
    optimum, least = (_least_error(informative), 251 / 256) if form == "3b" else (variance, 1.0)
    name = f"two-sequence {form}, {informative} of {steps} steps"
    fields: dict = {"loss": squared_error, "measure": measure, "goal": ("accuracy", least)}
    fields |= {"baselines": lambda: {"the mean": mean}, "optimum": optimum}
    return Task(name, 1, 1, **drawn(draw), **fields)


def _least_error(N: int) -> float:
    """E[p (1 - p)] of form 3b. Given class 1, S = Σ x is normal of mean N and variance .2 N."""
    deviation = np.sqrt(VARIANCE * N)
    z = np.linspace(-12, 12, 24001)
    p = activations.sigmoid(2 * (N + deviation * z) / VARIANCE)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return float(np.trapezoid(density * p * (1 - p), z))
