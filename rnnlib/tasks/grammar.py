"""Grammars that are graphs: strings spelled by walks, and their entropies, exactly."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from rnnlib.tasks.baselines import conditional_entropy
from rnnlib.tasks.task import Random

_AT_ONCE = 16  # steps whose coins are tossed at once, for speed


class Grammar:
    """A graph whose walks from state 0 back to it spell the strings.

    From each state lead one or two arcs; where there are two, a fair coin chooses.

    Args:
        alphabet: a string with each symbol once; symbol k is class k.
        arcs: for each state {symbol: the state it leads to}.

    Attributes:
        spells, leads: (states, 2), the symbol and the next state for each side of the coin;
            the same twice where there is one arc.
        reads: (states, symbols), the state that a symbol leads to; -1 if it cannot come.
        legal: (states, symbols) of bool, whether it can.
        p: (states, symbols), P(symbol | state).
    """

    def __init__(self, alphabet: str, arcs: Sequence[Mapping[str, int]]) -> None:
        self.alphabet = alphabet
        sides = [(2 * [(alphabet.index(s), k) for s, k in leads.items()])[:2] for leads in arcs]
        self.spells, self.leads = np.moveaxis(np.array(sides), -1, 0)
        self.reads = np.full((len(arcs), len(alphabet)), -1)
        np.put_along_axis(self.reads, self.spells, self.leads, axis=1)
        self.legal = self.reads >= 0
        self.p = self.legal / self.legal.sum(axis=1, keepdims=True)


def walk(grammar: Grammar, random: Random, count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Endless walks from state 0, side by side, string after string.

    Yields:
        At each step the symbols that are spelled and the states come to, each (count,).
    """
    state = np.zeros(count, int)
    while True:
        for coin in random.integers(2, size=(_AT_ONCE, count)):
            symbol, state = grammar.spells[state, coin], grammar.leads[state, coin]
            yield symbol, state


def strings(grammar: Grammar, random: Random, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Random strings, side by side.

    Returns:
        symbols (T, count), with the beginning of a further string after the end of a shorter
        one; lengths (count,).
    """
    symbols: list[np.ndarray] = []
    lengths = np.zeros(count, int)
    for symbol, state in walk(grammar, random, count):
        symbols.append(symbol)
        lengths[(state == 0) & (lengths == 0)] = len(symbols)
        if lengths.all():
            break
    return np.array(symbols), lengths


def follow(
    grammar: Grammar, symbols: np.ndarray, state: int | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Read symbols (T, B) from `state` on.

    Returns:
        legal (T, symbols, B) of bool, what can come after each; the last state, (B,).
    """
    states = np.empty_like(symbols)
    for t, symbol in enumerate(symbols):
        states[t] = state = grammar.reads[state, symbol]
    return grammar.legal[states].swapaxes(1, 2), states[-1]


def visits(grammar: Grammar) -> np.ndarray:
    """How often a string comes through each state, in expectation: n = e_0 (I - Q)⁻¹.

    Q_jk is the probability that a walk goes from state j to state k, except to the end. Each
    visit spells one symbol, so the sum of all is the expected length of a string.

    Returns:
        (states,).
    """
    states = np.arange(len(grammar.leads))
    Q = np.zeros((len(states), len(states)))
    np.add.at(Q, (states[:, None], grammar.leads), 0.5)
    Q[:, 0] = 0
    return np.linalg.solve(np.eye(len(states)) - Q.T, states == 0)


def entropies(
    grammar: Grammar, first: bool = False, blurred: Mapping[str, Sequence[int]] | None = None
) -> dict[str, float]:
    """The least expected loss of predicting the next symbol, by what is known of those before.

    Computed from the graph alone, for a mean over all predictions.

    Args:
        first: whether the first symbol of a string is predicted too, after the last of the
            string before.
        blurred: {what is known: (states,)}, the same number for states that this knowledge
            does not tell apart.

    Returns:
        {what is known: nats per symbol}; "all" is the optimum.
    """
    n = visits(grammar)
    met = n[:, None] * grammar.p  # how often, in a string, a symbol comes in a state
    came = np.zeros_like(met)  # how often a symbol leads to a state
    np.add.at(came, (grammar.leads, grammar.spells), n[:, None] / 2)
    if not first:
        met[0] = came[0] = 0
    counts = {"nothing": met.sum(axis=0, keepdims=True), "the last symbol": came.T @ grammar.p}
    for what, number in (blurred or {}).items():
        counts[what] = np.zeros_like(met)
        np.add.at(counts[what], number, met)
    counts["all"] = met
    return {what: conditional_entropy(count) for what, count in counts.items()}
