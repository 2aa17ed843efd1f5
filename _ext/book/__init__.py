"""The book's Sphinx extension: what the site needs beyond its theme, one idea per file."""

import logging
import zlib
from importlib import import_module
from pathlib import Path

SOURCES = sorted(Path(__file__).parent.glob("[a-z]*.py"))


def setup(app):
    # The theme's a11y_pygments sets the root logger to INFO: each subset font took ten lines.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    for file in SOURCES:
        module = import_module(f"{__name__}.{file.stem}")
        if hasattr(module, "setup"):
            module.setup(app)
    return {
        # A change to the extension makes Sphinx read every page again.
        "env_version": zlib.crc32(b"".join(file.read_bytes() for file in SOURCES)),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
