"""No hostile submission gains anything, and each report says what happened."""

import dataclasses
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hostile import (
    LIMITS,
    SECRET,
    Attack,
    World,
    assert_nothing_gained,
    forgery,
    grade,
    notebook,
    protocol,
    resources,
    theft,
)

from assignments.grading.sandbox import Limits, isolation


@pytest.fixture
def world(tmp_path, monkeypatch):
    folder = tmp_path / "grader"
    folder.mkdir()
    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    monkeypatch.setenv("SECRET", SECRET)
    return World(secret, folder, os.getpid(), isolation.INSIDE / "worker.py")


def named(attacks: list[Attack]):
    return [pytest.param(attack, id=attack.name) for attack in attacks]


def _chroot_alone():
    command, environment, locked = isolation.C.start()
    return command, environment, {**locked, "readable": None}


# As on a kernel without landlock.
CHROOT_ALONE = dataclasses.replace(isolation.C, name="C-without-landlock", start=_chroot_alone)


@pytest.fixture(params=[*isolation.LAYERS, CHROOT_ALONE], ids=lambda layer: layer.name)
def layer(request):
    if reason := isolation.why_not(request.param):
        pytest.skip(f"layer {request.param.name} is not attacked, {reason}")
    return request.param


@pytest.mark.parametrize("attack", named(theft.ATTACKS))
def test_theft(attack, world, layer, tmp_path):
    attack.write(world, path := tmp_path / "a.ipynb")
    assert_nothing_gained(attack, grade(path, layer), world)


@pytest.mark.parametrize("attack", named(resources.ATTACKS + forgery.ATTACKS + protocol.ATTACKS))
def test_waste_and_forgery(attack, world, tmp_path):
    attack.write(world, path := tmp_path / "a.ipynb")
    outcome = grade(path, isolation.choose())
    assert_nothing_gained(attack, outcome, world)
    assert len(outcome.prints) < 70_000 and not re.search("[\x1b\u202e]", outcome.prints)
    assert all(len(words) < 3000 and "\x1b" not in words for words in outcome.words)


def test_none_stops_the_others(world, tmp_path):
    """Honest submissions beside hostile ones, two at a time."""
    kinds = resources.ATTACKS[::5] + theft.ATTACKS[::3] + forgery.ATTACKS[::6]
    kinds += protocol.ATTACKS[::4]
    names = [attack.name for attack in kinds]
    for attack in kinds:
        attack.write(world, tmp_path / attack.name)
    for k in range(6):
        names.insert(3 * k, f"honest {k}")
        honest = notebook("def double(x):\n    return 2 * x")
        (tmp_path / f"honest {k}").write_text(json.dumps(honest))

    def graded(name):
        limits = Limits() if name.startswith("honest") else LIMITS
        return grade(tmp_path / name, isolation.choose(), limits)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(graded, names))
    points = {name: outcome.points for name, outcome in zip(names, outcomes, strict=True)}
    assert points == {name: 3 * name.startswith("honest") for name in names}


def test_all_that_is_asked_for_is_attacked():
    attacks = resources.ATTACKS + theft.ATTACKS + forgery.ATTACKS + protocol.ATTACKS
    assert len({attack.name for attack in attacks}) == len(attacks) >= 60
