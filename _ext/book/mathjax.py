"""MathJax served by the site itself: the files come from a pip package.

Only what the pages use is copied: the program, its fonts, and the TeX
extensions that it loads when an equation asks for them.
"""

from importlib.util import find_spec
from pathlib import Path

PARTS = ("tex-chtml.js", "output/chtml/fonts/woff-v2/*.woff", "input/tex/extensions/*.js")


def copy_mathjax(app, error):
    if error is not None or app.builder.format != "html":
        return
    package = Path(find_spec("sphinx-mathjax-offline").submodule_search_locations[0])
    source, target = package / "static" / "mathjax", Path(app.outdir, "_static", "mathjax")
    wanted = {file for part in PARTS for file in source.glob(part)}
    for file in wanted:
        copy = target / file.relative_to(source)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())


def setup(app):
    app.connect("build-finished", copy_mathjax)
