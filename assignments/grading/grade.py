"""Grades what students handed in, each submission in a process of its own.

grades/02_rnn/grades.csv          a row per student
grades/02_rnn/index.html          the class: which part was hard, which mistakes were made
grades/02_rnn/students/….html     a page per student
grades/02_rnn/by_hand.csv         to be filled in by a teacher; the next run takes it up
grades/02_rnn/results/….json      one per submission: what is there is not graded again
grades/secret                     the probes are drawn from it
"""

import base64
import concurrent.futures
import functools
import hashlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from . import handed_in, parts, source
from .handed_in import Handed
from .judging.compare import Failed, Results
from .judging.judge import Criterion, Verdict, judge_all, key_of
from .report import write
from .sandbox import Limits, NoIsolation, Refused, Submission, isolation

LIMITS = Limits(seconds=60, cell_seconds=20, call_seconds=5)


@dataclass
class Graded:
    """What came of one submission; all text in it is the student's and not to be trusted."""

    handed: Handed
    verdicts: list[Verdict]
    remarks: list[str]
    prints: str
    figures: list[str]  # PNG, base64
    written: dict[str, str]  # answers in words, by part
    isolation: str


class Isolated:
    """The answers of a submission that runs in the sandbox."""

    def __init__(self, submission: Submission):
        self.submission = submission

    def call(self, name: str, arguments: tuple, results: tuple) -> Results:
        expect = sum(array.nbytes for array in results) or None
        try:
            return self.submission.call(name, arguments, expect=expect)
        except Refused as refused:
            return Failed(refused.kind, str(refused))


class Unreadable:
    """The answers of a file that is no notebook: none."""

    def call(self, name: str, arguments: tuple, results: tuple) -> Results:
        return Failed("missing", "")


def grade_one(handed: Handed, secret: bytes, unsafe: bool = False) -> Graded:
    """Run and judge one submission. NoIsolation: this system offers none."""
    judged = parts.load(handed.assignment)
    try:
        with Submission(handed.path, LIMITS, unsafe=unsafe) as submission:
            content = submission.notebook.content
            verdicts = judge_all(judged, Isolated(submission), key_of(secret, content))
    except Refused as refused:
        verdicts = [Verdict(v.id, v.criteria) for v in judge_all(judged, Unreadable(), b"-")]
        return Graded(handed, verdicts, [str(refused)], "", [], {}, "")
    report = submission.report
    return Graded(
        handed,
        verdicts,
        report.words(),
        report.prints,
        [base64.b64encode(png).decode() for png in submission.figures],
        handed_in.written(content, [part.id for part in judged if part.by_hand]),
        report.isolation,
    )


def grade(
    folder: Path,
    out: Path,
    *,
    assignment: str | None = None,
    unsafe: bool = False,
    jobs: int | None = None,
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Grade every notebook in a folder, and write the reports.

    Args:
        folder: notebooks at any depth; links are not followed.
        out: where the grades go. Submissions whose results are there already are not run again.
        assignment: of all of them; by default each file's or folder's name tells.
        unsafe: run them without isolation where there is none.
        jobs: how many at a time; by default as many as there are cores.
        say: gets a line for each submission.

    Returns:
        The class summaries, one for each assignment.

    Raises:
        ValueError: there are no submissions, or an unknown assignment.
        NoIsolation: this system offers none, and `unsafe` is not set.
    """
    isolation.choose(unsafe=unsafe)
    found = handed_in.find(folder, assignment)
    secret = secret_at(out / "secret")
    kept = {handed: _place(out, handed, secret) for handed in found}
    todo = [handed for handed in found if not kept[handed].exists()]
    if len(todo) < len(found):
        say(f"{len(found) - len(todo)} of {len(found)} were graded before.")
    for count, (handed, graded, seconds) in enumerate(_run(todo, secret, unsafe, jobs), 1):
        _write(kept[handed], json.dumps(asdict(graded), default=str))
        earned = sum(v.earned for v in graded.verdicts)
        say(f"{count}/{len(todo)} {handed.student}: {earned:g} points ({seconds:.1f} s)")
    everything = [_read(kept[handed], handed) for handed in found]
    return [
        write(name, [g for g in everything if g.handed.assignment == name], out / name)
        for name in sorted({handed.assignment for handed in found})
    ]


def _run(
    todo: list[Handed], secret: bytes, unsafe: bool, jobs: int | None
) -> Iterable[tuple[Handed, Graded, float]]:
    if not todo:
        return
    jobs = min(jobs or os.cpu_count() or 1, len(todo))
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
        tasks = {pool.submit(_timed, handed, secret, unsafe): handed for handed in todo}
        try:
            for task in concurrent.futures.as_completed(tasks):
                yield tasks[task], *task.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _timed(handed: Handed, secret: bytes, unsafe: bool) -> tuple[Graded, float]:
    """A fault of the grader in one submission is reported there, and stops no other."""
    start = time.monotonic()
    try:
        graded = grade_one(handed, secret, unsafe)
    except NoIsolation:
        raise
    except Exception as error:
        said = f"The grader failed here ({type(error).__name__}: {error}): grade it by hand."
        judged = judge_all(parts.load(handed.assignment), Unreadable(), b"-")
        verdicts = [Verdict(v.id, v.criteria) for v in judged]
        graded = Graded(handed, verdicts, [said], "", [], {}, "")
    return graded, time.monotonic() - start


def secret_at(path: Path) -> bytes:
    """The secret of this place, made on first use; only its owner can read it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(32))
    return path.read_bytes()


def _place(out: Path, handed: Handed, secret: bytes) -> Path:
    """Named by the content of the submission and of the grader: a change in either grades anew."""
    content = handed_in.content(handed.path)
    name = key_of(secret, content + _version(handed.assignment)).hex()[:32]
    return out / handed.assignment / "results" / f"{name}.json"


@functools.cache
def _version(assignment: str) -> bytes:
    digest = hashlib.sha256((source.FOLDER / f"{assignment}.ipynb").read_bytes())
    for path in sorted((source.FOLDER / "grading").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _write(path: Path, text: str) -> None:
    """Whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(path)


def _read(path: Path, handed: Handed) -> Graded:
    kept = json.loads(path.read_text("utf-8"))
    kept["handed"] = handed  # two students may have handed in the same file
    kept["verdicts"] = [
        Verdict(
            v["id"],
            tuple(Criterion(**c) for c in v["criteria"]),
            tuple(v["mistakes"]),
            tuple(v["words"]),
        )
        for v in kept["verdicts"]
    ]
    return Graded(**kept)
