"""`check("3b")` in the student's notebook: the same words, from stored numbers.

Nothing here can compute an answer. `checks.npz` holds, for a few fixed arguments, what right
code gives and what each known mistake would give.
"""

import inspect
import json
from collections.abc import Collection
from pathlib import Path

import numpy as np

from .compare import Failed, Out, Results, find, stacked
from .describe import describe
from .direct import Direct

# part → functions, added when this file is written for students; HINTS only where no known
# mistake explains what is wrong
VISIBLE: dict[str, list] = {}
HINTS: dict[str, list] = {}


def check(part: str) -> None:
    """Say whether a part is right, and if not, what is wrong with it."""
    about, numbers = _stored()
    if part not in about:
        print(f"There is no part {part!r} to check. There are {', '.join(about)}.")
        return
    frame = inspect.currentframe()
    assert frame is not None and frame.f_back is not None
    answers = Direct(frame.f_back.f_globals)
    with np.errstate(all="ignore"):
        single = {a["calls"] for a in about.values() if a["probes"] and len(a["gives"]) == 1}
        words = judged(part, about[part], numbers, answers, single)
        changed = _changed(about[part], numbers, answers)
    later = about[part]["later"]
    if words:
        print(f"{part}: not right yet.")
        for sentence in words + changed:
            print(f"- {sentence}")
    elif later:
        print(f"{part}: {later}")
    else:
        print(f"{part}: right.")
        for sentence in changed:
            print(f"- But {sentence}")


def judged(
    part: str, about: dict, numbers: np.ndarray, answers: Direct, single: Collection[str] = ()
) -> list[str]:
    """What is wrong with a part, in sentences; none if nothing was found.

    `single` names the functions of all parts that give one array.
    """
    words: list[str] = []
    named = False
    if about["probes"]:
        words, named = _compared(about, numbers, answers)
    elif about["calls"]:
        results = answers.call(about["calls"])
        if isinstance(results, Failed):
            words.append(results.words)
        elif not all(np.isfinite(array).all() for array in results):
            words.append(f"{about['calls']} holds NaN or infinity.")
        else:
            words += _formed(about, results)
    for test in VISIBLE.get(part, []) + ([] if named else HINTS.get(part, [])):
        said = _tested(test, answers, single)
        if said and said not in words:
            words.append(said)
    return words


def _compared(about: dict, numbers: np.ndarray, answers: Direct) -> tuple[list[str], bool]:
    """What is wrong, in sentences, and whether a known mistake explains it."""

    def value(stored):
        return _array(stored, numbers) if isinstance(stored, dict) else stored

    def table(mistakes: tuple[str, ...], k: int) -> Results | None:
        stored = about["results"]["+".join(mistakes)].get(str(k))
        if stored == "fails":
            return Failed("raised", "")
        return None if stored is None else tuple(value(array) for array in stored)

    probes = about["probes"]
    got = [answers.call(about["calls"], tuple(map(value, probe["arguments"]))) for probe in probes]
    gives = [Out(name, shape) for name, shape in about["gives"]]
    candidates = [tuple(names.split("+")) for names in about["results"] if names]
    found = find(got, [table], candidates, len(gives), about["tolerance"])
    if found.all_right:
        return [], False
    if found.mistakes:
        return [about["words"][name] for name in found.mistakes], True
    right = [table((), k) for k in range(len(probes))]
    expected = [results for results in right if results and not isinstance(results, Failed)]
    labels = [probe["label"] for probe in probes]
    return describe(got, expected, gives, labels, about["tolerance"]), False


def _formed(about: dict, results: tuple[np.ndarray, ...]) -> list[str]:
    """Whether a variable that is judged later has the right form, in sentences."""
    wanted = about["gives"] or about["holds"]
    if len(about["holds"]) == 1 < len(results) and len({array.shape for array in results}) == 1:
        results = (np.stack(results),)  # one array may come as a list
    if len(results) == 1 < len(wanted) and results[0].shape[:1] == (len(wanted),):
        results = tuple(results[0])
    if len(wanted) > 1 and len(results) != len(wanted):
        names = ", ".join(name for name, _ in wanted)
        return [f"{len(wanted)} are expected ({names}), {len(results)} came."]
    if about["whole"] and any((array != np.round(array)).any() for array in results):
        return ["Whole numbers are expected."]
    if about["whole"] and not about["holds"]:  # each by itself, and none of them is 0
        if any(array.size != 1 for array in results):
            return ["A single number is expected for each of them."]
        if any((array < 1).any() for array in results):
            return ["Whole numbers of at least 1 are expected."]
    for array, (name, shape) in zip(results, about["holds"], strict=False):
        sizes = shape.split()
        fits = len(sizes) == array.ndim and all(
            size == str(n) for size, n in zip(sizes, array.shape, strict=True) if size.isdigit()
        )
        if not fits:
            wanted = ", ".join(sizes) + "," * (len(sizes) == 1)
            return [f"{name} should have the shape ({wanted}), but has {array.shape}."]
    return []


def _changed(about: dict, numbers: np.ndarray, answers: Direct) -> list[str]:
    """Which of its arguments a function changes, in a sentence; none if it changes none."""
    function = answers.names.get(about["calls"])
    if not about["probes"] or not callable(function):
        return []
    names = list(inspect.signature(function).parameters) + [f"argument {k}" for k in range(9)]
    changed: list[str] = []
    for probe in about["probes"]:
        given = [_array(a, numbers) if isinstance(a, dict) else a for a in probe["arguments"]]
        before = [np.copy(a) for a in given]
        answers.call(about["calls"], tuple(given))
        changed += [  # what is moved and put back may be off by a rounding
            n
            for n, a, b in zip(names, given, before, strict=False)
            if n not in changed and not np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)
        ]
    if not changed:
        return []
    return [
        f"{about['calls']} changes {' and '.join(changed)}, which it is given, by +=, by "
        "a[…] = … or the like: make a new array, or later parts go wrong."
    ]


def _tested(test, answers: Direct, single: Collection[str]) -> str | None:
    def call(name, *arguments):
        results = answers.call(name, arguments)
        if isinstance(results, Failed):
            raise RuntimeError(results.words)
        return stacked(results) if name in single else results

    try:
        return test(call, np.random.default_rng(0))
    except Exception as error:
        return str(error)


def _array(stored: dict, numbers: np.ndarray) -> np.ndarray:
    shape = tuple(stored["shape"])
    start, size = stored["at"], int(np.prod(shape))
    return numbers[start : start + size].reshape(shape).astype(stored["kind"])


def _stored() -> tuple[dict, np.ndarray]:
    with np.load(Path(__file__).with_name("checks.npz")) as file:
        return json.loads(file["about"].tobytes()), file["numbers"]
