"""Films of a handwritten digit that moves: a single frame does not say where it goes."""

from functools import cache

import numpy as np

from rnnlib import checks
from rnnlib.tasks import packages
from rnnlib.tasks.linear import logistic_regression
from rnnlib.tasks.task import HELD_OUT, SPLITS, Task, accuracy, apart, share
from rnnlib.training.batch import Batch
from rnnlib.training.losses import squared_error

FRAMES, SIDE = 9, 16
DIRECTIONS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}  # rows, columns
_CUTS = (1197, 1497)
_FITTED = 1000  # training films that the linear baselines are fitted to


@cache
def digits():
    """1797 handwritten digits of 8 × 8 pixels, between 0 and 1.

    Read from the installed package scikit-learn: the test set of a collection at UCI. The
    first 1197 are for training, the next 300 for validation, the last 300 for testing.

    Returns:
        {"train", "validation", "test"}: (N, 8, 8).

    Raises:
        ModuleNotFoundError: scikit-learn is not installed.

    Alpaydin & Kaynak (1998)
    """
    packages.folder("digits", "sklearn")
    from sklearn.datasets import load_digits

    images = load_digits().images.astype(np.float32) / 16
    return dict(zip(("train", *SPLITS), np.split(images, _CUTS), strict=True))


def which_way():
    """Which way does the digit move: up, down, left or right? Said after the last of nine frames.

    It moves by a pixel a frame; what leaves the picture on one side comes back on the other,
    and it begins anywhere. So a single frame says nothing: no prediction from it is right
    more than one time in four. Played backwards a film has the same mean frame, so none from
    that is right more than one time in two. Two frames say it all: the optimum is 0.

    The digits of the training, validation and test films are different ones.
    """

    def draw(random, images, batch_size):
        chosen = images[random.integers(len(images), size=batch_size)]
        direction = random.integers(len(DIRECTIONS), size=batch_size)
        start = random.integers(SIDE, size=(2, batch_size))
        step = np.array(list(DIRECTIONS.values()))[direction].T
        film = _film(chosen, start + step * np.arange(FRAMES)[:, None, None])
        return Batch(film, direction[None])

    data = _from_digits(draw)

    @cache
    def baselines():
        films = {split: data["held_out"](split) for split in SPLITS}
        films["train"] = draw(apart(2), digits()["train"], _FITTED)
        labels = {split: film.targets[0] for split, film in films.items()}
        last = {split: film.x[-1].T for split, film in films.items()}
        mean = {split: film.x.mean(axis=0).T for split, film in films.items()}
        return {
            "guessing": share([1, 1, 1, 1]),
            "logistic regression on the last frame": logistic_regression(last, labels),
            "logistic regression on the mean frame": logistic_regression(mean, labels),
        }

    return Task(
        name="which way",
        input_size=SIDE**2,
        output_size=len(DIRECTIONS),
        measure=accuracy,
        goal=("accuracy", 0.99),
        baselines=baselines,
        optimum=0.0,
        **data,
    )


def moving_digits(steps=20):
    """Predict the next frame: a digit flies through the picture and bounces off its sides.

    It moves by a row and by a column a frame, and turns where its ink touches a side. After
    two frames all is known: the digit, where it is and where it goes. Only what follows the
    first frame is not, so the best prediction there is a mean over the ways that the digit
    may go. What that costs on the test set is the optimum.

    A small relative of moving MNIST, where two digits fly through larger pictures. The digits
    of the training, validation and test films are different ones.

    Args:
        steps: how many frames are read.

    Returns:
        Task: x and targets (steps, 256, B), the targets one frame later.

    Srivastava, Mansimov & Salakhutdinov (2015)
    """
    steps = checks.size("moving_digits", "steps", steps)

    def draw(random, images, batch_size):
        chosen = images[random.integers(len(images), size=batch_size)]
        first, size = _ink(chosen)
        phase = random.integers(2 * (SIDE - size)) + np.arange(steps + 1)[:, None, None]
        film = _film(chosen, _bounce(phase, SIDE - size) - first)
        return Batch(film[:-1], film[1:])

    data = _from_digits(draw)
    test = data["held_out"]("test")

    def loss(y):
        return squared_error(np.broadcast_to(y, test.targets.shape), test.targets)[0]

    @cache
    def baselines():
        some = draw(apart(2), digits()["train"], HELD_OUT[1])
        mean = some.x.mean(axis=(0, 2))[:, None]
        return {"the mean frame": {"loss": loss(mean)}, "persistence": {"loss": loss(test.x)}}

    best = test.targets.copy()
    best[0] = _mean_of_the_next(test.x[0])
    return Task(
        name=f"moving digits, {steps} frames",
        input_size=SIDE**2,
        output_size=SIDE**2,
        loss=squared_error,
        every_step=True,
        baselines=baselines,
        optimum=loss(best),
        **data,
    )


def _ink(images):
    """The first row and column with ink, and how many rows and columns have it, each (2, B)."""
    lines = np.stack([images.any(axis=2), images.any(axis=1)])  # (2, B, 8)
    first = lines.argmax(axis=2)
    return first, lines.shape[2] - lines[..., ::-1].argmax(axis=2) - first


def _bounce(phase, length):
    """0, 1, …, length, …, 1, 0, 1, …"""
    return length - np.abs(length - phase % (2 * length))


def _mean_of_the_next(frames):
    """The mean of the four frames that can come after one (256, B); at a side, of fewer."""
    mean = frames.reshape(SIDE, SIDE, -1)
    for axis in (0, 1):
        touched = mean.any(axis=1 - axis)  # which lines have ink, (16, B)
        back, forth = np.roll(mean, -1, axis), np.roll(mean, 1, axis)
        mean = np.where(touched[0], forth, np.where(touched[-1], back, (back + forth) / 2))
    return mean.reshape(frames.shape)


def _film(images, corners):
    """Images (B, 8, 8) with their upper left corners at (T, 2, B), to frames (T, 256, B).

    The picture is a torus: what leaves on one side comes back on the other.
    """
    T, _, B = corners.shape
    canvas = np.zeros((SIDE, SIDE, B), np.float32)
    canvas[: images.shape[1], : images.shape[2]] = images.transpose(1, 2, 0)
    lines = (np.arange(SIDE)[:, None] - corners[:, :, None]) % SIDE  # (T, 2, 16, B)
    rows, columns = lines[:, 0, :, None], lines[:, 1, None]
    where = (rows * SIDE * B) + (columns * B + np.arange(B))  # faster than three indices
    return canvas.ravel().take(where).reshape(T, SIDE**2, B)


def _from_digits(draw):
    """Batches and held-out films, each of digits of its own; draw: (random, images, count)."""

    def batches(batch_size, seed):
        batch_size = checks.size("batches", "batch_size", batch_size)
        random, images = checks.generator("batches", seed), digits()["train"]
        return iter(lambda: draw(random, images, batch_size), None)

    @cache
    def once(split):
        k = SPLITS.index(checks.one_of("held_out", "split", split, SPLITS))
        return draw(apart(k), digits()[split], HELD_OUT[k])

    return {"batches": batches, "held_out": once}
