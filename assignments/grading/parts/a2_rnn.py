"""Assignment 2, an RNN from scratch: what each part is judged by."""

import numpy as np

from ..judging.part import EQUAL, LARGE, ONE, PRIME, Out, Part, Property
from . import a2_reference as reference
from . import a2_reference_back as back
from . import a2_words as words
from .a2_text import NONE, at_most
from .draws import normal, weights

UNEVEN = {**PRIME, "T": 11, "window": 4}  # the last window is shorter
WINDOWS = (UNEVEN, {**EQUAL, "T": 6, "window": 2}, {**ONE, "window": 3}, {**LARGE, "window": 9})


def draw_step(random, B, D_x, D_h):
    W = weights(random, D_h, D_h + D_x)
    return normal(random, D_x, B), normal(random, D_h, B), W, normal(random, D_h, 1)


def draw_sequence(random, T, B, D_x, D_h):
    _, h_0, W, b = draw_step(random, B, D_x, D_h)
    return normal(random, T, D_x, B), h_0, W, b


def draw_readout(random, T, B, D_h, D_y):
    states = np.tanh(normal(random, T + 1, D_h, B))
    return states, weights(random, D_y, D_h), normal(random, D_y, 1)


def draw_scores(random, T, B, D_y):
    return (2 * normal(random, T, D_y, B),)


def survives_large_scores(call, random):
    y = random.normal(size=(3, 4, 2))
    (p,), (far,) = call("softmax", y), call("softmax", y + 900)
    if not np.isfinite(far).all():
        return (
            "For scores around 900 your softmax gives NaN or infinity, because exp overflows. "
            "What may you take away from all scores of a column and change no probability?"
        )
    varied = p.shape == y.shape and np.unique(p).size > 12
    if varied and p.min() >= 0 and p.max() <= 1 and np.allclose(p, far, atol=1e-4):
        return None
    return "Your softmax should give the same numbers from 0 to 1 if all scores grow by 900."


def draw_targets(random, T, B, D_y):
    return 2 * normal(random, T, D_y, B), random.integers(D_y, size=(T, B))


def draw_step_backward(random, B, D_x, D_h):
    x, h, W, b = draw_step(random, B, D_x, D_h)
    return normal(random, D_h, B), reference.step(NONE, x, h, W, b), h, x, W


def draw_backward(random, T, B, D_x, D_h, D_y):
    x, h_0, W, b = draw_sequence(random, T, B, D_x, D_h)
    states = reference.forward(NONE, x, h_0, W, b)
    return x, states, normal(random, T, D_y, B) / (T * B), W, weights(random, D_y, D_h)


def draw_truncated(random, T, B, D_x, D_h, D_y, window):
    return *draw_backward(random, T, B, D_x, D_h, D_y), window


def draw_slope(random, T, B, D_x, D_h, D_y):
    x, h_0, W, b = draw_sequence(random, T, B, D_x, D_h)
    W_y, b_y = weights(random, D_y, D_h), normal(random, D_y, 1)
    targets = random.integers(D_y, size=(T, B))
    states = reference.forward(NONE, x, h_0, W, b)
    d_y = back.loss_backward(NONE, reference.readout(NONE, states, W_y, b_y), targets)
    d_W = back.backward(NONE, x, states, d_y, W, W_y)[0]
    aside = normal(random, *W.shape)
    V = d_W / np.linalg.norm(d_W) + aside / np.linalg.norm(aside)  # no slope near 0 by chance
    return x, targets, h_0, W, b, W_y, b_y, V / 10


def draw_numbers(random, T, B, D_y):
    return random.integers(D_y, size=(T, B)), D_y + 1  # the last one does not occur


def draw_text(random, T, B):
    rest = B - 1 if EQUAL["T"] == T else B // 2  # do not fit; B − 1 fill the columns once more
    return random.permutation(T * B + 1 + rest), B  # no two alike


GAINS = (0.8, 0.9, 1.1)


