"""Assignment 3: right solutions, wrong ones, and what is said about them."""

import numpy as np
import pytest
from solving import (
    assert_full_marks,
    assert_mistake_is_named,
    lost,
    solved,
    solved_but,
    starter,
    verdicts,
)

NAME = "03_gradients_through_time"

MISTAKES = [
    ("1a", "h**2", "h", "slope-not-squared"),
    ("1a", "h**2", "np.tanh(h) ** 2", "slope-of-tanh-twice"),
    ("1a", "1 - h**2", "h * (1 - h)", "slope-of-a-sigmoid"),
    ("1a", "1 - h**2", "h**2 - 1", "slope-of-the-wrong-sign"),
    ("1a", "1 - h**2", "np.sqrt(1 - h**2)", "slope-of-the-root"),
    ("1a", "1 - h**2", "h**2", "slope-is-the-square"),
    ("1a", "1 - h**2", "(1 - h) ** 2", "slope-square-misplaced"),
    ("1a", "h**2", "np.tanh(h)", "slope-of-tanh-twice-not-squared"),
    ("1a", "h**2", "abs(h)", "slope-of-the-absolute-value"),
    ("1b", "slope(h_new) * W_hh", "slope(h_new).ravel() * W_hh", "jacobian-slopes-on-columns"),
    ("1b", "slope(h_new) * W_hh", "W_hh @ np.diag(slope(h_new)[:, 0])", "jacobian-slopes-on-columns"),
    ("1b", "slope(h_new) * W_hh", "(slope(h_new) * W_hh).T", "jacobian-transposed"),
    ("1b", "slope(h_new) * W_hh", "W_hh", "jacobian-without-slopes"),
    ("1b", "slope(h_new) * W_hh", "slope(h_new).mean() * W_hh", "jacobian-with-the-mean-slope"),
    ("1b", "W[:, : len(h_new)]", "W[:, -len(h_new) :]", "jacobian-of-the-last-columns"),
    ("1b", "slope(h_new) * W_hh", "h_new * W_hh", "jacobian-with-h-for-the-slope"),
    ("1b", "slope(h_new) * W_hh", "slope(np.tanh(W_hh @ h_new)) * W_hh", "jacobian-of-the-next-step"),
    ("2a", "step_jacobian(h_new, W) @ product", "product @ step_jacobian(h_new, W)", "product-in-the-other-order"),
    ("2a", "states[1:]", "states[:-1]", "product-of-the-states-before"),
    ("2a", "states[1:]", "states", "product-with-the-start"),
    ("2a", "states[1:]", "states[1:-1]", "product-without-the-last-step"),
    ("2a", "step_jacobian(h_new, W) @ product", "step_jacobian(states[-1], W) @ product", "product-is-a-power"),
    ("2a", "step_jacobian(h_new, W) @ product", "step_jacobian(h_new, W) + (h_new is not states[1] and product * (product != np.eye(len(W))).any())", "product-is-a-sum"),
    ("2a", "np.eye(len(W))\n    for h_new in states[1:]:\n        product = step_jacobian(h_new, W) @ product", "1\n    for h_new in states[1:]:\n        product = step_jacobian(h_new, W) * product", "product-elementwise"),
    ("2a", "states[1:]", "states[2:]", "product-without-the-first-step"),
    ("2a", " @ product", "", "product-is-the-last-step"),
    ("2a", "np.eye(len(W))", "np.ones((len(W), len(W)))", "product-starts-with-ones"),
    ("2a", "np.eye(len(W))", "W[:, : len(W)]", "product-starts-with-W"),
    ("2b", ".T @ d_h", " @ d_h", "lengths-not-transposed"),
    ("2b", "states[:0:-1]", "states[1:]", "lengths-from-the-first-step"),
    ("2b", "states[:0:-1]", "states[-2::-1]", "lengths-of-the-states-before"),
    ("2b", "    return np.array(lengths)", "    return np.array(lengths) ** 2", "lengths-squared"),
    ("2b", "np.array(lengths)", "np.array(lengths) / np.sqrt(len(W))", "lengths-as-root-mean-square"),
    ("2b", "lengths = [np.linalg.norm(d_h)]", "lengths = []", "lengths-start-missing"),
    ("2b", "np.array(lengths)", "np.array(lengths[::-1])", "lengths-first-state-first"),
    ("2b", "np.array(lengths)", "np.array(lengths) / lengths[0]", "lengths-as-shares"),
    ("2b", "np.array(lengths)", "np.array(lengths[:-1])", "lengths-end-missing"),
    ("3a", "sum(terms)", "terms[0]", "last-term-only"),
    ("3a", "sum(terms)", "np.mean(terms)", "terms-averaged"),
    ("3a", "h[t - 1])", "h[t])", "terms-of-the-state-after"),
    ("3a", "sent_back * slope(h[t]) * h[t - 1]", "sent_back * h[t - 1]", "terms-without-their-own-slope"),
    ("3a", "sent_back = sent_back * slope(h[t]) * w", "sent_back = sent_back * w", "terms-without-later-slopes"),
    ("3a", "slope(h[t]) * h[t - 1]", "w * slope(h[t]) * h[t - 1]", "terms-with-w-once-more"),
    ("3a", "slope(h[t]) * w", "slope(h[t])", "terms-without-w"),
    ("3a", "sent_back = sent_back * slope(h[t]) * w", "sent_back = 1.0", "terms-stop-after-their-own-step"),
    ("3a", "sent_back * slope(h[t]) * h", "sent_back * w * slope(h[t]) ** 2 * h", "terms-with-their-own-step-twice"),
    ("3a", "terms[::-1]", "terms", "terms-last-step-first"),
    ("3a", "sum(terms)", "terms[-1]", "first-term-only"),
    ("3a", "sum(terms)", "np.prod(terms)", "terms-multiplied"),
    ("3a", "sum(terms)", "sum(np.abs(terms))", "terms-without-their-signs"),
    ("3a", "sent_back = sent_back * slope(h[t]) * w", "sent_back = sent_back * slope(h[t - 1]) * w", "terms-with-later-slopes-too-early"),
    ("3a", "sent_back = sent_back * slope(h[t]) * w", "sent_back = slope(h[t]) * w", "terms-with-one-later-step"),
    ("3a", " * h[t - 1])", ")", "terms-without-the-state"),
    ("3a", "h[t - 1])", "h[0])", "terms-of-the-start"),
    ("4a", "np.linalg.norm(M @ v)", "np.abs(np.linalg.eigvals(M)).max()", "sigma-is-an-eigenvalue"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.norm(M.T @ M @ v)", "sigma-squared"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.norm(M)", "sigma-is-the-root-of-all"),
    ("4a", "np.linalg.norm(M @ v)", "np.abs(M).max()", "sigma-is-the-largest-entry"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.norm(M, np.inf)", "sigma-is-the-largest-row-sum"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.norm(M, axis=0).max()", "sigma-is-the-longest-column"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.norm(M, 1)", "sigma-is-the-largest-column-sum"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.norm(M, 'nuc')", "sigma-is-the-sum"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.svd(M)[1].mean()", "sigma-is-a-mean"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.norm(M @ v) ** 0.5", "sigma-is-a-root"),
    ("4a", "np.linalg.norm(M @ v)", "np.linalg.norm(v)", "sigma-is-the-length-of-v"),
    ("4a", "np.linalg.norm(M @ v)", "np.abs(np.linalg.eigvalsh(M)).max()", "sigma-as-if-symmetric"),
    ("4b", "np.abs(np.linalg.eigvals(M)).max()", "np.linalg.eigvals(M).real.max()", "radius-without-absolute-value"),
    ("4b", "np.abs(np.linalg.eigvals(M)).max()", "np.abs(np.linalg.eigvals(M).max())", "radius-of-the-largest-real-part"),
    ("4b", "np.linalg.eigvals(M)).max()", "np.linalg.eigvals(M).real).max()", "radius-of-real-parts"),
    ("4b", "np.abs(np.linalg.eigvals(M)).max()", "np.linalg.norm(M, 2)", "radius-is-a-singular-value"),
    ("4b", "eigvals(", "eigvalsh(", "radius-as-if-symmetric"),
    ("4b", "np.abs(np.linalg.eigvals(M)).max()", "np.abs(np.linalg.eigvals(M)).sum()", "radius-is-a-sum"),
    ("4b", "np.abs(np.linalg.eigvals(M)).max()", "np.abs(np.linalg.eigvals(M)).max() ** 0.5", "radius-is-a-root"),
    ("4b", "np.abs(np.linalg.eigvals(M)).max()", "np.abs(np.linalg.eigvals(M).imag).max()", "radius-of-imaginary-parts"),
    ("4b", "eigvals(M)", "eigvals(M.T @ M)", "radius-is-a-squared-singular-value"),
    ("5a", "largest_singular_value(W[:, : len(W)])", "np.linalg.norm(W, 2)", "bound-of-the-whole-W"),
    ("5a", "largest_singular_value", "spectral_radius", "bound-of-the-spectral-radius"),
    ("5a", "np.arange(T + 1)", "np.arange(1, T + 2)", "bound-starts-at-one-step"),
    ("5a", "np.arange(T + 1)", "np.arange(1, T + 1)", "bound-without-zero-steps"),
    ("5a", " ** ", " * ", "bound-is-a-multiple"),
    ("5a", "largest_singular_value(W[:, : len(W)])", "np.linalg.norm(W[:, -len(W) :], 2)", "bound-of-the-last-columns"),
    ("5a", "np.arange(T + 1)", "-np.arange(T + 1.0)", "bound-upside-down"),
    ("5a", "np.arange(T + 1)", "np.arange(T + 1)[::-1]", "bound-from-the-end"),
    ("5a", "largest_singular_value(W[:, : len(W)]) ** np.arange(T + 1)", "np.arange(T + 1) ** largest_singular_value(W[:, : len(W)])", "bound-with-base-and-power-exchanged"),
    ("5a", "largest_singular_value(W[:, : len(W)])", "np.minimum(1, largest_singular_value(W[:, : len(W)]))", "bound-never-above-1"),
    ("5b", "(44, 18, 30)", "(43, 17, 29)", "steps-one-less"),
    ("5b", "(44, 18, 30)", "(45, 19, 31)", "steps-one-more"),
    ("5b", "(44, 18, 30)", "(18, 44, 30)", "steps-swapped"),
    ("6a", "factor * d_W, factor * d_b", "np.clip(d_W, -limit, limit), np.clip(d_b, -limit, limit)", "clip-by-value"),
    ("6a", "factor * d_W, factor * d_b", "[d * min(1, limit / np.linalg.norm(d)) for d in (d_W, d_b)]", "clip-each-alone"),
    ("6a", " + (d_b**2).sum()", "", "clip-length-of-W-alone"),
    ("6a", "np.sqrt((d_W**2).sum() + (d_b**2).sum())", "(d_W**2).sum() + (d_b**2).sum()", "clip-length-squared"),
    ("6a", "(d_W**2).sum() + (d_b**2).sum())", "(d_W**2).sum()) + np.sqrt((d_b**2).sum())", "clip-lengths-added"),
    ("6a", "min(1, limit / length)", "limit / length", "clip-always"),
    ("6a", "min(1, limit / length)", "min(1, 1 / length) if length > limit else 1", "clip-divides-by-the-length"),
    ("6a", "min(1, limit / length)", "length <= limit", "clip-to-nothing"),
    ("6a", "factor * d_b", "d_b", "clip-without-b"),
    ("6a", "factor * d_W, factor * d_b", "d_W, d_b", "clip-not-at-all"),
    ("6a", "np.sqrt((d_W**2).sum() + (d_b**2).sum())", "max(np.abs(d_W).max(), np.abs(d_b).max())", "clip-by-the-largest-entry"),
    ("6a", "np.sqrt((d_W**2).sum() + (d_b**2).sum())", "max(np.linalg.norm(d_W), np.linalg.norm(d_b))", "clip-by-the-longer-one"),
    ("6a", "np.sqrt((d_W**2).sum() + (d_b**2).sum())", "np.abs(d_W).sum() + np.abs(d_b).sum()", "clip-length-of-absolute-values"),
    ("6a", "min(1, limit / length)", "max(1, limit / length)", "clip-lengthens"),
    ("6a", "min(1, limit / length)", "min(1, length / limit)", "clip-upside-down"),
    ("6a", "min(1, limit / length)", "limit", "clip-times-the-limit"),
    ("6a", "min(1, limit / length)", "1 / length", "clip-always-to-length-one"),
    ("6a", "factor * d_W", "d_W", "clip-without-W"),
    ("7a", "np.stack([values, marks], axis=1)", "np.stack([marks, values], axis=1)", "marks-above-values"),
    ("7a", "np.stack([values, marks], axis=1)", "np.stack([values, marks], axis=2)", "adding-features-last"),
    ("7a", "np.stack([values, marks]", "np.stack([values, marks * (np.arange(len(values))[:, None] == places[0])]", "one-place-marked"),
    ("7a", "(values * marks).sum(axis=0, keepdims=True)", "values[places[:1], n]", "target-is-the-first"),
    ("7a", "marks[places, n]", "marks[places - 1, n]", "places-count-from-one"),
    ("7a", "[values, marks]", "[values, 2 * marks - 1]", "marks-negative-elsewhere"),
    ("7a", "[values, marks]", "[values * marks, marks]", "values-shown-only-where-marked"),
    ("7a", "keepdims=True)", "keepdims=True) / 2", "target-is-a-mean"),
    ("7a", "(values * marks).sum(", "values.sum(", "target-is-the-sum-of-all"),
    ("7a", "(values * marks).sum(axis=0, keepdims=True)", "values[places, n].prod(axis=0, keepdims=True)", "target-is-a-product"),
    ("7a", "[values, marks]", "[values, marks * (np.arange(len(values))[:, None] == places[1])]", "other-place-marked"),
    ("7a", "marks[places, n]", "marks[places]", "marks-in-all-samples"),
    ("7a", "[values, marks]", "[values, values * marks]", "marks-hold-the-values"),
    ("7a", "(values * marks).sum(axis=0, keepdims=True)", "values[places[1:], n]", "target-is-the-second"),
    ("7a", "(values * marks).sum(axis=0, keepdims=True)", "values[places[:1], n] - values[places[1:], n]", "target-is-a-difference"),
    ("7a", "(values * marks).sum(axis=0, keepdims=True)", "places.sum(axis=0, keepdims=True)", "target-is-a-sum-of-places"),
    ("7a", "(values * marks).sum(axis=0, keepdims=True)", "values[places, n].max(axis=0, keepdims=True)", "target-is-the-larger"),
    ("7b", "1 / 6", "1 / 12", "error-of-one-number"),
    ("7b", "1 / 6", "1 / 24", "error-of-a-mean"),
    ("7b", "1 / 6", "np.sqrt(1 / 6)", "error-is-a-root"),
    ("7b", "1 / 6", "7 / 6", "error-of-guessing-nothing"),
    ("7b", "1.0", "0.5", "guess-for-one-number"),
    ("7b", "1 / 6", "4 / 12", "error-is-a-third"),
    ("7b", "1.0, 1", "2, 1", "guess-is-the-largest"),
    ("8a", "np.mean(asked // K == (asked - lag) // K)", "np.sum(asked // K == (asked - lag) // K) / T", "share-of-all-steps"),
    ("8a", "    asked =", "    K = K + 1\n    asked =", "share-window-one-longer"),
    ("8a", "(asked - lag)", "(asked - lag + 1)", "share-lag-one-less"),
    ("8a", "    asked =", "    lag = lag + 1\n    asked =", "share-lag-one-more"),
    ("8a", "asked // K == (asked - lag) // K", "lag < K + 0 * asked", "share-windows-slide"),
    ("8a", "np.arange(lag, T)", "np.arange(lag, T // K * K)", "share-rest-dropped"),
    ("8a", "    asked =", "    return max(K - lag, 0) / K\n    asked =", "share-of-one-window"),
    ("8a", "np.arange(lag, T)", "np.arange(lag + 1, T)", "share-first-step-left-out"),
    ("8a", "np.mean(", "np.sum(", "share-is-a-count"),
    ("8a", " == ", " != ", "share-is-what-is-lost"),
    ("8a", "np.mean(asked // K == (asked - lag) // K)", "np.mean(asked / K == (asked - lag) / K)", "share-windows-are-fractions"),
    ("8a", "np.mean(asked // K == (asked - lag) // K)", "np.mean(asked // K == lag // K)", "share-window-of-the-lag"),
    ("8a", "np.mean(asked // K == (asked - lag) // K)", "np.mean(asked % K > lag)", "share-border-missed"),
    ("8a", "np.mean(asked // K == (asked - lag) // K)", "(T // K) * max(K - lag, 0) / (T - lag)", "share-counts-whole-windows"),
    ("8a", "np.mean(asked // K == (asked - lag) // K)", "max(K - lag, 0) / T", "share-of-one-window-in-all"),
    ("8a", "np.mean(asked // K == (asked - lag) // K)", "(T - lag) / T", "share-that-has-an-input"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, mistake", MISTAKES)
def test_mistake_loses_its_part_alone_and_is_named(part, right, wrong, mistake):
    assert_mistake_is_named(NAME, part, right, wrong, mistake)


OTHER_RIGHT_WAYS = {
    "a product": ("1a", "def slope(h):\n    return (1 - h) * (1 + h)"),
    "a diagonal matrix": ("1b", "def step_jacobian(h_new, W):\n    return np.diag((1 - h_new**2)[:, 0]) @ W[:, :len(h_new)]"),
    "entry by entry": ("1b", "def step_jacobian(h_new, W):\n    D = len(h_new)\n    J = np.zeros((D, D))\n    for i in range(D):\n        for j in range(D):\n            J[i, j] = (1 - h_new[i, 0] ** 2) * W[i, j]\n    return J"),
    "from the end": ("2a", "def jacobian(states, W):\n    J = np.eye(len(W))\n    for t in range(len(states) - 1, 0, -1):\n        J = J @ step_jacobian(states[t], W)\n    return J"),
    "multi_dot": ("2a", "def jacobian(states, W):\n    steps = [step_jacobian(h, W) for h in states[:0:-1]]\n    return np.linalg.multi_dot(steps) if len(steps) > 1 else steps[0]"),
    "no Jacobian": ("2b", "def message_lengths(d_h, states, W):\n    kept = [d_h]\n    for t in range(len(states) - 1, 0, -1):\n        kept.append(W[:, :len(W)].T @ (kept[-1] * (1 - states[t] ** 2)))\n    return [float((k ** 2).sum() ** 0.5) for k in kept]"),
    "in float32": ("2b", "def message_lengths(d_h, states, W):\n    d_h, states, W = map(np.float32, (d_h, states, W))\n    out = [np.linalg.norm(d_h)]\n    for h in states[1:][::-1]:\n        d_h = step_jacobian(h, W).T @ d_h\n        out.append(np.linalg.norm(d_h))\n    return np.array(out)"),
    "forward": ("3a", "def weight_terms(h, w):\n    terms = np.zeros(0)\n    for before, after in zip(h[:-1], h[1:]):\n        terms = np.append(terms * w * slope(after), before * slope(after))\n    return terms, terms.sum()"),
    "a cumulative product": ("3a", "def weight_terms(h, w):\n    later = np.cumprod(np.append(1, w * slope(h[:1:-1])))[::-1]\n    terms = h[:-1] * slope(h[1:]) * later\n    return terms, np.array([terms.sum()])"),
    "svd": ("4a", "def largest_singular_value(M):\n    return np.linalg.svd(M)[1][0]"),
    "the norm": ("4a", "def largest_singular_value(M):\n    return np.linalg.norm(M, 2)"),
    "eigenvalues of the square": ("4a", "def largest_singular_value(M):\n    return np.sqrt(np.linalg.eigvalsh(M.T @ M)[-1])"),
    "repeated squares": ("4b", "def spectral_radius(M):\n    log = 0\n    for n in range(40):\n        size = np.linalg.norm(M)\n        log += np.log(size) / 2**n\n        M = M @ M / size**2\n    return float(np.exp(log))"),
    "another matrix": ("4c", "transient = [np.array([[0, 2], [1e-3, 0.5]]) * 1.5, np.array([[0.1], [1.0]])]\ntransient = (np.array([[0.5, 40], [0, -0.5]]) + 0.3 * np.eye(2), np.array([[0], [2.0]]))"),
    "step by step": ("5a", "def bound(W, T):\n    sigma, out = np.linalg.norm(W[:, :len(W)], 2), [1.0]\n    for _ in range(T):\n        out.append(out[-1] * sigma)\n    return out"),
    "one long vector": ("6a", "def clip(d_W, d_b, limit):\n    length = np.linalg.norm(np.concatenate([d_W.ravel(), d_b.ravel()]))\n    if length > limit:\n        d_W, d_b = d_W * limit / length, d_b * limit / length\n    return d_W, d_b"),
    "loops": ("7a", "def adding_problem(values, places):\n    T, B = values.shape\n    x, y = np.zeros((T, 2, B)), np.zeros((1, B))\n    x[:, 0] = values\n    for n in range(B):\n        for t in places[:, n]:\n            x[t, 1, n] = 1\n            y[0, n] += values[t, n]\n    return x, y"),
    "rounded": ("7b", "best_guess = [1, 0.1667]"),
    "counted": ("8a", "def share_reached(T, K, lag):\n    yes = 0\n    for t in range(lag, T):\n        yes += t % K >= lag\n    return yes / (T - lag)"),
}  # fmt: skip


@pytest.mark.parametrize("part, code", OTHER_RIGHT_WAYS.values(), ids=OTHER_RIGHT_WAYS)
def test_other_right_solution_gets_full_marks(part, code):
    assert_full_marks(NAME, solved_but(NAME, part, instead=code))


NOT_IN_THE_CATALOGUE = [
    ("1a", "1 - h**2", "1 - h**3", "right shape, but not the right values"),
    ("1b", "W[:, : len(h_new)]", "W[:, len(h_new) :]", "J should have the shape (D_h, D_h)"),
    ("2a", "product = step_jacobian(h_new, W) @ product", "pass", "not the right values"),
    ("2b", "np.array(lengths)", "3 * np.array(lengths)", "It is 3 times the right one"),
    ("3a", "sum(terms)", "2 * sum(terms)", "It is 2 times the right one"),
    ("4a", "np.linalg.norm(M @ v)", "v", "should have the shape"),
    ("6a", "return factor", "return -factor", "Its sign is wrong"),
    ("7a", ".sum(axis=0, keepdims=True)", ".sum(axis=0)", "keepdims=True"),
    ("8a", "    return ", "    ", "nothing yet"),
]  # fmt: skip


@pytest.mark.parametrize("part, right, wrong, words", NOT_IN_THE_CATALOGUE)
def test_unknown_mistake_is_described_honestly(part, right, wrong, words):
    found = verdicts(NAME, solved_but(NAME, part, right, wrong))[part]
    assert found.mistakes == ()
    assert not found.right
    assert words in " ".join(found.words)


def test_two_mistakes_at_once_are_both_named():
    code = "def jacobian(states, W):\n    J = np.eye(len(W))\n    for h in states[:-1]:\n        J = J @ step_jacobian(h, W)\n    return J"
    found = verdicts(NAME, solved_but(NAME, "2a", instead=code))
    assert set(found["2a"].mistakes) == {
        "product-in-the-other-order",
        "product-of-the-states-before",
    }
    assert lost(found) == {"2a"}
    found = verdicts(NAME, solved_but(NAME, "7a", "marks[places, n]", "marks[places[0], n]"))
    assert set(found["7a"].mistakes) == {"one-place-marked", "target-is-the-first"}


def test_jacobian_with_columns_for_the_inputs_is_named():
    found = verdicts(NAME, solved_but(NAME, "1b", "W[:, : len(h_new)]", "W"))
    assert found["1b"].mistakes == ("jacobian-of-the-input-too",)


def test_mistake_of_an_earlier_part_made_again_is_named_with_that_part():
    code = "def message_lengths(d_h, states, W):\n    out = [d_h]\n    for h in states[:0:-1]:\n        out.append(W[:, : len(W)].T @ out[-1])\n    return np.linalg.norm(out, axis=1)[:, 0]"
    found = verdicts(NAME, solved_but(NAME, "2b", instead=code))["2b"]
    assert found.mistakes == ("jacobian-without-slopes",)
    assert found.words[0].endswith(
        "(As in part 1b. If that is right, look at how you use it here.)"
    )


def test_partial_credit_for_the_results_that_are_right():
    found = verdicts(NAME, solved_but(NAME, "3a", "sum(terms)", "terms[0]"))["3a"]
    assert [c.earned for c in found.criteria] == [3, 0]
    found = verdicts(NAME, solved_but(NAME, "7b", "1 / 6", "1 / 24"))["7b"]
    assert [c.earned for c in found.criteria] == [1, 0]


TRANSIENTS = {
    "np.eye(2) * 1.5, np.ones((2, 1))": "at most 0.9 is allowed",
    "np.eye(2) * 0.9, np.ones((2, 1))": "0.81 times as long",
    "np.array([[0.8, 3], [0, 0.8]]), np.array([[1], [0]])": "off the diagonal",
    "np.array([[0.8, 3], [0, 0.8]]), np.zeros((2, 1))": "of a length around 1",
    "np.array([[0.8, 3], [0, 0.8]]), np.array([0, 1])": "a column (2, 1) are expected",
    "np.array([[np.nan, 3], [0, 0.8]]), np.ones((2, 1))": "NaN",
}


@pytest.mark.parametrize("value", TRANSIENTS)
def test_matrix_that_does_not_lengthen_earns_nothing_and_hears_why(value):
    found = verdicts(NAME, solved_but(NAME, "4c", instead=f"transient = ({value})"))
    assert (found["4c"].earned, lost(found)) == (0, {"4c"})
    assert TRANSIENTS[value] in found["4c"].words[0]


def test_starter_runs_and_scores_zero():
    found = verdicts(NAME, starter(NAME))
    assert sum(v.earned for v in found.values()) == 0
    assert all(v.words for v in found.values() if v.id != "8b")


def test_solution_gets_full_marks():
    assert_full_marks(NAME, solved(NAME))


def test_numbers_read_off_the_figure_are_those_of_the_arrays_and_not_near_the_edge():
    names = solved(NAME)
    W = {gain: names["network"](gain) for gain in (0.9, 1.1)}
    for gain in W:
        assert np.linalg.svd(W[gain][:, :32])[1] == pytest.approx(np.full(32, gain))
    left = [names["bound"](W[0.9], 100)]
    for gain in W:
        lengths = names["message_lengths"](names["d_h"], names["states_of"](W[gain]), W[gain])
        left.append(lengths / lengths[0])
    for curve, step in zip(left, names["steps_left"], strict=True):
        assert curve[:step].min() > 0.0105 and curve[step] < 0.0098
    assert names["bound"](W[1.1], 100)[-1] > 10_000  # the answer in words says so


def test_error_of_the_best_guess_is_what_a_simulation_gives():
    y = np.random.default_rng(0).random((2, 400_000)).sum(axis=0)
    guess, error = solved(NAME)["best_guess"]
    assert ((y - guess) ** 2).mean() == pytest.approx(error, rel=0.01)
    assert y.mean() == pytest.approx(guess, rel=0.01)
