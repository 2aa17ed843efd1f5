"""What locks a submission in, and that the probe would notice if it did not."""

import json
import os
import re
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile import notebook

from assignments.grading.sandbox import NoIsolation, isolation, probe

sys.path.append(str(isolation.INSIDE))  # as the worker sees its modules
import seccomp
import syscalls


def test_some_isolation_holds():
    reasons = {layer.name: isolation.why_not(layer) for layer in isolation.LAYERS}
    if all(reasons.values()):
        where = pytest.fail if os.environ.get("CI") else pytest.skip
        where(f"no isolation holds here: {reasons}")
    assert isolation.choose().name in "ABC"


@pytest.mark.parametrize("layer", isolation.LAYERS, ids=lambda layer: layer.name)
def test_layer_holds(layer):
    if reason := isolation.why_not(layer):
        # Not a failure: no system has all three. But a layer that leaks is never just skipped.
        assert layer.missing() or not reason.startswith("a submission"), reason
        pytest.skip(f"layer {layer.name} is not tested, {reason}")


def test_probe_sees_that_nothing_is_locked():
    assert probe.leaks(isolation.UNSAFE).startswith("a submission reads a file")


@pytest.mark.parametrize("gap", ["seccomp", "readable"])
def test_probe_sees_a_gap(gap):
    if isolation.why_not(isolation.B):
        pytest.skip(f"layer B is not tested, {isolation.why_not(isolation.B)}")
    command, environment, locked = isolation.B.start()
    locked = {**locked, gap: ["/"] if gap == "readable" else False}
    open_layer = isolation.Layer("open", "open", str, lambda: (command, environment, locked))
    assert probe.leaks(open_layer).startswith("a submission")


def test_without_isolation_nothing_runs_unless_told(monkeypatch):
    monkeypatch.setattr(isolation, "LAYERS", ())
    with pytest.raises(NoIsolation, match="--unsafe"):
        isolation.choose()
    assert isolation.choose(unsafe=True).words == "not isolated"


@pytest.mark.parametrize(
    ("machine", "header"),
    [("x86_64", "x86_64-linux-gnu/asm/unistd_64.h"), ("aarch64", "asm-generic/unistd.h")],
)
def test_numbers_are_those_of_the_kernels_headers(machine, header):
    if not (path := Path("/usr/include", header)).exists():
        pytest.skip(f"the numbers for {machine} are not compared: no {path}")
    # In the generic header, calls that are named by their 64 bit forms have a name apart.
    numbers = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", path.read_text())
    known = {name: int(number) for name, number in numbers}
    known.setdefault("newfstatat", known.get("fstatat"))
    assert {name: known[name] for name in syscalls.NUMBERS[machine]} == syscalls.NUMBERS[machine]


def run(code, machine, number, *arguments):
    """What a filter says to a system call: a small interpreter of its kind of program."""
    words = struct.pack("<iIQ6Q", number, machine, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = list(struct.iter_unpack("<HBBI", code))
    at, value = 0, 0
    while True:
        instruction, yes, no, operand = steps[at]
        at += 1
        if instruction == seccomp.LOAD:
            (value,) = struct.unpack_from("<I", words, operand)
        elif instruction == seccomp.AND:
            value &= operand
        elif instruction == seccomp.EQUAL:
            at += yes if value == operand else no
        elif instruction == seccomp.AT_LEAST:
            at += yes if value >= operand else no
        else:
            return operand


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_filter_allows_its_list_alone(machine):
    code, audit = seccomp.program(machine), seccomp.AUDIT[machine]
    numbers = syscalls.NUMBERS[machine]
    allowed = {n for n in range(1000) if run(code, audit, n) == seccomp.ALLOW}
    # With all arguments 0: opening to read, F_DUPFD, reading one's own limits; no such ioctl.
    assert allowed == set(numbers.values()) - {numbers["ioctl"]}
    assert run(code, audit, numbers["read"] + seccomp.X32) == seccomp.DENY
    other = seccomp.AUDIT["aarch64" if machine == "x86_64" else "x86_64"]
    assert run(code, other, numbers["read"]) == seccomp.KILL


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("openat", (0, 0, os.O_WRONLY)),
        ("openat", (0, 0, os.O_RDWR)),
        ("openat", (0, 0, os.O_RDONLY | os.O_CREAT)),
        ("openat", (0, 0, os.O_RDONLY | os.O_TRUNC)),
        ("fcntl", (0, 8)),  # F_SETOWN
        ("fcntl", (0, 4)),  # F_SETFL
        ("ioctl", (0, 0x5412)),  # TIOCSTI
        ("prlimit64", (1, 0, 0)),
        ("prlimit64", (0, 0, 1 << 32)),
    ],
)
def test_filter_denies_by_argument(name, arguments):
    number = syscalls.NUMBERS["x86_64"][name]
    code = seccomp.program("x86_64")
    assert run(code, seccomp.AUDIT["x86_64"], number, *arguments) == seccomp.DENY


def test_other_processors_are_refused():
    with pytest.raises(OSError, match="no table of system calls for riscv64"):
        seccomp.program("riscv64")


GRADER = """
import sys, threading, time
from assignments.grading.sandbox import Limits, Submission
submission = Submission(sys.argv[1], Limits(cell_seconds=60))
threading.Thread(target=submission.__enter__, daemon=True).start()
while not submission.figures:
    time.sleep(0.05)
print(submission._process._process.pid, flush=True)
time.sleep(60)
"""


def test_submission_ends_with_its_grader(tmp_path):
    if all(map(isolation.why_not, isolation.LAYERS)):
        pytest.skip("no isolation holds here")
    path = tmp_path / "a.ipynb"
    figure = "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1))"
    path.write_text(json.dumps(notebook(figure, "while True: pass")))
    command = [sys.executable, "-c", GRADER, str(path)]
    place = dict(os.environ, TMPDIR=str(tmp_path), PYTHONPATH=os.pathsep.join(sys.path))
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=place) as grader:
        worker = Path("/proc", grader.stdout.readline().decode().strip(), "stat")
        assert worker.exists()
        grader.kill()
    until = time.monotonic() + 10
    while worker.exists() and worker.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < until, "it is still running"
        time.sleep(0.05)
