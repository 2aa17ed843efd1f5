"""Recurrent networks as scikit-learn's estimators, to be put into its pipelines and searches."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.compare.recurrent_estimator import RecurrentEstimator, Sequences  # checks for sklearn

# isort: split
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils import Tags, check_consistent_length
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

LEVEL = 3.0  # deviations at which levels and further features are clipped


class SequenceClassifier(ClassifierMixin, RecurrentEstimator):
    """Names the class of a sequence with a recurrent network that reads it to its end.

    Args:
        cell: "RNN", "GRU" or "LSTM".
        hidden_size: units.
        learning_rate: Adam's.
        epochs: the most of them.
        batch_size: samples.
        validation_fraction: share of the samples, of each class, by which training is stopped;
            0 trains through all epochs.
        patience: epochs without progress on these, after which training stops.
        n_networks: how many are trained from other starts; probabilities are their mean.
        random_state: int, RandomState or None, for starts and orders.

    Attributes:
        classes_: the labels, sorted.
        networks_: as they were trained.
        mean_, scale_: of each feature, over the steps of the training samples.
    """

    def fit(self, X: ArrayLike | Sequence[ArrayLike], y: ArrayLike) -> "SequenceClassifier":
        """Learn from sequences and their labels.

        Args:
            X: (n_samples, n_timesteps, n_features), or a list of (n_timesteps, n_features) that
                differ in length; (n_samples, n_timesteps) if there is one feature.
            y: labels, (n_samples,).

        Raises:
            ValueError: what comes in cannot be used.
        """
        x = self._sequences(X, reset=True)
        labels = validate_data(self, X="no_validation", y=y)
        check_classification_targets(labels)
        check_consistent_length(x, labels)
        self.classes_, numbers = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"y: expected at least two classes, got one class: {self.classes_[0]}")
        random = np.random.default_rng(0)
        held = np.sort([
            n
            for k in range(len(self.classes_))
            for own in [random.permutation(np.flatnonzero(numbers == k))]
            for n in own[: int(self._fraction() * len(own))]
        ]).astype(int)  # fmt: skip
        steps = np.concatenate(x)
        self.mean_, self.scale_ = steps.mean(axis=0), _positive(steps.std(axis=0))
        self._learn(self._scaled(x), numbers, len(self.classes_), held)
        return self

    def predict_proba(self, X: ArrayLike | Sequence[ArrayLike]) -> np.ndarray:
        """The probability of each class, (n_samples, n_classes)."""
        check_is_fitted(self)
        return self._said(self._scaled(self._sequences(X)), "probabilities")

    def predict(self, X: ArrayLike | Sequence[ArrayLike]) -> np.ndarray:
        """The most probable label, (n_samples,)."""
        numbers = self.predict_proba(X).argmax(axis=1)
        return self.classes_[numbers]

    def _scaled(self, x: Sequences) -> Sequences:
        if isinstance(x, list):
            return [(one - self.mean_) / self.scale_ for one in x]
        return (x - self.mean_) / self.scale_


class SequenceForecaster(RegressorMixin, RecurrentEstimator):
    """Tells from a window of the past what comes next, with a recurrent network.

    It learns changes from the last value, in units of how large they usually are, because a
    series need not return to where it was. The latest samples stop the training: give them in
    the order of time.

    Args:
        cell, hidden_size, learning_rate, epochs, batch_size, patience, n_networks, random_state:
            as for SequenceClassifier.
        validation_fraction: share of the samples, the last ones, by which training is stopped.

    Attributes:
        networks_: as they were trained.
        mean_, scale_: of each feature, over the training windows.
        back_, ahead_: root mean square change within the windows, and to what comes.
    """

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        tags.target_tags.single_output = True
        return tags

    def fit(self, X: ArrayLike | Sequence[ArrayLike], y: ArrayLike) -> "SequenceForecaster":
        """Learn from windows and what came after them.

        Args:
            X: windows, (n_samples, n_timesteps, n_features), whose first feature is the series;
                or (n_samples, n_timesteps), the series alone.
            y: the next value, (n_samples,), or the next ones, (n_samples, horizon).

        Raises:
            ValueError: what comes in cannot be used.
        """
        x = self._sequences(X, reset=True)
        target = validate_data(self, X="no_validation", y=y, multi_output=True, y_numeric=True)
        check_consistent_length(x, target)
        self.single_ = np.ndim(target) == 1
        target = np.asarray(target, np.float64).reshape(len(target), -1)
        steps, last = np.concatenate(x), _last(x)
        self.mean_, self.scale_ = steps.mean(axis=0), _positive(steps.std(axis=0))
        changes = np.concatenate([one[:, 0] - one[-1, 0] for one in x])
        self.back_ = _positive(np.sqrt(np.mean(changes**2)))
        self.ahead_ = _positive(np.sqrt(np.mean((target - last) ** 2)))
        held = np.arange(len(target) - int(self._fraction() * len(target)), len(target))
        y_scaled = (target - last) / self.ahead_
        self._learn(self._seen(x), y_scaled, target.shape[1], held)
        return self

    def predict(self, X: ArrayLike | Sequence[ArrayLike]) -> np.ndarray:
        """What comes next, (n_samples,) or (n_samples, horizon), as in `fit`."""
        check_is_fitted(self)
        x = self._sequences(X)
        y = _last(x) + self.ahead_ * self._said(self._seen(x), "outputs")
        return y[:, 0] if self.single_ else y

    def _seen(self, x: Sequences) -> list[np.ndarray]:
        """Change to the last value, level, and further features, as a network sees them."""
        found = []
        for one in x:
            z = np.clip((one - self.mean_) / self.scale_, -LEVEL, LEVEL)
            change = (one[:, 0] - one[-1, 0]) / self.back_
            found.append(np.column_stack([change, np.full(len(one), z[-1, 0]), z[:, 1:]]))
        return found


def _last(x: Sequences) -> np.ndarray:
    return np.array([[one[-1, 0]] for one in x])


def _positive(scale: Any) -> Any:
    """The same, 1 in place of 0: what is constant is left as it is."""
    return np.where(scale > 0, scale, 1.0)
