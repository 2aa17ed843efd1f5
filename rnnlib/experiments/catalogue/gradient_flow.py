"""How much of a gradient arrives from so many steps away, before training and after?

For each start and seed, the largest singular value of ∂s_T/∂s_{T-k} over lags k, s all that the
cell carries. Beside it what theory says of the simple RNN: with tanh no lag's norm is above
σ_max(W_h)^k, so σ_max < 1 suffices for vanishing, and σ_max > 1 is necessary for exploding:
Pascanu et al. (2013), section 2.1.
"""

import numpy as np

from rnnlib.analysis import gradients
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, two_rounds
from rnnlib.layers import initialization
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.rnn import RNN
from rnnlib.tasks.arithmetic import adding

LAGS = (1, 2, 5, 10, 20, 50, 100)
HIDDEN_SIZE = 32
SAMPLES = 4
T = 50  # of the task that is learnt; the lags are measured on longer sequences
TRAINING_STEPS = 1000


def _gaussian(layer, seed):
    """W_h of independent normal numbers of variance 1/D_h: ρ near 1, σ_max near 2."""
    random, D_h = np.random.default_rng(seed), layer.hidden_size
    layer.params["W_h"][:, :D_h] = random.normal(size=(D_h, D_h)) / np.sqrt(D_h)
    return layer


STARTS = {  # (cell, start): layer, and what is done to it before the first step
    ("RNN", "default"): (RNN, lambda layer, seed: layer),
    ("RNN", "Gaussian"): (RNN, _gaussian),
    **{
        ("RNN", f"orthogonal, gain {gain}"): (
            RNN,
            lambda layer, seed, gain=gain: initialization.orthogonal(layer, seed, gain),
        )
        for gain in (0.5, 0.9, 1.0, 1.1, 1.5)
    },
    ("GRU", "default"): (GRU, lambda layer, seed: layer),
    ("LSTM", "default"): (LSTM, lambda layer, seed: layer),
    **{
        ("LSTM", f"forget bias {bias}"): (
            LSTM,
            lambda layer, seed, bias=bias: initialization.forget_bias(layer, bias),
        )
        for bias in (1, 2, 3)
    },
    ("LSTM", "chrono"): (LSTM, lambda layer, seed: initialization.chrono(layer, 2 * T, seed)),
}


def plan(rows, quick):
    cases = [{"cell": cell, "start": start} for cell, start in STARTS]
    untrained = {"phase": "initialization", "learning_rate": 0.0}
    seeds = range(1 if quick else 10)
    before = [case | untrained | {"seed": seed} for case in cases for seed in seeds]
    if quick:
        return before
    return before + two_rounds(rows, cases)


def run(cell, start, phase, learning_rate, seed):
    kind, prepare = STARTS[cell, start]
    task = adding(T, "2016")

    def layers(seed):
        return prepare(kind(task.input_size, HIDDEN_SIZE, seed), [*seed, 1])

    if phase == "initialization":
        network, measured = task.network(layers([seed, 0]), [seed, 1]), {}
    else:
        network, measured = trial(task, layers, seed, learning_rate, TRAINING_STEPS, every=100)
    x = next(adding(max(LAGS) + 1, "2016").batches(SAMPLES, [seed, 3])).x
    measured |= _flow(network.layers[0], x)
    return measured


def _flow(layer, x):
    """The norms by lag, in float64: in float32 the small ones would be lost."""
    exact = type(layer)(layer.input_size, layer.hidden_size, seed=0, dtype=np.float64)
    for name, array in layer.params.items():
        exact.params[name] = array
    tape, measured = exact.forward(x), {}
    if isinstance(exact, RNN):
        W_h = exact.params["W_h"][:, : exact.hidden_size]
        measured["spectral_radius"] = float(abs(np.linalg.eigvals(W_h)).max())
        measured["largest_singular_value"] = float(np.linalg.norm(W_h, ord=2))
    if "f" in tape.steps:
        measured["forget_gate"] = float(np.exp(np.log(tape["f"]).mean()))
    norms = gradients.flow(exact, x, LAGS)
    return measured | {f"lag_{lag}": norm for lag, norm in norms.items()}


STUDY = Study(
    name="gradient_flow",
    question="How much of a gradient arrives from so many steps away, before training and after?",
    axes=("cell", "start", *AXES),
    measured=(
        *MEASURED,
        "accuracy",
        "spectral_radius",
        "largest_singular_value",
        "forget_gate",
        *(f"lag_{lag}" for lag in LAGS),
    ),
    plan=plan,
    run=run,
    tolerance={"lag_1": 1e-3, "lag_10": 1e-3, "lag_100": 1e-3},
    cheap={"cell": "LSTM", "start": "chrono", "phase": "initialization", "seed": 0},
    minutes=4,
)
