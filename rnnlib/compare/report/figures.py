"""The figures of a report on what was answered. Captions are computed from what is shown."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from rnnlib.compare.problem import CELLS, Result, Score
from rnnlib.compare.report.page import listed, number, percent, shortened
from rnnlib.drawing import plots
from rnnlib.drawing.figure import Html

MOST, EXAMPLES = 5, 3  # lines in a plot; methods whose forecasts lie upon each other
PAST = 12  # steps before a forecast that are drawn; at least twice as many as are forecast


def judged(result: Result, net: bool) -> str:
    """The network, or the simple method, that was chosen on validation data; "" if none was."""
    return next((s.method for s in result.scores if s.net is net and s.judged), "")


def plain(name: str) -> str:
    """A name as matplotlib writes it: not too long, and no mathematics in it."""
    return shortened(name, 30).replace("$", r"\$")


def unit(result: Result) -> str:
    """What a gain is given in: of classes, by how many more of 100 samples are told right."""
    return "points" if result.problem == "classification" else "%"


def has_interval(score: Score) -> bool:
    """Whether it is known how sure the gain is."""
    return bool(np.isfinite([score.skill, score.low, score.high]).all())


def the(name: str) -> str:
    """A method within a sentence: "the GRU", "naive"."""
    return f"the {name}" if name in CELLS else name


def chosen(result: Result, values: Mapping[str, Any], most: int) -> dict[str, np.ndarray]:
    """The finite ones of {method: (n,)}: of the judged methods first, then as in the table."""
    methods = [score.method for score in result.scores]
    order = [judged(result, True), judged(result, False), *methods, *values]
    arrays = {name: np.asarray(values[name], float) for name in order if name in values}
    found = {name: y for name, y in arrays.items() if y.size and np.isfinite(y).all()}
    return dict(list(found.items())[:most])


def advantages(label: str, result: Result) -> Html | None:
    """Dots with intervals: the judged network against each simple method, then each network."""
    net, base = judged(result, True) or "network", judged(result, False) or "a simple method"
    panels, words = {}, []
    for nets, title in ((False, f"the {net} against each"), (True, f"each against {base}")):
        rows = [s for s in result.scores if s.net is nets and np.isfinite(s.skill)]
        if rows:
            ends = {plain(score.method): _ends(score) for score in rows}
            points = unit(result) == "points"
            shows = "more samples right, of 100" if points else "by how much its loss is smaller, %"
            panels[title] = plots.dots(ends, shows, baselines={"equal": 0})
            words.append(f"{title}: {'; '.join(_in_words(s, unit(result)) for s in rows)}")
    if not panels:
        return None
    caption = " ".join(_found(result, net))
    return plots.figure(label, panels, caption, f"{'. '.join(words)}.")


def _ends(score: Score) -> tuple[float, float, float]:
    """Value and interval in percent; without an interval all three are the value."""
    low, high = (score.low, score.high) if has_interval(score) else (score.skill, score.skill)
    return 100 * score.skill, 100 * min(low, score.skill), 100 * max(high, score.skill)


def _in_words(score: Score, unit: str) -> str:
    ends = f", {percent(score.low, unit)} to {percent(score.high, unit)}"
    return f"{score.method} {percent(score.skill, unit)}{ends if has_interval(score) else ''}"


def _found(result: Result, net: str) -> Iterator[str]:
    """What the dots of the simple methods say, in sentences."""
    simple = [score for score in result.scores if not score.net]
    sure = [score for score in simple if has_interval(score)]
    over = [score.method for score in sure if score.low > 0]
    under = [score.method for score in sure if score.high < 0]
    between = [s.method for s in sure if s.method not in {*over, *under}]
    if over:
        every = len(over) == len(simple) > 1
        names = f"each of the {len(over)} simple methods" if every else listed(over)
        yield f"Against {names} the whole interval speaks for the {net}."
    if under:
        yield f"Against {listed(under)} the whole interval speaks against the {net}."
    if between:
        yield f"Against {listed(between)} it holds the line: either may be better."
    if sure:
        yield "A dot is what was measured, its line the interval of 90 %."
    else:
        better = sum(score.skill > 0 for score in simple)
        yield (
            f"On these test data the {net} is ahead of {better} of {len(simple)} simple methods. "
            "There are no intervals, so how sure that is remains open."
        )
    if missing := [score.method for score in result.scores if not np.isfinite(score.skill)]:
        yield f"Not drawn, since undefined: {listed(missing)}."


def forecasts(label: str, result: Result) -> Html | None:
    """Forecasts from one origin beside what happened, of the judged methods and a few others."""
    example = result.details.get("example")
    if not example:
        return None
    past, future = (np.asarray(example[part], float) for part in ("past", "future"))
    past, made = past[-max(PAST, 2 * len(future)) :], chosen(result, example["forecasts"], EXAMPLES)
    if not (made and past.size and np.isfinite([*past, *future]).all()):
        return None
    x = np.arange(1 - len(past), len(future) + 1)
    lines = {"what happened": (x, np.concatenate([past, future]))}
    for name, y in made.items():
        lines[plain(name)] = x[len(past) - 1 :], np.concatenate([past[-1:], y])
    off = {name: float(np.mean(np.abs(y - future))) for name, y in made.items()}
    steps = "the next step" if len(future) == 1 else f"the next {len(future)} steps"
    by = "off by" if len(future) == 1 else "off by, on average"
    which = f" of {shortened(str(example['series']))}" if example.get("series") else ""
    caption = (
        f"One forecast{which}. Over {steps}, {the(min(off, key=off.__getitem__))} comes nearest "
        f"to what happened; {by}: {_numbers(off)}. One example decides nothing: the "
        "table counts all of them."
    )
    ends = {name: float(y[-1]) for name, y in made.items()}
    alt = (
        f"{len(past)} values of the past, from {number(past[0])} to {number(past[-1])}, and "
        f"{steps}. What happened ends at {number(future[-1])}; the forecasts: {_numbers(ends)}."
    )
    return plots.figure(label, plots.lines(lines, "step", "value"), caption, alt)


def _numbers(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {number(value, 3)}" for name, value in values.items())


def horizons(label: str, result: Result) -> Html | None:
    """The error of each step ahead, where there are several."""
    made = chosen(result, result.details.get("errors_by_horizon") or {}, MOST)
    made = {name: y for name, y in made.items() if y.shape[0] > 1}
    if not made:
        return None
    count = len(next(iter(made.values())))
    lines = {plain(name): (np.arange(1, count + 1), y) for name, y in made.items()}
    net, base = judged(result, True), judged(result, False)
    name = net if net in made else next(iter(made))
    first, last = made[name][[0, -1]]
    caption = f"The error of {the(name)} goes from {number(first, 3)} one step ahead to "
    caption += f"{number(last, 3)} at {count} steps"
    if name == net and base in made and (made[base][[0, -1]] > 0).all():
        gains = 1 - made[net][[0, -1]] / made[base][[0, -1]]
        caption += f"; measured by that of {base}, from {_by(gains[0])} to {_by(gains[1])}"
    starts, ends = ({m: float(y[k]) for m, y in made.items()} for k in (0, -1))
    alt = f"Mean error one step ahead: {_numbers(starts)}; at {count} steps: {_numbers(ends)}."
    drawing = plots.lines(lines, "steps ahead", "mean error", dots=count <= 8)
    return plots.figure(label, drawing, f"{caption}.", alt)


def _by(gain: float) -> str:
    """A share of an error that is saved, in words."""
    return f"{number(100 * abs(gain), 2)} % {'smaller' if gain >= 0 else 'larger'}"


def contexts(label: str, result: Result) -> Html | None:
    """What counting characters makes of more and more context, beside the network."""
    losses = result.details.get("by_context") or {}
    pairs = sorted((int(n), float(loss)) for n, loss in losses.items() if np.isfinite(loss))
    if len(pairs) < 2:
        return None
    n, loss = map(np.array, zip(*pairs, strict=True))
    net = next((s for s in result.scores if s.net and s.judged), None)
    measure = next(iter(result.scores[0].measures))
    level = next(iter(net.measures.values())) if net else float("nan")
    best = int(np.argmin(loss))
    caption = f"Counting does best with {n[best]} characters at a time, {number(loss[best], 3)}"
    if net and np.isfinite(level):
        caption += f"; the {net.method}, which has no such limit, needs {number(level, 3)}"
    alt = "; ".join(f"{context}: {number(value, 3)}" for context, value in pairs)
    baselines = {net.method: level} if net and np.isfinite(level) else {}
    drawing = plots.lines({"counting": (n, loss)}, "n of the n-gram", measure, baselines, dots=True)
    return plots.figure(
        label, drawing, f"{caption}.", f"{measure} by the length of what is counted. {alt}."
    )
