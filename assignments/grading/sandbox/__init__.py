"""Runs what students hand in, as untrusted code: see README.md for what is guaranteed."""

from .isolation import NoIsolation
from .limits import Limits
from .refused import Refused
from .submission import CellError, Report, Submission

__all__ = ["CellError", "Limits", "NoIsolation", "Refused", "Report", "Submission"]
