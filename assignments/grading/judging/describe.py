"""Says what is wrong where no known mistake explains it: what is right, and from where not."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from .compare import Failed, Out, Results, close, fitted

Arrays = tuple[np.ndarray, ...]
STEPS = ("T", "T+1", "T-n+1", "n-1", "pieces")  # the axes that go through time


def describe(
    got: Sequence[Results],
    expected: Sequence[Arrays],
    gives: Sequence[Out],
    labels: Sequence[str],
    tolerance: float,
) -> list[str]:
    """Sentences for the student, the most helpful first. `labels` name the probes' sizes."""
    failed = [k for k, results in enumerate(got) if isinstance(results, Failed)]
    if failed:
        return [_failure(got, failed, labels)]
    came = [_arrays(fitted(g, e)) for g, e in zip(got, expected, strict=True)]
    for results, right in zip(came, expected, strict=True):
        if len(results) != len(right):
            names = ", ".join(out.name for out in gives)
            many = "results are" if len(right) > 1 else "result is"
            return [f"{len(right)} {many} expected ({names}), {len(results)} came."]
    if _exchanged(came, expected, tolerance):
        names = ", ".join(out.name for out in gives)
        return [f"Your results are right, but in another order: {names} is expected."]
    for k, (results, right) in enumerate(zip(came, expected, strict=True)):
        for a, b, out in zip(results, right, gives, strict=True):
            if np.shape(a) != np.shape(b) and not (np.ndim(b) == 0 and np.size(a) == 1):
                return [_shape(out, np.shape(a), np.shape(b), labels[k])]
    return _values(came, expected, gives, labels, tolerance)


def _exchanged(got: Sequence[Arrays], expected: Sequence[Arrays], tolerance: float) -> bool:
    """Whether the right results are all there, in one other order for every probe."""
    return any(
        all(
            close(results[n], one, tolerance)
            for results, right in zip(got, expected, strict=True)
            for n, one in zip(order, right, strict=True)
        )
        for order in permutations(range(len(expected[0])))
    )


def _arrays(results: Results) -> Arrays:
    assert not isinstance(results, Failed)
    return results


def _failure(got: Sequence[Results], failed: list[int], labels: Sequence[str]) -> str:
    words = [results.words for results in got if isinstance(results, Failed)]
    works = [labels[k] for k in range(len(got)) if k not in failed and labels[k]]
    if not works:
        return words[0]
    return f"It runs with {works[0]}, but not with {labels[failed[0]]}: {words[0]}"


def _shape(out: Out, got: tuple, expected: tuple, label: str) -> str:
    symbols = out.symbols if len(out.symbols) == len(expected) else ()
    over_time = symbols[:1] and symbols[0] in STEPS
    named = ", ".join(symbols) + "," * (len(symbols) == 1)
    wanted = f"have the shape ({named}) = {expected}" if symbols else "be one number"
    said = f"{out.name} should {wanted}, but has {'' if symbols else 'the shape '}{got}"
    said += f" with {label}." if label else "."
    if sorted(got) == sorted(expected):
        if len(set(expected)) == len(expected) and symbols:
            order = ", ".join(symbols[expected.index(n)] for n in got)
            said += f" That looks like ({order}): the axes are in another order."
    elif tuple(n for n in got if n != 1) == tuple(n for n in expected if n != 1):
        said += " Only an axis of length 1 differs: keepdims=True keeps one, [:, None] adds one."
    elif not over_time:
        pass
    elif len(got) == len(expected) - 1 and expected[1:] == got:
        said += " The first axis is missing: are all steps returned, or only one?"
    elif len(got) == len(expected) and got[1:] == expected[1:] and abs(got[0] - expected[0]) == 1:
        said += " There is one step too many or too few."
    return said


