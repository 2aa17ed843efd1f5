"""The figures of a report on the networks themselves: how they learnt, what their gates do."""

from collections.abc import Sequence

import numpy as np

from rnnlib.compare.problem import Outcome, Result
from rnnlib.compare.report.figures import judged
from rnnlib.compare.report.page import number, shortened
from rnnlib.drawing import plots
from rnnlib.drawing.figure import Html
from rnnlib.drawing.gate_map import MOST as UNITS
from rnnlib.drawing.gate_map import gate_map

POINTS = 60  # of a curve
STEPS = 100  # of a sample that a phone has room for
GATES = {  # name in the equations: what it is called, and the key of its colour
    "f": ("forget gate", "forget"),
    "i": ("input gate", "input"),
    "o": ("output gate", "output"),
    "z": ("update gate", "update"),
    "r": ("relevance gate", "relevance"),
    "h": ("state", "accent"),
}


def curves(label: str, result: Result) -> Html | None:
    """Training and validation loss of the judged network's fits: the median, and all as a band."""
    net = judged(result, True)
    fits = [o for o in result.outcomes if o.fit.phase == "test" and o.fit.cell == net]
    kept = [(o, curve) for o in fits if len(curve := _finite(o)) > 1]
    if not kept:
        return None
    begin = max(curve[0, 0] for _, curve in kept)
    end = max(curve[-1, 0] for _, curve in kept)
    if not begin < end:
        return None
    x = np.linspace(begin, end, POINTS)
    panels = {}
    for column, title in ((1, "training"), (2, "validation")):
        y = np.array([np.interp(x, curve[:, 0], curve[:, column]) for _, curve in kept])
        panels[title] = plots.lines({net: (x, y)}, "step", f"{title} loss")
    first, least = (
        float(np.median([pick(curve[:, 2]) for _, curve in kept]))
        for pick in (lambda loss: loss[0], np.min)
    )
    early = sum(o.stopped == "early" for o, _ in kept)
    ended = [o.steps for o, _ in kept]
    which = "The one fit" if len(kept) == 1 else f"The {len(kept)} fits"
    caption = (
        f"{which} of the {net}: the validation loss is {number(first, 3)} at the first look and "
        f"{number(least, 3)} where it is lowest, which is the network that is kept"
        f"{' (medians)' if len(kept) > 1 else ''}. {_stopped(early, len(kept), ended)} "
        f"{'The line is the median, the band holds all; what' if len(kept) > 1 else 'What'} "
        "has stopped keeps its last value."
    )
    if len(fits) > len(kept):
        caption += f" Not drawn: {len(fits) - len(kept)} without finite losses."
    alt = (
        f"Loss over steps {number(begin)} to {number(end)}: validation from {number(first, 3)} "
        f"down to {number(least, 3)}."
    )
    return plots.figure(label, panels, caption, alt)


def _finite(outcome: Outcome) -> np.ndarray:
    """The rows of its curve without NaN, at rising steps, (k, 3)."""
    curve = np.asarray(outcome.curve, float).reshape(-1, 3)
    return curve[np.isfinite(curve).all(axis=1)]


def _stopped(early: int, count: int, steps: Sequence[int]) -> str:
    """Why and when training ended."""
    at = f"after {np.median(steps):,.0f} steps"
    if count == 1:
        why = "when that no longer improved" if early else "because that was the most allowed"
        return f"It stopped {at}, {why}."
    if early == count:
        return f"All stopped when that no longer improved, half of them {at}."
    clock = f"{count - early} of {count} were stopped at the most steps allowed"
    return f"{clock}, so that more time might have helped." if early * 2 < count else f"{clock}."


def gates(label: str, result: Result) -> Html | None:
    """The gates of the best network along a sample, a map for each; without gates, its state."""
    values = {name: _shown(v) for name, v in (result.details.get("gates") or {}).items()}
    values = {name: v for name, v in values.items() if v.size and np.isfinite(v).all()}
    if not values:
        return None
    panels, words = {}, []
    for name, shown in values.items():
        called, meaning = GATES.get(name, (name, "candidate"))
        panels[called] = gate_map(shown, meaning, "")
        if (shown < 0).any():
            words.append(f"the {called} is between {_two(shown.min())} and {_two(shown.max())}")
        else:
            change = float(np.median(np.ptp(shown, axis=0)))
            words.append(
                f"the {called} is {_two(shown.mean())} on average, changing by {_two(change)} "
                "in the middle unit"
            )
    T = len(next(iter(values.values())))
    total = max(len(v) for v in result.details["gates"].values())
    steps = f"{T} steps" if total == T else f"the last {T} of {total} steps"
    text = result.details.get("along")
    sample = f"the text {shortened(repr(text), STEPS)}" if text else "a sample"
    gated = any(name != "h" for name in values)
    caption = f"Over {steps} of {sample}, {'; '.join(words)}. " + (
        "Full colour is open, none is closed."
        if gated
        else "This cell has no gates; the other colour is below 0."
    )
    return plots.figure(
        label, panels, caption, f"A row for each unit over {steps}: {'; '.join(words)}."
    )


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _shown(values: np.ndarray) -> np.ndarray:
    """The last steps of the first units, (T, D_h)."""
    values = np.asarray(values, float)
    return values[-STEPS:, :UNITS] if values.ndim == 2 else np.empty((0, 0))
