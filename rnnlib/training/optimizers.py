"""Optimizers: they change the parameters in place, given the gradients of the same names."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rnnlib import checks

RATE = 0.005  # the learning rate where none is given: small enough for most networks
BLOCK = 1 << 14  # numbers: with all that comes of them they stay in a processor's nearer caches


Arrays = Mapping[str, np.ndarray]


def norm(gradients: Arrays) -> float:
    """√Σ g²: the length of all gradients together, as one vector."""
    squares = sum(float(np.vdot(g, g)) for g in gradients.values())
    if 1e-20 < squares < math.inf:
        return math.sqrt(squares)
    # Squares of float32 overflow from 2e19 on; hypot is slow, and divides by the largest entry.
    return math.hypot(*(entry for g in gradients.values() for entry in g.flat))


def clip_norm(gradients: Arrays, largest: float) -> float:
    """Shorten the gradients, in place, to `largest` if together they are longer.

    g ← g · min(1, largest / ‖g‖)                      Pascanu et al. (2013), algorithm 1

    Returns:
        ‖g‖ before clipping.
    """
    largest = checks.number("clip_norm", "largest", largest, above=0, finite=False)
    length = norm(gradients)
    if length > largest:
        times = 1 if largest / length > 1e-30 else 2  # in float32 a smaller factor is inexact
        for g in gradients.values():
            for _ in range(times):
                g *= (largest / length) ** (1 / times)
    return length


def clip_value(gradients: Arrays, largest: float) -> None:
    """Cut every entry of the gradients, in place, to ±`largest`; the direction may change."""
    largest = checks.number("clip_value", "largest", largest, above=0, finite=False)
    if largest < np.inf:
        for g in gradients.values():
            np.clip(g, -largest, largest, out=g)


def flat(arrays: Arrays) -> np.ndarray:
    """{name: array} as one vector, a copy."""
    return np.concatenate([array.ravel() for array in arrays.values()])


def put(arrays: Arrays, vector: np.ndarray) -> None:
    """Write a vector that `flat` made back into the arrays."""
    start = 0
    for array in arrays.values():
        array[...] = vector[start : start + array.size].reshape(array.shape)
        start += array.size


class Optimizer:
    """θ ← θ + Δθ. A subclass computes Δθ by `change(g, learning_rate, *memory)`.

    All parameters are one vector here, and all gradients: a step is a few operations on
    long vectors, however many layers there are.

    Attributes:
        change: (a part of the gradient, learning rate, the same part of each vector of
            `memory`) → Δθ; it changes those of `memory` in place.
        remembers: the names of what is kept from step to step.
        memory: {name: vector} of that.
        k: how many steps were taken.
    """

    remembers: tuple[str, ...] = ()
    change: Callable[..., np.ndarray]

    def __init__(self, learning_rate: float) -> None:
        owner = type(self).__name__
        self.learning_rate = checks.number(owner, "learning_rate", learning_rate, above=0)
        self.k = 0
        self.memory: dict[str, np.ndarray] = {}

    def __repr__(self) -> str:
        names = (name for name in vars(self) if name not in ("k", "memory"))
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__name__}({inside})"

    def step(self, params: Arrays, gradients: Arrays, factor: float = 1.0) -> None:
        """Take one step, with `factor` times the learning rate."""
        g = flat(gradients)
        if not self.k:
            self.memory = {name: np.zeros_like(g) for name in self.remembers}
        for vector in self.memory.values():
            if vector.size != g.size:
                raise ValueError(
                    f"{type(self).__name__}.step: gradients must hold {vector.size} numbers, as "
                    f"at the steps before, got {g.size}: each network needs an optimizer of its own"
                )
        self.k += 1
        for start in range(0, g.size, BLOCK):
            block = slice(start, start + BLOCK)
            memory = (vector[block] for vector in self.memory.values())
            g[block] = self.change(g[block], factor * self.learning_rate, *memory)
        moved = {name: params[name] for name in gradients}
        put(moved, flat(moved) + g)


class SGD(Optimizer):
    """v ← μ v + g,  Δθ = -η v: gradient descent with momentum μ (0: plain)."""

    remembers = ("v",)

    def __init__(self, learning_rate: float, momentum: float = 0.0) -> None:
        super().__init__(learning_rate)
        self.momentum = checks.number("SGD", "momentum", momentum, least=0, most=1)

    def change(self, g: np.ndarray, learning_rate: float, v: np.ndarray) -> np.ndarray:
        v *= self.momentum
        v += g
        return -learning_rate * v


class RMSprop(Optimizer):
    """v ← β v + (1 - β) g²,  Δθ = -η g / (√v + ε)                    Hinton (2012), lecture 6"""

    remembers = ("v",)

    def __init__(self, learning_rate: float, beta: float = 0.99, epsilon: float = 1e-8) -> None:
        super().__init__(learning_rate)
        self.beta = checks.number("RMSprop", "beta", beta, least=0, below=1)
        self.epsilon = checks.number("RMSprop", "epsilon", epsilon, above=0)

    def change(self, g: np.ndarray, learning_rate: float, v: np.ndarray) -> np.ndarray:
        v += (1 - self.beta) * (g * g - v)
        return -learning_rate * g / (np.sqrt(v) + self.epsilon)


class Adam(Optimizer):
    """Δθ = -η m̂ / (√v̂ + ε), m and v running means of g and g²        Kingma & Ba (2015)

    m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²,  m̂ = m / (1 - β₁ᵏ),  v̂ = v / (1 - β₂ᵏ)
    """

    remembers = ("m", "v")

    def __init__(
        self, learning_rate: float, betas: Sequence[float] = (0.9, 0.999), epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.betas = tuple(checks.number("Adam", "betas", b, least=0, below=1) for b in betas)
        self.epsilon = checks.number("Adam", "epsilon", epsilon, above=0)

    def change(
        self, g: np.ndarray, learning_rate: float, m: np.ndarray, v: np.ndarray
    ) -> np.ndarray:
        beta1, beta2 = self.betas
        m += (1 - beta1) * (g - m)
        v += (1 - beta2) * (g * g - v)
        m_hat, v_hat = m / (1 - beta1**self.k), v / (1 - beta2**self.k)
        return -learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


OPTIMIZERS = {"adam": Adam, "sgd": SGD, "rmsprop": RMSprop}


def named(owner: str, optimizer: Any, rate: float | None) -> Optimizer:
    """An optimizer as it is; or one made of a class or of its name, with a learning rate."""
    if isinstance(optimizer, Optimizer):
        if rate is not None:
            raise ValueError(
                f"{owner}: learning_rate must be left out where the optimizer has one, got {rate}"
            )
        return optimizer
    if not (isinstance(optimizer, type) and issubclass(optimizer, Optimizer)):
        optimizer = OPTIMIZERS[checks.one_of(owner, "optimizer", optimizer, tuple(OPTIMIZERS))]
    return optimizer(RATE if rate is None else rate)
