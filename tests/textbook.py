"""Every cell once more, in torch, the way a textbook writes it: its gradients are autograd's."""

import torch

σ, tanh = torch.sigmoid, torch.tanh


def a(p, name, *seen):
    return p[f"W_{name}"] @ torch.cat(seen) + p[f"b_{name}"]


def rnn(p, x, h):
    return (tanh(a(p, "h", h, x)),)


def rnn_relu(p, x, h):
    return (torch.relu(a(p, "h", h, x)),)


def one_gate_gru(p, x, h):
    z = σ(a(p, "z", h, x))
    return ((1 - z) * h + z * tanh(a(p, "h", h, x)),)


def gru(p, x, h):
    r, z = σ(a(p, "r", h, x)), σ(a(p, "z", h, x))
    return ((1 - z) * h + z * tanh(a(p, "h", r * h, x)),)


def gru_reset_after(p, x, h):
    r, z = σ(a(p, "r", h, x)), σ(a(p, "z", h, x))
    return ((1 - z) * h + z * tanh(a(p, "h", x) + r * a(p, "u", h)),)


def lstm(p, x, h, c, forget="f", peepholes=False):
    def gate(name, c):
        return σ(a(p, name, h, x) + (p[f"p_{name}"] * c if peepholes else 0))

    i = gate("i", c)
    f = gate("f", c) if forget == "f" else 1 - i if forget == "1 - i" else 1
    c = f * c + i * tanh(a(p, "c", h, x))
    return gate("o", c) * tanh(c), c


def minimal_gated_unit(p, x, h):
    f = σ(a(p, "f", h, x))
    return ((1 - f) * h + f * tanh(a(p, "h", f * h, x)),)


def min_gru(p, x, h):
    z = σ(a(p, "z", x))
    return ((1 - z) * h + z * a(p, "h", x),)


def run(step, params, x, state, d_h, d_state):
    """A sequence forward, and back by autograd: everything by name, features first."""
    p = {name: torch.tensor(array, requires_grad=True) for name, array in params.items()}
    x, *state = (torch.tensor(v, requires_grad=True) for v in (x, *state))
    states = [tuple(state)]
    for x_t in x:
        states.append(step(p, x_t, *states[-1]))
    h = torch.stack([s[0] for s in states[1:]])
    reached = [(h, d_h), *zip(states[-1], d_state, strict=True)]
    sum((v * torch.tensor(d)).sum() for v, d in reached).backward()
    found = {"h": h} | {f"final {k}": s for k, s in enumerate(states[-1])}
    found |= {"x": x.grad} | {f"state {k}": s.grad for k, s in enumerate(state)}
    found |= {name: tensor.grad for name, tensor in p.items()}
    return {name: v.detach().numpy() for name, v in found.items()}
