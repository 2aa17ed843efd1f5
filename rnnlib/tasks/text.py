"""Text, character by character: a real one, its alphabet, streams of batches, samples."""

from functools import cache

import numpy as np

from rnnlib import activations, checks
from rnnlib.tasks import packages
from rnnlib.tasks.ngram import NGram
from rnnlib.tasks.task import Task, accuracy
from rnnlib.training import losses
from rnnlib.training.batch import Batch

_PIECES = 10  # that held-out text is read in, side by side


def lady_susan():
    """Jane Austen, *Lady Susan* (written about 1794), as one string.

    Read from the installed package music21, which carries Project Gutenberg's
    edition; the lines above the title and below the last sentence are left out.

    Raises:
        ModuleNotFoundError: music21 is not installed.
    """
    path = packages.file("lady_susan", "music21", "languageExcerpts/trainingData/en.txt")
    text = path.read_text(encoding="ascii")
    _, text, _ = text.split("Project Gutenberg Etext of Lady Susan, by Jane Austen", 2)
    return text.strip("*").removesuffix("End of The ").strip() + "\n"


def split(text, validation=0.1, test=0.1):
    """Cut a text, in order, into training, validation and test text.

    In order, because shuffled sentences would let a model be tested on pages it has half read.
    """
    validation = checks.number("split", "validation", validation, above=0, most=1)
    test = checks.number("split", "test", test, above=0, most=1 - validation)
    first, second = round(len(text) * (1 - validation - test)), round(len(text) * (1 - test))
    if not 0 < first < second:
        raise ValueError(
            "split: validation and test must leave text to learn from and to validate with, got "
            f"{validation:g} and {test:g} of {len(text)} characters"
        )
    return text[:first], text[first:second], text[second:]


class Vocabulary:
    """The characters of a text, sorted: character k is class k.

    Attributes:
        characters: a string with each character once.
    """

    def __init__(self, text):
        if not isinstance(text, str) or not text:
            raise ValueError(f"Vocabulary: text must be a string that is not empty, got {text!r}")
        self.characters = "".join(sorted(set(text)))
        self._numbers = {character: k for k, character in enumerate(self.characters)}

    def __len__(self):
        return len(self.characters)

    def encode(self, text):
        """A string to class numbers, (T,)."""
        if not isinstance(text, str) or not text:
            raise ValueError(
                f"Vocabulary.encode: text must be a string that is not empty, got {text!r}"
            )
        unknown = sorted(set(text) - set(self.characters))
        if unknown:
            raise ValueError(
                f"Vocabulary.encode: text must be of {len(self)} known characters, got "
                f"{unknown[0]!r} at position {text.index(unknown[0])}"
            )
        return np.array([self._numbers[character] for character in text])

    def decode(self, numbers):
        """Class numbers to a string."""
        numbers = checks.classes(
            "Vocabulary.decode", "numbers", numbers, ("T",), {}, count=len(self)
        )
        return "".join(self.characters[k] for k in numbers)

    def one_hot(self, numbers, dtype=np.float32):
        """Class numbers (T, B) to inputs x (T, D_x, B): a 1 in the row of the character."""
        numbers = checks.classes(
            "Vocabulary.one_hot", "numbers", numbers, ("T", "B"), {}, count=len(self)
        )
        return np.eye(len(self), dtype=dtype)[:, numbers].swapaxes(0, 1)


def streams(text, vocabulary, batch_size, window):
    """Endless batches that read a text in parallel streams, each going on where it stopped.

    The text is cut into `batch_size` pieces; each batch holds the next `window`
    characters of every piece, and as targets the characters one later.

    Returns:
        An iterator of Batch: x (window, D_x, B) one-hot, targets (window, B), starts at a
        piece's beginning.
    """
    window = checks.size("streams", "window", window)
    batch_size = checks.size("streams", "batch_size", batch_size)
    numbers = vocabulary.encode(text)
    length = (len(numbers) - 1) // batch_size
    if length < window:
        raise ValueError(
            f"streams: text must have more than batch_size · window = {batch_size * window} "
            f"characters, got {len(numbers)}"
        )
    x = numbers[: batch_size * length].reshape(batch_size, length).T
    targets = numbers[1 : batch_size * length + 1].reshape(batch_size, length).T

    def batches():
        while True:
            for t in range(0, length - window + 1, window):
                here = slice(t, t + window)
                yield Batch(vocabulary.one_hot(x[here]), targets[here], starts=t == 0)

    return batches()  # made here, so that what is wrong is said at the call


