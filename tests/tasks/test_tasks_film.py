"""Films: simulated a second time, pixel by pixel, and what a frame can tell of the next."""

from itertools import pairwise, product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from rnnlib.tasks import film
from rnnlib.tasks.film import digits, moving_digits, which_way
from rnnlib.training.losses import squared_error


def frames(x):
    """x (T, 256, B) as pictures (B, T, 16, 16)."""
    return x.transpose(2, 0, 1).reshape(x.shape[2], x.shape[0], 16, 16)


def box(picture):
    """The first and the last row, and column, with ink."""
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    return rows[0], rows[-1], columns[0], columns[-1]


def ink(picture):
    """A picture without its empty sides, as bytes: the same wherever it stands."""
    top, bottom, left, right = box(picture)
    return picture[top : bottom + 1, left : right + 1].tobytes()


@pytest.fixture(scope="module")
def moving():
    return moving_digits(30)


# The digits


def test_digits_are_split_in_order_and_lie_between_0_and_1():
    from sklearn.datasets import load_digits

    assert [len(images) for images in digits().values()] == [1197, 300, 300]
    assert list(digits()) == ["train", "validation", "test"]
    together = np.concatenate(list(digits().values()))
    assert_array_equal(together * 16, load_digits().images)
    assert together.min() == 0
    assert together.max() == 1


@pytest.mark.parametrize("split", ["validation", "test"])
def test_films_of_a_split_show_its_digits_alone(split, moving):
    of_the_split = {ink(image) for image in digits()[split]}
    others = {ink(image) for name in digits() if name != split for image in digits()[name]}
    assert not of_the_split & others
    for picture in frames(moving.held_out(split).x[:1]):
        assert ink(picture[0]) in of_the_split
    learnt = frames(next(moving.batches(100, seed=0)).x[:1])
    assert {ink(picture[0]) for picture in learnt} <= {ink(image) for image in digits()["train"]}


# Which way?


def test_which_way_moves_each_frame_by_a_pixel():
    batch = next(which_way().batches(50, seed=0))
    steps = {0: (-1, 0), 1: (1, 0), 2: (0, -1), 3: (0, 1)}  # up, down, left, right
    for pictures, direction in zip(frames(batch.x), batch.targets[0], strict=True):
        for before, after in pairwise(pictures):
            assert_array_equal(after, np.roll(before, steps[direction], axis=(0, 1)))
    assert set(batch.targets[0]) == {0, 1, 2, 3}
    assert batch.x.shape == (9, 256, 50)
    assert batch.x.dtype == np.float32


def test_which_way_shows_the_first_frames_of_a_longer_film():
    shorter, longer = (next(which_way(T).batches(20, seed=0)) for T in (9, 23))
    assert longer.x.shape == (23, 256, 20)
    assert_array_equal(longer.x[:9], shorter.x)
    assert_array_equal(longer.targets, shorter.targets)
    assert_array_equal(longer.x[16:], longer.x[:7])  # once around in sixteen frames


def test_which_way_directions_and_places_are_uniform():
    batch = next(which_way().batches(4000, seed=0))
    assert_allclose(np.bincount(batch.targets[0]) / 4000, 1 / 4, atol=0.02)
    for direction in range(4):
        brightness = batch.x[4][:, batch.targets[0] == direction].mean(axis=1).reshape(16, 16)
        for axis in (0, 1):
            assert_allclose(brightness.mean(axis), brightness.mean(), rtol=0.2)


def test_which_way_played_backwards_goes_the_opposite_way():
    batch = next(which_way().batches(20, seed=1))
    opposite = {(-1, 0): (1, 0), (1, 0): (-1, 0), (0, -1): (0, 1), (0, 1): (0, -1)}
    steps = list(film.DIRECTIONS.values())
    for pictures, direction in zip(frames(batch.x[::-1]), batch.targets[0], strict=True):
        step = opposite[steps[direction]]
        for before, after in pairwise(pictures):
            assert_array_equal(after, np.roll(before, step, axis=(0, 1)))


