"""How much a submission may use."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """Limits of one submission.

    After `cell_seconds` or `call_seconds` the student's code is interrupted by an exception, and
    what comes after it goes on. Code that does not let itself be interrupted is killed two
    seconds later, and with it the whole submission.

    Args:
        seconds: for the whole submission, from its start to its last answer.
        cell_seconds: for one cell of the notebook.
        call_seconds: for one call of a function.
        memory: bytes of address space. Python with numpy and matplotlib takes about 400 MiB.
        prints: bytes of what it prints that are kept; the rest is thrown away.
        answer: bytes of one answer, where the caller does not say what it expects.

    Raises:
        ValueError: a limit is not positive.
    """

    seconds: float = 120
    cell_seconds: float = 60
    call_seconds: float = 10
    memory: int = 2 << 30
    prints: int = 64 << 10
    answer: int = 8 << 20

    def __post_init__(self):
        for field in fields(self):
            if not (value := getattr(self, field.name)) > 0:
                raise ValueError(f"Limits: {field.name} must be positive, got {value!r}")
