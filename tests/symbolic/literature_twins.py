"""One step of each cell of the literature in PyTorch, written from its paper.

Nothing here comes from the library. Where PyTorch has the cell, it is PyTorch's. A step takes
the parameters by name, the input (D_x, B) and the old states, and returns the new states, then
the outputs.
"""

import torch
from torch import nn
from torch.func import functional_call
from torch.nn.functional import layer_norm


def a(p, name, *inputs):
    """W [inputs] + b, where there is a b."""
    return p[f"W_{name}"] @ torch.cat(inputs) + p.get(f"b_{name}", 0)


def σ(p, name, *inputs):
    return torch.sigmoid(a(p, name, *inputs))


def tanh(p, name, *inputs):
    return torch.tanh(a(p, name, *inputs))


def jordan(p, x, s):
    y = σ(p, "y", σ(p, "h", s, x))
    return s / 2 + y, y


def scrn(p, x, h, s):
    s = 0.05 * a(p, "s", x) + 0.95 * s
    h = σ(p, "h", s, x, h)
    return h, s, a(p, "y", h, s)


def echo_state(p, x, h):
    h = h - 0.3 * (h - tanh(p, "k", h, x))
    return h, a(p, "y", h, x)


def continuous_time(p, x, h):
    return (h + (a(p, "k", torch.tanh(h), x) - h) / (10 * p["tau"]),)


def independent(p, x, h):
    return (torch.relu(a(p, "h", x) + torch.diag(p["p_h"][:, 0]) @ h),)


def antisymmetric(p, x, h):
    M = p["W"] - p["W"].T - 0.01 * torch.eye(len(h), dtype=h.dtype)
    z = torch.sigmoid(M @ h + a(p, "z", x))
    return (h + 0.1 * z * torch.tanh(M @ h + a(p, "k", x)),)


def fast_rnn(p, x, h):
    return (torch.sigmoid(p["alpha"]) * tanh(p, "h", h, x) + torch.sigmoid(p["beta"]) * h,)


def fast_grnn(p, x, h):
    product = torch.hstack([p["W"], p["U"]]) @ torch.cat([x, h])
    z, k = torch.sigmoid(product + p["b_z"]), torch.tanh(product + p["b_h"])
    return ((torch.sigmoid(p["zeta"]) * (1 - z) + torch.sigmoid(p["nu"])) * k + z * h,)


def update_gate(p, x, h):
    return (torch.lerp(tanh(p, "k", h, x), h, σ(p, "g", h, x)),)


def intersection(p, x, h):
    y = torch.lerp(torch.relu(a(p, "y_in", h, x)), x, σ(p, "g_y", h, x))
    return torch.lerp(tanh(p, "h_in", h, x), h, σ(p, "g_h", h, x)), y


def minimal_rnn(p, x, h):
    z = tanh(p, "z", x)
    return (torch.lerp(z, h, σ(p, "u", h, z)),)


def star(p, x, h):
    return (torch.tanh(torch.lerp(h, tanh(p, "z", x), σ(p, "k", h, x))),)


def chaos_free(p, x, h):
    return (σ(p, "theta", h, x) * torch.tanh(h) + σ(p, "eta", h, x) * tanh(p, "k", x),)


def twin_gated(p, x, h):
    u, v = p["W_p"] @ x, p["W_q"] @ h
    return (torch.sigmoid(u + v) * u + torch.sigmoid(u - v) * h,)


def bistable(p, x, h):
    c = torch.sigmoid(a(p, "c", x) + p["p_c"] * h)
    inner = (1 + torch.tanh(a(p, "a", x) + p["p_a"] * h)) * h
    return (torch.lerp(torch.tanh(a(p, "k", x) + inner), h, c),)


