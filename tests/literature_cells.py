"""Cells from the literature that the library does not ship, each with its source.

The algebra must say what researchers write: numbers, division, means and variances, weights
used twice, transposes, frozen weights, outputs. Where a docstring says "after", a detail is
left out or chosen, and the docstring says which. Not every equation was compared with its paper.
"""

from rnnlib.symbolic import (
    affine,
    cell,
    linear,
    mean,
    parameter,
    peephole,
    relu,
    sigmoid,
    sqrt,
    tanh,
    variance,
)


@cell(states={"s": "D_y"}, outputs="y")
def JORDAN(s, x):
    """Jordan (1986): the context is a fading sum of the outputs, here with μ = 0.5."""
    h = sigmoid.layer("h", s, x)
    y = sigmoid.layer("y", h, size="D_y")
    return 0.5 * s + y, y


@cell(states={"h": "D_h", "s": "D_s"}, outputs="y")
def SCRN(h, s, x):
    """Mikolov et al. (2014): slow context units s beside the hidden ones."""
    s = (0.05 * affine("s", x, size="D_s", bias=False) + 0.95 * s).called("s")
    h = sigmoid.layer("h", s, x, h, bias=False)
    return h, s, linear.layer("y", h, s, size="D_y", bias=False)


@cell(outputs="y")
def ECHO_STATE(h, x):
    """Jaeger (2001), with the leaky units of Jaeger et al. (2007): only the readout learns."""
    h = (0.7 * h + 0.3 * tanh.layer("k", h, x, bias=False, frozen=True)).called("h")
    return h, linear.layer("y", h, x, size="D_y")


@cell
def CONTINUOUS_TIME(h, x):
    """Funahashi & Nakamura (1993): τ dh/dt = -h + W φ(h) + V x, one Euler step of 0.1."""
    tau = parameter("tau", "D_h")
    return h + 0.1 / tau * (affine("k", tanh(h), x) - h)


@cell
def INDEPENDENT(h, x):
    """Li et al. (2018): each unit sees of the state only itself."""
    return relu.layer("h", x, plus=peephole("h", h))


@cell
def ANTISYMMETRIC(h, x):
    """Chang et al. (2019), with γ = 0.01 and ε = 0.1: W - Wᵀ in both layers."""
    W = parameter("W", "D_h", "D_h")
    recurrent = ((W - W.T) @ h - 0.01 * h).called("u")
    z = sigmoid.layer("z", x, plus=recurrent)
    return h + 0.1 * z * tanh.layer("k", x, plus=recurrent)


@cell
def FAST_RNN(h, x):
    """Kusupati et al. (2018): two trained scalars blend candidate and state."""
    alpha, beta = sigmoid(parameter("alpha", 1)), sigmoid(parameter("beta", 1))
    return alpha * tanh.layer("h~", h, x) + beta * h


@cell
def FAST_GRNN(h, x):
    """Kusupati et al. (2018): gate and candidate share their weights."""
    W, U = parameter("W", "D_h", "D_x"), parameter("U", "D_h", "D_h")
    zeta, nu = sigmoid(parameter("zeta", 1)), sigmoid(parameter("nu", 1))
    a = (W @ x + U @ h).called("a")
    z = sigmoid(a + parameter("b_z", "D_h")).called("z")
    h_candidate = tanh(a + parameter("b_h", "D_h")).called("h~")
    return (zeta * (1 - z) + nu) * h_candidate + z * h


@cell
def UPDATE_GATE(h, x):
    """UGRNN: Collins et al. (2017)."""
    g = sigmoid.layer("g", h, x)
    return g * h + (1 - g) * tanh.layer("k", h, x)


@cell(x="D_h", outputs="y")
def INTERSECTION(h, x):
    """+RNN: Collins et al. (2017): one gate along time, one along depth."""
    y_in, h_in = relu.layer("y_in", h, x), tanh.layer("h_in", h, x)
    g_y, g_h = sigmoid.layer("g_y", h, x), sigmoid.layer("g_h", h, x)
    return g_h * h + (1 - g_h) * h_in, g_y * x + (1 - g_y) * y_in


@cell
def MINIMAL_RNN(h, x):
    """Chen (2017)."""
    z = tanh.layer("z", x)
    u = sigmoid.layer("u", h, z)
    return u * h + (1 - u) * z


@cell
def STAR(h, x):
    """Turkoglu et al. (2021): the whole state is squashed."""
    k = sigmoid.layer("k", h, x)
    return tanh((1 - k) * h + k * tanh.layer("z", x))


@cell
def CHAOS_FREE(h, x):
    """Laurent & von Brecht (2017)."""
    theta, eta = sigmoid.layer("theta", h, x), sigmoid.layer("eta", h, x)
    return theta * tanh(h) + eta * tanh.layer("k", x, bias=False)


@cell
def TWIN_GATED(h, x):
    """ATR: Zhang et al. (2018): the two gates share both matrix products."""
    p, q = linear.layer("p", x, bias=False), linear.layer("q", h, bias=False)
    return sigmoid(p + q).called("i") * p + sigmoid(p - q).called("f") * h


