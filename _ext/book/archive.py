"""The site as one archive beside it, to be opened where there is neither network nor server."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def write(app, error):
    """Write the archive; the same site gives the same bytes."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    files = sorted(path for path in site.rglob("*") if path.is_file())
    with ZipFile(site.with_name("book.zip"), "w") as archive:
        for path in files:
            name = ZipInfo(f"book/{path.relative_to(site).as_posix()}")  # of no date
            archive.writestr(name, path.read_bytes(), ZIP_DEFLATED)


def setup(app):
    app.connect("build-finished", write, priority=990)  # after everything else
