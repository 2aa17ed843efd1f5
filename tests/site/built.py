"""Where the built site is, which pages it has, and a small one to try things on."""

import functools
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

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


def first_visit(page):
    """The files that a browser asks for when a page is the first that it sees of the site."""
    html = BeautifulSoup((SITE / page).read_text("utf-8"), "html.parser")
    parts = html.select("link[rel=stylesheet], link[rel=icon], script[src], img[src]")
    addresses = [urlsplit(part.get("href") or part["src"]) for part in parts]
    own = [SITE.joinpath(page).parent / a.path for a in addresses if not a.scheme]
    fonts = re.search(r"const name of (\[.*?\])", str(html.head))
    named = [SITE / f"_static/fonts/{name}.woff2" for name in json.loads(fonts[1])]
    return {SITE / page, *(path.resolve() for path in own), *named}


@functools.cache
def packed(file):
    """The bytes of a file on its way to a reader, compressed by the server if it is text."""
    content = file.read_bytes()
    text = file.suffix in {".html", ".css", ".js", ".svg"}
    return len(gzip.compress(content, 9)) if text else len(content)


class SmallBook:
    """Some pages of one's own, built as this book is."""

    def __init__(self, folder, pages):
        self.folder = folder
        for part in ("_ext", "_static"):
            shutil.copytree(ROOT / part, folder / part)
        shutil.copy(ROOT / "_config.yml", folder)
        root, *others = pages
        toc = "".join(f"  - file: {page}\n" for page in others)
        self.write("_toc.yml", f"format: jb-book\nroot: {root}\nchapters:\n{toc}")
        self.write("chapters/references.bib", "")
        for page, text in pages.items():
            self.write(page, text)

    def write(self, name, text):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def build(self, **environment):
        build = [Path(sys.executable).with_name("jupyter-book"), "build", self.folder, "-W", "-n"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        done = subprocess.run(build, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def files(self):
        """Every file of the site, and the archive of it, by its contents."""
        built = self.folder / "_build"
        paths = [built / "book.zip", *(built / "html").rglob("*")]
        return {path: path.read_bytes() for path in paths if path.is_file()}

    def page(self, address):
        html = self.folder / "_build" / "html" / address
        return BeautifulSoup(html.read_text("utf-8"), "html.parser")
