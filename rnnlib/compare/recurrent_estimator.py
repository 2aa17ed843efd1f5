"""What the estimators have in common: sequences checked as scikit-learn wants it, and training."""

from typing import Any

import numpy as np

from rnnlib import checks
from rnnlib.compare.problem import CELLS
from rnnlib.compare.running import training
from rnnlib.training.fit import fit
from rnnlib.training.network import Network

try:
    from sklearn.base import BaseEstimator
    from sklearn.utils import Tags, check_array, check_random_state
    from sklearn.utils.validation import validate_data
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "scikit-learn is missing: pip install 'rnnlib[compare]'", name=missing.name
    ) from missing

Sequences = np.ndarray | list[np.ndarray]


class RecurrentEstimator(BaseEstimator):
    """Sequences in, networks trained with early stopping.

    All is in float64, as it is in scikit-learn.
    """

    networks_: list[Network]

    def __init__(
        self,
        cell: str = "GRU",
        hidden_size: int = 32,
        learning_rate: float = 0.01,
        epochs: int = 100,
        batch_size: int = 32,
        validation_fraction: float = 0.2,
        patience: int = 10,
        n_networks: int = 1,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.cell = cell
        self.hidden_size = hidden_size
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.n_networks = n_networks
        self.random_state = random_state

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def _sequences(self, X: Any, reset: bool = False) -> Sequences:
        """(n_samples, n_timesteps, n_features), or a list of (n_timesteps, n_features).

        Of two axes the second is time: one feature, in as many steps as there were in `fit`.
        """
        if isinstance(X, (list, tuple)) and len(X) and np.ndim(X[0]) == 2:
            found: Sequences = [check_array(one, dtype=np.float64) for one in X]
            sizes = sorted({one.shape[1] for one in found})
            if len(sizes) > 1:
                raise ValueError(f"X: all sequences must have the same features, got {sizes}")
        elif getattr(X, "ndim", 2) == 3:
            found = check_array(X, dtype=np.float64, allow_nd=True)
        else:
            found = validate_data(self, X, dtype=np.float64, reset=reset)[:, :, None]
            return self._as_before(found, flat=True, reset=reset)
        if reset:
            self.n_features_in_ = found[0].shape[1]
        elif found[0].shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {found[0].shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input"
            )
        return self._as_before(found, flat=False, reset=reset)

    def _as_before(self, x: Sequences, flat: bool, reset: bool) -> Sequences:
        if reset:
            self.flat_ = flat
        elif flat != self.flat_:
            was = "(n_samples, n_timesteps)" if self.flat_ else "sequences with features"
            raise ValueError(f"X: expected {was}, as in fit")
        return x

    def _learn(self, x: Sequences, y: np.ndarray, outputs: int, held: np.ndarray) -> None:
        """Train the networks. held: which samples are for validation."""
        checks.one_of(type(self).__name__, "cell", self.cell, CELLS)
        count = checks.size(type(self).__name__, "n_networks", self.n_networks)
        seed = check_random_state(self.random_state).randint(np.iinfo(np.int32).max)
        rest = np.setdiff1d(np.arange(len(y)), held)
        options: dict[str, Any] = {"epochs": self.epochs, "batch_size": self.batch_size}
        if len(held):
            options |= {"validation": (_some(x, held), y[held]), "patience": self.patience}
        self.networks_ = []
        for k in range(count):
            random = np.random.default_rng([seed, k])
            size = x[0].shape[1]
            layer = training.recurrent(self.cell, size, self.hidden_size, random, np.float64)
            network = Network(layer, outputs, random, every_step=False)
            fit(
                network, _some(x, rest), y[rest], "adam", learning_rate=self.learning_rate,
                seed=random, progress=False, **options,
            )  # fmt: skip
            self.networks_.append(network)

    def _said(self, x: Sequences, form: str) -> np.ndarray:
        """The mean of what the networks say, (n_samples, outputs)."""
        return np.mean([np.asarray(one.predict(x, form)) for one in self.networks_], axis=0)

    def _fraction(self) -> float:
        share = self.validation_fraction
        owner = type(self).__name__
        return checks.number(owner, "validation_fraction", share, least=0, below=1)


def _some(x: Sequences, which: np.ndarray) -> Sequences:
    return [x[k] for k in which] if isinstance(x, list) else x[which]
