"""Signal and noise on one line: what the first numbers tell, what noise leaves to be known."""

from itertools import product

import numpy as np
import pytest
from scipy import integrate, stats

from rnnlib.tasks.noise import two_sequence

MANY = 20_000
FORMS = ("3a", "3b", "3c")


def test_signal_of_3a_and_3c_is_all_plus_or_all_minus_one():
    for form, steps, informative in product(("3a", "3c"), (4, 25), (1, 3)):
        batch = next(two_sequence(steps, form, informative).batches(300, seed=0))
        for k, T in enumerate(batch.lengths):
            assert steps <= T <= steps + steps // 10
            numbers = batch.x[:T, 0, k].tolist()
            assert numbers[:informative] in ([1] * informative, [-1] * informative)
            assert not {-1, 0, 1} & set(numbers[informative:])
            assert not batch.x[T:, :, k].any()
            if form == "3a":
                assert batch.targets[0, 0, k] == (1 if numbers[0] == 1 else 0)


def test_classes_are_equally_likely_and_noise_is_normal_of_variance_a_fifth():
    noise = stats.norm(0, np.sqrt(0.2))
    for form in FORMS:
        batch = next(two_sequence(6, form).batches(MANY, seed=0))
        # The class by the first numbers, of the greater likelihood where they are noisy.
        assert np.mean(batch.x[:3, 0].sum(axis=0) > 0) == pytest.approx(0.5, abs=0.02)
        for t in range(3, 6):
            assert stats.kstest(batch.x[t, 0], noise.cdf).pvalue > 1e-3


def test_signal_of_3b_has_the_same_noise():
    batch = next(two_sequence(6, "3b").batches(MANY, seed=0))
    signs = 2 * batch.targets[0, 0] - 1
    assert set(signs) == {-1, 1}
    noise = batch.x[:3, 0] - signs
    for t in range(3):
        assert stats.kstest(noise[t], stats.norm(0, np.sqrt(0.2)).cdf).pvalue > 1e-3
    assert abs(np.corrcoef(noise) - np.eye(3)).max() < 0.03


def test_targets_of_3c_have_noise_of_variance_a_tenth():
    batch = next(two_sequence(6, "3c").batches(MANY, seed=0))
    for sign, mean in ((1, 0.2), (-1, 0.8)):
        targets = batch.targets[0, 0, batch.x[0, 0] == sign]
        assert stats.kstest(targets, stats.norm(mean, np.sqrt(0.1)).cdf).pvalue > 1e-3


@pytest.mark.parametrize("informative", [1, 3])
def test_optimum_of_3b_is_the_error_of_the_posterior(informative):
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


def test_optima_of_3a_and_3c_are_zero_and_the_noise_of_the_targets():
    assert two_sequence(6, "3a").optimum == 0
    task = two_sequence(6, "3c")
    batch = next(task.batches(MANY, seed=0))
    best = 0.5 - 0.3 * batch.x[:1]
    assert task.loss(best, batch.targets)[0] == pytest.approx(task.optimum, rel=0.05)
    assert task.measure(best, batch) == {"accuracy": 1, "error": pytest.approx(0, abs=1e-6)}


def test_baseline_is_what_the_mean_costs():
    for form in FORMS:
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


def test_accuracy_is_the_share_near_the_target_without_its_noise():
    for form, tolerance in (("3a", 0.2), ("3b", 0.2), ("3c", 0.1)):
        task = two_sequence(6, form)
        batch = next(task.batches(4, seed=0))
        clean = 0.5 - 0.3 * batch.x[:1] if form == "3c" else batch.targets
        off = np.array([0.0, -0.9, 1.1, -2.0], np.float32) * tolerance
        assert task.measure(clean + off, batch) == {
            "accuracy": 0.5,
            "error": pytest.approx(tolerance, rel=1e-5),
        }


def test_goals_are_the_published_ones():
    """None of 256 wrong in 3a and 3c, less than 6 in 3b."""
    for form, wrong in (("3a", 0), ("3b", 5), ("3c", 0)):
        task = two_sequence(6, form)
        assert task.solved({"accuracy": (256 - wrong) / 256})
        assert not task.solved({"accuracy": (256 - wrong - 1) / 256})
