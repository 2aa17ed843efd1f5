"""Samples divided into those that are learnt from, those for validation and those for the test."""

from dataclasses import dataclass

import numpy as np

from rnnlib.compare.problem import ComparisonError

TEST, VALIDATION = 0.3, 0.2  # of all samples; of those that are left
LEAST = 3  # samples of a class: one for each part


@dataclass(frozen=True)
class Partition:
    """The numbers of the samples of each part, in ascending order."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """What may be seen before the test: training and validation."""
        return np.sort(np.concatenate([self.train, self.validation]))


def partition(labels: np.ndarray, seed: int, groups: np.ndarray | None = None) -> Partition:
    """Divide samples at random, each class in the same shares.

    Args:
        labels: (n,), the class of each sample.
        seed: that they are drawn with.
        groups: (n,), what stays together because it is alike: the recordings of one person,
            the pieces of one measurement. Without it, a sample's twin in the training part
            would give it away.

    Raises:
        ComparisonError: a class has fewer samples, or groups, than there are parts.
    """
    random = np.random.default_rng(seed)
    what = "sequences" if groups is None else "groups"
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        count = len(own if groups is None else np.unique(groups[own]))
        if count < LEAST:
            raise ComparisonError(
                f"class {str(label)!r}: expected at least {LEAST} {what}, one each to learn from, "
                f"for validation and for the test, got {count}; leave the class out or join it "
                "with another"
            )
    part = _stratified(labels, random) if groups is None else _grouped(labels, groups, random)
    for label in np.unique(labels):
        if not (part[labels == label] == 0).any():
            raise ComparisonError(
                f"class {str(label)!r}: all its groups came into validation or test, and none is "
                "left to learn from; make smaller groups"
            )
    return Partition(*(np.flatnonzero(part == k) for k in range(3)))


def _shares() -> np.ndarray:
    """Of train, validation and test."""
    return np.array([(1 - TEST) * (1 - VALIDATION), (1 - TEST) * VALIDATION, TEST])


def _stratified(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """(n,), which part each sample is in."""
    part = np.zeros(len(labels), int)
    for label in np.unique(labels):
        own = random.permutation(np.flatnonzero(labels == label))
        test = max(1, round(TEST * len(own)))
        validation = max(1, round(VALIDATION * (len(own) - test)))
        part[own[:test]] = 2
        part[own[test : test + validation]] = 1
    return part


def _grouped(labels: np.ndarray, groups: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The same with whole groups: from the largest on, each goes where its classes lack most."""
    _, classes = np.unique(labels, return_inverse=True)
    _, numbers = np.unique(groups, return_inverse=True)
    counts = np.zeros((numbers.max() + 1, classes.max() + 1))
    np.add.at(counts, (numbers, classes), 1)
    total = counts.sum(axis=0)
    lacks = _shares()[:, None] * total
    order = random.permutation(len(counts))
    where = np.zeros(len(counts), int)
    for g in order[np.argsort(-counts[order].sum(axis=1), kind="stable")]:
        where[g] = np.argmax(lacks @ (counts[g] / total))
        lacks[where[g]] -= counts[g]
    return where[numbers]
