"""Tasks of memory: the first symbol, ten in a row, a few among blanks, or what belongs to a key."""

from itertools import combinations_with_replacement
from math import factorial

import numpy as np

from rnnlib import checks
from rnnlib.tasks.baselines import best_prediction
from rnnlib.tasks.measures import by_symbol_and_string
from rnnlib.tasks.task import EXACT, Task, drawn, one_hot
from rnnlib.training.batch import Batch

KINDS, COUNT = 8, 10  # of the symbols in `copy_memory`: how many there are, how many to remember


def first_symbol_recall(steps: int, symbols: int = 4) -> Task:
    """Name the first symbol after the last one.

    x_1 … x_T, T = steps, are independent and uniform over `symbols` symbols, one-hot; the
    target is x_1, asked for once, after x_T. The distractors are drawn as the first symbol
    is: nothing but its place tells it from them. The baseline guesses.

    Experiment 2b of Hochreiter & Schmidhuber (1997) also asks for the first symbol after
    random ones. There the distractors are other symbols than those to be remembered, and
    every symbol is predicted. What differs here is ours, and so is the goal.

    Args:
        steps: T, at least 1; T - 1 distractors.
        symbols: how many kinds there are, at least 2.
    """
    owner = "first_symbol_recall"
    steps = checks.size(owner, "steps", steps)
    symbols = checks.size(owner, "symbols", symbols, least=2)

    def draw(random, batch_size):
        numbers = random.integers(symbols, size=(steps, batch_size))
        return Batch(one_hot(numbers, symbols), numbers[:1])

    name, guessing = f"first-symbol recall, {steps} steps", best_prediction(np.ones(symbols))
    baselines = {"guessing": guessing}
    return Task(name, symbols, symbols, **drawn(draw), **EXACT, baselines=lambda: baselines)


def copy_memory(steps: int) -> Task:
    """Repeat ten symbols after a long time of blanks.

    Ten symbols of eight kinds, T - 1 blanks, a delimiter, ten blanks: T + 20 steps. The
    targets are T + 10 blanks, then the ten symbols in their order; the loss is the mean over
    all steps. The baseline remembers nothing: it predicts blanks, then guesses, which
    costs 10 ln 8 / (T + 20).

    `measure` looks at the last ten steps alone: "accuracy" is the share of symbols that are
    right, "strings" that of sequences with all ten. The goal, 99 % of these, is ours.

    Args:
        steps: T, at least 1.

    Arjovsky, Shah & Bengio (2016), the copying memory problem; T - 1 blanks as in their code
    """
    steps = checks.size("copy_memory", "steps", steps)
    blank, delimiter = KINDS, KINDS + 1

    def draw(random, batch_size):
        numbers = np.full((steps + 2 * COUNT, batch_size), blank)
        targets = numbers.copy()
        numbers[:COUNT] = targets[-COUNT:] = random.integers(KINDS, size=(COUNT, batch_size))
        numbers[steps + COUNT - 1] = delimiter
        return Batch(one_hot(numbers, KINDS + 2), targets)

    name, guessing = f"copy memory, T = {steps}", _guessing(KINDS, COUNT)
    baseline = guessing | {"loss": COUNT * guessing["loss"] / (steps + 2 * COUNT)}
    baselines = {"remembering nothing": baseline}
    return _copying(name, KINDS + 2, KINDS + 1, COUNT, drawn(draw), baselines)