def gru_exchanged(p, x, h):
    """torch.nn.GRUCell, whose rows are r, z, n."""
    D_h, (D_x, _) = len(h), x.shape
    recurrent = [p["W_r"][:, :D_h], p["W_z"][:, :D_h], p["W_u"]]
    weights = {
        "weight_ih": torch.cat([p["W_r"][:, D_h:], p["W_z"][:, D_h:], p["W_n"]]),
        "weight_hh": torch.cat(recurrent),
        "bias_ih": torch.cat([p["b_r"], p["b_z"], p["b_n"]])[:, 0],
        "bias_hh": torch.cat([0 * p["b_r"], 0 * p["b_z"], p["b_u"]])[:, 0],
    }
    cell = nn.GRUCell(D_x, D_h, dtype=torch.float64)
    return (functional_call(cell, weights, (x.T, h.T)).T,)


def light_gru(p, x, h):
    return (torch.lerp(torch.relu(a(p, "h", h, x)), h, σ(p, "z", h, x)),)


def mut1(p, x, h):
    z, r = σ(p, "z", x), σ(p, "r", h, x)
    return (torch.lerp(h, torch.tanh(a(p, "k", r * h) + torch.tanh(x)), z),)


def mut2(p, x, h):
    z, r = σ(p, "z", h, x), torch.sigmoid(x + a(p, "r", h))
    return (torch.lerp(h, tanh(p, "k", r * h, x), z),)


def mut3(p, x, h):
    z, r = σ(p, "z", torch.tanh(h), x), σ(p, "r", h, x)
    return (torch.lerp(h, tanh(p, "k", r * h, x), z),)


def normalized(p, name, v):
    gain, shift = p[f"gain_{name}"][:, 0], p[f"shift_{name}"][:, 0]
    return layer_norm(v.T, (len(v),), gain, shift, eps=1e-5).T


def normalized_parts(p, name, x, h):
    return [
        normalized(p, f"{name}_{of}", a(p, f"{name}_{of}", v)) for of, v in (("h", h), ("x", x))
    ]


def normalized_gru(p, x, h):
    r, z = (torch.sigmoid(sum(normalized_parts(p, g, x, h)) + p[f"b_{g}"]) for g in "rz")
    from_h, from_x = normalized_parts(p, "k", x, h)
    return (torch.lerp(h, torch.tanh(from_x + r * from_h), z),)


def normalized_lstm(p, x, h, c):
    f, i, o, g = (sum(normalized_parts(p, name, x, h)) for name in "fiog")
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(normalized(p, "c", c)), c


def highway(p, x, h):
    s = torch.lerp(h, tanh(p, "k_1", h, x), σ(p, "t_1", h, x))
    return (torch.lerp(s, tanh(p, "k_2", s), σ(p, "t_2", s)),)


def deep_transition(p, x, h):
    s = torch.lerp(tanh(p, "k_1", σ(p, "r_1", h, x) * h, x), h, σ(p, "z_1", h, x))
    return (torch.lerp(tanh(p, "k_2", σ(p, "r_2", s) * s), s, σ(p, "z_2", s)),)


def long_expressive(p, x, y, z):
    z_new = torch.lerp(z, tanh(p, "k_1", y, x), σ(p, "g_1", y, x) / 2)
    return torch.lerp(y, tanh(p, "k_2", z_new, x), σ(p, "g_2", y, x) / 2), z_new


def additive(p, x, h, c):
    c = σ(p, "i", h, x) * (p["W_c"] @ x) + σ(p, "f", h, x) * c
    return torch.tanh(c), c


def simple_unit(p, x, h, c):
    f, r = (torch.sigmoid(a(p, g, x) + p[f"p_{g}"] * c) for g in "fr")
    c = torch.lerp(p["W_c"] @ x, c, f)
    return torch.lerp(x, c, r), c


def quasi(p, x, c, previous):
    c = torch.lerp(tanh(p, "z", previous, x), c, σ(p, "f", previous, x))
    return c, x, σ(p, "o", previous, x) * c


def min_lstm(p, x, h):
    f, i = σ(p, "f", x), σ(p, "i", x)
    return ((f * h + i * a(p, "h", x)) / (f + i),)


