"""Simple classifiers: their regression is scikit-learn's, and they read no label of the test."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.compare.classification import simple_methods
from rnnlib.compare.classification.partition import partition
from rnnlib.compare.classification.simple_methods import ENDS, MAJORITY, STATISTICS, logistic


def a_table(k, n=120, D=6):
    random = np.random.default_rng(k)
    x = random.normal(size=(n, D))
    return x, np.argmax(x[:, :k] + random.normal(size=(n, k)), axis=1)


@pytest.mark.parametrize("ridge", [1e-3, 0.1])
@pytest.mark.parametrize("k", [2, 4])
def test_logistic_is_that_of_scikit_learn(k, ridge):
    linear = pytest.importorskip("sklearn.linear_model")
    x, y = a_table(k)
    theirs = linear.LogisticRegression(C=1 / (ridge * len(x)), tol=1e-10, max_iter=10_000)
    p = theirs.fit(x, y).predict_proba(x)
    # Of two classes theirs has one row of weights, which costs twice what two halves cost.
    weights = logistic(x, y, k, 2 * ridge if k == 2 else ridge)
    logits = x @ weights[:-1] + weights[-1]
    ours = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert_allclose(ours, p, atol=1e-5)


def test_logistic_of_separable_classes_ends():
    x = np.linspace(-1, 1, 40)[:, None]
    weights = logistic(x, (x[:, 0] > 0).astype(int), 2, 1e-4)
    assert weights[0, 1] > 5 and np.isfinite(weights).all()


def test_statistics_know_nothing_of_the_order():
    x = np.random.default_rng(0).normal(size=(5, 9, 2))
    assert_allclose(simple_methods.statistics(x), simple_methods.statistics(x[:, ::-1]))
    assert simple_methods.statistics(x).shape == (5, 8)


def test_statistics_know_the_length_where_lengths_differ():
    x = [np.ones((T, 1)) for T in (3, 5)]
    assert_allclose(simple_methods.statistics(x)[:, -1], np.log([3, 5]))


def test_ends_are_the_first_and_the_last_step():
    x = [np.arange(2.0 * T).reshape(T, 2) for T in (1, 3)]
    assert simple_methods.ends(x).tolist() == [[0, 1, 0, 1], [0, 1, 4, 5]]


def test_answers_find_what_they_can_and_read_no_label_of_the_test():
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 200)
    x = random.normal(size=(200, 10, 1)) + 2.0 * y[:, None, None]
    parts = partition(y, 0)
    said = simple_methods.answers(x, y, 2, parts)
    share = {name: (p.argmax(axis=1) == y[parts.test]).mean() for name, (_, p) in said.items()}
    assert share[STATISTICS] > 0.95 > share[ENDS] > 0.8 > 0.65 > share[MAJORITY]
    planted = y.copy()
    planted[parts.test] = 1 - y[parts.test]
    for name, (loss, p) in simple_methods.answers(x, planted, 2, parts).items():
        assert loss == said[name][0]
        assert (p == said[name][1]).all()