def selective_copy(steps: int, count: int = 4, symbols: int = 8) -> Task:
    """Repeat the symbols that lie at random places among blanks, in their order.

    In the first `steps` steps `count` symbols, uniform over `symbols` kinds, lie at places
    that are drawn without replacement; all else is blank. Then comes a mark `count` times,
    and at each the next symbol is asked for. Only these predictions count. The baseline
    guesses.

    Gu & Dao (2023), appendix E.1, have 4096 steps, 16 symbols to be remembered and 16 kinds
    with the blank; Feng et al. (2024) ask the same of their recurrent nets. Marks as
    questions are those of the code of S4 (Gu, Goel & Ré 2022). The sizes that are set here
    and the goal, 99 % of the sequences without a mistake, are ours.

    `measure` gives "accuracy" and "strings": the shares of symbols, and of whole sequences,
    that are right.

    Args:
        steps: at least `count`; the sequences have steps + count.
        count: how many symbols to remember.
        symbols: how many kinds there are, at least 2.
    """
    owner = "selective_copy"
    count = checks.size(owner, "count", count)
    steps = checks.size(owner, "steps", steps, least=count)
    symbols = checks.size(owner, "symbols", symbols, least=2)
    blank, question = symbols, symbols + 1

    def draw(random, batch_size):
        answers = random.integers(symbols, size=(count, batch_size))
        shuffled = random.random((steps, batch_size)).argpartition(count - 1, axis=0)
        places = np.sort(shuffled[:count], axis=0)
        numbers = np.full((steps + count, batch_size), blank)
        targets, mask = np.zeros_like(numbers), np.zeros(numbers.shape, bool)
        numbers[places, np.arange(batch_size)] = targets[-count:] = answers
        numbers[-count:], mask[-count:] = question, True
        return Batch(one_hot(numbers, symbols + 2), targets, mask=mask)

    name = f"selective copy, {count} of {steps} steps"
    baselines = {"guessing": _guessing(symbols, count)}
    return _copying(name, symbols + 2, symbols, count, drawn(draw), baselines)


def pair_recall(pairs: int, keys: int = 8, values: int = 4) -> Task:
    """Remember pairs of a key and a value, and give the value when a key comes again.

    First come `pairs` pairs, one at each step, with keys that differ and values that are drawn
    independently. Then each of these keys comes once more, in another order and without its
    value, and at each of them the value is asked for. x_t is a one-hot key above a one-hot
    value, zeros where none is given; 2 `pairs` steps in all. The baselines guess, or know how often
    each value has come, but not with which key.

    As in the multi-query associative recall of Arora et al. (2023), many keys are asked for.
    There a pair is two steps, and the questions follow where they may.

    Args:
        pairs: how many, at least 1.
        keys: how many keys there are, at least as many as pairs.
        values: how many values, at least 2.
    """
    owner = "pair_recall"
    pairs = checks.size(owner, "pairs", pairs)
    keys = checks.size(owner, "keys", keys, least=pairs)
    values = checks.size(owner, "values", values, least=2)

    def draw(random, batch_size):
        given = random.random((keys, batch_size)).argsort(axis=0)[:pairs]
        held = random.integers(values, size=(pairs, batch_size))
        order = random.random((pairs, batch_size)).argsort(axis=0)
        shown = one_hot(np.concatenate([given, np.take_along_axis(given, order, axis=0)]), keys)
        told = np.zeros((2 * pairs, values, batch_size), np.float32)
        told[:pairs] = one_hot(held, values)
        targets, mask = np.zeros((2, 2 * pairs, batch_size), int)
        targets[pairs:], mask[pairs:] = np.take_along_axis(held, order, axis=0), 1
        return Batch(np.concatenate([shown, told], axis=1), targets, mask=mask.astype(bool))

    baselines = {
        "guessing": best_prediction(np.ones(values)),
        "knowing the values": _knowing_the_values(pairs, values),
    }
    fields = EXACT | {"every_step": True, "baselines": lambda: baselines}
    return Task(f"pair recall, {pairs} of {keys}", keys + values, values, **drawn(draw), **fields)


def _knowing_the_values(pairs, values):
    """How one does who knows how often each value came: it is best_prediction for each draw."""
    expected = {"loss": 0.0, "accuracy": 0.0}
    for held in combinations_with_replacement(range(values), pairs):
        counts = np.bincount(held)
        ways = factorial(pairs) / np.prod([factorial(int(n)) for n in counts])
        for name, value in best_prediction(counts[counts > 0]).items():
            expected[name] += ways * value / values**pairs
    return expected


def _guessing(kinds, count):
    return best_prediction(np.ones(kinds)) | {"strings": kinds**-count}


def _copying(name, D_x, D_y, count, sets, baselines):
    """A task whose last `count` predictions are the symbols to be remembered."""

    def measure(y, batch):
        return by_symbol_and_string(y[-count:].argmax(axis=1) == batch.targets[-count:])

    fields = EXACT | {"measure": measure, "goal": ("strings", 0.99), "every_step": True}
    return Task(name, D_x, D_y, **sets, **fields, baselines=lambda: baselines)
