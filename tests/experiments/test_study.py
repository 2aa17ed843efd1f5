"""A study declares its runs; its plan has each once, and its rows have the types of its columns."""

from dataclasses import replace

import little
import pytest
from little import a_row

from rnnlib.experiments.study import StudyError, grid

STUDY = little.STUDY


def test_grid_varies_the_last_axis_fastest():
    assert grid(T=(1, 2), cell=("a", "b")) == [
        {"T": T, "cell": cell} for T in (1, 2) for cell in ("a", "b")
    ]


def test_study_is_named_by_its_module_and_its_axes_by_the_arguments_of_run():
    assert (STUDY.name, STUDY.question) == (
        "little",
        "Which rate is better? A study that takes no time: one case, tuned on two rates.",
    )
    assert STUDY.axes == ("cell", "phase", "learning_rate", "seed")
    assert STUDY.columns == tuple(a_row(0))
    assert STUDY.key(a_row(3)) == ("GRU", "test", 0.1, 3)


def test_plan_has_fixed_runs_first_and_every_run_once():
    fixed = [{"cell": "none", "phase": "baseline", "learning_rate": 0.0, "seed": s} for s in (0, 1)]
    study = replace(STUDY, fixed=[*fixed, fixed[0]])
    assert list(map(study.key, study.plan([]))) == [*map(study.key, fixed), *little.TUNED]
    assert list(map(study.key, study.plan([], quick=True))) == [
        ("none", "baseline", 0.0, 0),
        ("GRU", "tuning", 0.01, 100),
    ]


def test_small_plan_has_the_case_of_the_cheap_row_alone():
    study = replace(STUDY, cases=[{"cell": "LSTM"}, {"cell": "GRU"}])
    assert {config["cell"] for config in study.plan([], quick=True)} == {"GRU"}


def test_plan_with_other_axes_is_refused():
    with pytest.raises(StudyError, match=r"little: a run must have cell, phase, .* got \{'seed'"):
        replace(STUDY, fixed=[{"seed": 1}]).plan([])


def test_cheap_row_is_of_seed_0_and_phase_test_unless_said_otherwise():
    assert STUDY.is_cheap(a_row(0))
    assert not STUDY.is_cheap(a_row(1))
    assert not STUDY.is_cheap(a_row(0, phase="tuning"))
    assert replace(STUDY, cheap={"cell": "GRU", "seed": 1}).is_cheap(a_row(1))


def test_row_fits_only_with_the_type_of_each_column():
    for right in ({}, {"error": None}, {"error": 3}, {"error": True}, {"commit": "0a1b2c3"}):
        assert STUDY.fits(a_row(0, **right)), right
    for wrong in (
        *({"seed": "0"}, {"seed": 0.0}, {"seed": True}, {"learning_rate": 1}, {"cell": 7}),
        *({"phase": None}, {"error": "0.5"}, {"seconds": "1"}, {"version": None}),
        *({"versions": 3}, {"commit": 1}),
    ):
        assert not STUDY.fits(a_row(0) | wrong), wrong
