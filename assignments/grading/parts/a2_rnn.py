"""Assignment 2, an RNN from scratch: what each part is judged by."""

import numpy as np

from ..judging.part import EQUAL, LARGE, ONE, PRIME, Out, Part, Property
from . import a2_reference as reference

SOUNDS = {"owl": "hoo", "cow": "moo", "cat": "mew", "dog": "wuf"}
VERBS, PLACES = ["sat", "lay", "ate"], ["mat", "hay", "wall", "sea"]
CHARACTERS = " .abcdefghilmnostuwy"
NONE: frozenset[str] = frozenset()
UNEVEN = {**PRIME, "T": 11, "window": 4}  # the last window is shorter
WINDOWS = (UNEVEN, {**EQUAL, "T": 6, "window": 2}, {**ONE, "window": 3}, {**LARGE, "window": 9})


def sentences(random: np.random.Generator, count: int) -> str:
    """The text of the last parts, by the rule that the notebook gives."""
    said = []
    for _ in range(count):
        animal, verb, place = (random.choice(words) for words in (list(SOUNDS), VERBS, PLACES))
        said.append(f"the {animal} {verb} by the {place} and said {SOUNDS[animal]}. ")
    return "".join(said)


def normal(random, *shape):
    return random.normal(size=shape)


def weights(random, rows, columns):
    """Small enough that the states stay off the flat ends of tanh, for a hundred steps too."""
    return random.normal(size=(rows, columns)) / np.sqrt(columns)


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
    (p,) = call("softmax", 900 + random.normal(size=(3, 4, 2)))
    if np.isfinite(p).all():
        return None
    return (
        "For scores around 900 your softmax gives NaN or infinity, because exp overflows. "
        "What may you take away from all scores of a column without changing the probabilities?"
    )


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
    d_y = reference.loss_backward(NONE, reference.readout(NONE, states, W_y, b_y), targets)
    d_W = reference.backward(NONE, x, states, d_y, W, W_y)[0]
    aside = normal(random, *W.shape)
    V = d_W / np.linalg.norm(d_W) + aside / np.linalg.norm(aside)  # no slope near 0 by chance
    return x, targets, h_0, W, b, W_y, b_y, V


def draw_numbers(random, T, B, D_y):
    return random.integers(D_y, size=(T, B)), D_y


