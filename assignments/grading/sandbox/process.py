"""The grader's end of a worker: pipes that are never waited for beyond a deadline."""

import contextlib
import math
import os
import secrets
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from .inside import frames
from .refused import Refused

CHUNK = 1 << 20


class Process:
    """A worker process and three pipes: questions to it, answers from it, what it prints.

    Whatever comes from it is bytes of a stranger: lengths are checked before they are believed,
    and prints are read even while an answer is waited for, so that neither side blocks the other.

    Args:
        command: what to start; the numbers of the two pipes are added to it.
        environment: all of its environment.
        most_prints: how many bytes of its prints are kept.

    Attributes:
        deadline: of all answers, on the clock of `time.monotonic`.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], most_prints: int):
        self.deadline = math.inf
        self.prints = bytearray()
        self.prints_cut = False
        self.ended: str | None = None
        self._most_prints = most_prints
        self._tag, self._outgoing, self._incoming = b"", memoryview(b""), bytearray()
        questions, self._questions = os.pipe()
        self._answers, answers = os.pipe()
        self._printed, printed = os.pipe()
        try:
            self._process = subprocess.Popen(
                [*command, str(questions), str(answers)],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=printed,
                pass_fds=(questions, answers),
                start_new_session=True,
            )
        finally:
            for descriptor in (questions, answers, printed):
                os.close(descriptor)
        self._selector = selectors.DefaultSelector()
        for descriptor in (self._questions, self._answers, self._printed):
            os.set_blocking(descriptor, False)
        for descriptor in (self._answers, self._printed):
            self._selector.register(descriptor, selectors.EVENT_READ)

    def ask(self, kind: bytes, *payload: bytes) -> None:
        """Send a question. Answers that came without one are thrown away."""
        if self.ended:
            raise Refused("limits", self.ended)
        with contextlib.suppress(BlockingIOError):
            while os.read(self._answers, CHUNK):
                pass
        self._incoming.clear()
        self._tag = secrets.token_bytes(8)
        self._outgoing = memoryview(frames.pack(kind, self._tag, *payload))
        self._selector.register(self._questions, selectors.EVENT_WRITE)

    def answer(self, seconds: float, most: int, doing: str) -> frames.Frame:
        """The next frame that answers the question.

        Args:
            seconds: how long to wait for it.
            most: bytes that its payload may have.
            doing: what it is busy with, for the words of a refusal.

        Raises:
            Refused: it did not come in time, is too long, or the process ended.
        """
        until = min(time.monotonic() + seconds, self.deadline)
        size = frames.HEADER.size
        while True:
            if len(self._incoming) >= size:
                kind, tag, length = frames.header(bytes(self._incoming[:size]))
                if tag != self._tag:
                    self._end(f"In {doing}, the submission wrote answers that nobody had asked for")
                if length > most:
                    self._end(f"In {doing}, the submission sent an answer of {length:,} bytes")
                if len(self._incoming) >= size + length:
                    payload = bytes(self._incoming[size : size + length])
                    del self._incoming[: size + length]
                    return frames.Frame(kind, tag, payload)
            self._turn(until, doing)

    def close(self) -> None:
        """End it, whatever it is doing, and read what it had printed."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._selector.get_map() is None:
            return
        self._read_prints()
        self._selector.close()
        for descriptor in (self._questions, self._answers, self._printed):
            os.close(descriptor)

    def _turn(self, until: float, doing: str) -> None:
        """Wait until something can be read or written, and do it."""
        left = until - time.monotonic()
        if left <= 0:
            self._end(
                f"In {doing}, the submission took too long, and did not let itself be stopped"
            )
        for key, _ in self._selector.select(left):
            if key.fd == self._printed:
                self._read_prints()
            elif key.fd == self._questions:
                with contextlib.suppress(BrokenPipeError):  # its end shows where answers are read
                    self._outgoing = self._outgoing[os.write(key.fd, self._outgoing) :]
                    if self._outgoing:
                        continue
                self._selector.unregister(key.fd)
            elif data := os.read(self._answers, CHUNK):
                self._incoming += data
            else:
                self._end(f"In {doing}, {self._why_it_ended()}")

    def _read_prints(self) -> None:
        with contextlib.suppress(BlockingIOError):
            data = os.read(self._printed, CHUNK)
            room = self._most_prints - len(self.prints)
            self.prints += data[:room]
            self.prints_cut |= len(data) > room
            if not data and self._printed in self._selector.get_map():
                self._selector.unregister(self._printed)

    def _end(self, words: str) -> None:
        self.ended = f"{words}. Nothing after that counts."
        self.close()
        raise Refused("limits", self.ended)

    def _why_it_ended(self) -> str:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "the submission closed its connection to the grader"
        if code > 128:  # as a shell reports a signal, and bubblewrap
            code = 128 - code
        if code in (-signal.SIGKILL, -signal.SIGXCPU):
            return "the submission was stopped by the system: too much time or memory"
        if code < 0:
            return f"the submission crashed ({signal.Signals(-code).name})"
        return f"the submission ended its own process (exit code {code})"
