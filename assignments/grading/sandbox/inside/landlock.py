"""Landlock: which files this process may read, for the rest of its life. It may write none."""

import ctypes
import os
import stat
import sys

CREATE, ADD, RESTRICT = 444, 445, 446  # system calls, the same on every processor
READ_FILE, READ_DIR = 1 << 2, 1 << 3
# Rights that each version of the interface knows; those that are handled are denied.
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NET_RIGHTS = {4: 0b11}  # bind and connect
SCOPES = {6: 0b11}  # abstract sockets, signals


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("parent", ctypes.c_int32))


_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Of the kernel's interface; 0 where there is none."""
    return max(0, _libc.syscall(CREATE, None, 0, 1)) if sys.platform == "linux" else 0


def lock(paths: list[str]) -> None:
    """Allow reading at and below `paths`, nothing else. OSError: the kernel does not do it."""
    known = version()
    if not known:
        raise OSError(ctypes.get_errno(), "landlock: this kernel has none")

    def newest(table: dict[int, int]) -> int:
        return max((bits for since, bits in table.items() if since <= known), default=0)

    rights = _Ruleset(newest(FILE_RIGHTS), newest(NET_RIGHTS), newest(SCOPES))
    size = 8 if known < 4 else 16 if known < 6 else 24  # an older kernel knows the first fields
    ruleset = _checked(_libc.syscall(CREATE, ctypes.byref(rights), size, 0))
    for path in paths:
        try:
            parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:  # a copy of the file system has no system libraries
            continue
        folder = stat.S_ISDIR(os.fstat(parent).st_mode)
        rule = _Beneath(READ_FILE | READ_DIR * folder, parent)
        _checked(_libc.syscall(ADD, ruleset, 1, ctypes.byref(rule), 0))
        os.close(parent)
    _checked(_libc.syscall(RESTRICT, ruleset, 0))
    os.close(ruleset)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "landlock: the kernel refused a rule")
    return result
