"""The worker locks itself in: for good, and before it sees a line of the student's code."""

import ctypes
import math
import os
import resource
import signal

import landlock
import seccomp

PARENT_DIES, NO_NEW_PRIVILEGES = 1, 38  # of prctl
_libc = ctypes.CDLL(None, use_errno=True)


def limit(seconds: float, memory: int) -> None:
    """Bound what the kernel counts. There is one process of one thread, so this bounds it all."""
    most = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: math.ceil(seconds) + 5,  # the grader's own clock comes first
        resource.RLIMIT_NOFILE: 64,
    }
    for what in ("FSIZE", "CORE", "NPROC", "MEMLOCK", "MSGQUEUE"):
        if hasattr(resource, f"RLIMIT_{what}"):  # other systems count less
            most[getattr(resource, f"RLIMIT_{what}")] = 0
    for what, value in most.items():
        resource.setrlimit(what, (value, value))


def lock(config: dict) -> None:
    """Give up what the configuration says. OSError: something of it could not be given up.

    Args:
        config: `root`, a folder to be the whole file system from now on, and `user`, a number
            that no one else has (both need root, both may be None); `readable`, the paths that
            may be read, or None to go without landlock; `seccomp`, whether to filter system calls.
    """
    for library in config["libraries"]:  # a copy of the file system does not have them
        ctypes.CDLL(library)
    if config["root"]:
        os.chroot(config["root"])
        os.chdir("/")
    if config["user"]:
        os.setgroups([])
        os.setresgid(*[config["user"]] * 3)
        os.setresuid(*[config["user"]] * 3)
    _drop_capabilities()
    _prctl(PARENT_DIES, signal.SIGKILL)
    _prctl(NO_NEW_PRIVILEGES, 1)
    if config["readable"] is not None:
        landlock.lock(config["readable"])
    if config["seccomp"]:
        seccomp.lock()


def _drop_capabilities() -> None:
    """A root without capabilities is an ordinary owner of root's files."""
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    if _libc.capset(head, (ctypes.c_uint32 * 6)()):
        raise OSError(ctypes.get_errno(), "capset failed")


def _prctl(what: int, value: int) -> None:
    if _libc.prctl(what, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {what} failed")
