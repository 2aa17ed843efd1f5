"""RNN, GRU and LSTM as plain loops over time, forward and backward. Read this file first.

Each forward line is an equation of the book; each backward line is the adjoint of the forward
line in the comment above it, and d_v stands for ∂L/∂v. The layers that train (`rnn`, `gru`,
`lstm`) compute the same numbers faster and check what they are given; nothing is checked here.

Every function takes and returns, with features first:
    params, d_params: {"W_f": (D_h, D_h + D_x), "b_f": (D_h, 1), …}, named as in the equations.
    x, d_x: inputs, (T, D_x, B).
    h, d_h: hidden states, (T, D_h, B).
    state, d_state: before the first step or after the last, (h,) or (h, c), each (D_h, B).
    steps: a list with what the backward run needs of each step.
"""

import numpy as np
from numpy import ndarray


def sigmoid(a: ndarray) -> ndarray:
    """σ(a) = 1 / (1 + e^-a), written as ½ + ½ tanh(a/2), which cannot overflow."""
    return 0.5 + 0.5 * np.tanh(a / 2)


def affine(params: dict, name: str, *v: ndarray) -> ndarray:
    """a = W v + b, where v is all that the layer sees, for example [h_{t-1}; x_t]."""
    return params[f"W_{name}"] @ np.concatenate(v) + params[f"b_{name}"]


def affine_backward(params: dict, d_params: dict, name: str, d_a: ndarray, *v: ndarray) -> ndarray:
    """a = W v + b: adds to d_W and d_b, which every time step shares, and returns d_v."""
    d_params[f"W_{name}"] += d_a @ np.concatenate(v).T
    d_params[f"b_{name}"] += d_a.sum(axis=1, keepdims=True)
    return params[f"W_{name}"].T @ d_a


def rnn(params: dict, x: ndarray, state: tuple) -> tuple[ndarray, tuple, list]:
    """h_t = tanh(W_h [h_{t-1}; x_t] + b_h); returns h, state, steps.       Elman (1990)"""
    (h,), steps = state, []
    for x_t in x:
        h_prior = h
        h = np.tanh(affine(params, "h", h_prior, x_t))
        steps.append((h_prior, h))
    return np.array([step[-1] for step in steps]), (h,), steps


def rnn_backward(params: dict, x: ndarray, steps: list, d_h: ndarray, d_state: tuple) -> tuple:
    """Backpropagation through time; returns d_x, d_state, d_params."""
    d_x, d_params = np.empty_like(x), {name: np.zeros_like(p) for name, p in params.items()}
    (d_next,) = d_state
    for t in reversed(range(len(x))):
        h_prior, h = steps[t]
        d = d_h[t] + d_next  # h_t has an effect through its own output and through the next step
        # h = tanh(W_h [h_prior; x_t] + b_h), and tanh' = 1 - tanh²
        d_v = affine_backward(params, d_params, "h", d * (1 - h**2), h_prior, x[t])
        d_next, d_x[t] = np.split(d_v, [len(h)])
    return d_x, (d_next,), d_params


def gru(params: dict, x: ndarray, state: tuple) -> tuple[ndarray, tuple, list]:
    """r, z = σ(W [h_{t-1}; x_t] + b),  h_t = (1 - z) ⊙ h_{t-1} + z ⊙ h̃; returns h, state, steps.

    reset before the product:             h̃ = tanh(W_h [r ⊙ h_{t-1}; x_t] + b_h)
    reset after it (params with a W_u):   h̃ = tanh(W_h x_t + b_h + r ⊙ (W_u h_{t-1} + b_u))

    Cho et al. (2014), with z and 1 - z as in Chung et al. (2014).
    """
    (h,), steps = state, []
    for x_t in x:
        h_prior = h
        r = sigmoid(affine(params, "r", h_prior, x_t))
        z = sigmoid(affine(params, "z", h_prior, x_t))
        if "W_u" in params:
            u = affine(params, "u", h_prior)
            h_candidate = np.tanh(affine(params, "h", x_t) + r * u)
        else:
            u = None
            h_candidate = np.tanh(affine(params, "h", r * h_prior, x_t))
        h = (1 - z) * h_prior + z * h_candidate
        steps.append((h_prior, r, z, u, h_candidate, h))
    return np.array([step[-1] for step in steps]), (h,), steps


