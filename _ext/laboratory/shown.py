"""The pieces of the laboratory as they stand in the page before the reader changes anything.

    ```{laboratory} equations
    ```

stands for a piece of the LSTM, made by the same code that runs in the page. Readers without
scripts see it, and so does paper.
"""

import json
from functools import cache
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from rnnlib.practice.pieces import inline

from . import bundle, derived, starts, training

HERE = Path(__file__).parent
OTHER, ROWS = "GRU", 8
YOUR_OWN = '<option value="" hidden disabled>your own</option>'  # named, never chosen
SCRIPTS = "python.js", "link.js", "laboratory.js"


@cache
def pieces():
    return dict(derived.pieces(starts.cells()[starts.FIRST], OTHER))


def write():
    """The field to write in, and all around it."""
    cells = starts.cells()
    style = (HERE / "laboratory.css").read_text("utf-8")
    known = json.dumps(cells).replace("<", "\\u003c")
    start = _choice("start", cells, starts.FIRST, YOUR_OWN)
    return f"""\
<div class="laboratory" data-python="{bundle.version()}"><style>{style}</style>
<div class="choices" data-live hidden><label>Start from {start}</label></div>
<label for="laboratory-cell">Your cell</label>
<div class="editor"><textarea id="laboratory-cell" rows="{ROWS}" readonly spellcheck="false"
autocomplete="off" autocapitalize="off" aria-describedby="laboratory-hint">
{escape(cells[starts.FIRST])}</textarea><span class="mark" hidden></span></div>
<noscript><p>This is the LSTM, and all below follows from it. To change it, the page needs
scripts.</p></noscript>
<p role="status" data-said>{escape(pieces()["said"])}</p>
<div class="choices" data-live hidden><button type="button" data-link>Copy a link</button>
<a href="#training">Train it</a> <span role="status" data-copied></span></div>
<p class="hint" id="laboratory-hint" data-live hidden>The Tab key indents; Escape, then Tab, leaves
the field.</p>
</div>
<script type="application/json" data-sources>{known}</script>"""


def sizes():
    """The fields for the sizes that the book uses."""
    means = {"D_x": "features of the input", "D_h": "hidden units", "B": "samples in a batch"}
    fields = "".join(
        f"<label><span>{inline(f'${name}$, {means[name]}')}</span>"
        f'<input type="number" min="1" max="9999" data-size="{name}" value="{size}" '
        f'aria-label="{name}, {means[name]}"></label>'
        for name, size in derived.SIZES.items()
    )
    return f'<div class="laboratory"><div class="choices" data-live hidden>{fields}</div></div>'


def other():
    """The cells of the library, to compare with."""
    names = [name for name in starts.cells() if name not in starts.FROM_THE_APPENDIX]
    label = f"<label>Beside it {_choice('other', names, OTHER)}</label>"
    return f'<div class="laboratory"><div class="choices" data-live hidden>{label}</div></div>'


def code():
    """The cell as code, folded."""
    titles = {"numpy": "One step in NumPy", "javascript": "One step and its gradient in JavaScript"}
    return "".join(
        f'<details class="hide"><summary>{title}</summary>'
        f'<pre data-piece="{piece}">{escape(pieces()[piece])}</pre></details>'
        for piece, title in titles.items()
    )


def tensors():
    """The dimensions, folded."""
    table = f'<div data-piece="dimensions">{pieces()["dimensions"]}</div>'
    return f'<details class="hide"><summary>All tensors of a step</summary>{table}</details>'


def train():
    return (
        "<div data-training><p>To train it, the page needs scripts. How GRU and LSTM learn to add "
        'is drawn in <a href="evidence/adding.html">one of our studies</a>.</p></div>'
    )


def scripts():
    """All that runs in the page before Python is asked for."""
    own = [(HERE / name).read_text("utf-8") for name in SCRIPTS]
    texts = [training.script(), *own]
    return "".join(f"<script>{text}</script>" for text in texts)


def _choice(name, cells, chosen, first=""):
    options = first + "".join(
        f"<option{' selected' if cell == chosen else ''}>{escape(cell)}</option>" for cell in cells
    )
    return f"<select data-{name}>{options}</select>"


PARTS = {"write": write, "sizes": sizes, "other": other, "code": code, "tensors": tensors,
         "train": train,
         "scripts": scripts}  # fmt: skip


class Laboratory(SphinxDirective):
    required_arguments = 1

    def run(self):
        self.env.note_reread()  # the library may have changed
        name = self.arguments[0]
        if name in PARTS:
            html = PARTS[name]()
        else:
            html = f'<div data-piece="{name}">{pieces()[name]}</div>'
        return [nodes.raw("", html, format="html")]


def setup(app):
    app.add_directive("laboratory", Laboratory)
