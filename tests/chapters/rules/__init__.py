"""The rules of a chapter: each a function from a chapter to what is wrong with it.

A rule yields one sentence per fault. What the rules ask of an author is in
`test_rules.py`; that each of them can fail is shown in `test_the_rules_can_fail.py`.
"""

from . import anatomy, cells, claims, everywhere, figures, prose
from .cells import LIVE
from .chapter import RULES, Chapter, read_book

__all__ = [
    "LIVE", "RULES", "Chapter", "anatomy", "cells", "claims", "everywhere", "figures", "prose",
    "read_book",
]  # fmt: skip
