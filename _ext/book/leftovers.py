"""Only what a page shows stays in the site: the theme brings 7 MB more, which nothing asks for.

And only pages whose sources are there: an incremental build gives what a full one does.
"""

from pathlib import Path

from . import offline


def forget(app, error):
    """Remove the pages whose sources are gone, and the copies of those sources."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for copy in (site / "_sources").rglob("*.*"):
        name = copy.relative_to(site / "_sources").with_suffix("").as_posix()
        if name not in app.env.all_docs:
            copy.unlink()
            Path(app.builder.get_outfilename(name)).unlink(missing_ok=True)


def clear(app, error):
    """Remove what the pages, the style sheet and the script do not refer to."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    wanted = {*offline.kept(site).values(), site / "_static" / "fonts" / "LICENCES.txt"}
    below = sorted((site / "_static").rglob("*"), reverse=True)  # a folder after what is in it
    for path in below:
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.is_file() and path not in wanted:
            path.unlink()


def setup(app):
    app.connect("build-finished", forget, priority=100)
    app.connect("build-finished", clear, priority=960)  # after the worker is written
