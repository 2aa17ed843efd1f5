"""DNA, read base by base, where nothing marks the beginning of a codon."""

import numpy as np

from rnnlib import activations, checks
from rnnlib.tasks.baselines import best_prediction
from rnnlib.tasks.task import EXACT, Task, accuracy, drawn, one_hot
from rnnlib.training.batch import Batch

BASES = "TCAG"
AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY*"  # by their letters; * is a stop, where a protein ends

# TTT, TTC, TTA, TTG, TCT, …, GGG: the standard code.
_CODE = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODE = np.array([AMINO_ACIDS.index(letter) for letter in _CODE]).reshape(4, 4, 4)

NONE_YET = len(AMINO_ACIDS)
_UNKNOWN, _STOP = len(BASES), AMINO_ACIDS.index("*")

# In a protein no codon is a stop. Each amino acid is equally likely, and so are its codons
# among themselves.
CODON_P = (CODE != _STOP) / np.bincount(CODE.ravel())[CODE] / 20


def translate(bases: np.ndarray) -> np.ndarray:
    """Bases (T, B), the first of which begins a codon, to amino acids (T // 3, B).

    Both are class numbers: places in BASES and in AMINO_ACIDS.
    """
    bases = checks.classes("translate", "bases", bases, ("T", "B"), {}, count=len(BASES))
    end = len(bases) // 3 * 3
    return CODE[bases[0:end:3], bases[1:end:3], bases[2:end:3]]


def surviving(bases: np.ndarray, at: int) -> float:
    """Delete a base: what share of the amino acids behind it is still the same?

    Each codon behind is made of two bases that were together and a third that was not. Of
    random bases, 7/128 = 5.5 % of the amino acids stay the same by chance.

    Args:
        bases: (T, B), the first of which begins a codon.
        at: which base to delete; a whole codon must come behind.
    """
    before, at = translate(bases), checks.size("surviving", "at", at, least=0)
    first, end, of = at // 3 + 1, (len(bases) - 1) // 3, f"among T = {len(bases)} bases"
    if first >= end:
        raise ValueError(f"surviving: at must leave a codon behind it, {of}, got {at}")
    after = translate(np.delete(bases, at, axis=0))
    return float(np.mean(before[first:end] == after[first:]))


def translation(steps: int) -> Task:
    """Translate random bases: an amino acid at the third base of each codon, else "none yet".

    The first base begins a codon; from then on, only counting to three shows where the next
    does. All bases are equally likely. There are 22 classes: the places in AMINO_ACIDS, and
    NONE_YET. The optimum is 0. The baselines are the best predictions from less: the
    last bases, or the place in the codon and the last bases.

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
    known: dict[str, tuple[int, ...]] = {  # and the axes that are not known
        "nothing": (0, 1, 2, 3),
        "the last three bases": (0,),
        "the place in the codon, and the last base": (1, 2),
        "the place in the codon, and the last two": (1,),
    }
    found = {f"knowing {what}": best_prediction(met.sum(axes)) for what, axes in known.items()}
    fields: dict = EXACT | {"baselines": lambda: found, "every_step": True}
    return Task(f"translation, {steps} bases", len(BASES), NONE_YET + 1, **drawn(draw), **fields)


def reading_frame(steps: int) -> Task:
    """At each base of a protein's codons: is it the first, second or third of its codon?

    The sequence begins anywhere in a codon. What gives the frame away, bit by bit, is that
    some codons are common, some are rare and three never come: codons are independent,
    with the probabilities CODON_P.

    The optimum is the loss of `frame_posterior` on the test set, which is also a baseline;
    the others guess, or are the best predictions from the last bases.

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

    sets = drawn(draw)
    test = sets["held_out"]("test")
    best = frame_posterior(test.x.argmax(axis=1))
    optimum = -float(np.log(np.take_along_axis(best, test.targets[:, None], axis=1)).mean())
    baselines = {
        "guessing": best_prediction([1, 1, 1]),
        "knowing the last base": best_prediction(_last_three().sum(axis=(0, 1))),
        "knowing the last three bases": best_prediction(_last_three()),
        "the exact posterior": {"loss": optimum} | accuracy(best, test),
    }
    fields: dict = {"measure": accuracy, "baselines": lambda: baselines, "optimum": optimum}
    name = f"reading frame, {steps} bases"
    return Task(name, len(BASES), 3, **sets, **fields, every_step=True)


def _last_three() -> np.ndarray:
    """P(the last three bases, the place of the last), (4, 4, 4, 3)."""
    p = CODON_P
    first = np.multiply.outer(p.sum(axis=0), p.sum(axis=(1, 2)))
    second = np.multiply.outer(p.sum(axis=(0, 1)), p.sum(axis=2))
    return np.stack([first, second, p], axis=-1) / 3


def frame_posterior(bases: np.ndarray) -> np.ndarray:
    """P(place of base t in its codon | bases 0 … t), for a sequence as in `reading_frame`.

    By Bayes' rule from the places that the first base can have, all equally likely:
    P(first | b_0 … b_t) ∝ Π_s P(b_s | the bases before it in its codon, first).

    Args:
        bases: (T, B), class numbers.

    Returns:
        (T, 3, B).
    """
    bases = checks.classes("frame_posterior", "bases", bases, ("T", "B"), {}, count=len(BASES))
    log_p = np.stack([_log_likelihood(bases, k) for k in range(3)], axis=1)
    first = activations.softmax(log_p, axis=1)
    puts_in = (np.arange(3) - np.arange(len(bases))[:, None]) % 3  # that first puts t in place k
    return np.take_along_axis(first, puts_in[..., None], axis=1)


def _log_likelihood(bases: np.ndarray, first: int) -> np.ndarray:
    """ln P(b_0 … b_t | b_0 is in place `first` of its codon), (T, B)."""
    position = first + np.arange(len(bases))
    place = position % 3
    padded = np.pad(bases, [(first, 2), (0, 0)], constant_values=_UNKNOWN)
    codon = np.stack([padded[position - place + k] for k in range(3)])  # that of t, (3, T, B)
    log_p = _log_marginals()

    def up_to(last: np.ndarray) -> np.ndarray:
        known = np.arange(3)[:, None] <= last
        return log_p[tuple(np.where(known[..., None], codon, _UNKNOWN))]

    return np.cumsum(up_to(place) - up_to(place - 1), axis=0)


def _log_marginals() -> np.ndarray:
    """ln P of the three bases of a codon, (5, 5, 5): 4 is a base that is not known."""
    p = CODON_P
    for axis in range(3):
        p = np.concatenate([p, p.sum(axis=axis, keepdims=True)], axis=axis)
    with np.errstate(divide="ignore"):
        return np.log(p)
