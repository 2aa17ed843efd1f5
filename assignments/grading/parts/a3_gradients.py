"""Assignment 3, gradients through time: what each part is judged by."""

import numpy as np

from ..judging.part import EQUAL, LARGE, ONE, PRIME, Out, Part, Property
from . import a3_reference as reference
from . import a3_reference_more as more
from . import a3_words as words
from .draws import normal

CUT = tuple(
    {**size, "limit_in_tenths": tenths}  # of the length of the gradient
    for size, tenths in ((PRIME, 25), (EQUAL, 4), (ONE, 6), (LARGE, 2))
)
LISTS = (PRIME, EQUAL, {**ONE, "T": 3}, LARGE)
WINDOWS = tuple(
    {"T": T, "window": window, "lag": lag}
    for T, window, lag in (
        (21, 6, 2),
        (24, 7, 3),
        (11, 4, 1),
        (100, 13, 5),
        (46, 9, 4),
        (58, 15, 7),
    )
)


def recurrent(random, D_h, radius=0.97):
    """A matrix whose largest singular value stands alone, well above its spectral radius.

    The largest eigenvalues are a complex pair on the left; a smaller pair stands on the right.
    """
    M = np.diag(radius * np.geomspace(0.7, 0.3, D_h))
    for first, size, angle in ((0, 1, random.uniform(2.6, 2.8)), (2, 0.85, 0.4)):
        if first + 2 <= D_h:
            c, s = size * radius * np.array([np.cos(angle), np.sin(angle)])
            M[first : first + 2, first : first + 2] = [[c, -s], [s, c]]
    M[0, -1] = 0.9  # makes vectors longer, and changes no eigenvalue
    basis, _ = np.linalg.qr(normal(random, D_h, D_h))
    return basis @ M @ basis.T


def draw_states_and_W(random, T, D_x, D_h):
    states = np.tanh(0.6 * normal(random, T + 1, D_h, 1))
    W = normal(random, D_h, D_h + D_x) * 1.3 / np.sqrt(D_h)  # the product stays of size 1
    return states, W


def draw_slope(random, B, D_h):
    return (np.tanh(normal(random, D_h, B)),)


def draw_step(random, D_x, D_h):
    states, W = draw_states_and_W(random, 0, D_x, D_h)
    return states[0], W


def draw_lengths(random, T, D_x, D_h):
    return normal(random, D_h, 1), *draw_states_and_W(random, T, D_x, D_h)


def draw_unit(random, T):
    return np.tanh(0.6 * normal(random, T + 1)) + 0.1, random.uniform(1.1, 1.4)


def draw_matrix(random, D_h):
    return (recurrent(random, D_h),)


def draw_bound(random, T, D_x, D_h):
    return np.hstack([recurrent(random, D_h, 0.6), normal(random, D_h, D_x)]), T


def draw_clip(random, D_x, D_h, limit_in_tenths):
    tenths = limit_in_tenths
    """A gradient with one entry as long as all the others, so that it is above the limit, too."""
    d_W, d_b = normal(random, D_h, D_h + D_x), 2 * normal(random, D_h, 1)
    largest = d_b if tenths == 4 else d_W
    largest[0, 0] = np.sign(largest[0, 0]) * np.sqrt((d_W**2).sum() + (d_b**2).sum())
    return d_W, d_b, tenths / 10 * float(np.sqrt((d_W**2).sum() + (d_b**2).sum()))


def draw_list(random, T, B):
    first = random.integers(T - 1, size=B)
    return random.random((T, B)), np.array([first, random.integers(first + 1, T)])


def draw_windows(random, T, window, lag):
    return T + int(random.integers(3)), window, lag


