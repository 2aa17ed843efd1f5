"""Signal and noise on one line: what the first numbers tell, what noise leaves to be known."""

import numpy as np
import pytest
from scipy import integrate, stats

from rnnlib.tasks.noise import two_sequence

MANY = 20_000
FORMS = ("3a", "3b", "3c")


def signal(batch, form, informative):
    """The class as +1 or -1, from the first numbers, by the greater likelihood where noisy."""
    return np.sign(batch.x[:informative, 0].sum(axis=0))


@pytest.mark.parametrize("informative", [1, 3])
@pytest.mark.parametrize("steps", [4, 25])
@pytest.mark.parametrize("form", ["3a", "3c"])
def test_without_noise_the_first_numbers_are_all_plus_or_all_minus_one(form, steps, informative):
    batch = next(two_sequence(steps, form, informative).batches(300, seed=0))
    for k, T in enumerate(batch.lengths):
        assert steps <= T <= steps + steps // 10
        numbers = batch.x[:T, 0, k].tolist()
        assert numbers[:informative] in ([1] * informative, [-1] * informative)
        assert not {-1, 0, 1} & set(numbers[informative:])
        assert not batch.x[T:, :, k].any()
        if form == "3a":
            assert batch.targets[0, 0, k] == (1 if numbers[0] == 1 else 0)


@pytest.mark.parametrize("form", FORMS)
def test_classes_are_equally_likely_and_what_follows_is_normal_of_variance_a_fifth(form):
    batch = next(two_sequence(6, form).batches(MANY, seed=0))
    assert np.mean(signal(batch, form, 3) > 0) == pytest.approx(0.5, abs=0.02)
    noise = stats.norm(0, np.sqrt(0.2))
    for t in range(3, 6):
        assert stats.kstest(batch.x[t, 0], noise.cdf).pvalue > 1e-3


def test_in_3b_the_same_noise_lies_on_the_signal():
    batch = next(two_sequence(6, "3b").batches(MANY, seed=0))
    signs = 2 * batch.targets[0, 0] - 1
    assert set(signs) == {-1, 1}
    noise = batch.x[:3, 0] - signs
    for t in range(3):
        assert stats.kstest(noise[t], stats.norm(0, np.sqrt(0.2)).cdf).pvalue > 1e-3
    assert abs(np.corrcoef(noise) - np.eye(3)).max() < 0.03


def test_in_3c_the_targets_are_two_and_eight_tenths_with_noise_of_variance_a_tenth():
    batch = next(two_sequence(6, "3c").batches(MANY, seed=0))
    for sign, mean in ((1, 0.2), (-1, 0.8)):
        targets = batch.targets[0, 0, batch.x[0, 0] == sign]
        assert stats.kstest(targets, stats.norm(mean, np.sqrt(0.1)).cdf).pvalue > 1e-3


@pytest.mark.parametrize("informative", [1, 2, 3])
def test_the_optimum_of_3b_is_the_error_of_the_posterior(informative):
    """By drawing, with Bayes' rule from the densities; and by another quadrature."""
    task = two_sequence(6, "3b", informative)
    batch = next(task.batches(MANY, seed=0))
    numbers, targets = batch.x[:informative, 0].astype(float), batch.targets[0, 0]
    plus, minus = (stats.norm(m, np.sqrt(0.2)).pdf(numbers).prod(axis=0) for m in (1, -1))
    errors = (plus / (plus + minus) - targets) ** 2
    assert abs(errors.mean() - task.optimum) < 5 * errors.std() / np.sqrt(MANY)

    total = stats.norm(informative, np.sqrt(0.2 * informative))
    expected, _ = integrate.quad(
        lambda s: total.pdf(s) / (1 + np.exp(-10 * s)) / (1 + np.exp(10 * s)), -5, 8, points=[0]
    )
    assert task.optimum == pytest.approx(expected, rel=1e-6)


def test_the_optima_of_3a_and_3c_are_no_error_and_the_noise_of_the_targets():
    assert two_sequence(6, "3a").optimum == 0
    task = two_sequence(6, "3c")
    batch = next(task.batches(MANY, seed=0))
    best = 0.5 - 0.3 * batch.x[:1]
    assert task.loss(best, batch.targets)[0] == pytest.approx(task.optimum, rel=0.05)
    assert task.measure(best, batch) == {"accuracy": 1, "error": pytest.approx(0, abs=1e-6)}


@pytest.mark.parametrize("form", FORMS)
def test_the_baseline_is_what_saying_the_mean_costs(form):
    task = two_sequence(6, form)
    batch = next(task.batches(MANY, seed=0))
    y = np.full_like(batch.targets, 0.5)
    assert batch.targets.mean() == pytest.approx(0.5, abs=0.02)
    baseline = task.baselines()["the mean"]
    assert task.loss(y, batch.targets)[0] == pytest.approx(baseline["loss"], rel=0.05)
    assert task.measure(y, batch) == {
        "accuracy": baseline["accuracy"],
        "error": pytest.approx(baseline["error"], abs=1e-6),
    }


@pytest.mark.parametrize(("form", "tolerance"), [("3a", 0.2), ("3b", 0.2), ("3c", 0.1)])
def test_right_is_near_the_target_without_its_noise(form, tolerance):
    task = two_sequence(6, form)
    batch = next(task.batches(4, seed=0))
    clean = 0.5 - 0.3 * batch.x[:1] if form == "3c" else batch.targets
    off = np.array([0.0, -0.9, 1.1, -2.0], np.float32) * tolerance
    assert task.measure(clean + off, batch) == {
        "accuracy": 0.5,
        "error": pytest.approx(tolerance, rel=1e-5),
    }


def test_the_goals_are_the_published_ones():
    """None of 256 wrong in 3a and 3c, less than 6 in 3b."""
    for form, wrong in (("3a", 0), ("3b", 5), ("3c", 0)):
        task = two_sequence(6, form)
        assert task.solved({"accuracy": (256 - wrong) / 256})
        assert not task.solved({"accuracy": (256 - wrong - 1) / 256})


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: two_sequence(3), "two_sequence: steps must be at least 4, got 3"),
        (lambda: two_sequence(9, informative=0), "informative must be at least 1, got 0"),
        (lambda: two_sequence(9, "3d"), "form must be one of '3a', '3b', '3c', got '3d'"),
        (lambda: two_sequence(9.5), "two_sequence: steps must be a whole number, got 9.5"),
    ],
)
def test_a_task_that_cannot_be_is_an_error(call, said):
    with pytest.raises((ValueError, TypeError), match=said):
        call()
