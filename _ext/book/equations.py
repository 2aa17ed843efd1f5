r"""Display equations as they stand.

Sphinx wraps a display of several lines in an environment of its own, in which
MathJax refuses a `\tag`. The chapters write their own environments, because
they are read in other places too; so here a display is passed on untouched.
"""

from docutils import nodes


def pass_on(app, doctree):
    for display in doctree.findall(nodes.math_block):
        if not display.get("nowrap"):
            display["nowrap"] = True
            display[:] = [nodes.Text(rf"\[{display.astext()}\]")]


def setup(app):
    app.connect("doctree-read", pass_on)
