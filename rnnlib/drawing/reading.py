"""Trained nets that read the same text, letter by letter: a text that is typed in the page.

Each is a cell and its weights, rounded to a byte. The page computes with the JavaScript that is
written by the cell's equations; the still comes from the equations themselves.
"""

import base64
import json
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rnnlib.drawing import svg
from rnnlib.drawing.operated import controls, operated
from rnnlib.drawing.svg import Drawing
from rnnlib.drawing.text_maps import MONO
from rnnlib.symbolic import given, javascript
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.graph import evaluate

MOST = 40  # letters that can be typed
WIDTH, LEFT, ROW = 350, 18, 13
WIDE = 8  # of a letter
DEEPEST = 0.5  # opacity of the ground under letters that stay readable
LARGEST = 127  # of the whole numbers that weights are rounded to

Params = dict[str, np.ndarray]


class Reading(NamedTuple):
    """What a net makes of a text.

    Attributes:
        p: (D_y,), the probability of each next letter.
        influence: (T,), ‖∂ ln p(likeliest next letter) / ∂x_t‖.
        gates: {gate: (T,)}, the mean over the units.
    """

    p: np.ndarray
    influence: np.ndarray
    gates: dict[str, np.ndarray]


def rounded(params: Mapping[str, ArrayLike]) -> dict[str, tuple[np.ndarray, float]]:
    """{name: (whole numbers from -127 to 127, what they are multiplied by)} of weights."""
    found = {}
    for name, given_array in params.items():
        array = np.asarray(given_array, float)
        scale = float(f"{np.abs(array).max() / LARGEST or 1:.6g}")
        found[name] = np.clip(np.rint(array / scale), -LARGEST, LARGEST).astype(np.int8), scale
    return found


def read(cell: Cell, params: Mapping[str, ArrayLike], numbers: ArrayLike) -> Reading:
    """A net reads a text from states of zero, straight from its equations.

    Args:
        cell: a Cell whose first state is read out.
        params: {code name: array} of the cell, W_y (D_y, D_h) and b_y (D_y, 1).
        numbers: (T,), class numbers of the letters; each is a one-hot input.
    """
    own = {name: np.asarray(array, float) for name, array in params.items()}
    one_hot = np.eye(len(own["W_y"]))[:, np.asarray(numbers, int)]
    zero = np.zeros((own["W_y"].shape[1], 1))
    state, tape = (zero,) * len(cell.states), []
    weights = {code: own[code] for code in cell.parameters}
    for k in range(one_hot.shape[1]):
        values = evaluate(cell.results, given.arrays(cell, weights, one_hot[:, k : k + 1], state))
        tape.append(values)
        state = tuple(values[node] for node in cell.states)
    y = own["W_y"] @ state[0] + own["b_y"]
    p = np.exp(y - y.max())
    p /= p.sum()
    d_y = -p
    d_y[p.argmax()] += 1
    arriving, influence = [own["W_y"].T @ d_y, *(zero,) * (len(state) - 1)], []
    for values in reversed(tape):
        sent = cell.backward().evaluate(values, dict(zip(cell.states, arriving, strict=True)))
        influence.append(np.linalg.norm(sent[cell.x]))
        arriving = [sent[node] for node in cell.prior]
    gates = {g.name: np.array([values[g.node].mean() for values in tape]) for g in cell.gates()}
    return Reading(p[:, 0], np.array(influence[::-1]), gates)


