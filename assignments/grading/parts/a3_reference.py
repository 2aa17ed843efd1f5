"""Gradients through time, right, and wrong in every way that `wrong` names.

One sequence at a time: a state is a column (D_h, 1), states (T + 1, D_h, 1), W (D_h, D_h + D_x).
"""

import numpy as np

from ..judging.part import Wrong


def slope(wrong: Wrong, h):
    """The slope of tanh where it gives h."""
    for name, other in (
        ("not-squared", 1 - h),
        ("of-tanh-twice", 1 - np.tanh(h) ** 2),
        ("of-a-sigmoid", h * (1 - h)),
        ("of-the-wrong-sign", h**2 - 1),
        ("of-the-root", np.sqrt(1 - h**2)),
        ("is-the-square", h**2),
        ("square-misplaced", (1 - h) ** 2),
        ("of-tanh-twice-not-squared", 1 - np.tanh(h)),
        ("of-the-absolute-value", 1 - np.abs(h)),
    ):
        if f"slope-{name}" in wrong:
            return other
    return 1 - h**2


def step_jacobian(wrong: Wrong, h_new, W, *, slope=slope):
    """J[i, j] = ∂h_new[i] / ∂h[j]: the slope of unit i times W[i, j]."""
    D_h = len(h_new)
    W_hh = W[:, :D_h]
    if "jacobian-of-the-last-columns" in wrong:
        W_hh = W[:, -D_h:]
    if "jacobian-of-the-input-too" in wrong:
        W_hh = W
    factor = slope(wrong, h_new)
    if "jacobian-without-slopes" in wrong:
        factor = np.ones_like(factor)
    if "jacobian-with-h-for-the-slope" in wrong:
        factor = h_new
    if "jacobian-of-the-next-step" in wrong:
        factor = slope(wrong, np.tanh(W[:, :D_h] @ h_new))
    if "jacobian-with-the-mean-slope" in wrong:
        factor = np.full_like(factor, factor.mean())
    J = W_hh * (factor.T if "jacobian-slopes-on-columns" in wrong else factor)
    return J.T if "jacobian-transposed" in wrong else J


def jacobian(wrong: Wrong, states, W, *, step_jacobian=step_jacobian):
    """∂h_T / ∂h_0."""
    made = states[1:]
    if "product-of-the-states-before" in wrong:
        made = states[:-1]
    if "product-with-the-start" in wrong:
        made = states
    if "product-without-the-last-step" in wrong:
        made = states[1:-1]
    if "product-without-the-first-step" in wrong:
        made = states[2:]
    if "product-is-a-power" in wrong:
        made = states[-1:].repeat(len(states) - 1, axis=0)
    steps = [step_jacobian(wrong, h, W) for h in made]
    J = np.eye(len(W))
    if "product-is-the-last-step" in wrong:
        return step_jacobian(wrong, states[-1], W)
    if "product-starts-with-ones" in wrong:
        J = np.ones_like(J)
    if "product-starts-with-W" in wrong:
        J = W[:, : len(W)]
    if "product-is-a-sum" in wrong:
        return sum(steps, 0 * J)
    if "product-elementwise" in wrong:
        return np.prod(steps, axis=0)
    for step in steps:
        J = J @ step if "product-in-the-other-order" in wrong else step @ J
    return J


def message_lengths(wrong: Wrong, d_h, states, W, *, step_jacobian=step_jacobian):
    """The lengths of the gradients of h_T, h_{T−1}, …, h_0."""
    messages = [d_h]
    made = states[:0:-1]
    if "lengths-from-the-first-step" in wrong:
        made = states[1:]
    if "lengths-of-the-states-before" in wrong:
        made = states[-2::-1]
    for h in made:
        J = step_jacobian(wrong, h, W)
        before = d_h if "lengths-of-one-step" in wrong else messages[-1]
        messages.append((J if "lengths-not-transposed" in wrong else J.T) @ before)
    flat = np.array(messages)[:, :, 0]
    lengths = np.sqrt((flat**2).sum(axis=1))
    for name, other in (
        ("squared", lengths**2),
        ("of-absolute-values", np.abs(flat).sum(axis=1)),
        ("as-root-mean-square", lengths / np.sqrt(len(W))),
        ("as-largest-entry", np.abs(flat).max(axis=1)),
        ("as-shares", lengths / lengths[0]),
        ("end-missing", lengths[:-1]),
        ("start-missing", lengths[1:]),
        ("first-state-first", lengths[::-1]),
    ):
        if f"lengths-{name}" in wrong:
            lengths = other
    return lengths


