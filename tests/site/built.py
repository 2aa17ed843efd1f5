"""Where the built site is, and which pages it has."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"


def pages():
    """Every page of the site, as its path below the root."""
    files = (file.relative_to(SITE) for file in SITE.rglob("*.html"))
    return sorted(file.as_posix() for file in files if "_static" not in file.parts)


def notebooks():
    """The pages that are notebooks."""
    return [page for page in pages() if (SITE / "_sources" / notebook_of(page)).exists()]


def notebook_of(page):
    return page.removesuffix(".html") + ".ipynb"
