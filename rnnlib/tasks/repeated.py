"""A string that is repeated for ever: it can be learnt by heart, the longer the harder."""

from collections.abc import Sequence

import numpy as np

from rnnlib import checks
from rnnlib.tasks.baselines import conditional_entropy
from rnnlib.tasks.task import Random, Seed, Task, accuracy, data, one_hot
from rnnlib.training.batch import Batch


def lzw_complexity(string: Sequence[int] | np.ndarray) -> int:
    """How many codes the compression of Lempel, Ziv and Welch makes of a string.

    It reads the longest piece that it has met before, writes one code for it, and remembers
    that piece with the next symbol. So a string that repeats itself needs few codes.

    Args:
        string: symbols, at least one.

    Welch (1984); as a measure of complexity, Cahuantzi, Chen & Güttel (2021)
    """
    symbols = [int(symbol) for symbol in string]
    if not symbols:
        raise ValueError("lzw_complexity: string must hold at least one symbol, got none")
    met: set[tuple[int, ...]] = {(symbol,) for symbol in symbols}
    codes, piece = 1, tuple[int, ...]()
    for symbol in symbols:
        longer = (*piece, symbol)
        if longer not in met:
            met.add(longer)
            codes, longer = codes + 1, (symbol,)
        piece = longer
    return codes


def string_of_complexity(symbols: int, complexity: int, random: Random) -> np.ndarray:
    """A string of symbols 0 … symbols − 1 that compresses to so many codes, and no shorter.

    Each symbol comes once, in random order; then symbols are drawn until the string, taken
    down to its shortest period, is complex enough.

    Args:
        symbols: at least 2.
        complexity: at least `symbols`.
        random: a numpy.random.Generator.

    Returns:
        (length,) of int.
    """
    owner = "string_of_complexity"
    symbols = checks.size(owner, "symbols", symbols, least=2)
    complexity = checks.size(owner, "complexity", complexity, least=symbols)
    string = [int(symbol) for symbol in random.permutation(symbols)]
    while lzw_complexity(_period(string)) < complexity:
        string.append(int(random.integers(symbols)))
    return np.array(_period(string))


def _period(string: list[int]) -> list[int]:
    """The shortest beginning that the string is a repetition of."""
    n = len(string)
    lengths = (k for k in range(1, n) if n % k == 0 and string == string[:k] * (n // k))
    return string[: next(lengths, n)]


def repeated_string(symbols: int, complexity: int, string: Seed, window: int = 100) -> Task:
    """Read a window of a string that is repeated for ever, and name the symbol that comes next.

    A string of length L has L windows, one for each place where they begin; training draws
    among them, and the held-out sets are all of them, since there are no others. The goal is
    to name every next symbol: a network that does can read its own answers, and goes on for
    ever. The baselines know nothing, or the last symbol.

    Args:
        symbols, complexity: as in `string_of_complexity`.
        string: the seed of the string.
        window: T, how much is read before the answer.

    Cahuantzi, Chen & Güttel (2021): windows of 100 in their program
    """
    owner = "repeated_string"
    window = checks.size(owner, "window", window)
    once = string_of_complexity(symbols, complexity, checks.generator(owner, string))
    everything = _windows(once, window, symbols)

    def generate(random, batch_size):
        while True:
            yield everything.select(random.integers(len(once), size=batch_size))

    met = np.zeros((symbols, symbols))  # last symbol, next symbol
    np.add.at(met, (once, np.roll(once, -1)), 1)
    baselines = {
        "knowing nothing": {"loss": conditional_entropy(met.sum(axis=0, keepdims=True))},
        "knowing the last symbol": {"loss": conditional_entropy(met)},
    }
    sets = data(generate, lambda split: everything)
    name = f"repeated string of {symbols} symbols, complexity {complexity}"
    fields: dict = {"measure": accuracy, "goal": ("accuracy", 1.0), "optimum": 0.0}
    return Task(name, symbols, symbols, **sets, **fields, baselines=lambda: baselines)


def _windows(once: np.ndarray, window: int, symbols: int) -> Batch:
    """All windows of the repeated string, and what comes after each: B is its length."""
    places = np.arange(window + 1)[:, None] + np.arange(len(once))
    all_symbols = once[places % len(once)]
    return Batch(one_hot(all_symbols[:-1], symbols), all_symbols[-1:])