def read_along(nets: Mapping[Cell, Mapping[str, ArrayLike]], alphabet: str, text: str) -> Drawing:
    """Nets beside each other that read what the reader types.

    For each net: the likeliest next letters, the letters on the darker ground the more that
    prediction depends on them, and under them the mean of each gate.

    Args:
        nets: {cell: {code name: array}}, all parameters of the cell, W_y and b_y of its readout.
        alphabet: the letters, in the order of their class numbers; a space is one of them.
        text: what stands in the field at first, at most 40 letters of the alphabet.

    Raises:
        ValueError: the text is too long or has other letters, a parameter is missing, or a
            readout has not a row for each letter.
    """
    if not 0 < len(text) <= MOST or not set(text) <= set(alphabet):
        raise ValueError(f"read_along: text must be 1 to {MOST} letters of alphabet, got {text!r}")
    body, top, data = "", 0, []
    for cell, params in nets.items():
        missing = ", ".join(sorted({*cell.parameters, "W_y", "b_y"} - params.keys()))
        if missing:
            raise ValueError(f"read_along: params of {cell.name} must hold {missing}")
        if np.shape(params["W_y"])[0] != len(alphabet):
            raise ValueError(
                f"read_along: W_y of {cell.name} must be ({len(alphabet)}, D_h), a row for each "
                f"letter, got {np.shape(params['W_y'])}"
            )
        whole = rounded({code: params[code] for code in (*cell.parameters, "W_y", "b_y")})
        own = {name: array * scale for name, (array, scale) in whole.items()}
        found = read(cell, own, [alphabet.index(letter) for letter in text])
        panel, tall = _panel(cell, found, alphabet, text)
        body += f'<g data-net="{cell.name}" transform="translate(0,{top})">{panel}</g>'
        top += tall
        data.append(_for_the_page(cell, whole))
    still = svg.picture(
        WIDTH, top, body,
        "For each net the text, its letters on dark ground where the prediction depends on them, "
        "then a framed letter, the likeliest; below, a strip of shades for each gate.",
    )  # fmt: skip
    field = (
        f'<label style="display:flex;flex:1 1 12em;gap:.5em">text<input type="text" '
        f'maxlength="{MOST}" value="{escape(text)}" autocomplete="off" spellcheck="false" '
        f'style="flex:1;min-width:0;font:inherit;font-family:{escape(MONO)};color:inherit;'
        'background:none;border:1px solid;border-radius:4px;padding:.1em .4em"></label>'
    )
    rows = controls(field) + '<p data-said aria-live="polite"></p>'
    about = json.dumps({"alphabet": alphabet, "left": LEFT, "wide": WIDE})
    begin = f"(root) => readAlong(root, [{', '.join(data)}], {about})"
    scripts = ["reading.js", *(cell.to_javascript() for cell in nets)]
    return operated("reading", still, rows, scripts, begin)


def _for_the_page(cell, whole):
    """A net as a JavaScript object."""
    sizes = {"D_x": len(whole["W_y"][0]), "D_h": whole["W_y"][0].shape[1], "B": 1}
    packed = b"".join(array.tobytes() for array, _ in whole.values())
    net = {
        "name": cell.name,
        "states": [node.name.code for node in cell.states],
        "gates": [gate.name for gate in cell.gates()],
        "arrays": [[name, array.size, scale] for name, (array, scale) in whole.items()],
        "packed": base64.b64encode(packed).decode("ascii"),
    }
    own = f"{javascript.function_name(cell)}({json.dumps(sizes)})"
    return f"{json.dumps(net)[:-1]}, own: {own}}}"


def _panel(cell, found, alphabet, text):
    """What one net makes of the text, and its height."""
    best = np.argsort(-found.p, kind="stable")[:3]
    words = ", ".join(f"{_shown(alphabet[k])} {found.p[k]:.2f}" for k in best)
    end = LEFT + WIDE * (MOST + 1)
    body = svg.text(2, 12, cell.name, text_anchor="start", font_weight=600)
    about: Any = {"data-next": "", "text_anchor": "end"}
    body += svg.text(end, 12, f"next: {words}", **about)
    depths = found.influence / max(found.influence.max(), 1e-300)
    body += _row(depths, 18, 20, "accent", DEEPEST)
    frame: Any = {"data-frame": "", "x": LEFT + WIDE * len(text), "y": 18, "rx": 2}
    body += svg.element("rect", fill="none", stroke="second", width=WIDE + 1, height=20, **frame)
    places = " ".join(f"{LEFT + (k + 0.5) * WIDE:g}" for k in range(MOST + 1))
    letters: Any = {"data-letters": "", "font_size": 12, "font_family": MONO}
    body += svg.text(places, 32, _shown(text + alphabet[best[0]]), **letters)
    for k, gate in enumerate(cell.gates()):
        y = 41 + ROW * k
        body += svg.symbol(8, y + 9, gate.name, gate.meaning, 13)
        body += _row(found.gates[gate.name], y, ROW - 2, gate.meaning)
    return body, 41 + ROW * len(cell.gates()) + 10


def _row(depths, y, tall, meaning, opacity=1.0):
    cells = "".join(
        f'<path d="M{k * WIDE} .5h{WIDE}" opacity="{depth:.2f}"/>' for k, depth in enumerate(depths)
    )
    place: Any = {"data-row": "", "transform": f"translate({LEFT} {y}) scale(1 {tall})"}
    return svg.element("g", cells, stroke=meaning, opacity=opacity, **place)


def _shown(letters):
    return letters.replace(" ", "·")
