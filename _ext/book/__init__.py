"""The book's Sphinx extension: what the site needs beyond its theme, one idea per file."""

import zlib
from importlib import import_module
from pathlib import Path

PARTS = (
    *(
        "archive",
        "asides",
        "book_map",
        "chapter_map",
        "claim_marks",
        "code",
        "compact",
        "descriptions",
        "drawings",
        "fonts",
    ),
    *("frame", "leftovers", "mathematics", "offline", "opening", "output_links", "palette"),
    *("punctuation", "reference", "repository", "search_index", "symbols", "titles"),
)


def setup(app):
    for part in PARTS:
        import_module(f"{__name__}.{part}").setup(app)
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return {
        # A change to the extension makes Sphinx read every page again.
        "env_version": zlib.crc32(b"".join(file.read_bytes() for file in sources)),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
