"""Films of a handwritten digit that moves: a single frame does not show where it goes."""

from functools import cache, partial
from operator import itemgetter

import numpy as np

from rnnlib import checks
from rnnlib.tasks import packages
from rnnlib.tasks.baselines import best_prediction, classification
from rnnlib.tasks.task import EXACT, HELD_OUT, SPLITS, Task, drawn, held_out_generator
from rnnlib.training.batch import Batch
from rnnlib.training.losses import squared_error

FRAMES, SIDE = 9, 16
DIRECTIONS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}  # rows, columns
_CUTS = (1197, 1497)
_FITTED = 1000  # training films that the linear baselines are fitted to


@cache
def digits() -> dict[str, np.ndarray]:
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


def which_way(frames: int = FRAMES) -> Task:
    """Which way does the digit move: up, down, left or right? Nine frames, then one answer.

    It moves by a pixel a frame; what leaves the picture on one side comes back on the other,
    and it begins anywhere. So a single frame shows nothing of it: no prediction from it is right
    more than one time in four. Played backwards a film has the same mean frame, so none from
    that is right more than one time in two. Two frames are enough: the optimum is 0.

    The digits of the training, validation and test films are different ones. The baselines
    guess, or are logistic regressions on the last frame and on the mean frame.

    Args:
        frames: T, how many there are, if not nine; at least 2.

    Returns:
        Task: x (T, 256, B), targets (1, B).
    """
    frames = checks.size("which_way", "frames", frames, least=2)

    def draw(images, random, batch_size):
        chosen = images[random.integers(len(images), size=batch_size)]
        direction = random.integers(len(DIRECTIONS), size=batch_size)
        start = random.integers(SIDE, size=(2, batch_size))
        step = np.array(list(DIRECTIONS.values()))[direction].T
        film = _film(chosen, start + step * np.arange(frames)[:, None, None])
        return Batch(film, direction[None])

    draws = _of_digits(draw)
    sets = drawn(draws)

    def baselines():
        films = {split: sets["held_out"](split) for split in SPLITS}
        films["train"] = draws["train"](held_out_generator("baseline"), _FITTED)
        parts = {part: (film.x.swapaxes(1, 2), film.targets[0]) for part, film in films.items()}
        features = {"the last frame": itemgetter(-1), "the mean frame": partial(np.mean, axis=0)}
        return classification(parts, features) | {"guessing": best_prediction([1, 1, 1, 1])}

    fields = EXACT | {"baselines": baselines}
    name = f"which way, {frames} frames"
    return Task(name, SIDE**2, len(DIRECTIONS), **sets, **fields)


def moving_digits(steps: int = 20) -> Task:
    """Predict the next frame: a digit flies through the picture and bounces off its sides.

    It moves by a row and by a column a frame, and turns where its ink touches a side. After
    two frames all is known: the digit, where it is and where it goes. Only what follows the
    first frame is not, so the best prediction there is a mean over the ways that the digit
    may go. What that costs on the test set is the optimum.

    A small relative of moving MNIST, where two digits fly through larger pictures. The digits
    of the training, validation and test films are different ones. The baselines predict the
    mean frame, or the last one again.

    Args:
        steps: how many frames are read.

    Returns:
        Task: x and targets (steps, 256, B), the targets one frame later.

    Srivastava, Mansimov & Salakhutdinov (2015)
    """
    steps = checks.size("moving_digits", "steps", steps)

    def draw(images, random, batch_size):
        chosen = images[random.integers(len(images), size=batch_size)]
        first, size = _ink(chosen)
        phase = random.integers(2 * (SIDE - size)) + np.arange(steps + 1)[:, None, None]
        film = _film(chosen, _bounce(phase, SIDE - size) - first)
        return Batch(film[:-1], film[1:])

    draws = _of_digits(draw)
    sets = drawn(draws)
    test = sets["held_out"]("test")

    def loss(y):
        return squared_error(np.broadcast_to(y, test.targets.shape), test.targets)[0]

    def baselines():
        some = draws["train"](held_out_generator("baseline"), HELD_OUT[1])
        mean = some.x.mean(axis=(0, 2))[:, None]
        return {"the mean frame": {"loss": loss(mean)}, "persistence": {"loss": loss(test.x)}}

    best = test.targets.copy()
    best[0] = _mean_of_the_next(test.x[0])
    fields: dict = {"loss": squared_error, "baselines": baselines, "optimum": loss(best)}
    name = f"moving digits, {steps} frames"
    return Task(name, SIDE**2, SIDE**2, **sets, **fields, every_step=True)


def _ink(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first row and column with ink, and how many rows and columns have it, each (2, B)."""
    lines = np.stack([images.max(axis=2), images.max(axis=1)]) > 0  # (2, B, 8)
    first = lines.argmax(axis=2)
    return first, lines.shape[2] - lines[..., ::-1].argmax(axis=2) - first


def _bounce(phase: np.ndarray, length: np.ndarray) -> np.ndarray:
    """0, 1, …, length, …, 1, 0, 1, …"""
    return length - np.abs(length - phase % (2 * length))


def _mean_of_the_next(frames: np.ndarray) -> np.ndarray:
    """The mean of the four frames that can come after one (256, B); at a side, of fewer."""
    mean = frames.reshape(SIDE, SIDE, -1)
    for axis in (0, 1):
        touched = mean.max(axis=1 - axis) > 0  # which lines have ink, (16, B)
        back, forth = np.roll(mean, -1, axis), np.roll(mean, 1, axis)
        mean = np.where(touched[0], forth, np.where(touched[-1], back, (back + forth) / 2))
    return mean.reshape(frames.shape)


def _film(images: np.ndarray, corners: np.ndarray) -> np.ndarray:
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


def _of_digits(draw):
    """How films are drawn for each part, made of digits of its own."""
    return {part: partial(draw, images) for part, images in digits().items()}
