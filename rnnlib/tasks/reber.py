"""Strings of the Reber grammar: at every symbol, predict which can come next.

The embedded grammar puts a string between two equal letters, T or P. The first of them has
to be remembered while everything that follows does not depend on it.

Reber (1967); Cleeremans, Servan-Schreiber & McClelland (1989)
"""

from collections.abc import Iterator
from itertools import count, islice

import numpy as np

from rnnlib import checks
from rnnlib.tasks import grammar
from rnnlib.tasks.grammar import Grammar
from rnnlib.tasks.measures import by_symbol_and_string, legal_first
from rnnlib.tasks.task import Random, Seed, Task, data, drawn, held_out_generator, one_hot
from rnnlib.training.batch import Batch
from rnnlib.training.network import Network

SYMBOLS = "BTPSXVE"
_AT_ONCE = 16  # batches whose strings are drawn side by side, for speed
HELD_OUT_STREAMS = {"validation": (50, 200), "test": (100, 1000)}  # how many, of how many symbols

_ARCS = (
    *({"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5}, {"X": 3, "S": 6}),
    *({"P": 4, "V": 6}, {"E": 0}),
)


def _embedded(arcs):
    """The arcs of B, T or P, a string, the same letter again, E: so each letter has its copy."""
    size = len(arcs) + 1  # a copy, and the state that spells its letter
    end = 2 + 2 * size

    def branch(letter, first):
        copy = [{s: first + (to or len(arcs)) for s, to in leads.items()} for leads in arcs]
        return *copy, {letter: end}

    start = {"B": 1}, {"T": 2, "P": 2 + size}
    return *start, *branch("T", 2), *branch("P", 2 + size), {"E": 0}


REBER = Grammar(SYMBOLS, _ARCS)
EMBEDDED = Grammar(SYMBOLS, _embedded(_ARCS))
_BRANCH = range(2, 3 + len(_ARCS))
_BLURRED = {"all but the first letter": [0, 1, *_BRANCH, *_BRANCH, _BRANCH.stop]}


def reber() -> Task:
    """Predict strings of the grammar, of 8 symbols in expectation: a short memory will do.

    Inputs, measures and goal are those of `embedded_reber`.

    Cleeremans, Servan-Schreiber & McClelland (1989)
    """
    return _strings("Reber", REBER)


def embedded_reber() -> Task:
    """Predict strings of the embedded grammar, of 12 symbols in expectation.

    Each symbol is an input x_t, and the next one its target. All symbols but the first are
    predicted, and 7 of these 11 (in expectation) are chosen by a coin: the optimum is
    7 ln 2 / 11 = .441 nats per symbol. A network that has forgotten the first letter has to
    toss once more, for the last: 8 ln 2 / 11.

    `measure` gives "accuracy" and "strings": the shares of symbols, and of whole strings,
    where exactly the symbols that can come next have the largest outputs. The goal is every
    string. The published networks had sigmoid outputs; of a softmax the order is judged. The
    baselines are the best predictions from nothing, from the last symbol, and from all but the
    first letter.

    Hochreiter & Schmidhuber (1997), experiment 1
    """
    return _strings("embedded Reber", EMBEDDED, _BLURRED)


def _strings(name, graph, blurred=None):
    def draw(random, batch_size):
        symbols, lengths = grammar.strings(graph, random, batch_size)
        mask = np.arange(1, len(symbols))[:, None] < lengths
        return Batch(one_hot(symbols[:-1], len(SYMBOLS)), symbols[1:], True, lengths - 1, mask)

    entropies = grammar.entropies(graph, blurred=blurred)
    return _task(name, graph, entropies, "strings", drawn(draw, at_once=_AT_ONCE))


def continual_embedded_reber(window: int = 50, windows: int = 20) -> Task:
    """Predict streams of embedded strings, one after the other, without a reset between them.

    After E comes B, always, so in the long run 7 of 12 symbols are chosen by a coin: the optimum is
    7 ln 2 / 12 = .404 nats per symbol.

    `measure` is that of `embedded_reber`, "strings" being whole streams; the goal is every
    symbol of the validation streams. `until_a_mistake` is the longer, published test.

    Args:
        window: symbols in a batch; it continues the batch before.
        windows: batches in a stream; then new streams begin, in the initial state, as the
            published training does after a mistake. So a network meets the initial state again.

    Gers et al. (2000), experiment 1
    """
    owner = "continual_embedded_reber"
    window, windows = checks.size(owner, "window", window), checks.size(owner, "windows", windows)

    def generate(random, batch_size):
        while True:
            yield from islice(_streams(random, batch_size, window), windows)

    def held_out(split: str) -> Batch:
        return next(_streams(held_out_generator(split), *HELD_OUT_STREAMS[split]))

    entropies, sets = grammar.entropies(EMBEDDED, True, _BLURRED), data(generate, held_out)
    return _task("continual embedded Reber", EMBEDDED, entropies, "accuracy", sets)


def _streams(random: Random, streams: int, window: int) -> Iterator[Batch]:
    walk = grammar.walk(EMBEDDED, random, streams)
    last, _ = next(walk)
    for k in count():
        symbols = np.array([last, *(symbol for symbol, _ in islice(walk, window))])
        last = symbols[-1]
        yield Batch(one_hot(symbols[:-1], len(SYMBOLS)), symbols[1:], starts=k == 0)


def _task(name, graph, entropies, goal, sets):
    def measure(y, batch):
        legal, _ = grammar.follow(graph, batch.x.argmax(axis=1), 0)
        return by_symbol_and_string(legal_first(y, legal), batch.mask)

    optimum, size = entropies.pop("all"), len(SYMBOLS)
    baselines = {f"knowing {what}": {"loss": loss} for what, loss in entropies.items()}
    fields: dict = {"measure": measure, "goal": (goal, 1.0), "baselines": lambda: baselines}
    return Task(name, size, size, **sets, **fields, every_step=True, optimum=optimum)


def until_a_mistake(
    network: Network, seed: Seed, streams: int = 10, most: int = 10**6, window: int = 1000
) -> np.ndarray:
    """How many symbols of a stream a network predicts before its first mistake.

    It reads from the beginning of a stream and is never reset. A prediction is right where
    exactly the symbols that can come next have the largest outputs. In the published test
    ten streams are read, and a network that passes 10⁶ symbols is perfect; there, outputs
    are sigmoids, and right if the error of each is below .49.

    Args:
        network: reads and predicts the seven symbols, at every step.
        seed: of the streams; int, list or numpy.random.Generator.
        streams: how many are read, side by side.
        most: after how many symbols to stop.
        window: how many symbols are read at once; it changes the memory needed, no result.

    Returns:
        (streams,), each at most `most`.

    Gers et al. (2000), experiment 1
    """
    owner = "until_a_mistake"
    streams, most = checks.size(owner, "streams", streams), checks.size(owner, "most", most)
    window = checks.size(owner, "window", window)
    passed, unbroken = np.zeros(streams, int), np.ones(streams, bool)
    memory, state = None, np.zeros(streams, int)
    for batch in _streams(checks.generator(owner, seed), streams, window):
        tape = network.forward(batch.x, memory)
        legal, state = grammar.follow(EMBEDDED, batch.x.argmax(axis=1), state)
        right = np.logical_and.accumulate(legal_first(tape.y, legal))
        passed += unbroken * right.sum(axis=0)
        unbroken &= right[-1]
        memory = tape.state
        if not unbroken.any() or passed.max() >= most:
            break
    return np.minimum(passed, most)
