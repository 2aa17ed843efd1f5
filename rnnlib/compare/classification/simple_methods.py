"""Simple methods of naming a sequence's class, which a network must beat to be of any use."""

from collections.abc import Callable, Sequence

import numpy as np

from rnnlib import activations
from rnnlib.compare.classification.partition import Partition

RIDGES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)  # penalties on the weights; one is chosen on validation
NEWTON, CONJUGATE = 50, 100  # steps, at most
Sequences = np.ndarray | Sequence[np.ndarray]

MAJORITY = "majority"
STATISTICS = "order-free statistics"
ENDS = "first and last step"
MEANING = {  # in the middle of a sentence
    MAJORITY: "always naming the most frequent class",
    STATISTICS: "a logistic regression on mean, deviation, least and largest value",
    ENDS: "a logistic regression on the first and the last step",
}


def answers(
    x: Sequences, y: np.ndarray, count: int, parts: Partition
) -> dict[str, tuple[float, np.ndarray]]:
    """What each of them says.

    Penalties are chosen on validation data; then all but the test data is learnt from.

    Args:
        x: (n, T, D), or a list of (T_i, D).
        y: class numbers, (n,).
        count: of the classes, k.
        parts: of the test part only x is read.

    Returns:
        {name: (loss on validation data, probabilities of the test part's classes (n_test, k))}.
    """
    shares = [np.bincount(y[n], minlength=count) / len(n) for n in (parts.train, parts.known)]
    surprise = -np.log(np.maximum(shares[0], 1e-12))[y[parts.validation]].mean()
    said = {MAJORITY: (float(surprise), np.tile(shares[1], (len(parts.test), 1)))}
    for name, of in ((STATISTICS, statistics), (ENDS, ends)):
        said[name] = _regression(of(x), y, count, parts)
    return said


def statistics(x: Sequences) -> np.ndarray:
    """(n, 4 D): of each feature what does not depend on the order of the steps.

    If sequences differ in length, which a network would notice, so does one more column.
    """
    lengths = np.array([len(one) for one in x])
    rows = [
        np.concatenate([part.mean(axis=0), part.std(axis=0), part.min(axis=0), part.max(axis=0)])
        for part in (np.asarray(one, np.float64) for one in x)
    ]
    table = np.array(rows)
    return table if len(np.unique(lengths)) == 1 else np.column_stack([table, np.log(lengths)])


def ends(x: Sequences) -> np.ndarray:
    """(n, 2 D): the first and the last step."""
    return np.array([np.concatenate([one[0], one[-1]]) for one in x], np.float64)


def _regression(
    table: np.ndarray, y: np.ndarray, count: int, parts: Partition
) -> tuple[float, np.ndarray]:
    """The loss on validation data, and the probabilities of the test part."""

    def model(learnt: np.ndarray, ridge: float) -> Callable[[np.ndarray], np.ndarray]:
        seen = table[learnt]
        mean, deviation = seen.mean(axis=0), seen.std(axis=0)
        deviation[deviation == 0] = 1
        weights = logistic((seen - mean) / deviation, y[learnt], count, ridge)
        return lambda n: _logits((table[n] - mean) / deviation, weights)

    def loss(ridge: float) -> float:
        log_p = activations.log_softmax(model(parts.train, ridge)(parts.validation), axis=1)
        return -float(log_p[np.arange(len(log_p)), y[parts.validation]].mean())

    losses = {ridge: loss(ridge) for ridge in RIDGES}
    best = min(losses, key=losses.__getitem__)
    return losses[best], activations.softmax(model(parts.known, best)(parts.test), axis=1)


def logistic(x: np.ndarray, y: np.ndarray, count: int, ridge: float) -> np.ndarray:
    """Weights (D + 1, k), the constants last, of p(k | x) = softmax(W x + b)_k.

    They minimise the mean of -ln p(y | x), plus ridge / 2 · ‖W‖², by Newton's method; each
    step is found by conjugate gradients, so that the Hessian is never stored.
    Nocedal & Wright (2006), algorithm 7.1

    Args:
        x: (n, D), of a size near 1.
        y: class numbers, (n,).
        ridge: above 0.
    """
    n, D = x.shape
    ones = np.column_stack([x, np.ones(n)])
    penalty = np.full((D + 1, 1), ridge)
    penalty[-1] = 0
    target = np.eye(count)[y]

    def value(weights: np.ndarray) -> float:
        log_p = activations.log_softmax(ones @ weights, axis=1)
        return float(-(target * log_p).sum() / n + (penalty * weights**2).sum() / 2)

    weights, now = np.zeros((D + 1, count)), np.inf
    for _ in range(NEWTON):
        p = activations.softmax(ones @ weights, axis=1)
        gradient = ones.T @ (p - target) / n + penalty * weights

        def curved(v: np.ndarray, p: np.ndarray = p) -> np.ndarray:
            z = p * (ones @ v)
            return ones.T @ (z - p * z.sum(axis=1, keepdims=True)) / n + penalty * v

        before, now = now, value(weights)
        if np.linalg.norm(gradient) < 1e-7 or before - now < 1e-10 * now:
            break
        step, size = _solve(curved, -gradient), 1.0
        slope = float((gradient * step).sum())
        while value(weights + size * step) > now + 1e-4 * size * slope and size > 1e-6:
            size /= 2
        weights = weights + size * step
    return weights


def _solve(curved: Callable[[np.ndarray], np.ndarray], g: np.ndarray) -> np.ndarray:
    """s with curved(s) near g, by conjugate gradients, the more exactly the smaller g is."""
    s, rest = np.zeros_like(g), g
    direction, squares = rest, float((rest * rest).sum())
    enough = min(0.25, squares**0.25) ** 2 * squares
    for _ in range(CONJUGATE):
        bent = curved(direction)
        size = squares / max(float((direction * bent).sum()), 1e-300)
        s, rest = s + size * direction, rest - size * bent
        before, squares = squares, float((rest * rest).sum())
        if squares <= enough:
            break
        direction = rest + squares / before * direction
    return s


def _logits(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return x @ weights[:-1] + weights[-1]
