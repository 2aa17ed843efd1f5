"""Schedules are those of torch, and do what their names say."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch.optim import lr_scheduler

from rnnlib.training import schedules

STEPS = 40


def factors(schedule):
    return [schedule(step) for step in range(1, STEPS + 1)]


def in_torch(kind, *arguments):
    """The learning rates of STEPS steps, of an optimizer that begins with 1."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = kind(optimizer, *arguments)
    rates = []
    for _ in range(STEPS):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return rates


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (schedules.constant, (lr_scheduler.LambdaLR, lambda step: 1.0)),
        (schedules.exponential(0.9), (lr_scheduler.ExponentialLR, 0.9)),
        (schedules.staircase(0.5, every=7), (lr_scheduler.StepLR, 7, 0.5)),
        (schedules.cosine(STEPS), (lr_scheduler.CosineAnnealingLR, STEPS)),
    ],
    ids=["constant", "exponential", "staircase", "cosine"],
)
def test_a_schedule_is_that_of_torch(ours, theirs):
    assert_allclose(factors(ours), in_torch(*theirs), rtol=1e-12, atol=1e-12)


def test_warming_up_is_a_straight_line_and_the_cosine_follows_it():
    warm = factors(schedules.cosine(STEPS, warm_up=10))
    assert_allclose(warm[:10], np.arange(1, 11) / 10)
    assert_allclose(warm[10:], factors(schedules.cosine(STEPS - 10))[: STEPS - 10])
    assert warm[9] == warm[10] == 1


@pytest.mark.parametrize("warm_up", [0, 1, 39])
def test_the_rate_is_never_zero_and_never_above_the_optimizers(warm_up):
    assert all(0 < factor <= 1 for factor in factors(schedules.cosine(STEPS, warm_up)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: schedules.exponential(0), "exponential: decay must be above 0, got 0"),
        (lambda: schedules.exponential(1.1), "exponential: decay must be at most 1, got 1.1"),
        (lambda: schedules.staircase(0.5, 0), "staircase: every must be at least 1, got 0"),
        (lambda: schedules.staircase(-1, 5), "staircase: decay must be above 0, got -1"),
        (lambda: schedules.cosine(0), "cosine: steps must be at least 1, got 0"),
        (lambda: schedules.cosine(9, -1), "cosine: warm_up must be at least 0, got -1"),
        (lambda: schedules.cosine(9, 9), "cosine: warm_up must be fewer than steps = 9, got 9"),
    ],
)
def test_what_is_out_of_range_is_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        wrong()
