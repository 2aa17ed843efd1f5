"""What the laboratory shows of a cell, piece by piece. It runs in the page and in any Python."""

import json
import re

from book.letters import SYMBOL, in_drawing, in_latex

from laboratory import mistakes
from rnnlib import equations, symbolic
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.comparison import compare, parameter_formula
from rnnlib.symbolic.dimensions import html_table, typeset
from rnnlib.symbolic.expressions import Product, Same, Sum
from rnnlib.symbolic.functions import is_layer, sigmoid
from rnnlib.symbolic.graph import Writer
from rnnlib.symbolic.javascript import for_training
from rnnlib.symbolic.mathml import mathml

SIZES = {"D_x": 3, "D_h": 5, "B": 7}
MORE_SIZES = 2, 11, 13, 17, 19  # of what a reader has given a name of its own
PURPOSES = {
    "forget": "how much of its own old value a state keeps",
    "input": "how much of what is offered is written into a state",
    "output": "how much of a state is shown",
    "relevance": "how much of an old state a layer gets to see",
}
OPERATORS = {
    "Product": "elementwise product", "OneMinus": "one minus", "Sum": "sum",
    "Quotient": "elementwise quotient", "Maximum": "maximum", "Mean": "mean",
    "Variance": "variance", "sigmoid": "σ", "relu": "ReLU", "log": "ln", "sqrt": "√",
}  # fmt: skip


def cell_of(source):
    """The last cell that a source defines.

    Raises:
        mistakes.Mistake: the source does not run, or defines none.
    """
    mistakes.check_indents(source)
    names = {name: getattr(symbolic, name) for name in symbolic.__all__}
    names["__name__"] = "laboratory"
    try:
        exec(source, names)
    except Exception as error:
        raise mistakes.told(error, source) from None
    cells = [thing for thing in names.values() if isinstance(thing, Cell)]
    if not cells:
        raise mistakes.Mistake("expected a function with @cell above it, got none")
    return cells[-1]


def pieces(source, other="", sizes=None):
    """(name, text) for all that is shown of a cell, what is quick and wanted first before.

    Args:
        source: what the reader has written.
        other: the name of a cell of the library that it is compared with.
        sizes: {"D_x": 3, …}, numbers that the reader has chosen.

    Raises:
        mistakes.Mistake: the source does not run, or defines no cell.
    """
    cell = cell_of(source)
    yield "said", _said(cell) + _left_out(cell, source) + _kept(cell)
    yield "equations", _display(cell.latex())
    yield "parts", _parts(cell)
    yield "drawing", f'<div class="book-figure">{in_drawing(cell.diagram().svg)}</div>'
    yield "backward", _display(cell.backward().latex())
    numbers = _numbers(cell, sizes or {})
    yield "weights", _weights(cell, numbers)
    yield "dimensions", _dimensions(cell, numbers)
    if other:
        table = compare(cell, getattr(equations, other))._repr_html_()
        yield "comparison", _scrolling(_with_symbols(table))
    yield "numpy", cell.to_numpy()
    told = for_training(cell)
    yield "javascript", told["source"]
    yield "training", json.dumps(told)


def _said(cell):
    """What has been derived, in a sentence."""
    gates = [f"{gate.name} ({', '.join(gate.roles)})" for gate in cell.gates()]
    layers = _counted("layer", cell.layers(), " ({})")
    return f"{cell.name} has {layers} and {_counted('gate', gates, ': {}')}."


def _left_out(cell, source):
    """The layers that the source makes and the cell does not use, in a sentence."""
    known = {node.name.code for node in cell.nodes if node.name}
    text = re.sub("#.*", "", source.rpartition("@cell")[2])
    written = [match[1] for match in re.finditer(r"""\.layer\(\s*["']([^"']+)["']""", text)]
    idle = [name for name in written if f"W_{name.rstrip('~')}" not in known]
    if not idle:
        return ""
    are, them = ("is", "it") if len(idle) == 1 else ("are", "them")
    return f" {' and '.join(idle)} {are} left out: nothing that is returned uses {them}."


def _kept(cell):
    """A question, if a state never changes, or if what is added up to each holds others only."""
    pairs = zip(cell.prior, cell.states, strict=True)
    same = [new.name.code for own, new in pairs if isinstance(new, Same) and own in new.operands]
    if same:
        return f" {' and '.join(same)} never changes: is a line missing that makes the new one?"
    held = [_added(new) & {*cell.prior} for new in cell.states]
    if not any(held) or any(own in found for own, found in zip(cell.prior, held, strict=True)):
        return ""
    names = " and ".join(new.name.code for new in cell.states)
    return f" No state keeps what it was itself: are the results returned in the order {names}?"


