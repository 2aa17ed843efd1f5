"""Every cell that is drawn in the tests: the library's, those of other tests, odd ones."""

from literature import CELLS as LITERATURE
from other_cells import CELLS as OTHERS

from rnnlib import equations
from rnnlib.symbolic import (
    affine,
    cell,
    concatenate,
    exp,
    linear,
    log,
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


def of_a_reader(function, states="h"):
    function.__name__ = "OWN"
    return cell(states=states)(function)


def shared(h, c, x):
    """Both states run over the same sum."""
    c = (h + c).called("c")
    return tanh(c), c


ODD = [
    of_a_reader(shared, "h c"),
    of_a_reader(lambda h, x: tanh.layer("h", h)),
    of_a_reader(lambda h, c, x: (c, h), "h c"),
    of_a_reader(lambda h, x: h),
    of_a_reader(lambda h, x: tanh(h)),
    of_a_reader(lambda h, x: sigmoid.layer("z", h, x) * affine("u", h)),
    of_a_reader(lambda h, x: tanh.layer("k", x) + peephole("f", h)),
    of_a_reader(lambda h, x: h * (tanh.layer("k", x) + peephole("f", h))),
    of_a_reader(lambda h, x: linear.layer("h", x, plus=affine("u", h))),
    of_a_reader(lambda h, x: h * relu(tanh.layer("k", h, x) + sigmoid.layer("l", x) * h)),
    of_a_reader(lambda h, x: h * h - tanh(-h) * (1 - (1 - h))),
    of_a_reader(lambda h, c, x: (c * tanh(h), h + c * tanh.layer("k", x)), "h c"),
    of_a_reader(lambda h, c, d, x: (h + c * d, c + tanh.layer("k", h, x), c - d), "h c d"),
    of_a_reader(lambda h, x: linear.layer("h", relu.layer("k", relu.layer("l", h, x), x), h)),
    of_a_reader(lambda h, x: tanh.layer("h", x, plus=peephole("u", h))),  # acts elementwise
    of_a_reader(lambda h, c, x: (tanh(h + c), (h + c).called("c")), "h c"),
]


def normalized(v):
    return (v - mean(v)) / sqrt(variance(v) + 1e-5)


@cell
def LEAKY(h, x):
    """A leaky unit, by a fixed number."""
    return 0.9 * h + 0.1 * tanh.layer("k", h, x)


@cell
def LEARNT_DECAY(h, x):
    alpha = sigmoid(parameter("alpha", "D_h"))
    return alpha * h + (1 - alpha) * tanh.layer("k", x)


@cell
def WEIGHT_TWICE(h, x):
    """A weight in two places, and a transpose."""
    W = parameter("W", "D_h", "D_h")
    k = tanh(W @ h + affine("k", x)).called("k")
    return h + tanh((W - W.T) @ k + parameter("b", "D_h"))


@cell(states="h", x="D_h")
def HIGHWAY(h, x):
    z = sigmoid.layer("z", h, x)
    return z * tanh.layer("k", h) + (1 - z) * x


@cell(states={"h": "D_r", "c": "D_h"})
def PROJECTED(h, c, x):
    f, i, o = (sigmoid.layer(name, h, x) for name in "fio")
    c = f * c + i * tanh.layer("c~", h, x)
    return affine("r", o * tanh(c), size="D_r", bias=False), c


@cell(states="h c n m")
def EXPONENTIAL(h, c, n, m, x):
    """Exponential gates with a stabiliser, as in the sLSTM."""
    i, f = linear.layer("i_1", h, x), linear.layer("f_1", h, x)
    new_m = maximum(f + m, i).called("m")
    i_2, f_2 = exp(i - new_m).called("i_2"), exp(f + m - new_m).called("f_2")
    c = (f_2 * c + i_2 * tanh.layer("z", h, x)).called("c")
    n = (f_2 * n + i_2).called("n")
    return sigmoid.layer("o", h, x) * c / n, c, n, new_m


@cell(states="h c")
def NORMALIZED(h, c, x):
    gain = parameter("g", "D_h")
    f, o = (sigmoid(normalized(affine(name, h, x))) for name in "fo")
    c = f * c + (1 - f) * tanh(gain * normalized(affine("c", h, x)) + parameter("b", "D_h"))
    return o * tanh(normalized(c)), c


@cell(states="h", outputs="y")
def GATED_OUTPUT(h, x):
    h = tanh.layer("h", h, x).called("h")
    return h, sigmoid.layer("o", h, x) * linear.layer("v", h)


@cell
def NUMBERS(h, x):
    k = 2 / (1 + exp(-h)) - 1
    return maximum(k / 2, 0.5) + log(relu.layer("k_1", x) + 1) * 3 - h**2 + (2 - k)


@cell(states="alpha beta_1")
def GREEK(alpha, beta_1, x):
    gamma = tanh.layer("gamma~", concatenate(alpha, beta_1), x)
    return sigmoid.layer("lambda_1", x) * alpha + gamma, (alpha * beta_1).called("beta_1")


@cell
def SCALAR_GATE(h, x):
    z = sigmoid.layer("z", h, x, size=1)
    return z * h + (1 - z) * relu.layer("h~", x, frozen=True)


NEW = (
    *(LEAKY, LEARNT_DECAY, WEIGHT_TWICE, HIGHWAY, PROJECTED, EXPONENTIAL, NORMALIZED),
    *(GATED_OUTPUT, NUMBERS, GREEK, SCALAR_GATE),
)
CELLS = {
    **{c.name: c for c in equations.CELLS},
    **{name: entry[0] for name, entry in OTHERS.items()},
    "LSTM with output": equations.LSTM.with_output(),
    "RNN with output": equations.RNN_WITH_OUTPUT,
    **{f"literature, {name}": own for name, own in LITERATURE.items()},
    **{c.name: c for c in NEW},
    **{f"odd, {k}": c for k, c in enumerate(ODD)},
}
