"""MNIST-1D: ten digits drawn as curves of forty steps, then moved, stretched and made noisy."""

import random
from functools import cache, partial

import numpy as np

from rnnlib.tasks import packages
from rnnlib.tasks.baselines import classification
from rnnlib.tasks.task import Task, accuracy, from_data
from rnnlib.training.batch import Batch

DIGITS = 10
_FOR_VALIDATION = 500  # of the 4000 curves that the authors train with, the last


@cache
def curves() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """5000 curves and the digits that they were made from.

    Made by the installed package mnist1d, with its own settings and seed; the test set is
    its own, the last 500 curves of its training set are for validation.

    Returns:
        {"train", "validation", "test"}: (curves, digits), (N, 40) and class numbers (N,).

    Raises:
        ModuleNotFoundError: mnist1d is not installed.

    Greydanus & Kobak (2024)
    """
    packages.folder("curves", "mnist1d")
    from mnist1d.data import make_dataset  # get_dataset would ask the network

    before = random.getstate(), np.random.get_state()  # noqa: NPY002, it seeds the global ones
    try:
        made = make_dataset()
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002
    (x, later_x), (y, later_y) = (np.split(made[k], [-_FOR_VALIDATION]) for k in "xy")
    test = made["x_test"], made["y_test"]
    return {"train": (x, y), "validation": (later_x, later_y), "test": test}


@cache
def mnist1d() -> Task:
    """Which digit is it? Asked for once, after the last of forty steps.

    The baselines guess, or are a logistic regression on the whole curve.

    Returns:
        Task: x (40, 1, B), targets (1, B).
    """
    parts = curves()

    sets = (Batch(x.T[:, None].astype(np.float32), y[None]) for x, y in parts.values())
    baselines = partial(classification, parts, {"the curve": np.asarray})
    return Task("MNIST-1D", 1, DIGITS, **from_data(*sets), measure=accuracy, baselines=baselines)