def forget_gate_only(p, x, c):
    s = a(p, "s", c, x)
    return (torch.sigmoid(s) * c + torch.sigmoid(1 - s) * tanh(p, "c", c, x),)


def lstm_squashed(p, x, h, c):
    c = c + σ(p, "i", h, x) * 2 * torch.tanh(a(p, "k", h, x) / 2)  # 4 σ(a) - 2 = 2 tanh(a/2)
    return σ(p, "o", h, x) * torch.tanh(c / 2), c


def lstm_coupled_peepholes(p, x, h, c):
    i = torch.sigmoid(a(p, "i", h, x) + p["p_i"] * c)
    c = torch.lerp(c, tanh(p, "c", h, x), i)
    return torch.sigmoid(a(p, "o", h, x) + p["p_o"] * c) * torch.tanh(c), c


def lstm_projected(p, x, h, c):
    """torch.nn.LSTM with proj_size, whose rows are i, f, g, o."""
    (D_x, _), D_r, D_h = x.shape, len(h), len(c)
    rows = torch.cat([p["W_i"], p["W_f"], p["W_c"], p["W_o"]])
    bias = torch.cat([p["b_i"], p["b_f"], p["b_c"], p["b_o"]])[:, 0]
    weights = {
        "weight_ih_l0": rows[:, D_r:],
        "weight_hh_l0": rows[:, :D_r],
        "bias_ih_l0": bias,
        "bias_hh_l0": torch.zeros_like(bias),
        "weight_hr_l0": p["W_h"],
    }
    lstm = nn.LSTM(D_x, D_h, proj_size=D_r, dtype=torch.float64)
    state = (h.T[None], c.T[None])
    _, (h, c) = functional_call(lstm, weights, (x.T[None], state))
    return h[0].T, c[0].T


def lstm_residual(p, x, h, c):
    f, i = (torch.sigmoid(a(p, g, h, x) + p[f"p_{g}"] * c) for g in "fi")
    c = f * c + i * tanh(p, "c", h, x)
    return σ(p, "o", h, x, c) * (p["W_p"] @ torch.tanh(c) + x), c


def lstm_multiplicative(p, x, h, c):
    """torch.nn.LSTMCell that sees m for h."""
    m = (p["W_m_x"] @ x) * (p["W_m_h"] @ h)
    D_h, (D_x, _) = len(h), x.shape
    rows = torch.cat([p["W_i"], p["W_f"], p["W_c"], p["W_o"]])
    bias = torch.cat([p["b_i"], p["b_f"], p["b_c"], p["b_o"]])[:, 0]
    weights = {
        "weight_ih": rows[:, D_h:],
        "weight_hh": rows[:, :D_h],
        "bias_ih": bias,
        "bias_hh": torch.zeros_like(bias),
    }
    cell = nn.LSTMCell(D_x, D_h, dtype=torch.float64)
    h, c = functional_call(cell, weights, (x.T, (m.T, c.T)))
    return h.T, c.T


def integrated(p, name, x, h):
    u, v = p[f"W_{name}_x"] @ x, p[f"W_{name}_h"] @ h
    alpha, beta, gamma = (p[f"{v}_{name}"] for v in ("alpha", "beta", "gamma"))
    return (alpha * u + beta) * v + gamma * u + p[f"b_{name}"]


def integrating_rnn(p, x, h):
    return (torch.tanh(integrated(p, "k", x, h)),)


def integrating_lstm(p, x, h, c):
    f, i, o = (torch.sigmoid(integrated(p, g, x, h)) for g in "fio")
    c = f * c + i * torch.tanh(integrated(p, "k", x, h))
    return o * torch.tanh(c), c


def slstm(p, x, h, c, n, m):
    a_i, a_f = a(p, "e_i", h, x), a(p, "e_f", h, x)
    m_new = torch.maximum(a_f + m, a_i)
    i, f = torch.exp(a_i - m_new), torch.exp(a_f + m - m_new)
    c, n = f * c + i * tanh(p, "z", h, x), f * n + i
    return σ(p, "o", h, x) * c / n, c, n, m_new