@cell
def BISTABLE(h, x):
    """BRC: Vecoven et al. (2021)."""
    c = sigmoid.layer("c", x, bias=False, plus=peephole("c", h))
    a = 1 + tanh.layer("a", x, bias=False, plus=peephole("a", h))
    return c * h + (1 - c) * tanh.layer("k", x, bias=False, plus=a * h)


@cell
def GRU_EXCHANGED(h, x):
    """Cho et al. (2014), as PyTorch has it: z keeps the old state, reset after the product."""
    r, z = sigmoid.layer("r", h, x), sigmoid.layer("z", h, x)
    return (1 - z) * tanh.layer("n", x, plus=r * affine("u", h)) + z * h


@cell
def LIGHT_GRU(h, x):
    """Ravanelli et al. (2018), after: without its batch normalisation."""
    z = sigmoid.layer("z", h, x)
    return z * h + (1 - z) * relu.layer("h~", h, x)


@cell(x="D_h")
def MUT1(h, x):
    """Jozefowicz et al. (2015)."""
    z, r = sigmoid.layer("z", x), sigmoid.layer("r", h, x)
    return tanh.layer("k", r * h, plus=tanh(x)) * z + h * (1 - z)


@cell(x="D_h")
def MUT2(h, x):
    """Jozefowicz et al. (2015)."""
    z, r = sigmoid.layer("z", h, x), sigmoid.layer("r", h, plus=x)
    return tanh.layer("k", r * h, x) * z + h * (1 - z)


@cell
def MUT3(h, x):
    """Jozefowicz et al. (2015)."""
    z, r = sigmoid.layer("z", tanh(h), x), sigmoid.layer("r", h, x)
    return tanh.layer("k", r * h, x) * z + h * (1 - z)


def normalized(name, v):
    """Layer normalisation: gain and shift of the features at mean 0 and variance 1."""
    gain, shift = parameter(f"gain_{name}", "D_h"), parameter(f"shift_{name}", "D_h")
    return gain * (v - mean(v)) / sqrt(variance(v) + 1e-5) + shift


def normalized_sum(name, h, x):
    names = (f"{name}_h", f"{name}_x")
    parts = (affine(n, v, bias=False).called(f"v_{n}") for n, v in zip(names, (h, x), strict=True))
    return tuple(normalized(n, part) for n, part in zip(names, parts, strict=True))


@cell
def NORMALIZED_GRU(h, x):
    """Ba et al. (2016), after: each gate is normalised by itself."""
    r = sigmoid(sum(normalized_sum("r", h, x), start=parameter("b_r", "D_h"))).called("r")
    z = sigmoid(sum(normalized_sum("z", h, x), start=parameter("b_z", "D_h"))).called("z")
    from_h, from_x = normalized_sum("k", h, x)
    return (1 - z) * h + z * tanh(from_x + r * from_h).called("h~")


@cell
def HIGHWAY(h, x):
    """RHN of depth 2 with coupled gates: Zilly et al. (2017)."""
    t_1 = sigmoid.layer("t_1", h, x)
    s = (tanh.layer("k_1", h, x) * t_1 + h * (1 - t_1)).called("s")
    t_2 = sigmoid.layer("t_2", s)
    return tanh.layer("k_2", s) * t_2 + s * (1 - t_2)


@cell
def DEEP_TRANSITION(h, x):
    """Miceli Barone et al. (2017): a GRU, then one more that has no input."""
    r_1, z_1 = sigmoid.layer("r_1", h, x), sigmoid.layer("z_1", h, x)
    s = ((1 - z_1) * tanh.layer("k_1", r_1 * h, x) + z_1 * h).called("s")
    r_2, z_2 = sigmoid.layer("r_2", s), sigmoid.layer("z_2", s)
    return (1 - z_2) * tanh.layer("k_2", r_2 * s) + z_2 * s


@cell(states="y z")
def LONG_EXPRESSIVE(y, z, x):
    """LEM: Rusch et al. (2022), with Δt = 0.5: two time scales."""
    d_1, d_2 = ((0.5 * sigmoid.layer(f"g_{k}", y, x)).called(f"d_{k}") for k in (1, 2))
    z = ((1 - d_1) * z + d_1 * tanh.layer("k_1", y, x)).called("z")
    return (1 - d_2) * y + d_2 * tanh.layer("k_2", z, x), z


@cell
def MIN_LSTM(h, x):
    """Feng et al. (2024): two gates that share one sum."""
    f, i = sigmoid.layer("f", x), sigmoid.layer("i", x)
    return f / (f + i) * h + i / (f + i) * linear.layer("h~", x)


@cell
def FORGET_GATE_ONLY(c, x):
    """JANET: van der Westhuizen & Lasenby (2018), with β = 1 and an unnamed second gate."""
    s = affine("s", c, x).called("s")
    return sigmoid(s).called("f") * c + (1 - sigmoid(s - 1)) * tanh.layer("c~", c, x)
