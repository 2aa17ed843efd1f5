"""Text, character by character: a novel, streams of batches, scores, samples, the task."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from rnnlib import checks
from rnnlib.tasks import packages
from rnnlib.tasks.ngram import NGram
from rnnlib.tasks.sequences import padded
from rnnlib.tasks.task import SPLITS, Seed, Task, accuracy, data
from rnnlib.tasks.vocabulary import Vocabulary, string
from rnnlib.training import losses
from rnnlib.training.batch import Batch
from rnnlib.training.network import Network

_PIECES = 10  # that held-out text is read in, side by side


def lady_susan() -> str:
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


def split(text: str, validation: float = 0.1, test: float = 0.1) -> tuple[str, str, str]:
    """Cut a text, in order, into training, validation and test text.

    In order, because shuffled sentences would let a model be tested on pages it has half read.

    Args:
        validation, test: their shares of the characters, each above 0, together below 1.
    """
    text = string("split", text)
    validation = checks.number("split", "validation", validation, above=0, most=1)
    test = checks.number("split", "test", test, above=0, most=1 - validation)
    first, second = round(len(text) * (1 - validation - test)), round(len(text) * (1 - test))
    if not 0 < first < second:
        came = f"{validation:g} and {test:g} of {len(text)} characters"
        raise ValueError(f"split: validation and test must leave text to learn from, got {came}")
    return text[:first], text[first:second], text[second:]


def streams(text: str, vocabulary: Vocabulary, batch_size: int, window: int) -> Iterator[Batch]:
    """Endless batches that read a text in parallel streams, each going on where it stopped.

    The text is cut into `batch_size` pieces of equal length. A batch holds the next `window`
    characters of every piece, and as targets the characters one later. So many steps are read
    that the last piece comes to the text's end: what no full window is left for comes in a
    shorter one, and what is left over in the cutting, fewer than batch_size characters, is
    read by all streams alike, each going on into the next one's piece. Then all streams begin
    again. In each such epoch every character is read, and each but the first is a target.

    Returns:
        An iterator of Batch: x (window, D_x, B) one-hot, targets (window, B), starts where an
        epoch begins.
    """
    window = checks.size("streams", "window", window)
    batch_size = checks.size("streams", "batch_size", batch_size)
    numbers = vocabulary.encode(text)
    piece = (len(numbers) - 1) // batch_size
    if piece < window:
        least = f"batch_size · window = {batch_size * window} characters"
        raise ValueError(f"streams: text must have more than {least}, got {len(numbers)}")
    first = piece * np.arange(batch_size)
    steps = len(numbers) - 1 - int(first[-1])

    def batches() -> Iterator[Batch]:
        while True:
            for t in range(0, steps, window):
                here = first + np.arange(t, min(t + window, steps))[:, None]
                yield Batch(vocabulary.one_hot(numbers[here]), numbers[here + 1], starts=t == 0)

    return batches()  # not a generator itself, so that wrong arguments are refused at the call


def evaluate(network: Network, text: str, vocabulary: Vocabulary, window: int = 1000) -> float:
    """The mean negative log-likelihood of a text, read once from its start, in nats.

    Args:
        window: characters read at once; it changes the memory needed, not the result.
    """
    window = checks.size("evaluate", "window", window)
    numbers = vocabulary.encode(string("evaluate", text, least=2))
    _check_output("evaluate", network, vocabulary)
    total, state = 0.0, None
    for t in range(0, len(numbers) - 1, window):
        targets = numbers[t + 1 : t + window + 1, None]
        tape = network.forward(vocabulary.one_hot(numbers[t : t + len(targets), None]), state)
        state = tape.state
        total += losses.cross_entropy(tape.y, targets)[0] * len(targets)
    return total / (len(numbers) - 1)


def _check_output(owner, network, vocabulary):
    if network.output_size != len(vocabulary):
        expected = f"D_y = {len(vocabulary)}, one output for each character of the vocabulary"
        raise ValueError(f"{owner}: network must have {expected}, got {network.output_size}")


def sample(
    network: Network,
    vocabulary: Vocabulary,
    prompt: str,
    length: int,
    temperature: float,
    seed: Seed,
) -> str:
    """Let the network go on writing: each character it draws becomes its next input.

    p_k ∝ e^(y_k / τ). A low temperature τ sharpens the distribution, a high one flattens it.

    Args:
        prompt: what it reads first; it is part of what is returned.
        length: how many characters to draw.
        temperature: τ, above 0; towards 0 only the largest y_k is drawn.
        seed: int or numpy.random.Generator.
    """
    length = checks.size("sample", "length", length)
    temperature = checks.number("sample", "temperature", temperature, above=0)
    _check_output("sample", network, vocabulary)
    random, numbers = checks.generator("sample", seed), list(vocabulary.encode(prompt))
    tape = network.forward(vocabulary.one_hot(np.array(numbers)[:, None]))
    for _ in range(length):
        y = tape.y[-1, :, 0].astype(np.float64)
        with np.errstate(over="ignore"):  # of a tiny τ: e^(-∞) = 0, all but the largest y_k
            p = np.exp((y - y.max()) / temperature)
        numbers.append(random.choice(len(vocabulary), p=p / p.sum()))
        tape = network.forward(vocabulary.one_hot(np.array([[numbers[-1]]])), tape.state)
    return vocabulary.decode(np.array(numbers))


@cache
def characters(window: int = 50) -> Task:
    """The next character of *Lady Susan*, given all before it in the stream, as a Task.

    Training batches come from `streams`, each going on where the one before it stopped; the
    seed decides where in the training text the first stream begins. Held-out text is read in ten
    pieces side by side, each from the state zero. The baselines are n-gram models, n = 1 … 5.

    Args:
        window: characters of a batch: so far do gradients go back.

    Returns:
        Task: x (window, D_x, B), targets (window, B); `measure` gives "bits" per character
        and "accuracy".
    """
    window, novel = checks.size("characters", "window", window), lady_susan()
    vocabulary = Vocabulary(novel)
    train, *rest = split(novel)
    held_out = dict(zip(SPLITS, rest, strict=True))

    def generate(random, batch_size):
        first = random.integers(len(train))
        return streams(train[first:] + train[:first], vocabulary, batch_size, window)

    def read(part):
        numbers = vocabulary.encode(held_out[part])
        pieces = np.array_split(np.arange(len(numbers) - 1), _PIECES)
        symbols, lengths, mask = padded([numbers[p[0] : p[-1] + 2] for p in pieces], int)
        x = vocabulary.one_hot(symbols[:-1]) * mask[1:, None]
        return Batch(x, symbols[1:], True, lengths - 1, mask[1:])

    def measure(y, batch):
        loss, _ = losses.cross_entropy(y, batch.targets, batch.mask)
        return {"bits": losses.bits(loss)} | accuracy(y, batch)

    def baselines():
        nats = {n: NGram(n, train, vocabulary).loss(held_out["test"]) for n in range(1, 6)}
        return {f"{n}-gram": {"loss": x, "bits": losses.bits(x)} for n, x in nats.items()}

    fields: dict = {"every_step": True, "measure": measure, "baselines": baselines}
    return Task("Lady Susan", len(vocabulary), len(vocabulary), **data(generate, read), **fields)
