"""DNA, read base by base, and nothing marks where a codon begins."""

import numpy as np

from rnnlib import activations, checks
from rnnlib.tasks.genetic_code import AMINO_ACIDS, BASES, CODE, translate
from rnnlib.tasks.prediction import conditional_entropy
from rnnlib.tasks.task import Task, accuracy, drawn, one_hot, share
from rnnlib.training.batch import Batch

NONE_YET = len(AMINO_ACIDS)
_UNKNOWN, _STOP = len(BASES), AMINO_ACIDS.index("*")

# In a protein no codon is a stop. Each amino acid is equally likely, and so are its codons
# among themselves.
CODON_P = (CODE != _STOP) / np.bincount(CODE.ravel())[CODE] / 20


def translation(steps):
    """Translate random bases: an amino acid at the third base of each codon, else "none yet".

    The first base begins a codon; from then on, only counting to three tells where the next
    does. All bases are equally likely. There are 22 classes: the places in AMINO_ACIDS, and
    NONE_YET. The optimum is 0.

    Args:
        steps: how many bases, at least 3.
    """
    steps = checks.size("translation", "steps", steps, least=3)

    def draw(random, batch_size):
        bases = random.integers(len(BASES), size=(steps, batch_size))
        targets = np.full_like(bases, NONE_YET)
        targets[2::3] = translate(bases)
        return Batch(one_hot(bases, len(BASES)), targets)

    met = np.zeros((3, 4, 4, 4, NONE_YET + 1))  # place in the codon, the last bases, target
    met[:2, ..., NONE_YET] = 1
    np.put_along_axis(met[2], CODE[..., None], 1, axis=-1)
    return Task(
        name=f"translation, {steps} bases",
        input_size=len(BASES),
        output_size=NONE_YET + 1,
        every_step=True,
        measure=accuracy,
        goal=("accuracy", 0.99),
        baselines=lambda: {
            "knowing nothing": _knowing(met.sum(axis=(0, 1, 2, 3))),
            "knowing the last three bases": _knowing(met.sum(axis=0)),
            "knowing the place in the codon, and the last base": _knowing(met.sum(axis=(1, 2))),
            "knowing the place in the codon, and the last two": _knowing(met.sum(axis=1)),
        },
        optimum=0.0,
        **drawn(draw),
    )


def reading_frame(steps):
    """At each base of a protein's codons: is it the first, second or third of its codon?

    The sequence begins anywhere in a codon. What gives the frame away, bit by bit, is that
    some codons are common, some are rare and three never come: codons are independent, and
    likely as CODON_P says.

    The optimum is the loss of `frame_posterior` on the test set.

    Args:
        steps: how many bases.
    """
    steps = checks.size("reading_frame", "steps", steps)

    def draw(random, batch_size):
        first = random.integers(3, size=batch_size)
        codons = random.choice(CODE.size, (steps // 3 + 2, batch_size), p=CODON_P.ravel())
        bases = np.stack(np.unravel_index(codons, CODE.shape), axis=1).reshape(-1, batch_size)
        position = first + np.arange(steps)[:, None]
        bases = np.take_along_axis(bases, position, axis=0)
        return Batch(one_hot(bases, len(BASES)), position % 3)

    data = drawn(draw)
    test = data["held_out"]("test")
    best = frame_posterior(test.x.argmax(axis=1))
    of_the_targets = np.take_along_axis(best, test.targets[:, None], axis=1)
    optimum = -float(np.log(of_the_targets).mean())
    return Task(
        name=f"reading frame, {steps} bases",
        input_size=len(BASES),
        output_size=3,
        every_step=True,
        measure=accuracy,
        baselines=lambda: {
            "guessing": share([1, 1, 1]),
            "knowing the last base": _knowing(_last_three().sum(axis=(0, 1))),
            "knowing the last three bases": _knowing(_last_three()),
            "the exact posterior": {"loss": optimum} | accuracy(best, test),
        },
        optimum=optimum,
        **data,
    )


def _last_three():
    """P(the last three bases, the place of the last), (4, 4, 4, 3)."""
    p = CODON_P
    first = np.multiply.outer(p.sum(axis=0), p.sum(axis=(1, 2)))
    second = np.multiply.outer(p.sum(axis=(0, 1)), p.sum(axis=2))
    return np.stack([first, second, p], axis=-1) / 3


def _knowing(met):
    """The least loss and the best accuracy, from how often (…, class) are met together."""
    met = met.reshape(-1, met.shape[-1])
    return {"loss": conditional_entropy(met), "accuracy": float(met.max(axis=1).sum() / met.sum())}


def frame_posterior(bases):
    """P(place of base t in its codon | bases 0 … t), for a sequence as in `reading_frame`.

    By Bayes' rule from the places that the first base can have, all equally likely:
    P(first | b_0 … b_t) ∝ Π_s P(b_s | the bases before it in its codon, first).

    Args:
        bases: (T, B), class numbers.

    Returns:
        (T, 3, B).
    """
    bases = checks.classes("frame_posterior", "bases", bases, ("T", "B"), {}, count=len(BASES))
    first = activations.softmax(
        np.stack([_log_likelihood(bases, k) for k in range(3)], axis=1), axis=1
    )
    puts_in = (np.arange(3) - np.arange(len(bases))[:, None]) % 3  # that first puts t in place k
    return np.take_along_axis(first, puts_in[..., None], axis=1)


def _log_likelihood(bases, first):
    """ln P(b_0 … b_t | b_0 is in place `first` of its codon), (T, B)."""
    position = first + np.arange(len(bases))
    place = position % 3
    padded = np.pad(bases, [(first, 2), (0, 0)], constant_values=_UNKNOWN)
    codon = np.stack([padded[position - place + k] for k in range(3)])  # that of t, (3, T, B)
    log_p = _log_marginals()

    def up_to(last):
        known = np.arange(3)[:, None] <= last
        return log_p[tuple(np.where(known[..., None], codon, _UNKNOWN))]

    return np.cumsum(up_to(place) - up_to(place - 1), axis=0)


def _log_marginals():
    """ln P of the three bases of a codon, (5, 5, 5): 4 is a base that is not known."""
    p = CODON_P
    for axis in range(3):
        p = np.concatenate([p, p.sum(axis=axis, keepdims=True)], axis=axis)
    with np.errstate(divide="ignore"):
        return np.log(p)
