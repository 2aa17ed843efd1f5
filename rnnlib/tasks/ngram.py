"""n-gram models of characters: counting, the baseline of every text model."""

from collections import Counter, defaultdict

import numpy as np

from rnnlib import checks
from rnnlib.tasks.vocabulary import Vocabulary, string


class NGram:
    """P(c | the n - 1 characters before), from counts, with interpolated Witten-Bell smoothing.

    P(c | s) = (N(s c) + D(s) P(c | s')) / (N(s) + D(s))            Witten & Bell (1991), method C

    N counts, D(s) is the number of different characters seen after s, and s' is
    s without its first character: the more a context has surprised, the more
    weight its shorter neighbour gets. Below the empty context all characters
    are equally likely.

    Args:
        n: characters in a gram, at least 1; a 5-gram sees four before the one it predicts.
        text: what is counted.
        vocabulary: the characters that can occur.
    """

    def __init__(self, n: int, text: str, vocabulary: Vocabulary) -> None:
        self.n, self.vocabulary = checks.size("NGram", "n", n), vocabulary
        vocabulary.encode(text)
        # {context: {character: count}}, for contexts of all lengths below n
        self.after: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for length in range(self.n):
            for k in range(length, len(text)):
                self.after[text[k - length : k]][text[k]] += 1

    def probability(self, character: str, context: str) -> float:
        """P(character | context); only the last n - 1 characters of the context count."""
        p = 1 / len(self.vocabulary)
        longest = min(self.n - 1, len(context))
        for length in range(longest + 1):
            seen = self.after.get(context[len(context) - length :])
            if seen is None:
                break
            p = (seen[character] + len(seen) * p) / (seen.total() + len(seen))
        return p

    def loss(self, text: str) -> float:
        """The mean negative log-likelihood of a text after its first character, in nats.

        The same characters are scored as by `text.evaluate`, so the two numbers compare.
        """
        self.vocabulary.encode(string("NGram.loss", text, least=2))
        contexts = (text[max(0, k + 1 - self.n) : k] for k in range(1, len(text)))
        return -float(np.mean(np.log([*map(self.probability, text[1:], contexts)])))
