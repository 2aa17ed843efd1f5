"""The genetic code: three bases, a codon, say one amino acid."""

import numpy as np

from rnnlib import checks

BASES = "TCAG"
AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY*"  # by their letters; * is a stop, where a protein ends

# TTT, TTC, TTA, TTG, TCT, …, GGG: the standard code.
_CODE = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODE = np.array([AMINO_ACIDS.index(letter) for letter in _CODE]).reshape(4, 4, 4)


def translate(bases):
    """Bases (T, B), the first of which begins a codon, to amino acids (T // 3, B).

    Both are class numbers: places in BASES and in AMINO_ACIDS.
    """
    bases = checks.classes("translate", "bases", bases, ("T", "B"), {}, count=len(BASES))
    end = len(bases) // 3 * 3
    return CODE[bases[0:end:3], bases[1:end:3], bases[2:end:3]]


def surviving(bases, at):
    """Delete a base: what share of the amino acids behind it is still the same?

    Each codon behind is made of two bases that were together and a third that was not. Of
    random bases, 7/128 = 5.5 % of the amino acids stay the same by chance.

    Args:
        bases: (T, B), the first of which begins a codon.
        at: which base to delete; a whole codon must come behind.
    """
    before, at = translate(bases), checks.size("surviving", "at", at, least=0)
    after = translate(np.delete(bases, at, axis=0)) if at < len(bases) else before[:0]
    behind = slice(at // 3 + 1, len(after))
    if behind.start >= behind.stop:
        raise ValueError(
            f"surviving: at must leave a codon behind it, among T = {len(bases)} bases, got {at}"
        )
    return float(np.mean(before[behind] == after[behind]))
