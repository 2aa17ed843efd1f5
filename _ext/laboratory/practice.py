"""The page of exercises: where they are asked, and twelve that are there without any script.

    ```{practice} room
    ```

is where the page asks, and `{practice} set` twelve exercises with their answers folded.
"""

import json
from html import escape
from pathlib import Path

from book.letters import in_drawing
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from rnnlib.practice.fields import answered, on_paper
from rnnlib.practice.pieces import in_html
from rnnlib.practice.series import KINDS, series

from . import bundle

HERE = Path(__file__).parent
SEED, NUMBER = 12, 12


def room():
    """Where the exercises are asked: all of it is made by the script."""
    titles = escape(json.dumps({name: kind.TITLE for name, kind in KINDS.items()}))
    style = (HERE / "practice.css").read_text("utf-8")
    return (
        f'<div class="practice" data-python="{bundle.version()}" data-kinds="{titles}">'
        f"<style>{style}</style><p>Here the page would ask you, but for that it needs scripts. "
        "Twelve exercises that need none stand below.</p></div>"
    )


def paper():
    """Exercises with their answers folded: each a number, its question, and a fold."""
    return "".join(
        f"<p><strong>{k}.</strong> {KINDS[one.kind].TITLE}, level {one.level}.</p>"
        f'<div class="asked">{in_drawing(on_paper(one))}</div>'
        f"<details><summary>Answer</summary><p>{answered(one.form)}</p>"
        f"{in_drawing(in_html(one.explanation))}</details>"
        for k, one in enumerate(series(SEED, number=NUMBER), 1)
    )


def scripts():
    """What runs in the page before Python is asked for."""
    names = "python.js", "practice.js"
    return "".join(f"<script>{(HERE / name).read_text('utf-8')}</script>" for name in names)


PARTS = {"room": room, "set": paper, "scripts": scripts}


class Practice(SphinxDirective):
    required_arguments = 1

    def run(self):
        self.env.note_reread()  # the library may have changed
        return [nodes.raw("", PARTS[self.arguments[0]](), format="html")]


def setup(app):
    app.add_directive("practice", Practice)
