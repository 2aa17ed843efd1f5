"""A text for the next-character problem: numbers, its parts in order, and what is written next."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rnnlib import activations
from rnnlib.compare.problem import ComparisonError
from rnnlib.tasks.vocabulary import Vocabulary
from rnnlib.training.batch import Batch
from rnnlib.training.network import Network

VALIDATION, TEST = 0.1, 0.2  # of the characters; the last are for the test
LEAST, MOST = 1_000, 2_000_000  # characters of a text; of a longer one the first are taken
UNKNOWN = "\0"  # stands for what does not occur in the training part
BATCH, WINDOW = 32, 50  # streams that are read side by side; characters between two updates
PIECES, CONTEXT, AT_ONCE = 32, 200, 250  # of held-out text; read before each; read at once


@dataclass(frozen=True)
class Text:
    """A text whose first characters are learnt from, the next for validation, the last a test.

    Attributes:
        characters: the text, UNKNOWN in place of what the training part does not have.
        vocabulary: the characters of the training part, and UNKNOWN.
        numbers: (N,), each character's class.
        ends: where training part and validation part end.
        left_out: how many characters a longer text had.
    """

    characters: str
    vocabulary: Vocabulary
    numbers: np.ndarray
    ends: tuple[int, int]
    left_out: int = 0

    @classmethod
    def of(cls, text: str) -> "Text":
        """Cut in order: shuffled, a model would be tested on pages that it has half read.

        Raises:
            ComparisonError: the text is too short, or ends in other characters than it begins with.
        """
        if len(text) < LEAST:
            raise ComparisonError(
                f"expected a text of at least {LEAST:,} characters, got {len(text):,}"
            )
        left_out, text = max(len(text) - MOST, 0), text[:MOST]
        ends = round(len(text) * (1 - VALIDATION - TEST)), round(len(text) * (1 - TEST))
        vocabulary = Vocabulary(text[: ends[0]] + UNKNOWN)
        unknown = dict.fromkeys(map(ord, {*text} - {*vocabulary.characters}), UNKNOWN)
        text = text.translate(unknown)
        for name, part in (("validation", text[ends[0] : ends[1]]), ("test", text[ends[1] :])):
            if not part.strip(UNKNOWN):
                raise ComparisonError(
                    f"expected characters in the {name} part that occur in the training part, the "
                    f"first {ends[0]:,}, got none; is the text in several scripts?"
                )
        return cls(text, vocabulary, vocabulary.encode(text), ends, left_out)

    @property
    def validation(self) -> np.ndarray:
        """The places of the characters of the validation part that can be told, (n,)."""
        return self._known(*self.ends)

    @property
    def test(self) -> np.ndarray:
        """The same of the test part."""
        return self._known(self.ends[1], len(self.numbers))

    def _known(self, start: int, stop: int) -> np.ndarray:
        known = self.numbers[start:stop] != self.vocabulary.characters.index(UNKNOWN)
        return start + np.flatnonzero(known)

    def batches(self, random: np.random.Generator) -> Iterator[Batch]:
        """The training part in parallel streams, each going on where it stopped, for ever."""
        numbers = np.roll(self.numbers[: self.ends[0]], -random.integers(self.ends[0]))
        streams = min(BATCH, (len(numbers) - 1) // WINDOW)
        piece = (len(numbers) - 1) // streams
        first = piece * np.arange(streams)
        while True:
            for t in range(0, piece, WINDOW):
                here = first + np.arange(t, min(t + WINDOW, piece))[:, None]
                yield Batch(numbers[here], numbers[here + 1], starts=t == 0)

    def probabilities(self, network: Network, places: np.ndarray) -> np.ndarray:
        """What a network gave to the characters at these places, each after all before it, (n,).

        The text is read in pieces side by side. A piece begins a little earlier, so that the
        state knows where it is.
        """
        start, stop = int(places[0]), int(places[-1]) + 1
        size, before = -(-(stop - start) // PIECES), min(CONTEXT, start - 1)
        at = start + size * np.arange(PIECES) + np.arange(-before, size)[:, None]
        at = np.minimum(at, stop - 1)
        found, state = [], None
        for t in range(0, len(at), AT_ONCE):
            here = at[t : t + AT_ONCE]
            tape = network.forward(self.numbers[here - 1], state)
            p, state = activations.softmax(tape.y, axis=1), tape.state
            found.append(np.take_along_axis(p, self.numbers[here][:, None], axis=1)[:, 0])
        in_order = np.concatenate(found)[before:].T.ravel()
        return in_order[places - start]

    def written(self, network: Network, length: int, seed: int = 0) -> str:
        """What a network writes when it goes on from the end of the validation part."""
        random, known = np.random.default_rng(seed), len(self.vocabulary)
        tape = network.forward(self.numbers[: self.ends[1]][-CONTEXT:, None])
        said: list[int] = []
        for _ in range(length):
            p = activations.softmax(tape.y[-1, :, 0].astype(float), axis=0)
            said.append(int(random.choice(known, p=p / p.sum())))
            tape = network.forward(np.array([[said[-1]]]), tape.state)
        return self.vocabulary.decode(np.array(said)).replace(UNKNOWN, "�")


def bits(p: np.ndarray) -> np.ndarray:
    """-log₂ p: how many bits a character took that was given this probability."""
    return -np.log2(np.maximum(p, 1e-12))
