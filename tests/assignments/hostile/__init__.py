"""Submissions that try to get points that they did not earn, or to do harm.

Each is a function that gives the code cells of a notebook, with the words that its report must
contain. What is asked of all is `double(x)`, which none of them can do. Where an attack gets
through in another way, it prints WIN, or the secret.
"""

import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assignments.grading.sandbox import Limits, Refused, Submission

LIMITS = Limits(seconds=8, cell_seconds=0.7, call_seconds=0.7, memory=1 << 30)
SECRET = "the-answer-is-2x"


@dataclass(frozen=True)
class World:
    """What an attacker may have guessed of the grader: a file, a folder, the process, its code."""

    secret: Path
    folder: Path
    process: int
    code: Path


@dataclass(frozen=True)
class Attack:
    name: str
    says: str
    write: Callable[[World, Path], None]


@dataclass
class Outcome:
    """Points of three, and all that the submission said or sent."""

    points: int = 0
    words: list[str] = field(default_factory=list)
    prints: str = ""
    sent: bytes = b""


def attack(says: str):
    """Registers a function `f(world)` that gives a cell, or a list of cells.

    Args:
        says: a pattern that the words for the student must match.
    """

    def register(function):
        def write(world: World, path: Path) -> None:
            cells = function(world)
            cells = [cells] if isinstance(cells, str) else cells
            path.write_text(json.dumps(notebook(*cells)))

        registry(function).append(Attack(function.__name__, says, write))
        return function

    return register


def attack_by_file(says: str):
    """Registers a function `f(world, path)` that puts something at `path` that is no notebook."""

    def register(function):
        registry(function).append(Attack(function.__name__, says, function))
        return function

    return register


def registry(function) -> list[Attack]:
    return function.__globals__["ATTACKS"]


def notebook(*cells: str) -> dict:
    cells = [
        {"cell_type": "code", "metadata": {}, "source": textwrap.dedent(cell)} for cell in cells
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def grade(path: Path, layer, limits: Limits = LIMITS) -> Outcome:
    """Judge a submission as a grader would: three questions, each answer exact or worth nothing."""
    outcome = Outcome()
    try:
        with Submission(path, limits, layer=layer) as s:
            for seed in range(3):
                x = np.random.default_rng(seed).normal(size=(3, 5))
                try:
                    answer = s.call("double", (x,), expect=x.nbytes)
                except Refused as refused:
                    outcome.words.append(str(refused))
                    continue
                outcome.sent += b"".join(a.tobytes() for a in answer)
                outcome.points += is_right(answer, 2 * x)
        outcome.words += s.report.words()
        outcome.prints = s.report.prints
        outcome.sent += b"".join(s.figures)
    except Refused as refused:
        outcome.words.append(str(refused))
    if not outcome.points:
        outcome.words.append("double is wrong.")
    return outcome


def is_right(answer: tuple[np.ndarray, ...], right: np.ndarray) -> bool:
    if len(answer) != 1 or answer[0].shape != right.shape or answer[0].dtype != right.dtype:
        return False
    return bool(np.all(np.abs(answer[0] - right) < 1e-9))  # false for NaN


def assert_nothing_gained(attack: Attack, outcome: Outcome, world: World) -> None:
    said = " ".join(outcome.words)
    assert outcome.points == 0, said
    assert re.search(attack.says, said), said
    assert "WIN" not in outcome.prints
    assert SECRET not in outcome.prints + said
    assert SECRET.encode() not in outcome.sent and b"WIN" not in outcome.sent
    assert world.secret.read_text() == SECRET
    assert sorted(p.name for p in world.folder.iterdir()) == ["secret.txt"]
