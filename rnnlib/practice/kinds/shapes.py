"""Shapes and counts: what follows from D_x, D_h and B alone."""

from math import prod

from rnnlib.practice.cells import sketch
from rnnlib.practice.exercise import Numbers
from rnnlib.practice.kinds.kind import Made
from rnnlib.practice.pieces import Table, Text, forward, named
from rnnlib.practice.randomness import Random
from rnnlib.symbolic.cell import Cell
from rnnlib.symbolic.comparison import parameter_formula
from rnnlib.symbolic.expressions import MatrixProduct
from rnnlib.symbolic.features import Concatenation
from rnnlib.symbolic.graph import Node, write
from rnnlib.symbolic.names import BATCH, ONE, Size, shape_text
from rnnlib.symbolic.symbols import Symbol

TITLE = "Shapes and counts"
PRIMES = (2, 3, 5, 7, 11, 13)
ORDER = ("D_x", "D_h", "D_k", "D_p", "D_y", "B")
MEANS = {
    "D_x": "features of the input",
    "D_h": "features of a state",
    "D_p": "features of $h_t$",
    "D_y": "features of the output",
    "B": "samples in the batch",
}


def make(random: Random, level: int) -> Made:
    """The shape of one array, the number of weights, or a size to be found from that number."""
    cell, _ = sketch(random, min(level, 3), narrow=level > 2)
    names = {term for node in cell.nodes for size in node.shape for term in size.symbols}
    values = random.sample(PRIMES, len(names))
    sizes = {name: values.pop() for name in ORDER if name in names}
    asks = {1: (_shape,), 2: (_shape, _count), 3: (_shape, _count), 4: (_count, _backwards)}
    return random.choice(asks[level])(random, cell, sizes)


def _given(cell, sizes, *hidden):
    narrow = [n for n in cell.equations if n.shape[0] == Size("D_k") and not n.is_step]
    means = MEANS | {"D_k": "".join(f"neurons of the layer {named(layer)}" for layer in narrow)}
    means |= {"D_h": "features of $c_t$"} if "D_p" in sizes else {}
    said = [f"${name}$ = {n} ({means[name]})" for name, n in sizes.items() if name not in hidden]
    return forward(cell), Text(f"Let {', '.join(said)}.")


def _shape(random, cell, sizes):
    """The rows and columns of an array of weights, of what a layer sees, or of a gradient."""
    products = [node for node in cell.nodes if isinstance(node, MatrixProduct)]
    product = random.choice(products)
    biases = [s for s in cell.parameters.values() if s.shape[1] == ONE]
    asked = random.choice([*product.operands, product, *product.operands[:1], *biases[:1]])
    is_gradient = random.chance(3) and asked.name and asked.kind == "parameter"
    right = tuple(size.value(sizes) for size in asked.shape)
    what = f"the gradient {named(asked, bar=True)}" if is_gradient else f"${write(asked)}$"
    question = (*_given(cell, sizes), Text(f"What is the shape of {what}?"))
    explanation = [Text(_why(asked, product)), _as_numbers(asked, right)]
    if is_gradient:
        explanation.insert(0, Text(
            "A gradient has one entry for each entry of what it is the gradient of, so it has "
            "the same shape. The samples of the batch are added up in it."
        ))  # fmt: skip
    mistakes = [(right[::-1], "Rows and columns are the other way round: features come first.")]
    if BATCH in asked.shape:
        own = (1, right[0]), (right[0], 1)
        mistakes += [(m, "That is the shape for one sample; the batch has more.") for m in own]
    elif asked is product.operands[0] and len(product.operands[1].operands) > 1:
        parts = [part.shape[0].value(sizes) for part in product.operands[1].operands]
        mistakes += [
            ((right[0], n), "That leaves out a part of what the layer sees.") for n in parts
        ]
    elif asked.kind == "parameter":
        words = (
            "The samples of the batch are added up in it."
            if is_gradient
            else ("Weights do not know how many samples there are in a batch.")
        )
        mistakes.append(((right[0], sizes["B"]), words))
    form = Numbers(("rows", "columns"), right, tuple(mistakes), _look(asked, product))
    return Made(question, form, explanation)


