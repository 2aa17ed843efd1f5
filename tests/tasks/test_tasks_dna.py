"""DNA: the code from a table by amino acid, and every probability by going through all codons."""

import re
from collections import Counter, defaultdict
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib.tasks.dna import (
    AMINO_ACIDS,
    BASES,
    CODE,
    CODON_P,
    NONE_YET,
    frame_posterior,
    reading_frame,
    surviving,
    translate,
    translation,
)

# As biochemistry books have it: the codons of each amino acid.
CODONS = {
    "A": "GCT GCC GCA GCG",
    "R": "CGT CGC CGA CGG AGA AGG",
    "N": "AAT AAC",
    "D": "GAT GAC",
    "C": "TGT TGC",
    "Q": "CAA CAG",
    "E": "GAA GAG",
    "G": "GGT GGC GGA GGG",
    "H": "CAT CAC",
    "I": "ATT ATC ATA",
    "L": "TTA TTG CTT CTC CTA CTG",
    "K": "AAA AAG",
    "M": "ATG",
    "F": "TTT TTC",
    "P": "CCT CCC CCA CCG",
    "S": "TCT TCC TCA TCG AGT AGC",
    "T": "ACT ACC ACA ACG",
    "W": "TGG",
    "Y": "TAT TAC",
    "V": "GTT GTC GTA GTG",
    "*": "TAA TAG TGA",
}
ACID = {codon: acid for acid, codons in CODONS.items() for codon in codons.split()}
P = {codon: 1 / 20 / len(CODONS[acid].split()) for codon, acid in ACID.items() if acid != "*"}


def numbers(sequence):
    return np.array([BASES.index(base) for base in sequence])[:, None]


def letters(bases):
    return "".join(BASES[k] for k in bases)


def acids(sequence):
    return "".join(ACID[sequence[k : k + 3]] for k in range(0, len(sequence) - 2, 3))


def loss_and_accuracy(cases):
    """Of the best prediction from a context, from {(context, answer): weight}."""
    total, contexts = sum(cases.values()), defaultdict(list)
    for (context, _), weight in cases.items():
        contexts[context].append(weight)
    loss = -sum(w * np.log(w / sum(ws)) for ws in contexts.values() for w in ws) / total
    return {"loss": loss, "accuracy": sum(max(ws) for ws in contexts.values()) / total}


# The code


def test_code_has_the_amino_acid_of_every_codon():
    assert len(ACID) == 64
    for codon, acid in ACID.items():
        assert AMINO_ACIDS[CODE[tuple(BASES.index(base) for base in codon)]] == acid
    assert_array_equal(np.bincount(CODE.ravel()), [len(CODONS[a].split()) for a in AMINO_ACIDS])


def test_translate_reads_whole_codons():
    gene = "ATGGCTTGGTAA"
    assert "".join(AMINO_ACIDS[k] for k in translate(numbers(gene))[:, 0]) == "MAW*"
    assert_array_equal(translate(numbers(gene + "GC")), translate(numbers(gene)))
    bases = np.random.default_rng(0).integers(4, size=(30, 5))
    for k in range(5):
        translated = "".join(AMINO_ACIDS[acid] for acid in translate(bases)[:, k])
        assert translated == acids(letters(bases[:, k]))


# A deleted base


def test_surviving_behind_a_deleted_base_by_hand():
    """ATG GCT TGG TAA without its fifth base: ATG GTT GGT AA; behind it A W * became V G."""
    gene = "ATGGCTTGGTAA"
    assert surviving(numbers(gene), 4) == 0
    assert acids(gene[:4] + gene[5:]) == "MVG"
    assert surviving(numbers("AAAAAAAAA"), 0) == 1


