"""The worker: runs one submission's cells, then answers questions about what they defined.

It is started by the grader, and told by frames what to do. It locks itself in *before* it sees a
line of the student's code, and holds nothing that is worth stealing: no answers, no points, no
verdict. Whatever a submission does to this process, it can only spoil its own results.
"""

import io
import json
import os
import signal
import struct
import sys
import types
import warnings

import cells
import frames
import lock
import numpy as np
import stubs

MOST_FIGURES, LARGEST_FIGURE = 30, 1 << 20
KINDS = ["missing", "none", "raised", "type", "limits"]  # reasons of a refusal, by number


class Worker:
    """Serves the pipes with these two numbers."""

    def __init__(self, questions: int, answers: int):
        self.questions = os.fdopen(questions, "rb")
        self.answers = os.fdopen(answers, "wb", buffering=0)
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self.names = main.__dict__
        self.seconds = {"cell": 0.0, "call": 0.0}
        self.armed = False
        self.figures = 0
        signal.signal(signal.SIGALRM, self._time_up)

    def serve(self) -> None:
        """Answer one frame after the other until the grader closes the pipe."""
        while head := self.questions.read(frames.HEADER.size):
            kind, tag, length = frames.header(head)
            payload = self.questions.read(length)
            if kind == frames.SETUP:
                self.setup(tag, json.loads(payload))
            elif kind == frames.CELLS:
                self.run_cells(tag, json.loads(payload))
            elif kind == frames.CALL:
                self.answer(tag, payload)

    def send(self, kind: bytes, tag: bytes, *payload: bytes) -> None:
        frame = memoryview(frames.pack(kind, tag, *payload))
        while frame:
            frame = frame[self.answers.write(frame) :]

    def setup(self, tag: bytes, config: dict) -> None:
        self.seconds = {"cell": config["cell_seconds"], "call": config["call_seconds"]}
        lock.limit(config["seconds"], config["memory"])
        if config["locked"]:
            lock.lock(config["locked"])
        stubs.install(self.names)
        warnings.filterwarnings("ignore", message=".*non-interactive.*")  # plt.show()
        self.send(frames.READY, tag)

    def run_cells(self, tag: bytes, sources: list[str]) -> None:
        for number, source in enumerate(sources, 1):
            error = self.guarded("cell", cells.run, source, f"cell {number}", self.names)[1]
            line, words = (0, "") if error is None else self.explained(error)
            # Drawn under the clock, sent without: no frame must break off half-way.
            figures = self.guarded("call", self.drawn)[0] or []
            for figure in figures:
                self.send(frames.FIGURE, tag, figure)
            for stream in (sys.stdout, sys.stderr):
                self.guarded("call", stream.flush)
            self.send(frames.CELL, tag, struct.pack("<I", line), _text(words))

    def drawn(self) -> list[bytes]:
        """The open figures as PNG; they are closed then."""
        plt = sys.modules.get("matplotlib.pyplot")
        files = []
        for number in plt.get_fignums() if plt else ():
            file = io.BytesIO()
            plt.figure(number).savefig(file, format="png", dpi=72)
            files.append(file.getvalue())
        if plt:
            plt.close("all")
        left = MOST_FIGURES - self.figures
        self.figures += len(files)
        return [file for file in files if len(file) <= LARGEST_FIGURE][: max(0, left)]

    def answer(self, tag: bytes, payload: bytes) -> None:
        name, most, arguments, keywords = frames.unpack_question(payload)
        result, error = self.guarded("call", self.called, name, most, arguments, keywords)
        if error is None:
            kind, content = result
        else:
            kind = "limits" if isinstance(error, cells.TimeUp | MemoryError) else "raised"
            content = f"{name}: {self.explained(error)[1]}"
        if kind == "arrays":
            self.send(frames.ARRAYS, tag, content)
        else:
            self.send(frames.REFUSED, tag, bytes([KINDS.index(kind)]), _text(content))

    def called(self, name: str, most: int, arguments: tuple, keywords: dict):
        """("arrays", bytes) or (kind of refusal, words)"""
        if name not in self.names:
            return "missing", f"There is no {name}: its cell is missing or did not run to its end."
        value = self.names[name]
        if value is None or value is Ellipsis:
            return "none", f"{name} is still empty."
        if callable(value):
            with np.errstate(all="ignore"):
                value = value(*arguments, **keywords)
        if value is None or value is Ellipsis:
            return "none", f"{name} gives nothing yet (None): is there a return?"
        arrays = []
        for one in value if isinstance(value, tuple | list) else (value,):
            try:
                arrays.append(np.asarray(one))
                if arrays[-1].nbytes <= most:
                    arrays[-1] = frames.as_sendable(arrays[-1])
            except (TypeError, ValueError):
                kind = f"array of {one.dtype}" if hasattr(one, "dtype") else type(one).__name__
                what = "text" if kind.startswith(("array of <U", "str")) else kind
                return "type", f"{name} should give real numbers or arrays of them, not {what}."
        size = sum(array.nbytes for array in arrays)
        if size > most:
            return "limits", f"{name} gives {size:,} bytes, where at most {most:,} are expected."
        if len(arrays) > frames.MOST_ARRAYS or any(a.ndim > 6 for a in arrays):
            return "type", f"{name} gives {len(arrays)} arrays, or one of more than 6 dimensions."
        return "arrays", frames.pack_arrays(arrays)

    def explained(self, error: BaseException) -> tuple[int, str]:
        """(line, words); to put an error into words may run the student's code, too."""
        found, another = self.guarded("call", cells.explained, error)
        return (0, "it raised an error that cannot be shown") if another is not None else found

    def guarded(self, what: str, function, *arguments):
        """(result, None), or (None, error): nothing that a student's code raises gets out."""
        try:
            self.armed = True
            # Again each second: `except:` in a loop may catch the first.
            signal.setitimer(signal.ITIMER_REAL, self.seconds[what], 1)
            try:
                return function(*arguments), None
            finally:
                self._disarm()
        except BaseException as error:
            self._disarm()  # once more: the alarm may have come while it was switched off
            return None, error

    def _disarm(self) -> None:
        self.armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _time_up(self, *_):
        if self.armed:
            raise cells.TimeUp


def _text(words: str) -> bytes:
    return words[:2000].encode("utf-8", "replace")
