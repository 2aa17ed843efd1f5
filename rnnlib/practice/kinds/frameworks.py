"""How libraries store weights and take their data: orders, axes and counts."""

from rnnlib.practice.exercise import Numbers
from rnnlib.practice.kinds.kind import Made, listed
from rnnlib.practice.pieces import Text
from rnnlib.practice.randomness import Random

# The order in which the weights of a layer's gates are stacked; c and h are candidates.
ORDERS = {
    ("PyTorch", "LSTM"): "ifco", ("Keras", "LSTM"): "ifco", ("ONNX", "LSTM"): "iofc",
    ("PyTorch", "GRU"): "rzh", ("Keras", "GRU"): "zrh", ("ONNX", "GRU"): "zrh",
}  # fmt: skip
STACKS = {  # what holds the weights for the input, and along which axis they are stacked
    "PyTorch": ("`weight_ih_l0`", "row"),
    "Keras": ("`kernel`", "column"),
    "ONNX": ("`W[0]`", "row"),
}
GATES = {
    "i": "input gate", "f": "forget gate", "o": "output gate", "c": "candidate",
    "r": "reset gate", "z": "update gate", "h": "candidate",
}  # fmt: skip
AXES = "first axis", "second", "third"


def rows(random: Random) -> Made:
    """Which rows of a stacked matrix belong to a gate?"""
    (framework, kind), order = random.choice(list(ORDERS.items()))
    D_x, D_h = random.sample((3, 4, 5, 6, 7, 8, 9, 10), 2)
    letter = random.choice(order[1:])
    array, axis = STACKS[framework]
    a_layer = "An LSTM" if kind == "LSTM" else "A GRU"
    start = order.index(letter) * D_h
    right, names = (start, start + D_h), [GATES[part] for part in order]
    question = (
        Text(
            f"{a_layer} of {framework} has {D_x} inputs and {D_h} units. Its {array} holds the "
            f"weights for the input, stacked along the {axis}s. Which {axis}s belong to the "
            f"{GATES[letter]}? Count from 0, as in a slice."
        ),
    )
    explanation = (
        Text(f"{framework} stacks the layers of the {kind} in this order: {listed(names)}, with "
             f"{D_h} {axis}s each. Before the {GATES[letter]} {_blocks(order.index(letter))}."),
    )  # fmt: skip
    wrong = []
    for other in {order for (_, k), order in ORDERS.items() if k == kind} - {order}:
        first = other.index(letter) * D_h
        wrong.append(
            ((first, first + D_h), f"That is the order of another library than {framework}.")
        )
    wrong.append(
        ((start, start + D_h - 1), "A slice ends with the first that does not belong to it.")
    )
    hint = f"Each layer has {D_h} {axis}s. In which order does {framework} stack its layers?"
    labels = f"first {axis}", f"{axis} after the last"
    return Made(question, Numbers(labels, right, tuple(wrong), hint), explanation)


def _blocks(n):
    return "stands 1 block" if n == 1 else f"stand {n} blocks"


def axes(random: Random) -> Made:
    """In which order do a library's layers take their axes?"""
    n, t, d = random.sample((2, 3, 5, 8, 12, 20, 32, 50), 3)
    orders = {
        "a layer of `rnnlib`": ((t, d, n), "steps, features, samples"),
        "PyTorch's `nn.GRU` with its default settings": ((t, n, d), "steps, samples, features"),
        "PyTorch's `nn.GRU(…, batch_first=True)`": ((n, t, d), "samples, steps, features"),
        "a layer of Keras": ((n, t, d), "samples, steps, features"),
        "an LSTM of ONNX with its default layout": ((t, n, d), "steps, samples, features"),
    }
    taker = random.choice(list(orders))
    right, words = orders[taker]
    question = (
        Text(f"You have {n} sequences. Each has {t} steps, and each step {d} features. "
             f"Which shape must the array have that you give to {taker}?"),
    )  # fmt: skip
    explanation = (
        Text(f"It takes {words}: {right}."),
        Text("`reshape` would give this shape too, with samples and steps mixed up. Axes are "
             "exchanged with `transpose`."),
    )  # fmt: skip
    slips = tuple({shape: f"That is the order of {other}." for other, (shape, _) in orders.items()
                   if shape != right}.items())  # fmt: skip
    hint = f"Which axis of {taker} is for the steps, which for the samples, which for the features?"
    return Made(question, Numbers(AXES, right, slips, hint), explanation)


def biases(random: Random) -> Made:
    """How many more parameters has PyTorch's layer, with its two biases?"""
    kind, count = random.choice((("RNN", 1), ("GRU", 3), ("LSTM", 4)))
    D_x, D_h = random.sample((3, 5, 7, 10, 16, 20, 32), 2)
    own, theirs = count * D_h * (D_h + D_x + 1), count * D_h * (D_h + D_x + 2)
    question = (
        Text(f"The {kind} of this book has {own} weights and biases for {D_x} inputs and {D_h} "
             f"units. How many has PyTorch's `nn.{kind}({D_x}, {D_h})`?"),
    )  # fmt: skip
    explanation = (
        Text(f"PyTorch gives each neuron two biases, `bias_ih` and `bias_hh`, where this book has "
             f"one. The {kind} has {count * D_h} neurons in its {count} "
             f"layer{'s' * (count > 1)}, so it is {own} + {count * D_h} = {theirs}."),
        Text("In the RNN and the LSTM the two are always added, so the model is the same although "
             "the count is not."),
    )  # fmt: skip
    slips = (((own,), "Each of its neurons has two biases."),
             ((own + D_h,), "Every layer of the cell has a second bias."))  # fmt: skip
    hint = "Count the neurons of all its layers: each of them has one bias more."
    return Made(question, Numbers(("weights and biases",), (theirs,), slips, hint), explanation)


def last_states(random: Random) -> Made:
    """Which shape has the last state of PyTorch's module?"""
    n, t, h, layers = random.sample((2, 3, 4, 5, 6, 7, 8), 4)
    both, first = random.chance(2), random.chance(2)
    options = ", batch_first=True" * first + ", bidirectional=True" * both
    right = (layers * (2 if both else 1), n, h)
    question = (
        Text(f"`nn.GRU(10, {h}, num_layers={layers}{options})` reads {n} sequences of {t} steps. "
             "Which shape has `h_n`, the second thing that it returns?"),
    )  # fmt: skip
    explanation = (
        Text(f"`h_n` has the last state of every layer{' and direction' * both}: "
             f"{right[0]} of them, each for {n} samples and {h} units. `batch_first` moves the "
             "axes of the input and of the output, not those of the states."),
    )  # fmt: skip
    slips = (
        ((n, right[0], h), "`batch_first` does not move the axes of the states."),
        ((layers, n, h), "Each direction has a last state of its own."),
        ((n, t, h), "That is one state for each step; `h_n` has the last ones."),
    )
    hint = (
        "One axis counts layers and directions, one the samples, and one the units of a state. How "
        "long is each?"
    )
    return Made(question, Numbers(AXES, right, slips, hint), explanation)
