"""Samples are divided in each class's shares, by a seed, and groups stay whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlib.compare.classification.partition import partition
from rnnlib.compare.problem import ComparisonError


def counts(labels, parts):
    return [np.unique(labels[n], return_counts=True)[1].tolist() for n in parts]


def three(parts):
    return parts.train, parts.validation, parts.test


def test_partition_gives_each_class_its_shares():
    labels = np.repeat(["a", "b"], [100, 50])
    parts = partition(labels, 0)
    assert counts(labels, three(parts)) == [[56, 28], [14, 7], [30, 15]]
    assert parts.known.tolist() == sorted([*parts.train, *parts.validation])


@given(st.lists(st.integers(3, 12), min_size=2, max_size=5), st.integers(0, 99))
def test_partition_puts_each_sample_once_and_each_class_everywhere(sizes, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    parts = partition(labels, seed)
    assert sorted(np.concatenate(three(parts))) == list(range(len(labels)))
    assert all(len(one) == len(sizes) for one in counts(labels, three(parts)))


def test_partition_of_a_seed_is_always_the_same():
    labels = np.repeat([0, 1], 40)
    a, b, other = (three(partition(labels, seed)) for seed in (1, 1, 2))
    assert all((p == q).all() for p, q in zip(a, b, strict=True))
    assert (a[2] != other[2]).any()


def test_partition_keeps_groups_together_and_shares_about_right():
    random = np.random.default_rng(0)
    groups = np.repeat(np.arange(60), random.integers(2, 6, 60))
    labels = (groups % 3).astype(str)
    parts = partition(labels, 0, groups)
    where = [{*groups[n]} for n in three(parts)]
    assert not where[0] & where[1] and not where[0] & where[2] and not where[1] & where[2]
    shares = np.array(counts(labels, three(parts))).sum(axis=1) / len(labels)
    assert np.abs(shares - [0.56, 0.14, 0.3]).max() < 0.03


@pytest.mark.parametrize(
    ("labels", "groups", "words"),
    [
        (["a"] * 9 + ["b"] * 2, None, "class 'b': expected at least 3 sequences, .* got 2"),
        (["a", "b"] * 6, [1, 1, 2, 2] * 3, "class 'a': expected at least 3 groups, .* got 2"),
    ],
)
def test_partition_refuses_a_class_that_cannot_be_in_all_parts(labels, groups, words):
    with pytest.raises(ComparisonError, match=words):
        partition(np.array(labels), 0, None if groups is None else np.array(groups))
