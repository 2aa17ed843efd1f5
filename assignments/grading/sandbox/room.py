"""What a submission can see: Python's own modules, numpy, matplotlib, and what these need.

The modules are gathered in one folder of links, which is all of the worker's `sys.path`. So
`import rnnlib` does not find anything, whatever else is installed beside numpy.
"""

import atexit
import functools
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"
PLAIN = ("-P", "-s", "-S", "-B")  # Python finds no modules but its own, and writes none
PACKAGES = ("numpy", "matplotlib")
LEFT_OUT = {"site-packages", "dist-packages", "lib-dynload", "test", "idlelib", "tkinter"}
LEFT_OUT |= {"ensurepip", "lib2to3"}
# What Python or its arithmetic need on some machines.
PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES", "LD_LIBRARY_PATH")

# Run once, before any submission, where nothing is locked yet: it makes matplotlib's list of
# fonts (its own alone, so that figures are the same everywhere) and prints the shared libraries.
PREPARE = """
import sys
sys.path[:] = [sys.argv[1]]
import bz2, ctypes, decimal, hashlib, lzma, ssl, uuid, zlib
import matplotlib.pyplot, matplotlib.font_manager as fonts
own = matplotlib.get_data_path()
fonts.fontManager.ttflist = [f for f in fonts.fontManager.ttflist if f.fname.startswith(own)]
fonts.fontManager.afmlist = []
version = fonts.FontManager.__version__
fonts.json_dump(fonts.fontManager, f"{sys.argv[2]}/fontlist-v{version}.json")
if sys.platform == "linux":
    loaded = {line.split(maxsplit=5)[5] for line in open("/proc/self/maps") if ".so" in line}
    print(*loaded, sep="", end="")
"""


@dataclass(frozen=True)
class Room:
    """The paths of it.

    Args:
        python: the interpreter.
        library: the folder of its own modules.
        modules: the folder of links.
        settings: matplotlib's, with its list of fonts.
        home: a folder of this process' own, deleted at its end; the last two folders are in it.
        readable: everything that a submission may read.
        libraries: those of the system that Python, numpy and matplotlib load.
    """

    python: Path
    library: Path
    modules: Path
    settings: Path
    home: Path
    readable: tuple[Path, ...] = ()
    libraries: tuple[Path, ...] = ()

    def command(self) -> list[str]:
        """The worker, to which the two pipes are yet to be named."""
        return [str(self.python), *PLAIN, str(INSIDE), str(self.modules)]

    def environment(self) -> dict[str, str]:
        """All of a worker's environment: the grader's own may hold secrets."""
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
        plain = {"MPLBACKEND": "agg", "LANG": "C.UTF-8", "HOME": "/nonexistent", "PATH": ""}
        plain["PYTHONHASHSEED"] = "0"  # a set of characters has the same order each time
        return {**plain, **one, **passed, "MPLCONFIGDIR": str(self.settings)}


@functools.cache
def room() -> Room:
    """The room of this process, made when it is first asked for: about a second."""
    home = Path(tempfile.mkdtemp(prefix="grading-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    modules, settings = home / "modules", home / "matplotlib"
    modules.mkdir()
    settings.mkdir()
    python = Path(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
    library = Path(os.path.realpath(sysconfig.get_path("stdlib")))
    sources = [*_standard_library(library), *_packages(PACKAGES)]
    for source in sources:
        (modules / source.name).symlink_to(source)
    made = Room(python, library, modules, settings, home)
    printed = subprocess.run(
        [str(python), *PLAIN, "-c", PREPARE, str(modules), str(settings)],
        env=made.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if printed.returncode:
        raise RuntimeError(f"numpy and matplotlib cannot be made ready:\n{printed.stderr}")
    loaded = [Path(line) for line in printed.stdout.splitlines()]
    libraries = [p for p in loaded if not any(p.is_relative_to(source) for source in sources)]
    cache = Path("/etc/ld.so.cache")  # where the loader looks libraries up
    readable = [modules, settings, *sources, *libraries, *([cache] if cache.exists() else [])]
    return replace(made, readable=tuple(readable), libraries=tuple(libraries))


def _standard_library(folder: Path) -> list[Path]:
    entries = [entry for entry in folder.iterdir() if entry.name not in LEFT_OUT]
    entries = [entry for entry in entries if not entry.name.startswith("config-")]
    dynamic = folder / "lib-dynload"  # its own entry of sys.path, elsewhere
    return sorted(entries) + sorted(dynamic.iterdir() if dynamic.exists() else [])


def _packages(names) -> list[Path]:
    """The top folders and files of installed packages, and of all that they need."""
    found: dict[Path, None] = {}
    seen, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:  # needed on other systems alone
            continue
        if name in seen:
            continue
        seen.add(name)
        for need in distribution.requires or ():
            if "extra ==" not in need:
                waiting.append(re.match(r"[\w.-]+", need)[0])
        for file in distribution.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__"):
                found[Path(os.path.realpath(distribution.locate_file(top)))] = None
    return list(found)
