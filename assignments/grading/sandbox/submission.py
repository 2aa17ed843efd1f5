"""One submission at work: its cells are run, then its functions can be called."""

import dataclasses
import json
import os
import re
import struct
import time
from dataclasses import dataclass, field

import numpy as np

from . import isolation, notebook
from .inside import frames
from .limits import Limits
from .process import Process
from .refused import Refused

GRACE = 2.0  # seconds between an interruption and the kill
MOST_FIGURES, LARGEST_FIGURE, LONGEST_TEXT = 30, 1 << 20, 16 << 10
PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_SIDE = 4000  # pixels
KINDS = ("missing", "none", "raised", "type", "limits")  # as the worker numbers them
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class CellError:
    """What ended a cell. `cell` counts code cells from 1; `line` is 0 where there is none."""

    cell: int
    line: int
    words: str


@dataclass
class Report:
    """What happened while a submission ran. All of it is to be shown, none to be believed.

    Args:
        isolation: how it was locked in, or "not isolated".
        cells: how many code cells there are.
        errors: what ended a cell before its end.
        prints: what was printed, without control characters; at most so much as the limits allow.
        ended: why its process ended early, if it did.
    """

    isolation: str
    cells: int
    errors: list[CellError] = field(default_factory=list)
    prints: str = ""
    ended: str | None = None

    def words(self) -> list[str]:
        """One sentence for each thing that went wrong."""
        said = [f"Code cell {e.cell} of {self.cells} stopped: {e.words}" for e in self.errors]
        return said + ([self.ended] if self.ended else [])


class Submission:
    """Runs a notebook in a process of its own; to be used in a `with`.

        with Submission(path) as s:
            (h,) = s.call("rnn_step", (x, h, W, b), expect=h.nbytes)

    Args:
        path: the notebook that a student handed in.
        limits: how much it may use.
        unsafe: run it without isolation where this system offers none.
        layer: the isolation to use, from `isolation.LAYERS`; the best that holds by default.

    Raises:
        Refused: of kind "notebook": it cannot be read.
        NoIsolation: this system has none, and `unsafe` is not set.
    """

    def __init__(
        self,
        path: str | os.PathLike,
        limits: Limits | None = None,
        *,
        unsafe: bool = False,
        layer: isolation.Layer | None = None,
    ):
        self.limits = limits or Limits()
        self._layer = layer or isolation.choose(unsafe=unsafe)
        self.notebook = notebook.read(path)
        self.figures: list[bytes] = []
        self.report = Report(self._layer.words, len(self.notebook.cells))

    def __enter__(self) -> "Submission":
        command, environment, locked = self._layer.start()
        self._process = Process(command, environment, self.limits.prints)
        try:
            self._start(locked)
            self._run_cells()
        except Refused:  # the report says it, and each call again
            pass
        except BaseException:
            self.__exit__()
            raise
        self._write_report()
        return self

    def __exit__(self, *_) -> None:
        self._process.close()
        self._write_report()

    def call(
        self,
        name: str,
        arguments: tuple = (),
        keywords: dict | None = None,
        expect: int | None = None,
    ) -> tuple[np.ndarray, ...]:
        """What the submission's function `name` gives, or its variable `name`.

        Args:
            name: a function, or a variable that holds arrays or numbers.
            arguments: arrays, numbers, strings, None, and tuples, lists, dicts of these.
            keywords: the same, by name.
            expect: bytes of the right answer; an answer of more than 16 times that is refused.

        Returns:
            Arrays of float32, float64, int64 or bool, copies in the grader's own memory. NaN and
            infinity are handed on as they came.

        Raises:
            Refused: there is no such answer; its words are for the student.
        """
        most = self.limits.answer if expect is None else 16 * expect + (64 << 10)
        most = min(most, frames.LONGEST - LONGEST_TEXT)
        payload = frames.pack_question(name, arguments, keywords or {}, most)
        try:
            self._process.ask(frames.CALL, payload)
            kind, _, content = self._process.answer(
                self.limits.call_seconds + GRACE, most + LONGEST_TEXT, f"the call of {name}"
            )
        finally:
            self._write_report()
        if kind == frames.REFUSED and content and content[0] < len(KINDS):
            raise Refused(KINDS[content[0]], _clean(content[1:]))
        try:
            if kind == frames.ARRAYS:
                return frames.unpack_arrays(content)
        except (ValueError, struct.error):
            pass
        raise Refused("type", f"What came from {name} cannot be read as arrays.")

    def _start(self, locked: dict | None) -> None:
        payload = json.dumps({**dataclasses.asdict(self.limits), "locked": locked}).encode()
        self._process.ask(frames.SETUP, payload)
        try:
            self._process.answer(60, LONGEST_TEXT, "its start")
        except Refused:  # before any line of the student's: the fault is ours
            said = _clean(self._process.prints).strip().splitlines() or ["it said nothing"]
            raise isolation.NoIsolation(f"the worker did not start: {said[-1]}") from None

    def _run_cells(self) -> None:
        self._process.deadline = time.monotonic() + self.limits.seconds
        self._process.ask(frames.CELLS, json.dumps(self.notebook.cells).encode())
        for number in range(1, self.report.cells + 1):
            while (frame := self._next(number)).kind == frames.FIGURE:
                if len(self.figures) < MOST_FIGURES and _is_png(frame.payload):
                    self.figures.append(frame.payload)
            if len(frame.payload) > 4:
                (line,) = struct.unpack_from("<I", frame.payload)
                self.report.errors.append(CellError(number, line, _clean(frame.payload[4:])))

    def _next(self, number: int) -> frames.Frame:
        # To run it, and then to draw what it left open.
        wait = self.limits.cell_seconds + self.limits.call_seconds + GRACE
        return self._process.answer(wait, LARGEST_FIGURE, f"code cell {number}")

    def _write_report(self) -> None:
        self.report.ended = self._process.ended
        cut = "\n[… the rest of what it printed is left out]" if self._process.prints_cut else ""
        self.report.prints = _clean(self._process.prints) + cut


def _clean(content: bytes) -> str:
    """Text without characters that would steer a terminal or turn the reading direction."""
    return CONTROL.sub("�", bytes(content).decode("utf-8", "replace"))


def _is_png(content: bytes) -> bool:
    if len(content) < 24 or not content.startswith(PNG) or content[12:16] != b"IHDR":
        return False
    return all(0 < side <= LARGEST_SIDE for side in struct.unpack(">II", content[16:24]))
