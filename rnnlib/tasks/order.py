"""Temporal order: to know which symbols came is not enough, one must know which came first."""

from math import comb

import numpy as np

from rnnlib import checks
from rnnlib.tasks.baselines import best_prediction
from rnnlib.tasks.sequences import random_lengths
from rnnlib.tasks.task import EXACT, Task, drawn, one_hot
from rnnlib.training.batch import Batch

SYMBOLS = "XYabcdEB"  # of the form of 2013, the first six


def temporal_order(steps: int, relevant: int = 2, form: str = "2013") -> Task:
    """In which order did two (or three) X or Y come, among many a, b, c, d?

    The relevant symbols are X or Y with probability ½ each, at random places; all others are
    uniform over a … d. The class is asked for once, after the last step: XX, XY, YX, YY are
    0 … 3, XXX … YYY are 0 … 7. Places count from 0. The baselines guess, or are
    the best predictions from the last relevant symbol, or from how many are Y.

    form "2013", Pascanu, Mikolov & Bengio (2013), from their code:
        T steps; two places in [T/10, 2T/10) and [5T/10, 6T/10), three in [T/10, 2T/10),
        [3T/10, 4T/10) and [6T/10, 7T/10).

    form "1997", Hochreiter & Schmidhuber (1997), experiments 6a and 6b, at T = 100:
        100 to 110 steps, E the first, B the last; two places in 10 … 20 and 50 … 60, three in
        10 … 20, 33 … 43 and 66 … 76, both ends included. For other T all is to scale, which
        is ours.

    The goal is that of 2013, less than 1 % wrong. In 1997 the last 2000 sequences had to be
    right, all outputs off by less than .3.

    Args:
        steps: T, at least 10.
        relevant: 2 or 3.
        form: "1997" or "2013".
    """
    owner = "temporal_order"
    steps = checks.size(owner, "steps", steps, least=10)
    checks.one_of(owner, "relevant", relevant, (2, 3))
    checks.one_of(owner, "form", form, ("1997", "2013"))
    of_1997 = form == "1997"
    input_size = len(SYMBOLS) if of_1997 else len(SYMBOLS) - 2
    percent = {2: (10, 50), 3: (10, 33, 66) if of_1997 else (10, 30, 60)}[relevant]
    begins = steps * np.array(percent)[:, None] // 100  # the first place for each
    width = steps // 10 + of_1997
    digits = 2 ** np.arange(relevant)[::-1]

    def draw(random, batch_size):
        lengths, inside = None, np.ones((steps, batch_size), bool)
        if of_1997:
            lengths, inside = random_lengths(random, steps, batch_size)
        every = np.arange(batch_size)
        symbols = random.integers(2, 6, size=inside.shape)
        is_y = random.integers(2, size=(relevant, batch_size))
        symbols[begins + random.integers(width, size=is_y.shape), every] = is_y
        if lengths is not None:
            symbols[0], symbols[lengths - 1, every] = 6, 7
        x = one_hot(symbols, input_size) * inside[:, None]
        return Batch(x, (digits @ is_y)[None], lengths=lengths)

    name = f"temporal order {form}, {relevant} of {steps} steps"
    baselines = {
        "guessing": best_prediction(np.ones(2**relevant)),
        "the last one alone": best_prediction(np.ones(2 ** (relevant - 1))),
        "how many, not their order": best_prediction(
            [np.arange(2**relevant) < comb(relevant, k) for k in range(relevant + 1)]
        ),
    }
    return Task(name, input_size, 2**relevant, **drawn(draw), **EXACT, baselines=lambda: baselines)