def steps_back(wrong):
    """After how many steps back the message has halved, or doubled."""
    off = {"steps-one-less": -1, "steps-one-more": 1}
    shift = sum(by for name, by in off.items() if name in wrong)
    if "steps-unrounded" in wrong:
        return tuple(np.log(0.5 if g < 1 else 2) / np.log(g) for g in GAINS)
    return tuple(n + shift for n in (4, 7, 8))


PARTS = (
    Part(
        "1a",
        "rnn_step",
        (Out("h_new", "D_h B", 2),),
        reference.step,
        draw_step,
        mistakes=words.STEP,
    ),
    Part(
        "2a",
        "rnn_forward",
        (Out("states", "T+1 D_h B", 3),),
        reference.forward,
        draw_sequence,
        mistakes=words.FORWARD,
        uses={"step": "1a"},
    ),
    Part(
        "2b",
        "readout",
        (Out("y", "T D_y B", 2),),
        reference.readout,
        draw_readout,
        mistakes=words.READOUT,
    ),
    Part(
        "3a",
        "softmax",
        (Out("p", "T D_y B", 1),),
        reference.softmax,
        draw_scores,
        mistakes=words.SOFTMAX,
        properties=(Property("large scores", 1, survives_large_scores, visible=True),),
    ),
    Part(
        "3b",
        "loss",
        (Out("L", "", 2),),
        reference.loss,
        draw_targets,
        mistakes=words.LOSS,
        uses={"softmax": "3a"},
    ),
    Part(
        "4a",
        "loss_backward",
        (Out("d_y", "T D_y B", 3),),
        back.loss_backward,
        draw_targets,
        mistakes=words.D_Y,
        uses={"softmax": "3a"},
    ),
    Part(
        "4b",
        "step_backward",
        (Out("d_h_before", "D_h B", 2), Out("d_W", "D_h D_h+D_x", 2), Out("d_b", "D_h 1", 1)),
        back.step_backward,
        draw_step_backward,
        mistakes=words.STEP_BACKWARD,
    ),
    Part(
        "5a",
        "backward",
        (
            Out("d_W", "D_h D_h+D_x", 3),
            Out("d_b", "D_h 1", 1),
            Out("d_W_y", "D_y D_h", 1),
            Out("d_b_y", "D_y 1", 1),
        ),
        back.backward,
        draw_backward,
        mistakes=words.BACKWARD,
        uses={"step_backward": "4b"},
    ),
    Part(
        "5b",
        "slope_along",
        (Out("slope", "", 2),),
        back.slope,
        draw_slope,
        mistakes=words.SLOPE,
        uses={"forward": "2a", "readout": "2b", "loss": "3b"},
    ),
    Part(
        "6a",
        "truncated",
        (Out("d_W", "D_h D_h+D_x", 3), Out("d_b", "D_h 1", 1)),
        back.truncated,
        draw_truncated,
        WINDOWS,
        words.TRUNCATED,
        uses={"backward": "5a"},
    ),
    Part(
        "7a",
        "one_hot",
        (Out("x", "T size B", 2),),
        reference.one_hot,
        draw_numbers,
        mistakes=words.ONE_HOT,
    ),
    Part(
        "7b",
        "streams",
        (Out("inputs", "T B", 1), Out("targets", "T B", 1)),
        reference.streams,
        draw_text,
        mistakes=words.STREAMS,
    ),
    Part(
        "8a",
        "trained",
        holds=(
            Out("W", "D_h D_h+20"),
            Out("b", "D_h 1"),
            Out("W_y", "20 D_h"),
            Out("b_y", "20 1"),
        ),
        properties=(
            Property(
                "better than a table of pairs",
                2,
                at_most(1.0, "a table of which character follows which gets 1.10"),
            ),
            Property(
                "remembers more than a character",
                2,
                at_most(0.35, "a net that remembers the last few characters gets there"),
            ),
        ),
    ),
    Part(
        "9a",
        "steps_back",
        tuple(Out(f"gain {g}", "", 1) for g in GAINS),
        steps_back,
        tolerance=1e-3,
        by_hand=1,
        mistakes=words.STEPS_BACK,
    ),
    Part("9b", by_hand=4),
)
