"""MNIST-1D: ten digits drawn as curves of forty steps, then moved, stretched and made noisy."""

import random
from functools import cache

import numpy as np

from rnnlib.tasks import packages
from rnnlib.tasks.linear import logistic_regression
from rnnlib.tasks.task import Task, accuracy, from_data, share
from rnnlib.training.batch import Batch

STEPS, DIGITS = 40, 10
_FOR_VALIDATION = 500  # of the 4000 curves that the authors train with, the last


@cache
def curves():
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
    x, y = made["x"], made["y"]
    return {
        "train": (x[:-_FOR_VALIDATION], y[:-_FOR_VALIDATION]),
        "validation": (x[-_FOR_VALIDATION:], y[-_FOR_VALIDATION:]),
        "test": (made["x_test"], made["y_test"]),
    }


@cache
def mnist1d():
    """Which digit? Said after the last of forty steps."""
    parts = curves()

    def baselines():
        features = {name: x for name, (x, _) in parts.items()}
        labels = {name: y for name, (_, y) in parts.items()}
        return {
            "guessing": share(np.bincount(labels["train"])),
            "logistic regression on the curve": logistic_regression(features, labels),
        }

    return Task(
        name="MNIST-1D",
        input_size=1,
        output_size=DIGITS,
        measure=accuracy,
        baselines=cache(baselines),
        **from_data(*(Batch(x.T[:, None].astype(np.float32), y[None]) for x, y in parts.values())),
    )