def gru_backward(params: dict, x: ndarray, steps: list, d_h: ndarray, d_state: tuple) -> tuple:
    """Backpropagation through time; returns d_x, d_state, d_params."""
    d_x, d_params = np.empty_like(x), {name: np.zeros_like(p) for name, p in params.items()}
    (d_next,) = d_state
    for t in reversed(range(len(x))):
        h_prior, r, z, u, h_candidate, h = steps[t]
        d = d_h[t] + d_next
        # h = (1 - z) * h_prior + z * h_candidate
        d_z, d_candidate, d_h_prior = d * (h_candidate - h_prior), d * z, d * (1 - z)
        d_a = d_candidate * (1 - h_candidate**2)
        if "W_u" in params:  # h_candidate = tanh(W_h x_t + b_h + r * u), u = W_u h_prior + b_u
            d_r = d_a * u
            d_x_t = affine_backward(params, d_params, "h", d_a, x[t])
            d_h_prior = d_h_prior + affine_backward(params, d_params, "u", d_a * r, h_prior)
        else:  # h_candidate = tanh(W_h [r * h_prior; x_t] + b_h)
            d_v = affine_backward(params, d_params, "h", d_a, r * h_prior, x[t])
            d_seen, d_x_t = np.split(d_v, [len(h)])
            d_r, d_h_prior = d_seen * h_prior, d_h_prior + d_seen * r
        # r, z = σ(W [h_prior; x_t] + b), and σ' = σ (1 - σ)
        d_v = affine_backward(params, d_params, "r", d_r * r * (1 - r), h_prior, x[t])
        d_v += affine_backward(params, d_params, "z", d_z * z * (1 - z), h_prior, x[t])
        d_next = d_h_prior + d_v[: len(h)]
        d_x[t] = d_x_t + d_v[len(h) :]
    return d_x, (d_next,), d_params


def lstm(params: dict, x: ndarray, state: tuple) -> tuple[ndarray, tuple, list]:
    """f, i, o = σ(W [h_{t-1}; x_t] + b),  c̃ = tanh(W_c [h_{t-1}; x_t] + b_c),
    c_t = f ⊙ c_{t-1} + i ⊙ c̃,  h_t = o ⊙ tanh(c_t); returns h, state, steps.

    Hochreiter & Schmidhuber (1997), with the forget gate of Gers et al. (2000).
    """
    (h, c), steps = state, []
    for x_t in x:
        h_prior, c_prior = h, c
        f = sigmoid(affine(params, "f", h_prior, x_t))
        i = sigmoid(affine(params, "i", h_prior, x_t))
        o = sigmoid(affine(params, "o", h_prior, x_t))
        c_candidate = np.tanh(affine(params, "c", h_prior, x_t))
        c = f * c_prior + i * c_candidate
        h = o * np.tanh(c)
        steps.append((h_prior, c_prior, f, i, o, c_candidate, c, h))
    return np.array([step[-1] for step in steps]), (h, c), steps


def lstm_backward(params: dict, x: ndarray, steps: list, d_h: ndarray, d_state: tuple) -> tuple:
    """Backpropagation through time; returns d_x, d_state, d_params."""
    d_x, d_params = np.empty_like(x), {name: np.zeros_like(p) for name, p in params.items()}
    d_next, d_c = d_state
    for t in reversed(range(len(x))):
        h_prior, c_prior, f, i, o, c_candidate, c, h = steps[t]
        d = d_h[t] + d_next
        # h = o * tanh(c)
        d_o = d * np.tanh(c)
        d_c = d_c + d * o * (1 - np.tanh(c) ** 2)  # and what the next step sent to c
        # c = f * c_prior + i * c_candidate
        d_f, d_i, d_candidate = d_c * c_prior, d_c * c_candidate, d_c * i
        # f, i, o = σ(W [h_prior; x_t] + b), c_candidate = tanh(W_c [h_prior; x_t] + b_c)
        d_a = {
            "f": d_f * f * (1 - f),
            "i": d_i * i * (1 - i),
            "o": d_o * o * (1 - o),
            "c": d_candidate * (1 - c_candidate**2),
        }
        d_v = sum(affine_backward(params, d_params, k, d_a[k], h_prior, x[t]) for k in d_a)
        d_next, d_x[t] = np.split(d_v, [len(h)])
        d_c = d_c * f  # the direct way to c_prior
    return d_x, (d_next, d_c), d_params
