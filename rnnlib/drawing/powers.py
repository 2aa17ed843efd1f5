"""What powers of a matrix do to the length of vectors: a figure that is operated in the page."""

import json

import numpy as np

from rnnlib.drawing import svg
from rnnlib.drawing.operated import Axes, button, controls, operated, slider
from rnnlib.drawing.svg import Drawing

STEPS = 20
TURN = 0.5
PRESETS = {"first": (0.9, 0.0, TURN), "second": (0.8, 1.5, 0.0), "third": (1.1, 0.0, TURN)}
AXES = Axes(
    x=(0, STEPS),
    y=(1e-3, 1e3),
    x_ticks=(0, 5, 10, 15, 20),
    ticks={"0.001": 1e-3, "0.1": 0.1, "1": 1, "10": 10, "1000": 1000},
    labels=("times multiplied", "length"),
    log=True,
)


def matrix(radius: float, shear: float, turn: float) -> np.ndarray:
    """radius times a rotation by `turn`, with `shear` added to its upper right entry: (2, 2)."""
    cos, sin = np.cos(turn), np.sin(turn)
    return radius * np.array([[cos, -sin], [sin, cos]]) + np.array([[0, shear], [0, 0]])


def longest(matrix: np.ndarray, steps: int = STEPS) -> np.ndarray:
    """The largest length that 0, 1, ... steps multiplications give a vector of length 1."""
    powers = [np.linalg.matrix_power(matrix, k) for k in range(steps + 1)]
    return np.array([np.linalg.norm(power, 2) for power in powers])


def powers_of_a_matrix() -> Drawing:
    """The longest vector that powers of a 2 × 2 matrix make, beside ρ^k and σ_max^k.

    The reader takes one of three matrices, or sets the spectral radius and the upper right entry.
    """
    radius, shear, turn = PRESETS["second"]
    chosen = matrix(radius, shear, turn)
    times = range(STEPS + 1)
    sigma = np.linalg.norm(chosen, 2)
    body = AXES.svg
    for key, values, meaning, dash in (
        ("sigma", [sigma**k for k in times], "second", "6 3"),
        ("rho", [radius**k for k in times], "third", "2 3"),
        ("longest", longest(chosen), "accent", ""),
    ):
        body += AXES.line([*zip(times, values, strict=True)], meaning, key, dash)
    for k, (words, meaning) in enumerate(
        [
            ("longest vector", "accent"),
            ("σmax to the power k", "second"),
            ("ρ to the power k", "third"),
        ]
    ):
        body += svg.text(332, 40 + 15 * k, words, meaning, text_anchor="end", paint_order="stroke")
    still = svg.picture(
        350, AXES.height, body,
        "On a logarithmic axis against the number of multiplications: the longest vector that "
        "powers of a matrix make of vectors of length 1. It rises to 3 within four steps and falls "
        "below 1 after about fifteen. Below it runs the power of the spectral radius, above it "
        "that of the largest singular value.",
    )  # fmt: skip
    rows = controls("matrix:", *(button(name, preset=k) for k, name in enumerate(PRESETS)))
    rows += controls(slider("ρ", "spectral radius", 0.3, 1.3, 0.01, radius))
    rows += controls(slider("upper right", "upper right entry", 0, 3, 0.05, shear))
    rows += '<p data-said aria-live="polite"></p>'
    data = {"axes": AXES.data, "steps": STEPS, "presets": [*PRESETS.values()]}
    return operated(
        "powers", still, rows, ["powers.js"], f"(root) => powers(root, {json.dumps(data)})"
    )
