"""All fits are done once, by whomever, whatever happens; the clock leaves out whole seeds."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from pretended import CHOICES, Pretended

from rnnlib.compare import printed
from rnnlib.compare.data import Table
from rnnlib.compare.forecasting.problem import Forecasting
from rnnlib.compare.problem import CELLS, ComparisonError, Fit, Plan
from rnnlib.compare.report.html import report_html
from rnnlib.compare.running import budget, run, store, workers
from rnnlib.training.fit import fit

KEY = {"data": "abc"}
PROGRAM = """
import signal, sys
from pathlib import Path
from pretended import Pretended
from rnnlib.compare.running import run, store, workers
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    problem = Pretended(pause=float(sys.argv[2]))
    with store.opened(Path(sys.argv[1]), {"data": "abc"}) as there:
        with workers.opened(problem, jobs=int(sys.argv[3])) as team:
            run.run(problem, there, team, minutes=10)
"""


def do(problem=None, folder=None, minutes=10, jobs=1, **options):
    """The plan, the outcomes, and what was said."""
    problem, said = problem or Pretended(), []
    with store.opened(folder, KEY) as there, workers.opened(problem, jobs) as team:
        plan, outcomes = run.run(problem, there, team, minutes, say=said.append, **options)
    return plan, outcomes, said


def fits_of(outcomes, phase="test"):
    return [o.fit for o in outcomes if o.fit.phase == phase]


def names(folder):
    return {path.name for path in (folder / "fits").glob("*.npz")}


@contextmanager
def started(folder, pause, jobs):
    """The comparison in a process of its own, killed at the end if it is still there."""
    program = folder.parent / "program.py"
    program.write_text(PROGRAM)
    here = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, program, folder, str(pause), str(jobs)],
        env=os.environ | {"PYTHONPATH": here, "TQDM_DISABLE": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def test_each_cell_gets_its_own_best_setting_and_all_its_fits():
    plan, outcomes, _ = do()
    assert len(fits_of(outcomes, "search")) == len(CELLS) * len(CHOICES) * budget.SEARCH_SEEDS
    best = dict(zip(CELLS, CHOICES, strict=True))  # as the pretended problem has it
    expected = {
        Fit(cell, best[cell], part, seed)
        for cell in CELLS for part in range(plan.parts) for seed in range(plan.seeds)
    }  # fmt: skip
    assert {*fits_of(outcomes)} == expected
    assert len(fits_of(outcomes)) == len(expected)


def test_one_setting_needs_no_search(monkeypatch):
    monkeypatch.setattr(Pretended, "choices", lambda self: CHOICES[:1])
    _, outcomes, said = do()
    assert fits_of(outcomes, "search") == []
    assert {fit.setting for fit in fits_of(outcomes)} == {CHOICES[0]}
    assert said == [budget.in_words(budget.plan(Pretended(), 10))]


def test_setting_that_diverges_is_not_chosen():
    search = [Pretended().fit(Fit(c, s, 0, k, "search"), None)
              for c in CELLS for s in CHOICES[:2] for k in range(2)]  # fmt: skip
    for outcome in search:
        if outcome.fit.setting == CHOICES[0] and outcome.fit.seed:
            outcome.validation = float("nan")
    assert run.choose(search, CHOICES[:2]) == dict.fromkeys(CELLS, CHOICES[1])
    assert run.choose([], CHOICES) == dict.fromkeys(CELLS, CHOICES[0])


def test_second_run_does_nothing_again_and_gives_the_same(tmp_path, monkeypatch):
    plan, outcomes, _ = do(folder=tmp_path / "c")
    monkeypatch.setattr(Pretended, "fit", None)
    monkeypatch.setattr(Pretended, "step_seconds", None)
    again, found, said = do(folder=tmp_path / "c")
    assert again == plan
    assert fits_of(found) == fits_of(outcomes)
    assert said == []


def test_processes_give_what_this_one_gives(tmp_path):
    here = do(minutes=2)[1]
    there = do(minutes=1, jobs=2)[1]
    assert [(o.fit, o.validation) for o in here] == [(o.fit, o.validation) for o in there]


def test_clock_leaves_out_the_last_seeds_of_all_cells(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(run.time, "monotonic", lambda: now[0])
    fit = Pretended.fit

    def slow(self, one, plan):
        now[0] += 14 if one.phase == "test" else 1
        outcome = fit(self, one, plan)
        outcome.seconds = 14.0
        return outcome

    monkeypatch.setattr(Pretended, "fit", slow)
    plan, outcomes, _ = do()
    assert plan.seeds == 2  # of 3: two are 24 × 14 s of 480 s, the third has no room
    assert {fit.seed for fit in fits_of(outcomes)} == {0, 1}
    assert len(fits_of(outcomes)) == 2 * 4 * 3
    assert "2 of 3 starts" in plan.says[-1]
    assert now[0] <= 0.8 * 600


@pytest.mark.parametrize(("seconds", "settings"), [(20, 1), (9, 2), (5, 3)])
def test_search_ends_where_the_test_fits_need_the_time(monkeypatch, seconds, settings):
    now, done = [0.0], []
    monkeypatch.setattr(run.time, "monotonic", lambda: now[0])
    fit = Pretended.fit

    def slow(self, one, plan):
        now[0] += seconds
        done.append(one.phase)
        outcome = fit(self, one, plan)
        outcome.seconds = float(seconds)
        return outcome

    monkeypatch.setattr(Pretended, "fit", slow)
    plan, outcomes, _ = do()
    assert plan.settings == CHOICES[:settings]
    assert len(fits_of(outcomes, "search")) == (6 * settings if settings > 1 else 0)
    assert 6 * settings <= done.count("search") < 6 * (settings + 1)
    assert len(fits_of(outcomes)) == done.count("test") >= 24
    assert seconds == 20 or now[0] <= 480
    assert len(plan.says) == (settings < 3) + (seconds == 20)


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_any_moment_it_goes_on_and_loses_nothing(tmp_path, jobs):
    folder, kept = tmp_path / "c", {}
    for _ in range(2):
        with started(folder, 0.03, jobs):
            until(lambda: len(names(folder)) > len(kept) + 3)  # noqa: B023
        now = {path: path.read_bytes() for path in (folder / "fits").glob("*.npz")}
        assert kept.items() <= now.items()  # nothing has been done again
        kept = now
    plan, outcomes, said = do(folder=folder)
    assert said[0] == f"Going on: {len(kept)} fits were stored by an earlier run."
    whole = do(minutes=10 * jobs)
    assert plan == whole[0]
    assert [(o.fit, o.validation) for o in outcomes] == [(o.fit, o.validation) for o in whole[1]]


@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupted_it_stops_at_once_with_its_workers_and_keeps_its_fits(tmp_path, jobs):
    with started(tmp_path / "c", 0.5, jobs) as process:
        until(lambda: len(names(tmp_path / "c")) > 1)
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to the workers, too
        stored = len(names(tmp_path / "c"))
        _, error = process.communicate(timeout=60)
    assert len(names(tmp_path / "c")) <= stored + jobs
    assert error.count("Traceback (most recent call last)") == 1, error  # the workers are silent
    assert len(names(tmp_path / "c")) >= 2
    assert not list((tmp_path / "c").rglob("*.part"))


def test_worker_that_dies_is_told_in_words_and_nothing_stored_is_lost(tmp_path):
    with pytest.raises(ComparisonError, match=r"the workers are lost.*fewer --jobs"):
        do(Pretended(dies=("LSTM", 2)), tmp_path / "c", minutes=5, jobs=2)
    assert len(names(tmp_path / "c")) > 18
    assert len(fits_of(do(folder=tmp_path / "c")[1])) == 36


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"jobs": 0}, "--jobs must be at least 1, got 0"),
        ({"backend": "dask"}, "--address goes with --backend dask"),
        ({"address": "tcp://nowhere:1"}, "--address goes with --backend dask"),
        ({"jobs": 2, "backend": "dask", "address": "tcp://x:1"}, "--jobs is for this machine"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, words):
    with pytest.raises(ComparisonError, match=words), workers.opened(Pretended(), **options):
        pass


class Slowed(Pretended):
    """A problem whose steps take much longer than they were measured to take."""

    limits, now = (), 0.0

    def fit(self, fit, plan):
        self.limits = (*self.limits, plan.limit)
        self.now += min(plan.limit, 0.5) + 0.001  # as a fit does that keeps its limit
        return super().fit(fit, plan)


def test_the_minutes_are_kept_on_a_machine_that_has_become_slow(monkeypatch):
    monkeypatch.setattr(budget, "plan", lambda *a: PLAN_OF_MANY)
    problem = Slowed()
    monkeypatch.setattr(run.time, "monotonic", lambda: problem.now)
    _, outcomes, _ = do(problem, minutes=2 / 60)
    assert len(fits_of(outcomes)) == PLAN_OF_MANY.parts * run.MUST * len(CELLS)
    assert problem.now < 2  # without limits 12 fits of 0.5 s
    assert sum(problem.limits) == pytest.approx(budget.SHARE * 2, rel=0.1)


@pytest.mark.parametrize("slower", [1, 4, 20])
def test_real_fits_keep_the_minutes_however_slow_their_steps_become(monkeypatch, slower):
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])

    def trainer(network, batches, steps, *others, evaluate=None, **options):
        """`fit`, of which steps take longer once all is planned."""
        seconds = 0.002 * (slower if evaluate else 1)

        def slowed(what, cost):
            now[0] += cost
            return what

        if evaluate:
            options["evaluate"] = lambda network: slowed(evaluate(network), 5 * seconds)
        return fit(network, (slowed(b, seconds) for b in batches), steps, *others, **options)

    walk = np.random.default_rng(0).normal(size=(150, 1)).cumsum(axis=0)
    problem = Forecasting(Table(("y",), None, None, walk), trainer=trainer)
    plan, outcomes, _ = do(problem, minutes=0.1)
    assert len(fits_of(outcomes)) == 6
    assert now[0] <= 6  # the minutes; real time goes on beside it, but is not counted here
    result = problem.judge(plan, outcomes)
    if slower > 1:
        assert {outcome.stopped for outcome in outcomes} == {"clock"}
        assert "stopped by the clock" in "\n".join(printed.lines(result))
        assert "6 of 6 fits were stopped by the clock" in report_html(result, "")


PLAN_OF_MANY = Plan(CHOICES[:1], 2, 3, 1000, {"RNN": 1e-4, "GRU": 2e-4, "LSTM": 3e-4})
