"""Schedules equal those of torch."""

import numpy as np
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


def test_schedules_match_torch():
    for ours, theirs in (
        (schedules.constant, (lr_scheduler.LambdaLR, lambda step: 1.0)),
        (schedules.exponential(0.9), (lr_scheduler.ExponentialLR, 0.9)),
        (schedules.staircase(0.5, every=7), (lr_scheduler.StepLR, 7, 0.5)),
        (schedules.cosine(STEPS), (lr_scheduler.CosineAnnealingLR, STEPS)),
    ):
        assert_allclose(factors(ours), in_torch(*theirs), 1e-12, 1e-12, err_msg=str(theirs))


def test_warm_up_is_linear_and_the_cosine_follows_it():
    warm = factors(schedules.cosine(STEPS, warm_up=10))
    assert_allclose(warm[:10], np.arange(1, 11) / 10)
    assert_allclose(warm[10:], factors(schedules.cosine(STEPS - 10))[: STEPS - 10])
    assert warm[9] == warm[10] == 1


def test_cosine_is_never_zero_and_never_above_one():
    for warm_up in (0, 1, 39):
        assert all(0 < factor <= 1 for factor in factors(schedules.cosine(STEPS, warm_up)))