def weight_terms(wrong: Wrong, h, w, *, slope=slope):
    """∂h_T / ∂w of one unit, h_t = tanh(w h_{t−1} + x_t): a term for each step, and their sum."""
    T, slopes = len(h) - 1, slope(wrong, h)
    terms = np.zeros(T)
    for t in range(T):  # step t makes h[t + 1]
        own = 1 if "terms-without-their-own-slope" in wrong else slopes[t + 1]
        later = slopes[t + 2 :]
        if "terms-without-later-slopes" in wrong:
            later = np.ones_like(later)
        powers = w ** (len(later) + ("terms-with-w-once-more" in wrong))
        if "terms-without-w" in wrong:
            powers = 1
        if "terms-stop-after-their-own-step" in wrong:
            later, powers = np.ones(0), 1
        if "terms-with-their-own-step-twice" in wrong:
            powers = powers * w * own
        if "terms-with-later-slopes-too-early" in wrong:
            later = slopes[t + 1 : -1]
        if "terms-with-one-later-step" in wrong:
            later, powers = slopes[t + 2 : t + 3], w if t + 2 < len(h) else 1
        read = h[t + 1] if "terms-of-the-state-after" in wrong else h[t]
        read = 1 if "terms-without-the-state" in wrong else read
        read = h[0] if "terms-of-the-start" in wrong else read
        terms[t] = read * own * powers * later.prod()
    total = terms.mean() if "terms-averaged" in wrong else terms.sum()
    for name, other in (
        ("last-term-only", terms[-1]),
        ("first-term-only", terms[0]),
        ("terms-multiplied", terms.prod()),
        ("terms-without-their-signs", np.abs(terms).sum()),
    ):
        total = other if name in wrong else total
    return (terms[::-1] if "terms-last-step-first" in wrong else terms), total


def largest_singular_value(wrong: Wrong, M):
    """The most by which M lengthens a vector."""
    values = np.linalg.svd(M, compute_uv=False)
    for name, other in (
        ("is-an-eigenvalue", np.abs(np.linalg.eigvals(M)).max()),
        ("squared", values[0] ** 2),
        ("is-the-root-of-all", np.sqrt((M**2).sum())),
        ("is-the-smallest", values[-1]),
        ("is-the-longest-column", np.sqrt((M**2).sum(axis=0)).max()),
        ("is-the-longest-row", np.sqrt((M**2).sum(axis=1)).max()),
        ("is-the-largest-entry", np.abs(M).max()),
        ("is-the-largest-row-sum", np.abs(M).sum(axis=1).max()),
        ("is-the-largest-column-sum", np.abs(M).sum(axis=0).max()),
        ("is-the-sum", values.sum()),
        ("is-a-mean", values.mean()),
        ("is-a-root", np.sqrt(values[0])),
        ("is-the-length-of-v", 1.0),
        ("as-if-symmetric", np.abs(np.linalg.eigvalsh(M)).max()),
    ):
        if f"sigma-{name}" in wrong:
            return other
    return values[0]


def spectral_radius(wrong: Wrong, M):
    """The largest absolute value of an eigenvalue of M."""
    values = np.linalg.eigvals(M)
    for name, other in (
        ("without-absolute-value", values.real.max()),
        ("of-the-largest-real-part", np.abs(values[np.argmax(values.real)])),
        ("of-real-parts", np.abs(values.real).max()),
        ("is-a-singular-value", np.linalg.svd(M, compute_uv=False)[0]),
        ("as-if-symmetric", np.abs(np.linalg.eigvalsh(M)).max()),
        ("squared", np.abs(values).max() ** 2),
        ("is-the-smallest", np.abs(values).min()),
        ("is-a-mean", np.abs(values).mean()),
        ("is-a-sum", np.abs(values).sum()),
        ("is-a-root", np.sqrt(np.abs(values).max())),
        ("of-imaginary-parts", np.abs(values.imag).max()),
        ("is-a-squared-singular-value", np.linalg.svd(M, compute_uv=False)[0] ** 2),
    ):
        if f"radius-{name}" in wrong:
            return other
    return np.abs(values).max()


def bound(wrong: Wrong, W, T, *, largest=largest_singular_value):
    """σ_max^k of the recurrent part, for k = 0 … T."""
    W_hh = W[:, : len(W)]
    if "bound-of-the-whole-W" in wrong:
        sigma = np.sqrt(largest(wrong, W @ W.T))
    elif "bound-of-the-last-columns" in wrong:
        sigma = largest(wrong, W[:, -len(W) :])
    elif "bound-of-the-spectral-radius" in wrong:
        sigma = spectral_radius(frozenset(), W_hh)
    else:
        sigma = largest(wrong, W_hh)
    k = np.arange(T + 1)
    if "bound-starts-at-one-step" in wrong:
        k = k + 1
    if "bound-without-zero-steps" in wrong:
        k = k[1:]
    if "bound-never-above-1" in wrong:
        sigma = min(1, sigma)
    if "bound-upside-down" in wrong:
        k = -1.0 * k
    if "bound-from-the-end" in wrong:
        k = k[::-1]
    if "bound-with-base-and-power-exchanged" in wrong:
        return k ** float(sigma)
    return sigma * k if "bound-is-a-multiple" in wrong else float(sigma) ** k