def evaluate(network, text, vocabulary, window=1000):
    """The mean negative log-likelihood of a text, read once from its start, in nats."""
    window, numbers = checks.size("evaluate", "window", window), vocabulary.encode(text)
    _check_output("evaluate", network, vocabulary)
    if len(numbers) < 2:
        raise ValueError(f"evaluate: text must have at least 2 characters, got {len(numbers)}")
    total, state = 0.0, None
    for t in range(0, len(numbers) - 1, window):
        targets = numbers[t + 1 : t + window + 1, None]
        tape = network.forward(vocabulary.one_hot(numbers[t : t + len(targets), None]), state)
        state = tape.state
        total += losses.cross_entropy(tape.y, targets)[0] * len(targets)
    return total / (len(numbers) - 1)


def _check_output(owner, network, vocabulary):
    if network.output_size != len(vocabulary):
        raise ValueError(
            f"{owner}: network must have D_y = {len(vocabulary)}, one output for each character "
            f"of the vocabulary, got {network.output_size}"
        )


def sample(network, vocabulary, prompt, length, temperature, seed):
    """Let the network go on writing: each character it draws becomes its next input.

    p_k ∝ e^(y_k / τ). A low temperature τ sharpens the distribution, a high one flattens it.

    Args:
        prompt: what it reads first; it is part of what is returned.
        length: how many characters to draw.
        temperature: τ, above 0.
        seed: int or numpy.random.Generator.
    """
    length = checks.size("sample", "length", length)
    temperature = checks.number("sample", "temperature", temperature, above=0)
    _check_output("sample", network, vocabulary)
    random, numbers = checks.generator("sample", seed), list(vocabulary.encode(prompt))
    tape = network.forward(vocabulary.one_hot(np.array(numbers)[:, None]))
    for _ in range(length):
        p = activations.softmax(tape.y[-1, :, 0].astype(np.float64) / temperature, axis=0)
        numbers.append(random.choice(len(vocabulary), p=p / p.sum()))
        tape = network.forward(vocabulary.one_hot(np.array([[numbers[-1]]])), tape.state)
    return vocabulary.decode(numbers)


@cache
def characters(window=50):
    """The next character of *Lady Susan*, given all before it in the stream, as a Task.

    Batches come from `streams`, each going on where the one before it stopped; the seed says
    where in the training text the first stream begins. Held-out text is read in ten pieces
    side by side, each from the state zero.

    Args:
        window: characters of a batch: so far do gradients go back.
    """
    window, novel = checks.size("characters", "window", window), lady_susan()
    vocabulary = Vocabulary(novel)
    train, *held_out = split(novel)
    held_out = dict(zip(("validation", "test"), held_out, strict=True))

    def batches(batch_size, seed):
        first = checks.generator("characters", seed).integers(len(train))
        return streams(train[first:] + train[:first], vocabulary, batch_size, window)

    @cache
    def read(part):
        text = held_out[part]
        return next(streams(text, vocabulary, _PIECES, (len(text) - 1) // _PIECES))

    def measure(y, batch):
        return {"bits": losses.bits(losses.cross_entropy(y, batch.targets)[0])} | accuracy(y, batch)

    @cache
    def baselines():
        scores = {
            f"{n}-gram": NGram(n, train, vocabulary).loss(held_out["test"]) for n in range(1, 6)
        }
        return {name: {"loss": loss, "bits": losses.bits(loss)} for name, loss in scores.items()}

    return Task(
        name="Lady Susan",
        input_size=len(vocabulary),
        output_size=len(vocabulary),
        every_step=True,
        batches=batches,
        held_out=read,
        measure=measure,
        baselines=baselines,
    )