def _added(node):
    """The terms of a sum and their factors; but not what is inside of layers."""
    parts = node.operands if isinstance(node, (Sum, Product, Same)) else ()
    return {*parts}.union(*map(_added, parts))


def _counted(what, names, listed):
    if not names:
        return f"no {what}"
    words = ", ".join(names[:-1]) + " and " * (len(names) > 1) + names[-1]
    return f"{len(names)} {what}{'s' * (len(names) > 1)}" + listed.replace("{}", words)


def _display(latex):
    return f'<div class="math">{mathml(latex)}</div>'


def _with_symbols(html):
    """HTML in which letters in italics with their indices are equations."""
    return SYMBOL.sub(lambda match: mathml(in_latex(match)), html)


def _parts(cell):
    """States, layers, gates and operators: a list of terms, each with what it says."""
    write = Writer(roles=cell.roles)

    def names(nodes):
        return ", ".join(mathml(write(node)) for node in nodes)

    gates = cell.gates()
    rows = [
        ("States", names(cell.states)),
        ("Outputs", names(cell.outputs)),
        ("Layers", names(n for n in cell.equations if n.name.code in cell.layers())),
    ]
    for gate in gates:
        rows.append((f"{names([gate.node])}, {' and '.join(gate.roles)} gate", _purposes(gate)))
    found = [gate.node for gate in gates]
    idle = [n for n in cell.equations if n.kind is sigmoid and n not in found]
    rows.append((f"{names(idle)}, no gate" if idle else "", "a σ layer that multiplies nothing"))
    rows.append(("Operators", _with_their_number(_operators(cell))))
    shown = [f"<dt>{term}</dt><dd>{text}</dd>" for term, text in rows if term and text]
    return f"<dl>{''.join(shown)}</dl>"


def _purposes(gate):
    """What a gate is for, and whether it says so itself or one minus it."""
    parts = []
    for role, through in gate.roles.items():
        parts.append(
            PURPOSES[role]
            + ("" if through == gate.name else f" (through {through.replace('-', '−')})")
        )
    return "; ".join(parts)


def _operators(cell):
    """What is drawn as a circle: what joins two columns is a dot."""
    sums = [n for n in cell.nodes if isinstance(n, Sum) and not n.is_step and not is_layer(n)]
    return [*(name for name in cell.operators() if name != "Concatenation"), *["Sum"] * len(sums)]


def _with_their_number(operators):
    names = [OPERATORS.get(name, name) for name in operators]
    counts = {name: names.count(name) for name in names}
    return ", ".join(f"{n}\xa0×\xa0{name}" if n > 1 else name for name, n in counts.items())


def _numbers(cell, chosen):
    """Sizes for the table: those that are chosen, the book's, and further primes for others."""
    symbols = {"B"}.union(*(size.symbols for node in cell.nodes for size in node.shape))
    others = sorted(symbols - SIZES.keys())
    primes = {s: MORE_SIZES[k % len(MORE_SIZES)] for k, s in enumerate(others)}
    return {s: {**SIZES, **primes, **chosen}[s] for s in sorted(symbols)}


def _weights(cell, numbers):
    formula = _with_symbols(typeset(str(parameter_formula(cell))))
    count = cell.parameter_count(**{k: v for k, v in numbers.items() if k != "B"})
    return f"It has {formula} weights and biases that are trained: {count} with these sizes."


def _dimensions(cell, numbers):
    trace = cell.dimensions(**numbers)
    rows = "".join(
        f"<tr><td>{mathml(row.latex)}</td><td>{mathml(_shape(row.shape))}</td>"
        f"<td>{row.numbers}</td><td>{_with_symbols(typeset(row.rule))}</td></tr>"
        for row in trace
    )
    head = "".join(f'<th scope="col">{t}</th>' for t in ("tensor", "shape", "in numbers", "why"))
    return _scrolling(html_table(f"The dimensions of {cell.name}", f"<tr>{head}</tr>", rows))


def _scrolling(table):
    return f'<div class="pst-scrollable-table-container">{table}</div>'


def _shape(text):
    return re.sub(r"_(\w+)", r"_{\1}", text)
