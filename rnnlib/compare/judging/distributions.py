"""The three distributions that a verdict needs, from one integral: Student's t, F, the binomial."""

import math
from statistics import NormalDist

STEPS = 10_000  # of the continued fraction; it takes about √max(a, b)
TINY = 1e-300


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function I_x(a, b).

    ∫_0^x t^(a-1) (1-t)^(b-1) dt / B(a, b), by its continued fraction        DLMF, 8.17.22

    Args:
        a, b: above 0.
        x: from 0 to 1.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # on this side the fraction converges slowly
        return 1 - incomplete_beta(b, a, 1 - x)
    log_front = a * math.log(x) + b * math.log1p(-x)
    log_front += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    # 1 + d_1 / (1 + d_2 / (1 + …)) by Lentz's method: a product of ratios C / (1 / D).
    fraction, C, D = 1.0, 1.0, 0.0
    for k in range(1, STEPS):
        m = k // 2
        if k % 2:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        C, D = 1 + d / C or TINY, 1 / (1 + d * D or TINY)
        fraction *= C * D
        if abs(C * D - 1) < 1e-15:
            break
    return math.exp(log_front) / a / fraction


def t_tail(t: float, df: float) -> float:
    """P(T > t) of Student's t with df degrees of freedom."""
    tail = incomplete_beta(df / 2, 0.5, df / (df + t * t)) / 2
    return tail if t > 0 else 1 - tail


def t_quantile(p: float, df: float) -> float:
    """The t that Student's t stays below with probability p, 0 < p < 1; by bisection."""
    if p < 0.5:
        return -t_quantile(1 - p, df)
    low, high = 0.0, 2 * NormalDist().inv_cdf(p) + 1
    while t_tail(high, df) > 1 - p:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_tail(middle, df) > 1 - p else (low, middle)
    return (low + high) / 2


def f_tail(f: float, df1: float, df2: float) -> float:
    """P(F > f) of the F distribution with df1 and df2 degrees of freedom."""
    return incomplete_beta(df2 / 2, df1 / 2, df2 / (df2 + df1 * f)) if f > 0 else 1.0


def coin_tail(k: int, n: int) -> float:
    """P(at most k heads) in n tosses of a fair coin."""
    return incomplete_beta(n - k, k + 1, 0.5) if k < n else 1.0
