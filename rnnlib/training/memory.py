"""Freed memory is kept for the next step, where the C library would return it to the system."""

import ctypes
from functools import cache

# glibc's mallopt(3): how much free memory at the top of the heap is kept, and from which
# size on a block comes straight from the system. Setting one stops both from adapting.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
KEPT = 1 << 28  # bytes
LARGEST = 1 << 25  # bytes; glibc takes no more


@cache
def keep_freed_memory() -> bool:
    """Let this process keep up to 256 MiB that it has freed; returns whether it could be asked.

    A training step frees all that it has made. If that goes back to the system, the next
    step meets it as new pages, each to be zeroed and mapped again: at a hundred steps of 32
    units that is some eight hundred pages, and a third of the time. With another C library
    than glibc nothing is changed.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):
        return False
    return bool(mallopt(_MMAP_THRESHOLD, LARGEST) and mallopt(_TRIM_THRESHOLD, KEPT))