def _look(asked: Node, product: MatrixProduct) -> str:
    """Where the shape of an array is to be found, in words."""
    if asked is product.operands[0]:
        return "How many neurons has its layer, and how many features does that layer see?"
    if BATCH in asked.shape:
        return "How many features does it have, and for how many samples?"
    return "It has one number for each neuron of its layer. How does it stand?"


def _why(asked: Node, product: MatrixProduct) -> str:
    """Why an array has its shape, in words."""
    weights, seen = product.operands
    if asked is weights:
        return (
            f"A matrix has a row for each neuron of its layer and a column for each feature that "
            f"the layer sees. Here the layer sees ${write(seen)}$, with ${seen.shape[0]}$ features."
        )
    if asked is seen and isinstance(seen, Concatenation):
        return "Quantities that are stacked add up their rows. Each column is a sample."
    if BATCH in asked.shape:
        return (
            f"In the product the inner size ${weights.shape[1]}$ cancels: what stays is a row for "
            "each row of the matrix and a column for each sample."
            if asked is product
            else "A quantity has a row for each of its features and a column for each sample."
        )
    return "It has one number for each neuron, and is the same for every sample."


def _as_numbers(asked, numbers):
    return Text(f"So the shape is $({', '.join(map(str, asked.shape))})$ = {numbers}.")


def _count(random, cell, sizes):
    """The number of all weights and biases."""
    right = cell.parameter_count(**_without_batch(sizes))
    question = (
        *_given(cell, sizes),
        Text("How many weights and biases does the cell have in all?"),
    )
    shapes = {s: s.numbers(sizes) for s in cell.parameters.values()}
    matrices = sum(prod(shape) for shape in shapes.values() if shape[1] > 1)
    wrong = (
        (matrices, "Count the biases too: each of them is learnt."),
        (
            right * sizes["B"],
            "The weights are the same for every sample, so the batch does not count.",
        ),
        (prod(next(iter(shapes.values()))), "That is one matrix; the cell has more."),
    )
    mistakes = tuple(((number,), words) for number, words in wrong)
    explanation = (
        Text("Every array has as many entries as rows times columns, and all of them are learnt:"),
        _table(cell, sizes),
    )
    hint = (
        "Take each layer for itself: rows times columns, and one bias for each row where its "
        "equation has a bias."
    )
    return Made(question, Numbers(("weights and biases",), (right,), mistakes, hint), explanation)


def _without_batch(sizes):
    return {name: n for name, n in sizes.items() if name != "B"}


def _table(cell: Cell, sizes: dict[str, int]) -> Table:
    """Every array of weights with its shape and its number of entries."""
    rows = [_row(symbol, sizes) for symbol in cell.parameters.values()]
    total = cell.parameter_count(**_without_batch(sizes))
    return Table(
        "What is learnt", ("array", "shape", "in numbers", "entries"),
        [*rows, ("in all", "", "", str(total))],
    )  # fmt: skip


def _row(symbol: Symbol, sizes: dict[str, int]) -> tuple[str, ...]:
    n, m = symbol.numbers(sizes)
    return named(symbol), f"${shape_text(symbol.shape)}$", f"{n} × {m}", str(n * m)


def _backwards(random, cell, sizes):
    """A size that is to be found from the number of weights."""
    hidden = random.choice([name for name in ("D_x", "D_h") if name in sizes])
    known = _without_batch(sizes)
    total, right = cell.parameter_count(**known), sizes[hidden]
    question = (
        *_given(cell, known, hidden),
        Text(f"The cell has {total} weights and biases in all. How large is ${hidden}$?"),
    )
    formula = str(parameter_formula(cell))
    explanation = (
        Text(f"The arrays of weights have {_typeset(formula)} entries in all."),
        Text(
            f"With what is given this is {total} only for ${hidden}$ = {right}. For one more it "
            f"would be {cell.parameter_count(**{**known, hidden: right + 1})}, for one less "
            f"{cell.parameter_count(**{**known, hidden: right - 1})}."
        ),
        _table(cell, sizes),
    )
    hint = f"Write the number of weights with ${hidden}$ unknown, layer by layer, and solve for it."
    return Made(question, Numbers((f"${hidden}$",), (right,), (), hint), explanation)


def _typeset(formula: str) -> str:
    """3 D_h² + D_h D_x as mathematics."""
    terms = formula.replace("²", "^2").replace("³", "^3").split(" + ")
    return " + ".join(f"${term}$" for term in terms)
