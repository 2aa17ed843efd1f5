"""Logistic regression: what a linear model makes of features that somebody thought of."""

import numpy as np

from rnnlib.training.losses import cross_entropy

STRENGTHS = (0.1, 1.0, 10.0)  # C, the inverse of the penalty on the weights


def logistic_regression(features, labels):
    """Logistic regression, its penalty chosen on validation data, on the test data.

    p(k | features) = softmax(W features + b)_k, and W, b minimise
    ½ ‖W‖² - C Σ ln p(label | features).

    Args:
        features: {"train", "validation", "test"} of (N, D), dense or sparse; best of a size
            near 1, since the penalty treats all alike.
        labels: the same keys, class numbers (N,).

    Returns:
        {"loss": nats, "accuracy": share} on the test data.
    """
    from sklearn.linear_model import LogisticRegression

    def loss(model, part):
        y = model.decision_function(features[part])
        if y.ndim == 1:  # of two classes scikit-learn gives one score, the first one's being 0
            y = np.column_stack([np.zeros_like(y), y])
        return cross_entropy(y.T[None], labels[part][None])[0]

    models = [
        LogisticRegression(C=strength, max_iter=10_000).fit(features["train"], labels["train"])
        for strength in STRENGTHS
    ]
    best = min(models, key=lambda model: loss(model, "validation"))
    accuracy = float(best.score(features["test"], labels["test"]))
    return {"loss": loss(best, "test"), "accuracy": accuracy}
