"""Optimizers: they change the parameters in place, given the gradients of the same names."""

import numpy as np

from rnnlib import checks


def norm(gradients):
    """√Σ g²: the length of all gradients together, as one vector."""
    return float(np.sqrt(sum(float(np.vdot(g, g)) for g in gradients.values())))


def clip_norm(gradients, largest):
    """Shorten the gradients, in place, to `largest` if together they are longer.

    g ← g · min(1, largest / ‖g‖)                      Pascanu et al. (2013), algorithm 1

    Returns:
        ‖g‖ before clipping.
    """
    largest = checks.number("clip_norm", "largest", largest, above=0, finite=False)
    length = norm(gradients)
    if length > largest:
        for g in gradients.values():
            g *= largest / length
    return length


class SGD:
    """v ← μ v - η g;  θ ← θ + v: gradient descent with momentum μ (0: plain)."""

    def __init__(self, learning_rate, momentum=0.0):
        self.learning_rate = checks.number("SGD", "learning_rate", learning_rate, above=0)
        self.momentum = checks.number("SGD", "momentum", momentum, least=0, most=1)
        self.velocity = {}

    def step(self, params, gradients):
        for name, g in gradients.items():
            v = self.velocity.setdefault(name, np.zeros_like(g))
            v *= self.momentum
            v -= self.learning_rate * g
            theta = params[name]
            theta += v


class Adam:
    """θ ← θ - η m̂ / (√v̂ + ε), m and v running means of g and g²     Kingma & Ba (2015)

    m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²,  m̂ = m / (1 - β₁ᵏ),  v̂ = v / (1 - β₂ᵏ)
    """

    def __init__(self, learning_rate, betas=(0.9, 0.999), epsilon=1e-8):
        self.learning_rate = checks.number("Adam", "learning_rate", learning_rate, above=0)
        self.betas = tuple(checks.number("Adam", "betas", b, least=0, below=1) for b in betas)
        self.epsilon = checks.number("Adam", "epsilon", epsilon, above=0)
        self.m, self.v, self.k = {}, {}, 0

    def step(self, params, gradients):
        self.k += 1
        beta1, beta2 = self.betas
        for name, g in gradients.items():
            m = self.m.setdefault(name, np.zeros_like(g))
            v = self.v.setdefault(name, np.zeros_like(g))
            m += (1 - beta1) * (g - m)
            v += (1 - beta2) * (g * g - v)
            m_hat, v_hat = m / (1 - beta1**self.k), v / (1 - beta2**self.k)
            theta = params[name]
            theta -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
