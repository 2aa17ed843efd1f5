"""Tells teachers and students what came of the grading."""

from .files import write

__all__ = ["write"]