def test_which_way_linear_baselines_stay_below_what_a_frame_can_tell(monkeypatch):
    monkeypatch.setattr(film, "_FITTED", 100)  # fewer, for speed
    baselines = which_way().baselines()
    error = np.sqrt(0.25 * 0.75 / 1000)  # of an accuracy, on 1000 films
    assert baselines["guessing"] == {"loss": pytest.approx(np.log(4)), "accuracy": 0.25}
    assert baselines["logistic regression on the last frame"]["accuracy"] < 0.25 + 4 * error
    assert baselines["logistic regression on the mean frame"]["accuracy"] < 0.5 + 4 * error


# Moving digits


def test_moving_digits_turn_where_their_ink_touches_a_side(moving):
    batch = next(moving.batches(40, seed=0))
    for pictures in frames(np.concatenate([batch.x, batch.targets[-1:]])):
        assert len({ink(picture) for picture in pictures}) == 1
        boxes = np.array([box(picture) for picture in pictures])
        for first, last in boxes[:, :2].T, boxes[:, 2:].T:
            steps = np.diff(first)
            assert set(np.abs(steps)) == {1}
            at_a_side = (first == 0) | (last == 15)
            turned = steps[1:] != steps[:-1]
            assert_array_equal(turned, at_a_side[1:-1])


def test_moving_digits_target_is_the_next_frame(moving):
    batch = next(moving.batches(5, seed=0))
    assert batch.x.shape == batch.targets.shape == (30, 256, 5)
    assert_array_equal(batch.x[1:], batch.targets[:-1])


def flights(image):
    """All films of two frames of an image's ink: {the first, as bytes: the second ones}."""
    top, bottom, left, right = box(image)
    cut = image[top : bottom + 1, left : right + 1]
    ways = [
        [(p, p + d) for p in range(most + 1) for d in (-1, 1) if 0 <= p + d <= most]
        for most in (16 - cut.shape[0], 16 - cut.shape[1])
    ]
    found = {}
    for (row, next_row), (column, next_column) in product(*ways):
        pictures = np.zeros((2, 16, 16), np.float32)
        for picture, r, c in zip(pictures, (row, next_row), (column, next_column), strict=True):
            picture[r : r + cut.shape[0], c : c + cut.shape[1]] = cut
        found.setdefault(pictures[0].tobytes(), []).append(pictures[1])
    return found


def test_mean_of_the_next_frames_equals_enumeration():
    for image in digits()["test"][[0, 1, 17]]:
        for first, seconds in flights(image).items():
            frame = np.frombuffer(first, np.float32).reshape(256, 1)
            guess = film._mean_of_the_next(frame)
            assert len(seconds) in (1, 2, 4)
            assert_allclose(guess[:, 0], np.mean(seconds, axis=0).ravel(), atol=1e-6)


def test_moving_digits_optimum_is_the_spread_of_the_second_frames(moving):
    """A digit is as likely as another, and so is one flight of it as another."""
    spreads = []
    for image in digits()["test"]:
        groups = [np.array(seconds) for seconds in flights(image).values()]
        spread = sum(np.sum((seconds - seconds.mean(axis=0)) ** 2) for seconds in groups)
        spreads.append(spread / sum(map(len, groups)))
    assert moving.optimum == pytest.approx(np.mean(spreads) / 256 / 30, rel=0.03)


def test_moving_digits_baselines_are_far_above_the_optimum(moving):
    batch = moving.held_out("test")
    measured = moving.baselines()
    persistence = np.mean((batch.x.astype(float) - batch.targets) ** 2)
    assert measured["persistence"]["loss"] == pytest.approx(persistence, rel=1e-5)
    mean = batch.targets.mean(axis=(0, 2))[None, :, None]
    least = squared_error(np.broadcast_to(mean, batch.targets.shape), batch.targets)[0]
    assert measured["the mean frame"]["loss"] == pytest.approx(least, rel=0.03)
    assert measured["the mean frame"]["loss"] >= least
    assert 0 < moving.optimum < 0.05 * least
