"""The laboratory: a reader writes a cell in the page, and the library derives what follows.

Python runs in the page, but only where it is asked for: see `bundle` and `python.js`.
"""

import zlib
from pathlib import Path

from . import bundle, practice, shown

PAGES = ("chapters/laboratory", "chapters/practice")


def write(app, error):
    """Put what the pages fetch into the site, if it has one of these pages."""
    if error is not None or app.builder.format != "html" or not app.env.found_docs & {*PAGES}:
        return
    folder = Path(app.outdir, "_static", "laboratory")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in bundle.fetched().items():
        (folder / name).write_text(text, "utf-8")


def setup(app):
    shown.setup(app)
    practice.setup(app)
    app.connect("build-finished", write, priority=940)  # before the list of what is kept offline
    files = sorted(
        path for path in bundle.HERE.rglob("*.*") if path.suffix in (".py", ".js", ".css")
    )
    return {
        # A change to any of it makes Sphinx read every page again.
        "env_version": zlib.crc32(b"".join(path.read_bytes() for path in files)),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
