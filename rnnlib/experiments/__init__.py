"""Studies: what takes longer than a page can wait is run once, stored, and read from the table."""

from importlib import import_module
from pathlib import Path

from rnnlib.experiments import store
from rnnlib.experiments.study import StudyError

RESULTS = Path(__file__).parent / "results"
NAMES = (  # in the order of the book
    "forget_bias",
    "gradient_flow",
    "adding",
    "temporal_order",
    "continual_reber",
    "counting",
    "reber_1997",
    "ablation",
    "comparison",
    "chorales",
    "time_per_step",
    "depth",
    "more_history",
)


def get(name):
    """A Study by its name.

    Raises:
        StudyError: there is none of that name.
    """
    if name not in NAMES:
        raise StudyError(f"studies: name must be one of {', '.join(NAMES)}, got {name!r}")
    return import_module(f"rnnlib.experiments.catalogue.{name}").STUDY


def table(name):
    """The stored rows of a study: a list of {column: value}.

    Raises:
        StudyError: nothing is stored yet, or what is stored is damaged.
    """
    study = get(name)
    path = RESULTS / f"{name}.csv"
    if not path.exists():
        raise StudyError(
            f"{name}: nothing is stored yet; python -m rnnlib study {name} runs it, in about "
            f"{study.minutes:g} minutes"
        )
    stored = store.read(path, study)
    if stored.damaged:
        raise StudyError(
            f"{path}: damaged lines: {len(stored.damaged)}; python -m rnnlib study {name} runs "
            "their rows again"
        )
    return list(stored.rows.values())
