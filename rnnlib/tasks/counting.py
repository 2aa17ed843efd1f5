"""Counting tasks: strings of as many b as a, and as many c.

To predict when the b end one must have counted the a, and no finite automaton can count
without bound.
"""

import numpy as np

from rnnlib import checks
from rnnlib.tasks.baselines import conditional_entropy
from rnnlib.tasks.measures import by_symbol_and_string, legal_first
from rnnlib.tasks.task import Task, data, one_hot
from rnnlib.training.batch import Batch
from rnnlib.training.network import Network

_AT_ONCE = 100  # strings side by side in `largest_n`


def a_n_b_n(longest: int) -> Task:
    """Predict strings aⁿbⁿ between two marks, n uniform in 1 … longest: one counter.

    Inputs and outputs are the mark, a and b; the first mark is read, the last predicted:
    x = $aabb, targets = aabb$. Only the first b is uncertain. So a string carries ln longest
    nats, whatever its n, and the optimum is ln longest / (longest + 2), over the
    longest + 2 predictions that a string asks for in expectation.

    Each held-out set holds every n once, since there are no others; `largest_n` tests a
    network on larger ones. The baselines are the best
    predictions from nothing, and from the last symbol.

    `measure` gives "accuracy" and "strings": the shares of symbols, and of whole strings,
    where exactly the symbols that can come next have the largest outputs; after an a, that
    is a and b, both above the mark. The goal is every string.

    Args:
        longest: the largest n of the training strings, at least 2.

    Gers & Schmidhuber (2001); Weiss, Goldberg & Yahav (2018)
    """
    return _counting("aⁿbⁿ", "ab", longest)


def a_n_b_n_c_n(longest: int) -> Task:
    """Predict strings aⁿbⁿcⁿ: two counters, or one that is used twice.

    As `a_n_b_n`, with one more symbol; the optimum is ln longest / ((3 longest + 5) / 2).

    Gers & Schmidhuber (2001); Weiss, Goldberg & Yahav (2018)
    """
    return _counting("aⁿbⁿcⁿ", "abc", longest)


def _counting(name, letters, longest):
    longest, size = checks.size(name, "longest", longest, least=2), len(letters) + 1
    everything = _batch(letters, np.arange(1, longest + 1))
    x, targets, _, lengths, mask = everything

    def generate(random, batch_size):
        while True:
            yield everything.select(random.integers(longest, size=batch_size))

    def measure(y, batch):
        return by_symbol_and_string(_right(y, batch), batch.mask)

    met = np.zeros((size, size))  # last symbol, next symbol
    np.add.at(met, (x.argmax(axis=1)[mask], targets[mask]), 1)
    baselines = {
        "knowing nothing": {"loss": conditional_entropy(met.sum(axis=0, keepdims=True))},
        "knowing the last symbol": {"loss": conditional_entropy(met)},
    }
    fields: dict = {"measure": measure, "goal": ("strings", 1.0), "baselines": lambda: baselines}
    fields |= {"every_step": True, "optimum": np.log(longest) / lengths.mean()}
    sets = data(generate, lambda split: everything)
    return Task(f"{name}, n ≤ {longest}", size, size, **sets, **fields)


def _batch(letters, n):
    """Strings of the given n: symbol 0 is the mark, k the k-th letter."""
    k, t = len(letters), np.arange(len(letters) * n.max() + 2)[:, None]
    symbols = np.where((t > 0) & (t <= k * n), (t - 1) // n + 1, 0)
    lengths = k * n + 1
    return Batch(one_hot(symbols[:-1], k + 1), symbols[1:], True, lengths, t[:-1] < lengths)


def _right(y, batch):
    """Whether exactly what can come next has the largest outputs: after a, a and b; (T, B)."""
    legal = one_hot(batch.targets, y.shape[1], bool)
    legal[:, 1:3] |= batch.x[:, 1:2] > 0
    return legal_first(y, legal)


def largest_n(network: Network, letters: str, most: int = 1000) -> int:
    """The largest n such that a network predicts all strings up to it without a mistake.

    A prediction is right where exactly the symbols that can come next have the largest
    outputs. Suzgun, Belinkov & Shieber (2019) ask the same of sigmoids: above one half
    exactly for what can come. Weiss, Goldberg & Yahav (2018) ask, of a softmax, a
    probability above .01 for each symbol of the string and for its end.

    Args:
        network: reads and predicts the mark and the letters, at every step.
        letters: "ab" or "abc".
        most: where to stop.

    Returns:
        0 … most; 0 if already ab, or abc, is mistaken.
    """
    checks.one_of("largest_n", "letters", letters, ("ab", "abc"))
    most = checks.size("largest_n", "most", most)
    for first in range(1, most + 1, _AT_ONCE):
        n = np.arange(first, min(first + _AT_ONCE, most + 1))
        batch = _batch(letters, n)
        right = _right(network.forward(batch.x, lengths=batch.lengths).y, batch) | ~batch.mask
        if not right.all():
            return int(n[right.all(axis=0).argmin()]) - 1
    return most