def longer_before_it_shrinks(call, random):
    """M (2, 2) with all eigenvalues within 0.9, v (2, 1) at least twice as long after two steps."""
    given = call("transient")
    if len(given) != 2 or given[0].shape != (2, 2) or given[1].shape != (2, 1):
        return "transient: a matrix (2, 2) and a column (2, 1) are expected."
    M, v = (np.asarray(array, float) for array in given)
    if not (np.isfinite(M).all() and np.isfinite(v).all()):
        return "transient holds NaN or infinity."
    radius, start = np.abs(np.linalg.eigvals(M)).max(), np.linalg.norm(v)
    if not radius <= 0.9:
        return f"The spectral radius of your matrix is {radius:.3g}, and at most 0.9 is allowed."
    if not 1e-6 < start < 1e6:
        return f"Your column has the length {start:.3g}. Take one of a length around 1."
    longer = np.linalg.norm(M @ M @ v) / start
    if longer >= 2:
        return None
    return (
        f"After two multiplications your column is {longer:.3g} times as long, "
        "and at least twice is asked for. What could the entry off the diagonal do?"
    )


PARTS = (
    Part(
        "1a",
        "slope",
        (Out("slope", "D_h B", 2),),
        reference.slope,
        draw_slope,
        mistakes=words.SLOPE,
    ),
    Part(
        "1b",
        "step_jacobian",
        (Out("J", "D_h D_h", 3),),
        reference.step_jacobian,
        draw_step,
        mistakes=words.STEP_JACOBIAN,
        uses={"slope": "1a"},
    ),
    Part(
        "2a",
        "jacobian",
        (Out("J", "D_h D_h", 4),),
        reference.jacobian,
        draw_states_and_W,
        mistakes=words.PRODUCT,
        uses={"step_jacobian": "1b"},
    ),
    Part(
        "2b",
        "message_lengths",
        (Out("lengths", "T+1", 4),),
        reference.message_lengths,
        draw_lengths,
        mistakes=words.LENGTHS,
        uses={"step_jacobian": "1b"},
    ),
    Part(
        "3a",
        "weight_terms",
        (Out("terms", "T", 3), Out("total", "", 1)),
        reference.weight_terms,
        draw_unit,
        mistakes=words.TERMS,
        uses={"slope": "1a"},
    ),
    Part(
        "4a",
        "largest_singular_value",
        (Out("sigma", "", 3),),
        reference.largest_singular_value,
        draw_matrix,
        mistakes=words.SIGMA,
    ),
    Part(
        "4b",
        "spectral_radius",
        (Out("radius", "", 2),),
        reference.spectral_radius,
        draw_matrix,
        mistakes=words.RADIUS,
    ),
    Part(
        "4c",
        "transient",
        holds=(Out("M", "2 2"), Out("v", "2 1")),
        properties=(Property("longer before it shrinks", 3, longer_before_it_shrinks),),
    ),
    Part(
        "5a",
        "bound",
        (Out("bounds", "T+1", 3),),
        reference.bound,
        draw_bound,
        mistakes=words.BOUND,
        uses={"largest": "4a"},
    ),
    Part(
        "5b",
        "steps_left",
        tuple(Out(name, "", 1) for name in ("bound for 0.9", "message for 0.9", "message for 1.1")),
        more.steps_left,
        tolerance=1e-3,
        by_hand=1,
        mistakes=words.STEPS,
    ),
    Part(
        "6a",
        "clip",
        (Out("d_W", "D_h D_h+D_x", 2), Out("d_b", "D_h 1", 1)),
        more.clip,
        draw_clip,
        CUT,
        words.CLIP,
    ),
    Part(
        "7a",
        "adding_problem",
        (Out("x", "T 2 B", 2), Out("y", "1 B", 1)),
        more.adding,
        draw_list,
        LISTS,
        words.ADDING,
    ),
    Part(
        "7b",
        "best_guess",
        (Out("guess"), Out("error")),
        more.best_guess,
        tolerance=2e-3,
        mistakes=words.GUESS,
    ),
    Part(
        "8a",
        "share_reached",
        (Out("share", "", 3),),
        more.share_reached,
        draw_windows,
        WINDOWS,
        words.SHARE,
    ),
    Part("8b", by_hand=4),
)
