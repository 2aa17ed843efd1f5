"""The test data of a forecast are read once: losses of all methods, and what follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from rnnlib.compare.forecasting import simple_methods
from rnnlib.compare.forecasting import windows as windows_of
from rnnlib.compare.forecasting.prepared import Prepared
from rnnlib.compare.forecasting.simple_methods import CONTROL, NAIVE
from rnnlib.compare.judging import verdict, words
from rnnlib.compare.judging.verdict import LEAST, TAIL, Skill
from rnnlib.compare.problem import CELLS, Outcome, Plan, Result, Score
from rnnlib.compare.running import training

NAN = float("nan")
PAST = 3  # horizons that an example shows of the past, at least
MOST = 0.5  # of the fits; where more were stopped by the clock, more time might have helped


@dataclass
class Answers:
    """Forecasts of every method for the same samples, and what came.

    Attributes:
        rows, g: (N,), where each forecast begins, and of which series it is.
        truth: (N, horizon).
        forecasts: {method: (N, horizon)}; of a network the mean of its seeds.
        losses: {method: (N,)}.
        seeds: {cell: (S, N)}, the losses of single seeds.
        validation: {method: loss before the test part}.
    """

    rows: np.ndarray
    g: np.ndarray
    truth: np.ndarray
    forecasts: dict[str, np.ndarray]
    losses: dict[str, np.ndarray]
    seeds: dict[str, np.ndarray]
    validation: dict[str, float]

    def best(self, nets: bool) -> str:
        """The network, or the simple method, with the lowest loss before the test part."""
        names = [name for name in self.losses if (name in CELLS) == nets and name != CONTROL]
        return min(names, key=self.validation.__getitem__)


def answers(data: Prepared, plan: Plan, outcomes: Sequence[Outcome]) -> Answers:
    """Fit the simple methods part by part, and join what each method says of the parts."""
    simple: dict[str, list[np.ndarray]] = {}
    places: list[tuple[np.ndarray, np.ndarray]] = []
    tested = [outcome for outcome in outcomes if outcome.fit.phase == "test"]
    window = max((outcome.fit.setting.window for outcome in tested), default=data.windows[0])
    for cut in data.cuts(plan.parts):
        places.append(windows_of.tests(data.panel, cut, data.horizon).some(10**9))
        windows = data.shown(cut, window)
        for name, forecast in simple_methods.fitted(windows, cut).items():
            simple.setdefault(name, []).append(forecast(*places[-1]))
    rows, g = (np.concatenate(both) for both in zip(*places, strict=True))
    forecasts = {name: np.concatenate(parts) for name, parts in simple.items()}
    truth, validation = data.truth(rows), data.simple_validation()
    single: dict[str, np.ndarray] = {}
    for cell in CELLS:
        found = {(o.fit.seed, o.fit.part): o for o in tested if o.fit.cell == cell}
        seeds = [s for s in range(plan.seeds) if all((s, p) in found for p in range(plan.parts))]
        if seeds:
            parts = range(plan.parts)
            each = [np.concatenate([found[s, p].predictions for p in parts]) for s in seeds]
            forecasts[cell] = np.mean(np.array(each, float), axis=0)
            single[cell] = np.array([data.losses(y, truth, g) for y in each])
            validation[cell] = float(np.mean([found[s, 0].validation for s in seeds]))
    losses = {name: data.losses(y, truth, g) for name, y in forecasts.items()}
    return Answers(rows, g, truth, forecasts, losses, single, validation)


@dataclass
class Judgement:
    """What the answers say of each other.

    Attributes:
        data, found: the question and the answers.
        net, base: the network and the simple method that were chosen before the test part.
    """

    data: Prepared
    found: Answers
    net: str
    base: str

    def against(self, ours: str, theirs: str) -> Skill | None:
        """None where there is nothing to be a share of, or too little to know how sure it is."""
        found, panel = self.found, self.data.panel
        if self.data.origins < LEAST or not found.losses[theirs].mean() > 0:
            return None
        seeds = found.seeds.get(ours), found.seeds.get(theirs)
        dates = found.rows - panel.starts[found.g] + panel.offsets[found.g]
        series = found.g if len(panel.names) > 1 else None
        return verdict.skill(found.losses[ours], found.losses[theirs], *seeds, dates, series)

    def score(self, name: str) -> Score:
        """A line of the table."""
        found, unit = self.found, self.data.unit
        ours, theirs = (name, self.base) if name in CELLS else (self.net, name)
        errors = (found.forecasts[name] - found.truth) / unit[found.g][:, None]
        mean, root = ("MAE", "RMSE") if len(unit) == 1 else ("MASE", "RMSSE")
        measures = {mean: float(found.losses[name].mean())}
        measures[root] = float(np.sqrt(np.mean(errors**2)))
        loss = float(found.losses[theirs].mean())
        value = 1 - float(found.losses[ours].mean()) / loss if loss > 0 else NAN
        skill, chosen = self.against(ours, theirs), name in (self.net, self.base)
        ends = (skill.low, skill.high) if skill else (NAN, NAN)
        return Score(name, name in CELLS, measures, value, *ends, chosen)

    def notes(self) -> Iterator[str]:
        """Which cells differ, and whether anything is better than taking the last value."""
        cells = [name for name in self.found.losses if name in CELLS]
        pairs = {(a, b): self.against(a, b) for a, b in combinations(cells, 2)}
        known = {pair: skill for pair, skill in pairs.items() if skill}
        if known and len(known) == len(pairs):
            p = verdict.holm({f"{a} {b}": 2 * min(s.p, 1 - s.p) for (a, b), s in known.items()})
            surely = [pair for pair in known if p[" ".join(pair)] < TAIL]
            yield words.cells([(a, b) if known[a, b].value > 0 else (b, a) for a, b in surely])
        others = [name for name in self.found.losses if name not in (*CELLS, NAIVE)]
        skills = {name: self.against(name, NAIVE) for name in (*others, self.net)}
        p = verdict.holm({name: skill.p for name, skill in skills.items() if skill})
        if p:
            yield words.naive([name for name in p if p[name] < TAIL])
        if control := self.against(self.net, CONTROL):
            yield words.control(self.net, control)


def judge(data: Prepared, plan: Plan, outcomes: Sequence[Outcome]) -> Result:
    """Score every method, decide, and say it."""
    found = answers(data, plan, outcomes)
    judged = Judgement(data, found, found.best(nets=True), found.best(nets=False))
    tested = [outcome for outcome in outcomes if outcome.fit.phase == "test"]
    clock = sum(outcome.stopped == "clock" for outcome in tested)
    simple = [name for name in found.losses if name not in (*CELLS, CONTROL)]
    skills = {name: judged.against(judged.net, name) for name in simple}
    size = words.Size(data.origins, data.horizon, data.panel.end)
    notes = [*judged.notes(), *words.clock(tested), *plan.says]
    return Result(
        "forecasting",
        data.read,
        [judged.score(name) for name in found.losses],
        words.forecasting(skills, judged.net, judged.base, size, clock > MOST * len(tested)),
        tuple(notes),
        plan,
        list(outcomes),
        details(judged, plan, outcomes),
    )


def details(judged: Judgement, plan: Plan, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What a report draws: errors by step of the horizon, an example, and gates along it."""
    data, found = judged.data, judged.found
    unit, k = data.unit[found.g][:, None], len(found.rows) // 2
    row, g = found.rows[k], found.g[k]
    first = max(row - max(PAST * data.horizon, *data.windows), data.panel.starts[g])
    example = {
        "series": data.panel.names[g],
        "past": data.panel.raw[first:row],
        "future": found.truth[k],
        "forecasts": {name: y[k] for name, y in found.forecasts.items()},
    }
    shown = {
        "errors_by_horizon": {
            name: (np.abs(y - found.truth) / unit).mean(axis=0)
            for name, y in found.forecasts.items()
        },
        "example": example,
        "losses": found.losses,
        "series": data.panel.names,
    }
    fitted = [
        o for o in outcomes if o.network and (o.fit.cell, o.fit.phase) == (judged.net, "test")
    ]
    if fitted:
        best = min(fitted, key=lambda outcome: outcome.validation)
        cut, window = data.cuts(plan.parts)[best.fit.part], best.fit.setting.window
        x = data.shown(cut, window).inputs(row[None], g[None])
        assert best.network
        shown["gates"] = training.gates(best.network, x)
    return shown
