"""Cells from the literature that the library does not ship, each with its source.

The algebra must say what researchers write: numbers, exp, division and maximum, means and
variances, states of other sizes, weights used twice, transposes, frozen weights, outputs.
Where a docstring says "after", a detail is left out or chosen: the docstring says which.
"""

from rnnlib.symbolic import (
    affine,
    cell,
    exp,
    linear,
    maximum,
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
    """Chang et al. (2019), eq. 16 and 17, with γ = 0.01 and ε = 0.1: W - Wᵀ in both layers."""
    W = parameter("W", "D_h", "D_h")
    recurrent = ((W - W.T) @ h - 0.01 * h).called("u")
    z = sigmoid.layer("z", x, plus=recurrent)
    return h + 0.1 * z * tanh.layer("k", x, plus=recurrent)


@cell
def FAST_RNN(h, x):
    """Kusupati et al. (2018), eq. 1: two trained scalars blend candidate and state."""
    alpha, beta = sigmoid(parameter("alpha", 1)), sigmoid(parameter("beta", 1))
    return alpha * tanh.layer("h~", h, x) + beta * h


@cell
def FAST_GRNN(h, x):
    """Kusupati et al. (2018), eq. 2: gate and candidate share their weights."""
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
    """Ba et al. (2016), eq. 23 to 25, after: each gate is normalised by itself."""
    r = sigmoid(sum(normalized_sum("r", h, x), start=parameter("b_r", "D_h"))).called("r")
    z = sigmoid(sum(normalized_sum("z", h, x), start=parameter("b_z", "D_h"))).called("z")
    from_h, from_x = normalized_sum("k", h, x)
    return (1 - z) * h + z * tanh(from_x + r * from_h).called("h~")


@cell
def NORMALIZED_LSTM(h, c, x):
    """Ba et al. (2016), eq. 20 to 22, after: each gate is normalised by itself."""
    f, i, o, g = (sum(normalized_sum(name, h, x)) for name in "fiog")
    c = sigmoid(f).called("f") * c + sigmoid(i).called("i") * tanh(g).called("c~")
    return sigmoid(o).called("o") * tanh(normalized("c", c)), c


@cell
def HIGHWAY(h, x):
    """RHN of depth 2 with coupled gates: Zilly et al. (2017), eq. 6 to 9."""
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
    """LEM: Rusch et al. (2022), eq. 3, with Δt = 0.5: two time scales."""
    d_1, d_2 = ((0.5 * sigmoid.layer(f"g_{k}", y, x)).called(f"d_{k}") for k in (1, 2))
    z = ((1 - d_1) * z + d_1 * tanh.layer("k_1", y, x)).called("z")
    return (1 - d_2) * y + d_2 * tanh.layer("k_2", z, x), z


@cell
def ADDITIVE(h, c, x):
    """RAN: Lee et al. (2017): the candidate is linear in the input."""
    i, f = sigmoid.layer("i", h, x), sigmoid.layer("f", h, x)
    c = (i * affine("c", x, bias=False) + f * c).called("c")
    return tanh(c), c


@cell(x="D_h")
def SIMPLE_UNIT(h, c, x):
    """SRU: Lei et al. (2018), eq. 1 to 4, with a highway from the input to h."""
    f = sigmoid.layer("f", x, plus=peephole("f", c))
    r = sigmoid.layer("r", x, plus=peephole("r", c))
    c = (f * c + (1 - f) * affine("c", x, bias=False)).called("c")
    return r * c + (1 - r) * x, c


@cell(states={"c": "D_h", "p": "D_x"}, outputs="h")
def QUASI(c, p, x):
    """QRNN with fo-pooling and a window of two inputs: Bradbury et al. (2017), eq. 3 and 5."""
    z, f, o = tanh.layer("z", p, x), sigmoid.layer("f", p, x), sigmoid.layer("o", p, x)
    c = (f * c + (1 - f) * z).called("c")
    return c, x, o * c


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


@cell
def LSTM_SQUASHED(h, c, x):
    """Hochreiter & Schmidhuber (1997), with their squashing functions 4σ - 2 and 2σ - 1."""
    i, o = sigmoid.layer("i", h, x), sigmoid.layer("o", h, x)
    c = (c + i * (4 * sigmoid.layer("k", h, x) - 2)).called("c")
    return o * (2 * sigmoid(c) - 1), c


@cell
def LSTM_COUPLED_PEEPHOLES(h, c, x):
    """Greff et al. (2017), CIFG with the peepholes of Gers & Schmidhuber (2000)."""
    i = sigmoid.layer("i", h, x, plus=peephole("i", c))
    c = ((1 - i) * c + i * tanh.layer("c~", h, x)).called("c")
    return sigmoid.layer("o", h, x, plus=peephole("o", c)) * tanh(c), c


@cell(states={"h": "D_r", "c": "D_h"})
def LSTM_PROJECTED(h, c, x):
    """Sak et al. (2014), without peepholes: PyTorch's proj_size."""
    f, i, o = (sigmoid.layer(name, h, x) for name in "fio")
    c = (f * c + i * tanh.layer("c~", h, x)).called("c")
    return linear.layer("h", o * tanh(c), size="D_r", bias=False), c


@cell(x="D_h")
def LSTM_RESIDUAL(h, c, x):
    """Kim et al. (2017), eq. 11 to 16, where input and state have the same size."""
    f = sigmoid.layer("f", h, x, plus=peephole("f", c))
    i = sigmoid.layer("i", h, x, plus=peephole("i", c))
    c = (f * c + i * tanh.layer("c~", h, x)).called("c")
    return sigmoid.layer("o", h, x, c) * (affine("p", tanh(c), bias=False) + x), c


@cell
def LSTM_MULTIPLICATIVE(h, c, x):
    """mLSTM: Krause et al. (2017): the gates see a product of input and state."""
    m = affine("m_x", x, bias=False) * affine("m_h", h, bias=False)
    m.called("m")
    f, i, o = (sigmoid.layer(name, m, x) for name in "fio")
    c = (f * c + i * tanh.layer("c~", m, x)).called("c")
    return o * tanh(c), c


def integrated(name, h, x):
    """α ⊙ W x ⊙ U h + β ⊙ U h + γ ⊙ W x + b: multiplicative integration."""
    from_x, from_h = (
        affine(f"{name}_{of}", v, bias=False).called(f"v_{name}_{of}")
        for of, v in (("x", x), ("h", h))
    )
    alpha, beta, gamma = (parameter(f"{v}_{name}", "D_h") for v in ("alpha", "beta", "gamma"))
    shift = parameter(f"b_{name}", "D_h")
    return alpha * from_x * from_h + beta * from_h + gamma * from_x + shift


@cell
def INTEGRATING_RNN(h, x):
    """MI-RNN: Wu et al. (2016), eq. 4."""
    return tanh(integrated("k", h, x))


@cell
def INTEGRATING_LSTM(h, c, x):
    """MI-LSTM: Wu et al. (2016)."""
    f, i, o = (sigmoid(integrated(name, h, x)).called(name) for name in "fio")
    c = (f * c + i * tanh(integrated("k", h, x)).called("c~")).called("c")
    return o * tanh(c), c


@cell
def SLSTM(h, c, n, m, x):
    """Beck et al. (2024), eq. 8 to 17, with exponential gates and their stabiliser m."""
    a_i, a_f = linear.layer("e_i", h, x), linear.layer("e_f", h, x)
    new_m = maximum(a_f + m, a_i).called("m")
    i, f = exp(a_i - new_m).called("i"), exp(a_f + m - new_m).called("f")
    c = (f * c + i * tanh.layer("z", h, x)).called("c")
    n = (f * n + i).called("n")
    return sigmoid.layer("o", h, x) * (c / n), c, n, new_m


FORGET, INPUT, OUTPUT, RELEVANCE = "forget", "input", "output", "relevance"


def one(role, *names):
    return {name: {role: name} for name in names}


def blend(name, keeps=False):
    """A gate that keeps as much as it does not write: through itself if it keeps."""
    old, new = (name, f"1 - {name}") if keeps else (f"1 - {name}", name)
    return {name: {FORGET: old, INPUT: new}}


LSTM_GATES = one(FORGET, "f") | one(INPUT, "i") | one(OUTPUT, "o")
GATES = {
    JORDAN: {},
    SCRN: {},
    ECHO_STATE: {},
    CONTINUOUS_TIME: {},
    INDEPENDENT: {},
    ANTISYMMETRIC: one(INPUT, "z"),
    FAST_RNN: {},
    FAST_GRNN: blend("z", keeps=True),
    UPDATE_GATE: blend("g", keeps=True),
    INTERSECTION: one(OUTPUT, "g_y") | blend("g_h", keeps=True),
    MINIMAL_RNN: blend("u", keeps=True),
    STAR: blend("k"),
    CHAOS_FREE: one(FORGET, "theta") | one(INPUT, "eta"),
    TWIN_GATED: one(FORGET, "f") | one(INPUT, "i"),
    BISTABLE: blend("c", keeps=True),
    GRU_EXCHANGED: one(RELEVANCE, "r") | blend("z", keeps=True),
    LIGHT_GRU: blend("z", keeps=True),
    MUT1: one(RELEVANCE, "r") | blend("z"),
    MUT2: one(RELEVANCE, "r") | blend("z"),
    MUT3: one(RELEVANCE, "r") | blend("z"),
    NORMALIZED_GRU: one(RELEVANCE, "r") | blend("z"),
    NORMALIZED_LSTM: LSTM_GATES,
    HIGHWAY: blend("t_1") | blend("t_2"),
    DEEP_TRANSITION: one(RELEVANCE, "r_1", "r_2")
    | blend("z_1", keeps=True)
    | {"z_2": {FORGET: "z_2", INPUT: "z_2"}},  # it lets k_1 pass as well, as a part of s
    LONG_EXPRESSIVE: blend("g_1") | blend("g_2"),
    ADDITIVE: one(FORGET, "f") | one(INPUT, "i"),
    SIMPLE_UNIT: blend("f", keeps=True) | one(OUTPUT, "r"),
    QUASI: blend("f", keeps=True) | one(OUTPUT, "o"),
    MIN_LSTM: blend("f", keeps=True) | blend("i"),
    FORGET_GATE_ONLY: one(FORGET, "f") | {"σ(s_t - 1)": {INPUT: "1 - σ(s_t - 1)"}},
    LSTM_SQUASHED: one(INPUT, "i") | one(OUTPUT, "o"),
    LSTM_COUPLED_PEEPHOLES: blend("i") | one(OUTPUT, "o"),
    LSTM_PROJECTED: LSTM_GATES,
    LSTM_RESIDUAL: LSTM_GATES,
    LSTM_MULTIPLICATIVE: LSTM_GATES,
    INTEGRATING_RNN: {},
    INTEGRATING_LSTM: LSTM_GATES,
    SLSTM: LSTM_GATES,
}
