"""Studies: what takes longer than a page can wait is run once, stored, and read from the table."""

from importlib import import_module
from pathlib import Path
from typing import Any

from rnnlib.experiments import statistics, store
from rnnlib.experiments.study import Row, Study, StudyError
from rnnlib.experiments.tuning import SEEDS

RESULTS = Path(__file__).parent / "results"
NAMES = (  # in the order of the book
    *("forget_bias", "gradient_flow", "adding", "temporal_order", "continual_reber", "counting"),
    *("reber_1997", "ablation", "comparison", "rising_complexity", "chorales", "time_per_step"),
    *("depth", "regularizers", "after_the_gates", "more_history", "calibration"),
)
_READ: dict[Path, tuple[int, list[Row]]] = {}  # tables as they were written then


def get(name: str) -> Study:
    """A Study by its name.

    Raises:
        StudyError: there is none of that name.
    """
    if name not in NAMES:
        raise StudyError(f"studies: name must be one of {', '.join(NAMES)}, got {name!r}")
    return import_module(f"rnnlib.experiments.catalogue.{name}").STUDY


def table(name: str) -> list[Row]:
    """The stored rows of a study: a list of {column: value}.

    Raises:
        StudyError: nothing is stored yet, or what is stored is damaged.
    """
    study, path = get(name), RESULTS / f"{name}.csv"
    again = f"python -m rnnlib study {name} runs it, in about {study.minutes:g} minutes"
    if not path.exists():
        raise StudyError(f"{name}: nothing is stored yet; {again}")
    written = path.stat().st_mtime_ns
    try:
        if _READ.get(path, (0, []))[0] != written:
            _READ[path] = written, store.rows(path, study.columns, study.fits)
        return [*map(dict, _READ[path][1])]
    except StudyError as error:
        raise StudyError(f"{error}; python -m rnnlib study {name} runs their rows again") from error


def runs(study: str, phase: str | None = "test", **axes: object) -> list[Row]:
    """The rows of a study's table with these values on the axes: all seeds of each case.

    Args:
        phase: "test", the runs that count, "tuning", or another of the study; None: whichever.
            A study without phases has runs that count alone.

    Raises:
        StudyError: there are none, or not all seeds of each case, or some of a former rate.
    """
    names = [axis for axis in get(study).axes if axis not in ("learning_rate", "seed")]
    wanted = axes | ({"phase": phase} if phase and "phase" in names else {})
    found = [row for row in table(study) if wanted.items() <= row.items()]
    cases = statistics.groups(found, names).values()
    if any(len({row.get("learning_rate") for row in rows}) > 1 for rows in cases):
        raise StudyError(f"{study}: rows of a former plan; python -m rnnlib study {study}")
    least = 1 if phase == "baseline" else len(SEEDS)
    if not cases or min(map(len, cases)) < least:
        raise StudyError(f"{study}: rows of {wanted} are missing; python -m rnnlib study {study}")
    return found


def card(name: str) -> Any:
    """What a chapter shows of a study: question, answer, dots with intervals, how sure we are.

    The question is a link to the study's page, from where the chapters are.

    Raises:
        StudyError: there is no study of that name, or its rows are missing.
    """
    return import_module("rnnlib.experiments.cards").shown(name)
