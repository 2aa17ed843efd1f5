"""Assignment 5, an LSTM from scratch: what each part is judged by."""

import numpy as np

from ..judging.part import EQUAL, LARGE, ONE, PRIME, Out, Part, Property
from . import a5_reference as reference
from . import a5_reference_back as back
from . import a5_reference_more as more
from . import a5_words as words
from .a5_counting import NONE, counts_over, shows_when_asked
from .draws import normal, weights

LONG = {**LARGE, "D_x": 16, "D_h": 24}  # D = 64 would take long here
SEQUENCES = (PRIME, EQUAL, ONE, LONG)
PIECES = ({**PRIME, "k": 1}, {**EQUAL, "k": 4}, {**ONE, "T": 2, "k": 1}, {**LONG, "k": 30})


def draw_layers(random, B, D_x, D_h):
    W = 2 * weights(random, 4 * D_h, D_h + D_x)
    return normal(random, D_x, B), normal(random, D_h, B), W, normal(random, 4 * D_h, 1)


def draw_step(random, B, D_x, D_h):
    x, h, W, b = draw_layers(random, B, D_x, D_h)
    return x, h, normal(random, D_h, B), W, b


def draw_counts(random, D_x, D_h):
    return D_x + int(random.integers(5)), D_h + int(random.integers(5))


def draw_sequence(random, T, B, D_x, D_h):
    _, h_0, c_0, W, b = draw_step(random, B, D_x, D_h)
    return normal(random, T, D_x, B), h_0, c_0, W, b


def draw_sums(random, B, D_x, D_h):
    x, h, c, W, b = draw_step(random, B, D_x, D_h)
    gates = reference.layers(NONE, x, h, W, b)
    c_new = reference.step(NONE, x, h, c, W, b)[1]
    return normal(random, D_h, B), normal(random, D_h, B), *gates, c, c_new


def draw_layers_backward(random, B, D_x, D_h):
    x, h, W, _ = draw_layers(random, B, D_x, D_h)
    return normal(random, 4 * D_h, B), x, h, W


def draw_backward(random, T, B, D_x, D_h):
    x, h_0, c_0, W, b = draw_sequence(random, T, B, D_x, D_h)
    hs, cs = reference.forward(NONE, x, h_0, c_0, W, b)
    return x, hs, cs, normal(random, T, D_h, B), 3 * normal(random, D_h, B), W, b


def draw_pieces(random, T, B, D_x, D_h, k):
    return *draw_backward(random, T, B, D_x, D_h), k


def draw_bias(random, T):
    return float(random.uniform(0.1, 0.9)), T + int(random.integers(5))


def draw_peephole(random, B, D_x, D_h):
    x, h, c, W, b = draw_step(random, B, D_x, D_h)
    return x, h, 2 * c, W, b, normal(random, 3 * D_h, 1)


def open_lane_keeps(call, random):
    x = random.normal(size=(6, 3, 2))
    h_0, c_0 = random.normal(size=(2, 5, 2))
    W, b = random.normal(size=(20, 8)), np.zeros((20, 1))
    b[:5], b[5:10] = 60, -60
    results = call("lstm_forward", x, h_0, c_0, W, b)
    cs = results[-1]
    if cs.shape == (7, 5, 2) and np.allclose(cs, c_0, atol=1e-4):
        return None
    return (
        "With f = 1 and i = 0 at every step the cell state should stay what it was at the start; "
        "yours does not."
    )


PARTS = (
    Part(
        "1a",
        "layers",
        tuple(Out(name, "D_h B", 1) for name in ("f", "i", "o", "candidate")),
        reference.layers,
        draw_layers,
        mistakes=words.LAYERS,
    ),
    Part(
        "1b",
        "lstm_step",
        (Out("h_new", "D_h B", 1), Out("c_new", "D_h B", 2)),
        reference.step,
        draw_step,
        mistakes=words.STEP,
        uses={"layers": "1a"},
    ),
    Part(
        "2a",
        "counts",
        (Out("LSTM", "", 1), Out("GRU", "", 1), Out("PyTorch", "", 1)),
        reference.counts,
        draw_counts,
        mistakes=words.COUNTS,
        tolerance=1e-6,
    ),
    Part(
        "3a",
        "lstm_forward",
        (Out("hs", "T+1 D_h B", 2), Out("cs", "T+1 D_h B", 2)),
        reference.forward,
        draw_sequence,
        SEQUENCES,
        mistakes=words.FORWARD,
        uses={"step": "1b"},
        properties=(Property("f = 1, i = 0 keeps c", 0, open_lane_keeps, visible=True),),
    ),
    Part(
        "4a",
        "sums_backward",
        (
            *(Out(name, "D_h B", 1) for name in ("d_a_f", "d_a_i", "d_a_o", "d_a_c")),
            Out("d_c_before", "D_h B", 2),
        ),
        back.sums_backward,
        draw_sums,
        mistakes=words.SUMS,
    ),
    Part(
        "4b",
        "layers_backward",
        (Out("d_h_before", "D_h B", 1), Out("d_W", "4D_h D_h+D_x", 1), Out("d_b", "4D_h 1", 1)),
        back.layers_backward,
        draw_layers_backward,
        mistakes=words.LAYERS_BACKWARD,
    ),
    Part(
        "5a",
        "backward",
        (
            Out("d_W", "4D_h D_h+D_x", 3),
            Out("d_b", "4D_h 1", 1),
            Out("d_h_0", "D_h B", 1),
            Out("d_c_0", "D_h B", 1),
        ),
        back.backward,
        draw_backward,
        SEQUENCES,
        mistakes=words.BACKWARD,
        uses={"layers": "1a", "sums_backward": "4a", "layers_backward": "4b"},
    ),
    Part(
        "5b",
        "backward_in_pieces",
        (Out("d_W", "4D_h D_h+D_x", 2), Out("d_b", "4D_h 1", 1)),
        more.in_pieces,
        draw_pieces,
        PIECES,
        words.IN_PIECES,
        uses={"backward": "5a"},
    ),
    Part(
        "6a",
        "forget_bias",
        (Out("bias", "", 2),),
        more.forget_bias,
        draw_bias,
        mistakes=words.BIAS,
    ),
    Part(
        "6b",
        "steps_back",
        tuple(Out(f"forget bias {bias}", "", 1) for bias in (0, 1, 2)),
        more.steps_back,
        tolerance=1e-3,
        by_hand=1,
        mistakes=words.STEPS_BACK,
    ),
    Part(
        "7a",
        "peephole_step",
        (Out("h_new", "D_h B", 1), Out("c_new", "D_h B", 2)),
        more.peephole_step,
        draw_peephole,
        mistakes=words.PEEPHOLE,
    ),
    Part(
        "8a",
        "counter",
        holds=(Out("W", "4 4"), Out("b", "4 1")),
        properties=(
            Property("counts over 12 letters", 2, counts_over(12)),
            Property("counts over 1,000 letters", 2, counts_over(1000)),
        ),
    ),
    Part(
        "8b",
        "quiet",
        holds=(Out("W", "4 5"), Out("b", "4 1")),
        properties=(Property("shows its count when asked", 3, shows_when_asked),),
    ),
    Part("9a", by_hand=4),
)
