"""Assignment 4, a GRU from scratch: what each part is judged by."""

import numpy as np

from ..judging.part import EQUAL, LARGE, ONE, PRIME, Out, Part, Property
from . import a4_reference as reference
from . import a4_reference_back as back
from . import a4_reference_more as more
from . import a4_words as words
from .a4_tasks import NOTHING, latches, recalls
from .draws import normal, weights

LONG = {**LARGE, "D_x": 16, "D_h": 24}  # D = 64 would take long here
SEQUENCES = (PRIME, EQUAL, ONE, LONG)


def draw_tap(random, B, D_h):
    old, new = normal(random, D_h, B), normal(random, D_h, B)
    return old, new, random.uniform(0.05, 0.95, size=(D_h, B))


def draw_one_gate(random, B, D_x, D_h):
    W = 2 * weights(random, 2 * D_h, D_h + D_x)
    return normal(random, D_x, B), normal(random, D_h, B), W, normal(random, 2 * D_h, 1)


def draw_layers(random, B, D_x, D_h):
    W = 2 * weights(random, 3 * D_h, D_h + D_x)
    return normal(random, D_x, B), normal(random, D_h, B), W, normal(random, 3 * D_h, 1)


def draw_sequence(random, T, B, D_x, D_h):
    _, h_0, W, b = draw_layers(random, B, D_x, D_h)
    return normal(random, T, D_x, B), h_0, W, b


def draw_weights(random, D_x, D_h):
    return draw_layers(random, 1, D_x, D_h)[2:]


def draw_sums(random, B, D_x, D_h):
    x, h, W, b = draw_layers(random, B, D_x, D_h)
    return normal(random, D_h, B), h, *reference.layers(NOTHING, x, h, W, b), W


def draw_ways(random, B, D_x, D_h):
    d_h, h, r, z, new, W = draw_sums(random, B, D_x, D_h)
    return d_h, *back.sums_backward(NOTHING, d_h, h, r, z, new, W), r, z, W


def draw_weights_backward(random, B, D_x, D_h):
    x, h, W, b = draw_layers(random, B, D_x, D_h)
    sums = (normal(random, D_h, B) for _ in range(3))
    return *sums, x, h, reference.layers(NOTHING, x, h, W, b)[0]


def draw_backward(random, T, B, D_x, D_h):
    x, h_0, W, b = draw_sequence(random, T, B, D_x, D_h)
    return x, reference.forward(NOTHING, x, h_0, W, b), normal(random, T, D_h, B), W, b


def draw_keep_bias(random, T):
    return (float(random.uniform(0.5, 5)),)


def closed_gate_keeps(call, random):
    x, h_0 = random.normal(size=(6, 3, 2)), random.normal(size=(5, 2))
    W, b = random.normal(size=(15, 8)), np.zeros((15, 1))
    b[5:10] = -60
    (hs,) = call("gru_forward", x, h_0, W, b)
    if hs.shape == (7, 5, 2) and np.allclose(hs, h_0, atol=1e-4):
        return None
    return (
        "With z = 0 at every step the state should stay what it was at the start; yours does not."
    )


PARTS = (
    Part("1a", "tap", (Out("h_new", "D_h B", 1),), reference.tap, draw_tap, mistakes=words.TAP),
    Part(
        "1b",
        "one_gate_step",
        (Out("h_new", "D_h B", 2),),
        reference.one_gate,
        draw_one_gate,
        mistakes=words.ONE_GATE,
        uses={"tap": "1a"},
    ),
    Part(
        "2a",
        "layers",
        (Out("r", "D_h B", 1), Out("z", "D_h B", 1), Out("candidate", "D_h B", 2)),
        reference.layers,
        draw_layers,
        mistakes=words.LAYERS,
    ),
    Part(
        "2b",
        "gru_forward",
        (Out("hs", "T+1 D_h B", 3),),
        reference.forward,
        draw_sequence,
        SEQUENCES,
        words.FORWARD,
        uses={"tap": "1a", "layers": "2a"},
        properties=(Property("z = 0 keeps h", 0, closed_gate_keeps, visible=True),),
    ),
    Part(
        "2c",
        "translated",
        (Out("W", "3D_h D_h+D_x", 1), Out("b", "3D_h 1", 1)),
        more.translated,
        draw_weights,
        mistakes=words.TRANSLATED,
    ),
    Part(
        "3a",
        "sums_backward",
        (Out("d_a_r", "D_h B", 2), Out("d_a_z", "D_h B", 1), Out("d_a_h", "D_h B", 1)),
        back.sums_backward,
        draw_sums,
        mistakes=words.SUMS,
    ),
    Part(
        "3b",
        "four_ways",
        tuple(Out(name, "D_h B", 1) for name in ("kept", "by_candidate", "by_z", "by_r")),
        back.four_ways,
        draw_ways,
        mistakes=words.WAYS,
    ),
    Part(
        "3c",
        "weights_backward",
        (Out("d_W", "3D_h D_h+D_x", 2), Out("d_b", "3D_h 1", 1)),
        back.weights_backward,
        draw_weights_backward,
        mistakes=words.WEIGHTS,
    ),
    Part(
        "4a",
        "backward",
        (Out("d_W", "3D_h D_h+D_x", 3), Out("d_b", "3D_h 1", 1), Out("d_h_0", "D_h B", 1)),
        back.backward,
        draw_backward,
        SEQUENCES,
        words.BACKWARD,
        uses={
            "layers": "2a",
            "sums_backward": "3a",
            "four_ways": "3b",
            "weights_backward": "3c",
        },
    ),
    Part(
        "5a",
        "time_constant",
        (Out("time constant", "", 1), Out("half-life", "", 1)),
        more.time_constant,
        draw_keep_bias,
        mistakes=words.TIME_CONSTANT,
    ),
    Part(
        "5b",
        "half_lives",
        tuple(Out(f"keep-bias {bias}", "", 1) for bias in (0, 2, 4)),
        more.half_lives,
        tolerance=1e-3,
        by_hand=1,
        mistakes=words.HALF_LIVES,
    ),
    Part(
        "6a",
        "latch",
        holds=(Out("W", "3 3"), Out("b", "3 1")),
        properties=(
            Property("writes and keeps over 20 steps", 2, latches(20)),
            Property("writes and keeps over 1,000 steps", 2, latches(1000)),
        ),
    ),
    Part(
        "7a",
        "trained",
        by_hand=1,
        holds=(
            Out("W", "3D_h D_h+2"),
            Out("b", "3D_h 1"),
            Out("W_y", "1 D_h"),
            Out("b_y", "1 1"),
        ),
        properties=(
            Property("remembers something", 2, recalls(0.5)),
            Property("remembers the number", 1, recalls(0.05)),
        ),
    ),
    Part(
        "8a",
        "roles",
        tuple(Out(name, "", 0.5) for name in "pqsuvw"),
        more.roles,
        tolerance=1e-3,
        mistakes=words.ROLES,
    ),
    Part("9a", by_hand=4),
)
