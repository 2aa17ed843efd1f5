"""How a submission is locked in, and which of the ways this system offers.

In all of them the worker itself gives up what it does not need: landlock lets it read Python and
its packages alone, and seccomp leaves it a short list of system calls. What stands around it:

    A  bubblewrap      file system, network and processes of its own; landlock and seccomp in it
    B  landlock        nothing around it, only landlock and seccomp: no root, no package needed.
                       File names elsewhere can be asked for, contents cannot be read.
    C  chroot          for root, where the kernel has no landlock too: a copy of Python as the
                       whole file system, a user of its own, and seccomp

A layer counts only after a probe: a submission that tries the forbidden and must fail everywhere.
"""

import functools
import os
import secrets
import shutil
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .inside import landlock
from .room import INSIDE, room

# command, environment, and what the worker gives up (None: nothing)
Start = tuple[list[str], dict[str, str], dict | None]


_one_at_a_time = threading.RLock()  # submissions may be graded by several threads


class NoIsolation(RuntimeError):
    """This system offers no way to lock a submission in."""


@dataclass(frozen=True)
class Layer:
    """One way of locking in.

    Args:
        name: one letter.
        words: for the report.
        missing: says why this system cannot have it, or "" if it may.
        start: says how a worker is started.
    """

    name: str
    words: str
    missing: Callable[[], str]
    start: Callable[[], Start]


def choose(*, unsafe: bool = False) -> Layer:
    """The best layer that holds here.

    Raises:
        NoIsolation: none does, and `unsafe` is not set; it says why for each.
    """
    for layer in LAYERS:
        if not why_not(layer):
            return layer
    if unsafe:
        return UNSAFE
    reasons = "\n".join(f"  {layer.words}: {why_not(layer)}" for layer in LAYERS)
    raise NoIsolation(
        "Submissions are code of strangers, and this system offers no way to lock them in:\n"
        f"{reasons}\nInstall bubblewrap, grade in a container, or say --unsafe to do without."
    )


def why_not(layer: Layer) -> str:
    """Why a layer does not hold here; "" if it does."""
    with _one_at_a_time:
        return _why_not(layer)


@functools.cache
def _why_not(layer: Layer) -> str:
    from .probe import leaks  # it runs a submission, which is made of this module

    return layer.missing() or leaks(layer)


def _no_landlock() -> str:
    return "" if landlock.version() else "this kernel has no landlock"


def _no_bubblewrap() -> str:
    return _no_landlock() or ("" if shutil.which("bwrap") else "bubblewrap is not installed")


def _no_root() -> str:
    return "" if sys.platform == "linux" and os.geteuid() == 0 else "it needs Linux, and root"


def _locked(root: Path | None = None, user: int = 0) -> dict:
    here = room()
    return {
        "root": str(root) if root else None,
        "user": user,
        "readable": list(map(str, here.readable)) if landlock.version() else None,
        "libraries": list(map(str, here.libraries)) if root else [],
        "seccomp": True,
    }


def _bubblewrap() -> Start:
    here = room()
    command = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--die-with-parent"]
    command += ["--new-session", "--cap-drop", "ALL"]
    # Whole folders of libraries, since they are found by links; landlock picks the files.
    paths = {p.parent for p in here.libraries} | {here.python, here.library, INSIDE}
    for name in ("/lib", "/lib64"):  # the loader of programs is found by these
        if os.path.islink(name):
            command += ["--symlink", os.readlink(name), name]
            paths.add(Path(os.path.realpath(name)))
    paths |= set(here.readable) - {here.settings}
    bound: set[Path] = set()
    for path in sorted(paths):
        if not bound & set(path.parents):
            command += [*_parents(path), "--ro-bind", str(path), str(path)]
            bound.add(path)
    # matplotlib wants a folder that looks writable; to write there is refused by landlock.
    command += ["--tmpfs", str(here.settings)]
    for file in here.settings.iterdir():
        command += ["--ro-bind", str(file), str(file)]
    return [*command, "--remount-ro", "/", "--", *here.command()], here.environment(), _locked()


def _parents(path: Path) -> list[str]:
    """The folders above, which bubblewrap would make for root's eyes alone."""
    above = [str(p) for p in reversed(path.parents)][1:]
    return [word for p in above for word in ("--perms", "0755", "--dir", p)]


def _landlock() -> Start:
    return room().command(), room().environment(), _locked()


def _chroot() -> Start:
    # A user that nobody is, and not the one of the submission beside it.
    user = 61_184 + secrets.randbelow(4_000)
    return room().command(), room().environment(), _locked(_copy(), user)


@functools.cache
def _copy() -> Path:
    """A file system that holds what a submission may read, and nothing else."""
    here = room()
    root = here.home / "root"
    root.mkdir(mode=0o755)
    for source in here.readable:
        target = root / source.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, True, shutil.ignore_patterns("tests"), _link_or_copy)
        elif source not in here.libraries:  # these are loaded before
            _link_or_copy(source, target)
    (root / here.settings.relative_to("/")).chmod(stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
    for folder in (root / here.home.relative_to("/")).parents:
        if folder.is_relative_to(root):
            folder.chmod(0o755)
    return root


def _link_or_copy(source, target) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def _bare() -> Start:
    return room().command(), room().environment(), None


A = Layer("A", "bubblewrap, landlock and seccomp", _no_bubblewrap, _bubblewrap)
B = Layer("B", "landlock and seccomp", _no_landlock, _landlock)
C = Layer("C", "a file system and a user of its own, and seccomp", _no_root, _chroot)
LAYERS = (A, C, B)
UNSAFE = Layer("none", "not isolated", str, _bare)
