"""Writes what `check` needs in a student's notebook: one file of code, one of numbers."""

import inspect
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .judging.compare import Failed, Results
from .judging.judge import generator
from .judging.part import Part, candidates, catalogue

CODE = ("compare", "describe", "direct", "check")
KEY = b"practice: the same numbers for everybody"
FEW = 20  # numbers
GRADED_LATER = "handed over, in the right form. Whether it is right is looked at when it is graded."


def code(parts: Sequence[Part]) -> str:
    """The text of `checks.py`: the judge's own comparison and words, and the visible tests."""
    pieces = []
    for name in CODE:
        text = (Path(__file__).parent / "judging" / f"{name}.py").read_text("utf-8")
        pieces.append(re.sub(r"^from \.\w+ import .*\n", "", text, flags=re.MULTILINE))
    for part in parts:
        for rule in part.properties:
            if rule.visible:
                name = rule.test.__name__
                pieces.append(inspect.getsource(rule.test))
                kind = "VISIBLE" if rule.points else "HINTS"
                pieces.append(f'{kind}.setdefault("{part.id}", []).append({name})\n')
    return "\n\n".join(pieces)


def numbers(parts: Sequence[Part]) -> bytes:
    """The content of `checks.npz`."""
    stored = _Numbers()
    by_id = {part.id: part for part in parts}
    about = {part.id: _about(part, by_id, stored) for part in parts if part.calls}
    file = io.BytesIO()
    text = json.dumps(about, ensure_ascii=False).encode()
    flat = np.concatenate([np.zeros(0, np.float32), *stored.arrays])
    np.savez_compressed(file, about=np.frombuffer(text, np.uint8), numbers=flat)
    return file.getvalue()


class _Numbers:
    """Arrays in one long one; float32 is ten times finer than the comparison."""

    def __init__(self) -> None:
        self.arrays: list[np.ndarray] = []
        self.length = 0

    def add(self, array: np.ndarray) -> dict:
        flat = np.asarray(array, np.float32).ravel()
        kind = "float64" if array.dtype.kind == "f" else str(array.dtype)
        place = {"at": self.length, "shape": array.shape, "kind": kind}
        self.arrays.append(flat)
        self.length += flat.size
        return place


def _about(part: Part, parts: dict[str, Part], stored: _Numbers) -> dict:
    about: dict[str, Any] = {
        "calls": part.calls,
        "gives": [[out.name, out.shape] for out in part.gives],
        "holds": [[out.name, out.shape] for out in part.holds],
        "whole": part.draw is None and _whole(part),
        "tolerance": part.tolerance,
        "probes": [],
        "results": {},
        "words": {},
        "later": "" if part.draw else GRADED_LATER,
    }
    if part.draw is None:  # the right numbers would be the answer
        return about
    sizes = part.probes(practice=True)
    drawn = [
        tuple(map(_rounded, part.arguments(generator(KEY, part.id, k), size)))
        for k, size in enumerate(sizes)
    ]
    about["words"] = catalogue(part, parts)
    for size, arguments in zip(sizes, drawn, strict=True):
        values = [stored.add(a) if isinstance(a, np.ndarray) else a for a in arguments]
        about["probes"].append({"label": part.label(size), "arguments": values})
    one = min(1, len(sizes) - 1)
    right = part.results((), drawn[one])
    # One probe tells pairs apart, if it does not give so few numbers that one hits them by chance.
    few = not isinstance(right, Failed) and sum(array.size for array in right) < FEW
    for names in [(), *candidates(part, parts)]:
        shown = range(len(sizes)) if few or len(names) < 2 else [one]
        about["results"]["+".join(names)] = {
            str(k): _kept(part.results(names, drawn[k]), stored) for k in shown
        }
    return about


def _whole(part: Part) -> bool:
    """Whether the right numbers are whole ones."""
    results = part.results((), ()) if part.reference else Failed("missing", "")
    return not isinstance(results, Failed) and all((a == np.round(a)).all() for a in results)


def _kept(results: Results, stored: _Numbers) -> list | str:
    return "fails" if isinstance(results, Failed) else [stored.add(array) for array in results]


def _rounded(value):
    """Stored arguments are float32, so the results belong to those."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float32).astype(np.float64)
    return value
