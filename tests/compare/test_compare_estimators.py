"""The estimators keep scikit-learn's contract, and learn what only order tells."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

pytest.importorskip("sklearn")
from sklearn.model_selection import GridSearchCV
from sklearn.utils.estimator_checks import parametrize_with_checks

from rnnlib.compare.estimators import SequenceClassifier, SequenceForecaster

LEARNS = "train", "predictions", "multioutput"  # checks that ask for something to be learnt
QUICK = {"hidden_size": 8, "learning_rate": 0.02, "random_state": 0}


@parametrize_with_checks([SequenceClassifier(), SequenceForecaster()])
def test_estimator_keeps_the_contract(estimator, check):
    """All checks apply: two axes are samples and time, with one feature.

    scikit-learn leaves out by itself those of what is not offered: weights of samples and of
    classes, sparse input, and, unless SCIPY_ARRAY_API is set, arrays of other libraries. Where
    something must be learnt, it is from all samples: the check's 200, whose columns are in no
    order of time, are few for a network that also stops by a part of them.
    """
    learns = any(word in str(check) for word in LEARNS)
    estimator.set_params(hidden_size=8, learning_rate=0.02, epochs=100 if learns else 2)
    estimator.set_params(validation_fraction=0 if learns else 0.2)
    check(estimator)


def in_order(n=120, T=6, seed=0):
    """Which of two marks comes first?"""
    random = np.random.default_rng(seed)
    y = random.integers(0, 2, n)
    x = random.normal(0, 0.3, (n, T, 2))
    x[:, 2, 0] += 3 - 6 * y
    x[:, 3, 0] -= 3 - 6 * y
    return x, np.where(y, "down", "up")


def waves(n=300, T=12, horizon=1, level=0.0):
    """Windows of a sine on a slope, and what comes after each."""
    t = np.arange(n + T + horizon)
    series = np.sin(0.7 * t) + 0.02 * t + level
    x = np.array([series[k : k + T] for k in range(n)])
    y = np.array([series[k + T : k + T + horizon] for k in range(n)])
    return x, y[:, 0] if horizon == 1 else y


def test_classifier_learns_an_order():
    model = SequenceClassifier(**QUICK).fit(*in_order())
    x, y = in_order(seed=1)
    assert model.score(x, y) > 0.95
    assert model.classes_.tolist() == ["down", "up"]
    assert_allclose(model.predict_proba(x).sum(axis=1), 1)


def test_classifier_takes_sequences_of_several_lengths():
    x, y = in_order()
    ragged = [one[: 4 + k % 3] for k, one in enumerate(x)]
    model = SequenceClassifier(**QUICK).fit(ragged, y)
    assert model.score(ragged, y) > 0.95
    assert_allclose(model.predict_proba(ragged)[:9], model.predict_proba(ragged[:9]), atol=1e-12)


def test_classifier_is_the_mean_of_its_networks():
    x, y = in_order(40)
    model = SequenceClassifier(**QUICK, n_networks=2, epochs=2).fit(x, y)
    both = [
        one.predict((x - model.mean_) / model.scale_, "probabilities") for one in model.networks_
    ]
    assert_allclose(model.predict_proba(x), np.mean(both, axis=0))
    assert (both[0] != both[1]).any()


def test_classifier_is_the_same_from_the_same_random_state():
    x, y = in_order(40)
    p = [
        SequenceClassifier(epochs=2, random_state=seed).fit(x, y).predict_proba(x)
        for seed in (1, 1, 2)
    ]
    assert (p[0] == p[1]).all() and (p[0] != p[2]).any()


@pytest.mark.parametrize("cell", ["RNN", "GRU", "LSTM"])
def test_forecaster_goes_on_beyond_what_it_has_seen(cell):
    x, y = waves(340)
    model = SequenceForecaster(cell, **QUICK).fit(x[:280], y[:280])
    error = np.abs(model.predict(x[280:]) - y[280:]).mean()
    naive = np.abs(x[280:, -1] - y[280:]).mean()
    assert y[280:].min() > y[:280].mean()  # the slope has left what was learnt behind
    assert error < 0.3 * naive


def test_forecaster_of_several_steps():
    x, y = waves(horizon=3)
    model = SequenceForecaster(**QUICK).fit(x, y)
    assert model.predict(x[:7]).shape == (7, 3)
    assert model.score(x, y) > 0.95


def test_forecaster_does_not_mind_where_zero_is():
    (x, y), (x_up, y_up) = waves(120), waves(120, level=1e4)
    a, b = (SequenceForecaster(**QUICK, epochs=5) for _ in range(2))
    assert_allclose(a.fit(x, y).predict(x) + 1e4, b.fit(x_up, y_up).predict(x_up), rtol=1e-8)


def test_forecaster_sees_further_features():
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 4, 2))
    y = x[:, -1, 0] + x[:, -1, 1]
    model = SequenceForecaster(**QUICK).fit(x, y)
    assert model.score(x, y) > 0.8


def test_estimators_can_be_searched():
    x, y = in_order(60)
    search = GridSearchCV(SequenceClassifier(**QUICK, epochs=3), {"cell": ["RNN", "GRU"]}, cv=2)
    assert search.fit(x, y).best_params_["cell"] in ("RNN", "GRU")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cell": "Transformer"}, "SequenceClassifier: cell must be one of 'RNN', 'GRU', 'LSTM'"),
        ({"validation_fraction": 1.0}, "validation_fraction must be below 1, got 1.0"),
        ({"n_networks": 0}, "n_networks must be at least 1, got 0"),
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
    ],
)
def test_a_wrong_option_is_named_when_fitted(options, words):
    with pytest.raises(ValueError, match=words):
        SequenceClassifier(**options).fit(*in_order(30))


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (np.zeros((5, 6, 3)), "X has 3 features, but SequenceClassifier is expecting 2"),
        (np.zeros((5, 2)), "expected sequences with features, as in fit"),
        ([np.zeros((4, 2)), np.zeros((4, 3))], "all sequences must have the same features"),
        (np.full((5, 6, 2), np.nan), "NaN"),
    ],
)
def test_other_sequences_than_in_fit_are_refused(x, words):
    model = SequenceClassifier(**QUICK, epochs=1).fit(*in_order(30))
    with pytest.raises(ValueError, match=words):
        model.predict(x)


def test_without_scikit_learn_the_extra_is_named():
    program = (
        "import sys; sys.modules['sklearn'] = sys.modules['sklearn.base'] = None\n"
        "import rnnlib.compare\n"
        "import rnnlib.compare.estimators"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == (
        "ModuleNotFoundError: scikit-learn is missing: pip install 'rnnlib[compare]'"
    )