def draw_text(random, T, B):
    numbers = random.permutation(T * B + 1 + B // 2)  # no two alike; some do not fit
    return numbers, B


def _score(call, random) -> float | str:
    """The loss of the weights handed over, on a text that nobody has seen before."""
    W, b, W_y, b_y = trained = call("trained")
    D_h, V = len(W), len(CHARACTERS)
    wanted = [(D_h, D_h + V), (D_h, 1), (V, D_h), (V, 1)]
    for name, array, shape in zip(("W", "b", "W_y", "b_y"), trained, wanted, strict=True):
        if array.shape != shape:
            return f"trained: {name} should have the shape {shape}, but has {array.shape}."
        if not np.isfinite(array).all():
            return f"trained: {name} holds NaN or infinity."
    if D_h > 256:
        return f"trained: at most 256 units are allowed, not {D_h}."
    numbers = np.array([CHARACTERS.index(c) for c in sentences(random, 60)])[:, None]
    x = reference.one_hot(NONE, numbers[:-1], V)
    states = reference.forward(NONE, x, np.zeros((D_h, 1)), W, b)
    return float(reference.loss(NONE, reference.readout(NONE, states, W_y, b_y), numbers[1:]))


def at_most(bound: float, why: str):
    def test(call, random):
        score = _score(call, random)
        if isinstance(score, str):
            return score
        if score <= bound:
            return None
        return f"On a fresh text the loss of your weights is {score:.2f}; {why}."

    return test


GAINS = (0.8, 0.9, 1.1)


def steps_back(wrong):
    """After how many steps back the message has halved, or doubled."""
    off = {"steps-one-less": -1, "steps-one-more": 1}
    shift = sum(by for name, by in off.items() if name in wrong)
    if "steps-unrounded" in wrong:
        return tuple(np.log(0.5 if g < 1 else 2) / np.log(g) for g in GAINS)
    return tuple(n + shift for n in (4, 7, 8))


STEP_MISTAKES = {
    "step-without-bias": "Your step leaves out the bias b.",
    "step-without-tanh": "Your step gives the sum a itself: the squashing by tanh is missing.",
    "step-sigmoid": "Your step squashes with the sigmoid, which lies between 0 and 1. This cell uses tanh.",
    "step-input-first": "Your step concatenates the input and the state in the other order. In this book the state comes first, so the first columns of W belong to it.",
    "step-without-state": "Your step does not use the old state: what comes out depends on the input alone.",
}
FORWARD_MISTAKES = {
    "state-not-carried": "Your first step is right, but every step begins with h_0 again. The state that a step makes has to go into the next one.",
    "start-ignored": "Your sequence begins with zeros, whatever h_0 is.",
    "first-input-only": "Every step reads the first input. Step t has to read x[t].",
    "states-without-start": "The states are right, but h_0 is missing in front of them: T + 1 states are asked for.",
    "states-end-early": "The last state is missing: your states stop one step before the end.",
}
READOUT_MISTAKES = {
    "readout-of-the-state-before": "Output t is computed from the state before the step, h_{t−1}. It has to see the state that the step has made.",
    "readout-of-the-start-too": "There is an output for h_0 too. Only the states that a step has made are read out.",
    "readout-of-the-last": "Only the last state is read out. Here every step has an output.",
    "readout-without-bias": "Your readout leaves out the bias b_y.",
}
SOFTMAX_MISTAKES = {
    f"softmax-{how}-{axis}": f"Your softmax is taken over {where}: its numbers add up to 1 along the wrong axis. They must add up to 1 over the scores of each step and each sample."
    for how in ("over", "summed-over")
    for axis, where in (
        ("time", "time"),
        ("samples", "the samples"),
        ("everything", "the whole array"),
    )
}
LOSS_MISTAKES = {
    "loss-is-a-sum": "Your loss is the sum over all steps and samples; the mean is asked for.",
    "loss-is-a-sum-over-samples": "Your loss is divided by T only: over the samples it is a sum, and the mean is asked for.",
    "loss-is-a-sum-over-time": "Your loss is divided by B only: over time it is a sum, and the mean is asked for.",
    "loss-divided-by-scores": "Your loss is divided by the number of all scores, T D_y B. There is one surprise for each step and sample, so there are T B of them.",
    "loss-in-bits": "Your loss is in bits (base 2); the natural logarithm is asked for.",
    "loss-of-the-wrong-sign": "Your loss has the wrong sign: a logarithm of a probability is negative, and a surprise is positive.",
    "loss-without-log": "The logarithm is missing: your loss is the mean of −p.",
    "loss-of-the-last-step": "Only the last step counts in your loss.",
}
D_Y_MISTAKES = {
    "target-not-taken-away": "Your d_y is p itself (over T B): what happens to it at the target is missing.",
    "target-minus-p": "Your d_y has the wrong sign: a larger score for a wrong character makes the loss larger.",
    "d_y-not-divided": "Your d_y is the gradient of the sum. The loss is a mean over T B surprises.",
    "d_y-divided-by-T": "Your d_y is divided by T only. The loss is a mean over T B surprises.",
    "d_y-divided-by-B": "Your d_y is divided by B only. The loss is a mean over T B surprises.",
}
STEP_BACKWARD_MISTAKES = {
    "slope-missing": "The slope of tanh is missing: what comes from h_t has to go back through tanh before it meets W.",
    "slope-not-squared": "Your slope of tanh is 1 − h; look at the square.",
    "slope-of-tanh-twice": "Your slope is 1 − tanh²(h_t). But h_t is tanh(a) already, so you apply tanh twice.",
    "slope-of-the-state-before": "Your slope is computed from h_{t−1}. It belongs to what came out of this tanh, h_t.",
    "slope-of-a-sigmoid": "Your slope is h (1 − h), which is that of the sigmoid.",
    "d_W-of-the-new-state": "Your d_W pairs the gradient with h_t, the state that came out. W was multiplied with the state that went in.",
    "d_W-input-first": "Your d_W has the columns of the input first. In W the columns of the state come first.",
    "d_W-before-the-slope": "Your d_W uses d_h, the gradient after tanh; W sits before tanh.",
    "d_W-mean-over-samples": "Your d_W is the mean over the samples. The loss has its 1/(T B) already, so here the samples are added up.",
    "d_b-not-summed": "Your d_b has a column for each sample. All samples share b, so their gradients are added up.",
    "d_b-mean-over-samples": "Your d_b is the mean over the samples; all samples share b, so their gradients are added up.",
    "back-through-the-input-part": "Your message to h_{t−1} goes through the columns of W that belong to the input.",
    "W-not-transposed": "Your message to h_{t−1} is multiplied by W_hh; on the way back the matrix is transposed.",
    "back-before-the-slope": "Your message to h_{t−1} leaves out the slope of tanh, though d_W has it.",
}
BACKWARD_MISTAKES = {
    "next-step-forgotten": "At every state only its own output counts. What the next step sends back is missing, so nothing is learnt about the past.",
    "only-the-last-output-counts": "Only the last output sends something back; the outputs of the other steps are dropped before they reach their states.",
    "all-overwritten": "Your gradients are those of one step alone: the sum over time is missing. Is there an = where there should be a +=?",
    "W-overwritten": "Your gradient of W is that of one step alone: the sum over time is missing. Is there an = where there should be a +=?",
    "W_y-overwritten": "Your gradient of W_y is that of one step alone: the sum over time is missing.",
    "message-added-up": "What comes from the next step is added to all that came from later ones. But their part is inside it already, so it counts twice.",
    "message-before-the-step": "The gradient of the state is handed on to the step before as it is. It has to go back through the step first.",
    "d_W_y-of-the-state-before": "Your gradient of W_y pairs d_y[t] with h_{t−1}. The readout has seen h_t.",
    "d_b_y-mean-over-samples": "Your gradient of b_y is the mean over the samples; they are added up.",
    "mean-over-time": "Your gradients are divided by T. The loss has its 1/(T B) already, so the steps are added up.",
}
TRUNCATED_MISTAKES = {
    "window-not-cut": "Your gradient is the whole one: the message still crosses the borders of the windows.",
    "window-one-longer": "Your windows are one step too long.",
    "window-one-off": "Your borders are one step off: window 1 should have the steps 1 to K.",
    "windows-from-the-end": "Your windows are counted from the end of the text, so the short one is the first. A text is read from its beginning.",
    "rest-dropped": "The last, shorter window is left out: T need not be a multiple of K.",
    "last-window-only": "Only the last window counts: the gradients of the windows are added up.",
    "windows-averaged": "You take the mean over the windows. The loss has its 1/(T B) already, so they are added up.",
}
SLOPE_MISTAKES = {
    "difference-not-halved": "Twice the right slope: from W − εV to W + εV it is a way of 2ε.",
    "difference-not-divided": "The difference of the two losses is not yet divided by the way between them.",
    "difference-of-the-wrong-sign": "The sign is wrong: which of the two losses comes first?",
}

PARTS = (
    Part(
        "1a",
        "rnn_step",
        (Out("h_new", "D_h B", 2),),
        reference.step,
        draw_step,
        mistakes=STEP_MISTAKES,
    ),
    Part(
        "2a",
        "rnn_forward",
        (Out("states", "T+1 D_h B", 3),),
        reference.forward,
        draw_sequence,
        mistakes=FORWARD_MISTAKES,
        uses={"step": "1a"},
    ),
    Part(
        "2b",
        "readout",
        (Out("y", "T D_y B", 2),),
        reference.readout,
        draw_readout,
        mistakes=READOUT_MISTAKES,
    ),
    Part(
        "3a",
        "softmax",
        (Out("p", "T D_y B", 1),),
        reference.softmax,
        draw_scores,
        mistakes=SOFTMAX_MISTAKES,
        properties=(Property("large scores", 1, survives_large_scores, visible=True),),
    ),
    Part(
        "3b",
        "loss",
        (Out("L", "", 2),),
        reference.loss,
        draw_targets,
        mistakes=LOSS_MISTAKES,
        uses={"softmax": "3a"},
    ),
    Part(
        "4a",
        "loss_backward",
        (Out("d_y", "T D_y B", 3),),
        reference.loss_backward,
        draw_targets,
        mistakes=D_Y_MISTAKES,
        uses={"softmax": "3a"},
    ),
    Part(
        "4b",
        "step_backward",
        (Out("d_h_before", "D_h B", 2), Out("d_W", "D_h D_h+D_x", 2), Out("d_b", "D_h 1", 1)),
        reference.step_backward,
        draw_step_backward,
        mistakes=STEP_BACKWARD_MISTAKES,
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
        reference.backward,
        draw_backward,
        mistakes=BACKWARD_MISTAKES,
        uses={"step_backward": "4b"},
    ),
    Part(
        "5b",
        "slope_along",
        (Out("slope", "", 2),),
        reference.slope,
        draw_slope,
        mistakes=SLOPE_MISTAKES,
        uses={"forward": "2a", "readout": "2b", "loss": "3b"},
    ),
    Part(
        "6a",
        "truncated",
        (Out("d_W", "D_h D_h+D_x", 3), Out("d_b", "D_h 1", 1)),
        reference.truncated,
        draw_truncated,
        WINDOWS,
        TRUNCATED_MISTAKES,
        uses={"backward": "5a"},
    ),
    Part(
        "7a",
        "one_hot",
        (Out("x", "T D_x B", 2),),
        reference.one_hot,
        draw_numbers,
        mistakes={
            "one-hot-features-last": "The axes are (T, B, D_x). The features stand in the middle here: (T, D_x, B).",
            "one-hot-features-first": "The axes are (D_x, T, B). The time comes first here: (T, D_x, B).",
            "one-hot-counts-from-one": "The 1 stands one place too early: characters are counted from 0.",
        },
    ),
    Part(
        "7b",
        "streams",
        (Out("inputs", "T B", 1), Out("targets", "T B", 1)),
        reference.streams,
        draw_text,
        mistakes={
            "streams-interleaved": "Going down a column jumps through the text in steps of B. Each column should be a stretch of text that can be read downwards.",
            "streams-not-turned": "The shape is (B, T): the streams should be columns.",
            "targets-not-shifted": "Your targets are the inputs themselves. The target is the character that comes next.",
            "targets-shifted-back": "Your targets are the characters before. The target is the character that comes next.",
            "targets-rolled-in-the-stream": "The targets are right but for the last row: there you wrap round to the beginning of the stream, but the text goes on.",
        },
    ),
    Part(
        "8a",
        "trained",
        properties=(
            Property(
                "better than a table of pairs",
                2,
                at_most(
                    1.0, "a table of which character follows which gets 1.10, and the bound is 1.00"
                ),
            ),
            Property(
                "remembers more than a character",
                2,
                at_most(0.35, "a net that remembers the last few characters gets below 0.35"),
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
        mistakes={
            "steps-one-less": "Each of your numbers is one too small: at 0 steps back the message is whole.",
            "steps-one-more": "Each of your numbers is one too large: at 0 steps back the message is whole.",
            "steps-unrounded": "Your numbers are not whole: the first whole number of steps is asked for.",
        },
    ),
    Part("9b", by_hand=4),
)
