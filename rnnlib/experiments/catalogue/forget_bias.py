"""How long does an LSTM remember what it has not learnt to keep? The forget bias decides.

A cell state that nothing is written to is multiplied by f at every step, and f starts near σ(b):
after T steps σ(b)^T of it is left, and so much of the gradient arrives. Beside that prediction
stand what is left in the layer, measured, and whether the net learns to name the first symbol.

The trap: PyTorch adds two biases. Code that fills both with 1 has b = 2.
"""

import numpy as np

from rnnlib import activations, interop
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.layers import initialization
from rnnlib.layers.lstm import LSTM
from rnnlib.tasks.memory import first_symbol_recall

BIASES = ("default", "1", "2", "3", "chrono", "1 in both of torch's")
STEPS = (20, 50, 150)
HIDDEN_SIZE = 32
TRAINING_STEPS = 1000


def start(bias, T, layer, seed):
    """The layer with its forget bias set as named."""
    if bias == "chrono":
        return initialization.chrono(layer, T, seed)
    if bias == "1 in both of torch's":
        return interop.from_torch(_both_biases(interop.to_torch(layer), 1.0))
    if bias != "default":
        initialization.forget_bias(layer, float(bias))
    return layer


def _both_biases(module, value):
    D_h = module.hidden_size
    for bias in (module.bias_ih_l0, module.bias_hh_l0):
        bias.data[D_h : 2 * D_h] = value  # torch's order: i, f, g, o
    return module


def plan(rows, quick):
    lengths = STEPS[:1] if quick else STEPS
    cases = [{"bias": bias, "T": T} for T in lengths for bias in BIASES]
    return two_rounds(rows, cases, **(QUICK if quick else {}))


def run(bias, T, phase, learning_rate, seed):
    task = first_symbol_recall(T)

    def layers(seed):
        return start(bias, T, LSTM(task.input_size, HIDDEN_SIZE, seed), [*seed, 1])

    x = next(task.batches(8, [seed, 3])).x
    kept = retention(layers([seed, 0]), x)
    _, measured = trial(task, layers, seed, learning_rate, TRAINING_STEPS)
    measured |= kept
    return measured


def retention(layer, x):
    """What is left of a cell state after all steps: f_1 f_2 ⋯ f_T, and σ(b_f)^T beside it.

    The geometric mean over units and samples, and the unit that keeps most.
    """
    b = layer.params["b_f"].astype(float)
    predicted = len(x) * np.log(activations.sigmoid(b))
    measured = np.log(layer.forward(x)["f"].astype(float)).sum(axis=0).mean(axis=1)
    return {
        "predicted": float(np.exp(predicted.mean())),
        "predicted_best": float(np.exp(predicted.max())),
        "retained": float(np.exp(measured.mean())),
        "retained_best": float(np.exp(measured.max())),
    }


STUDY = Study(
    name="forget_bias",
    question="How long does an LSTM remember what it has not learnt to keep?",
    axes=("bias", "T", *AXES),
    measured=(
        "predicted",
        "predicted_best",
        "retained",
        "retained_best",
        *MEASURED,
        "accuracy",
    ),
    plan=plan,
    run=run,
    tolerance={"predicted": 1e-6, "retained": 1e-3, "accuracy": 0.05},
    cheap={"bias": "1", "T": 20, "phase": "test", "seed": 0},
    minutes=10,
)
