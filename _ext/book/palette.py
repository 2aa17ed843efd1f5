"""The colours of `rnnlib.drawing.palette`, written into the site as a style sheet."""

from pathlib import Path

from rnnlib.drawing import palette


def write_style_sheet(app, error):
    if error is None and app.builder.format == "html":
        Path(app.outdir, "_static", "palette.css").write_text(palette.style_sheet(), "utf-8")


def setup(app):
    app.add_css_file("palette.css", priority=400)  # before the book's own, which uses it
    app.connect("build-finished", write_style_sheet)