def _values(
    got: Sequence[Arrays],
    expected: Sequence[Arrays],
    gives: Sequence[Out],
    labels: Sequence[str],
    tolerance: float,
) -> list[str]:
    said, right, wrong, plain = [], [], [], []
    where: dict[str, list[str]] = {}  # the same sentence may hold for several results
    for n, out in enumerate(gives):
        pairs = [
            (np.asarray(g[n], float).reshape(np.shape(e[n])), np.asarray(e[n], float))
            for g, e in zip(got, expected, strict=True)
        ]
        fits = [close(a, b, tolerance) for a, b in pairs]
        if all(fits):
            right.append(out.name)
            continue
        wrong.append(out.name)
        off = [pair for pair, fit in zip(pairs, fits, strict=True) if not fit]
        # The pattern of a number that was handed over would tell the right one.
        how = _how(off, out) if any(labels) else ""
        if all(b.size == 1 for _, b in pairs):
            said.append(f"{out.name} is not the right number. {how}".strip())
        elif how:
            said.append(f"{out.name} has the right shape, but not the right values. {how}")
        else:
            plain.append(out.name)
        good = [label for label, fit in zip(labels, fits, strict=True) if fit and label]
        bad = [label for label, fit in zip(labels, fits, strict=True) if not fit and label]
        if good and bad:
            where.setdefault(f"right with {good[0]}, and wrong with {bad[0]}.", []).append(out.name)
    if plain:
        each = "has the right shape" if len(plain) == 1 else "have the right shapes"
        said.insert(0, f"{_listed(plain)} {each}, but not the right values.")
    said += [f"{_listed(n)} {'is' if len(n) == 1 else 'are'} {line}" for line, n in where.items()]
    if right:
        said.insert(0, f"Right: {', '.join(right)}. Not right: {', '.join(wrong)}.")
    return said


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _how(pairs: list[tuple[np.ndarray, np.ndarray]], out: Out) -> str:
    """The pattern that all wrong results share, in a sentence; "" if there is none."""
    if any(not np.isfinite(a).all() for a, _ in pairs):
        return "It holds NaN or infinity."
    if all(not a.any() for a, _ in pairs):
        return "It is all zeros."
    factors = [float((a * b).sum() / (b * b).sum()) for a, b in pairs if b.any()]
    if len(factors) == len(pairs):
        scaled = all(abs(f) > 1e-6 for f in factors) and all(
            close(a, f * b) for (a, b), f in zip(pairs, factors, strict=True)
        )
        if scaled and np.ptp(factors) < 1e-3 and abs(factors[0] - 1) > 1e-3:
            return (
                "Its sign is wrong: it is minus the right one."
                if abs(factors[0] + 1) < 1e-3
                else f"It is {factors[0]:.4g} times the right one."
            )
        if scaled and max(b.size for _, b in pairs) > 1:
            listed = ", ".join(f"{f:.4g}" for f in factors)
            return (
                f"It is a multiple of the right one ({listed} times). "
                "Is a factor wrong, such as that between a mean and a sum?"
            )
    if all(np.ptp(a - b) < 1e-6 * np.abs(b).max() for a, b in pairs if b.size > 1) and any(
        b.size > 1 for _, b in pairs
    ):
        return "It differs from the right one by the same number everywhere."
    return _where(max(pairs, key=lambda pair: pair[1].size), out)


def _where(pair: tuple[np.ndarray, np.ndarray], out: Out) -> str:
    a, b = pair
    symbols = out.symbols
    timed = symbols[:1] in (("T",), ("T+1",)) and symbols[-1] == "B"
    if timed and len(symbols) == b.ndim and len(b) > 1:
        fits = [close(x, y) for x, y in zip(a, b, strict=True)]
        if close(a, a[:1] + 0 * a):
            return (
                "It is the same at every step. If a list holds one array several times, += changes "
                "all of them: make a new array, h = h + …"
            )
        if close(a[::-1], b):
            return "It is in the reverse order of time."
        if any(fits) and fits == sorted(fits, reverse=True):
            n = sum(fits) - (symbols[0] == "T+1")  # the start is made by no step
            if n == 0:
                return "Only the start is right, and it is wrong from step 1 on."
            return (
                f"It is right up to step {n} and wrong from step {n + 1} on: "
                "look at what is carried on."
            )
        if any(fits) and fits == sorted(fits):
            n = len(fits) - sum(fits) - (symbols[0] == "T+1")
            if n == 0:
                return "Only the start is wrong."
            back = ": look at what is sent back" if out.name.startswith("d_") else ""
            return f"It is right from step {n + 1} on and wrong before{back}."
    if b.ndim == 2 and b.shape[0] == b.shape[1] and close(a.T, b):
        return "It is the right one, transposed."
    if b.ndim >= 2 and symbols and symbols[-1] == "B" and b.shape[-1] > 1:
        fits = [close(a[..., n], b[..., n]) for n in range(b.shape[-1])]
        if any(fits):
            return f"It is right for {sum(fits)} of {len(fits)} samples."
    if b.ndim == 2:
        rows = [close(x, y) for x, y in zip(a, b, strict=True)]
        if any(rows):
            return f"It is right in {sum(rows)} of its {len(rows)} rows."
        columns = [close(x, y) for x, y in zip(a.T, b.T, strict=True)]
        if any(columns):
            return f"It is right in {sum(columns)} of its {len(columns)} columns."
    return ""
