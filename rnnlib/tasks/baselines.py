"""Baselines: what can be had from the context alone, and from linear models of features."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.tasks.task import Baselines, Measures
from rnnlib.training.losses import cross_entropy

STRENGTHS = (0.1, 1.0, 10.0)  # C, the inverse of the penalty on the weights


def conditional_entropy(counts: ArrayLike) -> float:
    """H(class | context) = -Σ p(context, class) ln p(class | context).

    It is the least expected loss of a prediction that knows the context and nothing else.

    Args:
        counts: (contexts, classes), how often, or how likely, a class is met in a context.

    Returns:
        nats per prediction.
    """
    p = np.asarray(counts, float) / np.sum(counts)
    context = p.sum(axis=1, keepdims=True)
    surprise = np.log(np.divide(context, p, out=np.ones_like(p), where=p > 0))
    return float((p * surprise).sum())


def best_prediction(counts: ArrayLike) -> Measures:
    """{"loss": least expected loss, "accuracy": largest} of a prediction from a context.

    Args:
        counts: (…, classes), how often each context, if there are several, and class are met.
    """
    met = np.asarray(counts, float)
    met = met.reshape(-1, met.shape[-1])
    return {"loss": conditional_entropy(met), "accuracy": float(met.max(axis=1).sum() / met.sum())}


def classification(
    parts: Mapping[str, tuple[Any, np.ndarray]], features: Mapping[str, Any]
) -> Baselines:
    """Guessing by the shares of the classes, and logistic regressions on features.

    Args:
        parts: {"train", "validation", "test"}: (sequences, class numbers (N,)).
        features: {what they are: sequences → (N, D)}.
    """
    found = {"guessing": best_prediction(np.bincount(parts["train"][1]))}
    for words, of in features.items():
        tables = {part: (of(sequences), labels) for part, (sequences, labels) in parts.items()}
        found[f"logistic regression on {words}"] = logistic_regression(tables)
    return found


def logistic_regression(parts: Mapping[str, tuple[Any, np.ndarray]]) -> Measures:
    """Logistic regression, fitted to training data and scored on test data.

    p(k | features) = softmax(W features + b)_k, and W, b minimise
    ½ ‖W‖² - C Σ ln p(label | features), with C from STRENGTHS by the loss on validation data.

    Args:
        parts: {"train", "validation", "test"}: (features, labels), (N, D), dense or sparse,
            best of a size near 1 since the penalty treats all alike, and class numbers (N,).

    Returns:
        {"loss": nats, "accuracy": share} on the test data.
    """
    from sklearn.linear_model import LogisticRegression

    def loss(model: Any, part: str) -> float:
        features, labels = parts[part]
        y = model.decision_function(features)
        if y.ndim == 1:  # of two classes scikit-learn gives one score, the first one's being 0
            y = np.column_stack([np.zeros_like(y), y])
        return cross_entropy(y.T[None], labels[None])[0]

    models = [LogisticRegression(C=C, max_iter=10_000).fit(*parts["train"]) for C in STRENGTHS]
    best = min(models, key=lambda model: loss(model, "validation"))
    return {"loss": loss(best, "test"), "accuracy": float(best.score(*parts["test"]))}