def test_surviving_counts_behind_the_codon_of_the_deleted_base():
    bases = np.random.default_rng(0).integers(4, size=(22, 40))
    for at in (0, 1, 2, 3, 13, 17):
        same = []
        for k in range(40):
            gene = letters(bases[:, k])
            before, after = acids(gene), acids(gene[:at] + gene[at + 1 :])
            same += [b == a for b, a in zip(before, after, strict=False)][at // 3 + 1 :]
        assert surviving(bases, at) == pytest.approx(np.mean(same))


def test_surviving_of_random_bases_is_7_in_128():
    """All four bases that a codon and its successor take from are equally likely."""
    same = [ACID[a + b + c] == ACID[b + c + d] for a, b, c, d in product(BASES, repeat=4)]
    assert np.mean(same) == 7 / 128
    bases = np.random.default_rng(0).integers(4, size=(601, 500))
    assert surviving(bases, 1) == pytest.approx(7 / 128, abs=0.003)


# Translation


def test_translation_target_is_the_amino_acid_at_the_third_base():
    batch = next(translation(20).batches(30, seed=0))
    for k in range(30):
        gene = letters(batch.x[..., k].argmax(axis=1))
        said = "".join((AMINO_ACIDS + ".")[acid] for acid in batch.targets[:, k])
        assert said == "".join(f"..{acid}" for acid in acids(gene)) + ".."
    assert_array_equal(batch.x.sum(axis=1), 1)
    assert len(AMINO_ACIDS) == NONE_YET == translation(20).output_size - 1


def test_translation_baselines_are_counted_over_all_codons():
    contexts = {
        "knowing nothing": lambda place, codon: None,
        "knowing the last three bases": lambda place, codon: codon,
        "knowing the place in the codon, and the last base": lambda place, c: (place, c[2]),
        "knowing the place in the codon, and the last two": lambda place, c: (place, c[1:]),
    }
    baselines = translation(60).baselines()
    for known, context in contexts.items():
        cases = Counter()
        for codon, place in product(ACID, range(3)):
            cases[context(place, codon), ACID[codon] if place == 2 else "none yet"] += 1
        assert baselines[known] == pytest.approx(loss_and_accuracy(cases)), known


# The reading frame


def test_codon_probabilities_are_equal_within_and_between_amino_acids():
    for codon in ACID:
        probability = CODON_P[tuple(BASES.index(base) for base in codon)]
        assert probability == pytest.approx(P.get(codon, 0))


def test_reading_frame_begins_anywhere_and_holds_no_stop():
    batch = next(reading_frame(40).batches(600, seed=0))
    assert_array_equal(np.diff(batch.targets, axis=0) % 3, 1)
    assert_allclose(np.bincount(batch.targets[0]) / 600, 1 / 3, atol=0.06)
    counts = Counter()
    for k in range(600):
        gene, first = letters(batch.x[..., k].argmax(axis=1)), -batch.targets[0, k] % 3
        counts.update(gene[t : t + 3] for t in range(first, len(gene) - 2, 3))
    drawn = counts.total()
    assert counts.keys() == P.keys()
    for codon, p in P.items():
        assert abs(counts[codon] / drawn - p) < 5 * np.sqrt(p / drawn)


def by_enumeration(sequence):
    """P(place of the last base | sequence): each frame's codons, unseen bases summed over."""
    likelihood = np.zeros(3)
    for first in range(3):
        length = -(-(first + len(sequence)) // 3) * 3
        padded = ("." * first + sequence).ljust(length, ".")
        factors = [
            sum(p for codon, p in P.items() if re.fullmatch(seen, codon))
            for seen in (padded[k : k + 3] for k in range(0, length, 3))
        ]
        likelihood[(first + len(sequence) - 1) % 3] = np.prod(factors)
    return likelihood / likelihood.sum()


def test_frame_posterior_equals_enumeration():
    batch = next(reading_frame(11).batches(12, seed=0))
    posterior = frame_posterior(batch.x.argmax(axis=1))
    assert posterior.shape == (11, 3, 12)
    for k, t in product(range(12), range(11)):
        gene = letters(batch.x[: t + 1, :, k].argmax(axis=1))
        assert_allclose(posterior[t, :, k], by_enumeration(gene), atol=1e-12)


def test_frame_posterior_rules_a_frame_with_a_stop_out():
    posterior = frame_posterior(numbers("GTAACC"))[:, :, 0]
    assert posterior[3, 2] == 0  # TAA, from the second base to the fourth, is no codon
    assert posterior[4, 0] == posterior[5, 1] == 0
    assert (posterior[:3] > 0).all()


def test_frame_posterior_is_calibrated():
    """Of the predictions made with probability p, a share p comes true."""
    task = reading_frame(45)
    batch = next(task.batches(4000, seed=1))
    posterior = frame_posterior(batch.x.argmax(axis=1))
    true = np.arange(3)[:, None] == batch.targets[:, None]
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        some = (low <= posterior) & (posterior < low + 0.2)
        assert posterior[some].mean() == pytest.approx(true[some].mean(), abs=0.02)


def test_reading_frame_optimum_is_the_loss_of_the_posterior():
    task = reading_frame(30)
    batch = task.held_out("test")
    posterior, (T, B) = frame_posterior(batch.x.argmax(axis=1)), batch.targets.shape
    loss = np.mean(
        [-np.log(posterior[t, batch.targets[t, k], k]) for t in range(T) for k in range(B)]
    )
    best = task.baselines()["the exact posterior"]
    assert task.optimum == best["loss"] == pytest.approx(loss)
    assert best["accuracy"] == np.mean(posterior.argmax(axis=1) == batch.targets)


def test_reading_frame_baselines_are_counted_over_pairs_of_codons():
    baselines = reading_frame(6).baselines()
    for known, window in (("last base", 1), ("last three bases", 3)):
        cases = Counter()
        for (one, p), (two, q) in product(P.items(), repeat=2):
            for place in range(3):
                cases[(one + two)[place + 4 - window : place + 4], place] += p * q
        assert baselines[f"knowing the {known}"] == pytest.approx(loss_and_accuracy(cases))


def test_reading_frame_baselines_fall_with_what_is_known():
    losses = [measured["loss"] for measured in reading_frame(60).baselines().values()]
    assert losses == sorted(losses, reverse=True)
