"""What is read beside the right answer agrees with it: questions, hints, explanations, tables."""

import re

import numpy as np
import pytest

from rnnlib import GRU, LSTM, RNN
from rnnlib.interop import to_keras, to_onnx
from rnnlib.interop.weights import KINDS as LAYERS
from rnnlib.practice.cells import sketch
from rnnlib.practice.kinds import backward, code, conventions, frameworks, gates, shapes, trace
from rnnlib.practice.pieces import Code, Equations, Table, Text, in_html
from rnnlib.practice.randomness import Random
from rnnlib.symbolic import affine, cell, sigmoid, tanh
from rnnlib.symbolic.graph import write

LEVELS, SEEDS = (1, 2, 3, 4), range(80)


def words(pieces):
    return " ".join(piece.text for piece in pieces if isinstance(piece, Text))


def table(pieces):
    return next(piece for piece in pieces if isinstance(piece, Table))


def numbers(text):
    """{u: -2, x_1: 3, …} from $u$ = −2 and $x_1$ = 3."""
    found = re.findall(r"\$([^$]+)\$ = (−?\d+)", text)
    return {name: int(number.replace("−", "-")) for name, number in found}


def integers(row):
    return [int(text.replace("−", "-")) for text in row]


def formula(pieces):
    return next(piece.text for piece in pieces if isinstance(piece, Equations))


# Traces: the question as it is read, computed in plain Python


def ReLU(a):
    return max(a, 0)


def identity(a):
    return a


def step(latex, given, x, state, relu=ReLU):
    """A step of the cell whose equations are read; which of the five it is, they tell."""
    u, v, w, b, m = (given.get(name, 0) for name in "uvwbm")
    if "h_{2,t}" in latex:
        return relu(u * state[1] + w * x), relu(v * state[0] + m * x)
    if "c_{t}" in latex:
        c = state[1] + relu(u * state[0] + w * x)
        return relu(c + b), c
    if r"\tilde h_{t}" in latex:
        return ((u * state[0] + b) if x else state[0],)
    a = u * state[0] + w * x + b
    return (relu(a) if "ReLU" in latex else a,)


def traced(latex, given, xs, relu=ReLU, forgets=False):
    """The numbers that are asked for, from the equations and what is given."""
    state, found = (0, 0), []
    for x in xs:
        state = step(latex, given, x, (0, 0) if forgets else state, relu)
        found += state if "h_{2,t}" in latex else state[:1]
    return found


@pytest.mark.parametrize("level", (1, 2, 3))
def test_the_numbers_of_a_question_make_its_answer_and_slips_have_their_own_hints(level):
    hinted = set()
    for seed in SEEDS:
        question, form, explanation = trace.make(Random(seed, level), level)
        latex, given = formula(question), numbers(words(question))
        xs = [given[f"x_{t}"] for t in (1, 2, 3)]
        assert list(form.right) == traced(latex, given, xs)
        results = [int(n) for n in re.findall(r" = (-?\d+)\$", words(explanation))]
        assert set(form.right) <= {*results}
        slips = {
            "ReLU turns every negative number": traced(latex, given, xs, relu=identity),
            "The bias is added at every step": traced(latex, {**given, "b": 0}, xs),
            "Each step starts from the state": traced(latex, given, xs, forgets=True),
        }
        if "tilde" in latex:
            renewed = "Where $x_t$ is 1 the state is renewed"
            slips[renewed] = traced(latex, given, [1 - x for x in xs])
        for hint, slip in slips.items():
            if slip != list(form.right) and list(slips.values()).count(slip) == 1:
                assert form.judge(slip).words.startswith(hint)
                hinted.add(hint)
    assert len(hinted) >= {1: 2, 2: 4, 3: 3}[level]


def test_a_gradient_is_that_of_the_loss_that_is_read_and_so_are_its_table_and_its_hints():
    slopes = set()
    for seed in SEEDS:
        question, form, explanation = trace.make(Random(seed, 4), 4)
        given = numbers(words(question))
        u, states, sums = given["u"], [0], []
        for t in (1, 2, 3):
            sums.append(u * states[-1] + given["w"] * given[f"x_{t}"] + given["b"])
            states.append(ReLU(sums[-1]))
            assert given[f"h_{{{t}}}"] == states[-1]
        assert 0 not in sums  # where ReLU has no slope
        arrives = line = given["h_{3}"] - given["y"]
        rows, total, straight = [], 0, 0
        for t in (3, 2, 1):
            slope = int(sums[t - 1] > 0)
            slopes.add(slope)
            share, sent = arrives * slope * states[t - 1], arrives * slope * u
            rows.append([t, arrives, slope, share, sent])
            total, arrives = total + share, sent
            straight, line = straight + line * states[t - 1], line * u
        assert [integers(row) for row in table(explanation).rows] == rows
        assert form.right == (total, arrives)
        hints = {
            "$u$ is used at every step": (rows[0][3], arrives),
            "Where ReLU has cut its sum off": (straight, line),
            "Look at the sign": (-total, -arrives),
        }
        for hint, slip in hints.items():
            if slip != form.right and [*hints.values()].count(slip) == 1:
                assert form.judge(slip).words.startswith(hint)
    assert slopes == {0, 1}


# Shapes and counts


@pytest.mark.parametrize("level", LEVELS)
def test_a_table_of_weights_adds_up_and_slips_in_counting_have_their_own_hints(level):
    seen = set()
    for seed in SEEDS:
        question, form, explanation = shapes.make(Random(seed, level), level)
        text, given = words(question), numbers(words(question))
        if "weights and biases" not in text:
            turned = form.judge(form.right[::-1])
            assert turned.is_right or "Rows and columns are the other way round" in turned.words
            continue
        *rows, (_, _, _, total) = table(explanation).rows
        sizes = [[int(n) for n in row[2].split(" × ")] for row in rows]
        assert [int(row[3]) for row in rows] == [n * m for n, m in sizes]
        assert int(total) == sum(n * m for n, m in sizes)
        hidden = re.search(r"How large is \$(\w+)\$", text)
        seen.add(bool(hidden))
        if hidden:
            assert hidden[1] not in given
            assert f"has {total} weights and biases" in text
            continue
        assert form.right == (int(total),)
        matrices = sum(n * m for n, m in sizes if m > 1)
        assert "Count the biases too" in form.judge([matrices]).words
        assert "the batch does not count" in form.judge([int(total) * given["B"]]).words
        biases = sum(n for n, m in sizes if m == 1)
        assert "Count the biases too" not in form.judge([biases]).words
    assert seen == {1: set(), 2: {False}, 3: {False}, 4: {False, True}}[level]


# Gates


def purposes(function):
    """The sentences on the σ layer z of a cell with the state h."""
    own = cell(states="h")(function)
    [found] = [gate for gate in own.gates() if gate.name == "z"]
    return gates.purposes(own, found.node, found)


def test_an_explanation_of_gates_names_what_multiplies_and_when():
    def keeps_the_old(h, x):
        z = sigmoid.layer("z", h, x)
        return z * h + (1 - z) * tanh.layer("k", h, x)

    kept, written = purposes(keeps_the_old)
    assert kept.startswith("`z` multiplies a state's own old value")
    assert kept.endswith("a forget gate.")
    assert written.startswith("`1 − z` multiplies what is to be written")
    assert written.endswith("an input gate.")

    def corrects(h, x):
        z = sigmoid.layer("z", h, x)
        return h + z * (tanh.layer("k", h, x) - h)

    kept, written, unseen = purposes(corrects)
    assert kept.startswith("`1 − z` multiplies a state's own old value")
    assert written.startswith("`z` multiplies what is to be written")
    assert unseen.startswith("There is no 1 − z to be seen")

    def resets_before(h, x):
        return 0.5 * h + tanh.layer("k", sigmoid.layer("z", h, x) * h, x)

    def resets_after(h, x):
        return 0.5 * h + tanh.layer("k", x, plus=sigmoid.layer("z", h, x) * affine("u", h))

    [before], [after] = purposes(resets_before), purposes(resets_after)
    assert before.startswith("`z` multiplies an old state before a layer sees it")
    assert after.startswith("`z` multiplies what a matrix has made of an old state")


@pytest.mark.parametrize("level", LEVELS)
def test_a_drawing_shows_its_gates_in_the_explanation_alone(level):
    telling = r"--book-(forget|input|output|relevance)|(forget|input|output|relevance) gate"
    for seed in range(4):
        question, _, explanation = gates.make(Random(seed, level), level)
        assert not re.search(telling, in_html(question))
        assert re.search(telling, in_html(explanation))


# Missing terms


@pytest.mark.parametrize("level", LEVELS)
def test_the_gap_is_where_the_right_option_was(level):
    for seed in SEEDS:
        gap = backward.draw(Random(seed, level), level)
        question, form, _ = backward.make(Random(seed, level), level)
        written = [write(term, 1) for term in gap.line.terms]
        assert form.options[form.right].text == written[gap.k]
        assert len({option.text for option in form.options}) == 4
        _, shown = (piece.text for piece in question if isinstance(piece, Equations))
        signs = re.sub(
            r"\s|&|\\\\|\{\}", "", shown.partition("= ")[2].replace(r"\end{aligned}", "")
        )
        written[gap.k] = r"\,\mathrm{?}"
        expected = "+".join(written).replace("+-", "-")
        assert signs.strip("$") == re.sub(r"\s|\{\}", "", expected)


@pytest.mark.parametrize("level", LEVELS)
def test_a_hint_on_a_wrong_term_names_what_is_wrong_with_that_term(level):
    def count(latex, name):
        return latex.count(name) + latex.count(f"{name}^2")

    kinds = set()
    for seed in SEEDS:
        _, form, _ = backward.make(Random(seed, level), level)
        right = form.options[form.right].text
        for option, hint in zip(form.options, form.hints, strict=True):
            missing = re.fullmatch(r"A factor is missing: how does \$(.+)\$ come in\?", hint)
            other = re.fullmatch(r"Is it \$(.+)\$ that stands there\?", hint)
            if missing:
                assert count(option.text, missing[1]) < count(right, missing[1])
            elif other:
                assert option.text.count(other[1]) > right.count(other[1])
            elif "sign" in hint:
                assert option.text != right
                assert option.text.removeprefix("-") == right.removeprefix("-")
            elif hint == backward.SLOPE:
                signs = [(text.count("^2"), text.count("1 - ")) for text in (option.text, right)]
                assert signs[0] < signs[1]
            else:
                assert hint.startswith("Look at where a gate is meant") or option.text == right
            kinds.add(hint[:6])
    assert len(kinds) >= 4


# Conventions


def test_the_share_of_what_a_gate_multiplies_is_said():
    for seed in SEEDS:
        question, form, explanation = conventions._mixed(Random(seed))
        read = formula(question)
        z, share = re.search(r"unit \$(\w)_\{t\}\$ is ([\d/]+)", words(question)).groups()
        keeps = rf"= {z}_{{t}} \odot h_{{t-1}}" in read
        what = "the old state" if keeps else "the candidate"
        answer = str(form.right[0]).replace("-", "−")
        other = {"0": "1", "1/4": "3/4", "3/4": "1/4", "1": "0"}[share]
        said = f"So {share} of {what} and {other} of the other add up to {answer}."
        assert said in words(explanation)


def test_layers_reset_where_their_documentation_says():
    """PyTorch's nn.GRU; Keras, reset_after=True by default; ONNX, linear_before_reset ≠ 0."""
    after = {"PyTorch's `nn.GRU`", "Keras' GRU with its default settings"}
    before = {"the GRU of this book", "Keras' GRU with `reset_after=False`"}
    onnx = "ONNX's GRU with `linear_before_reset={}`"
    assert {*conventions.AFTER} == {*after, onnx.format(1)}
    assert {*conventions.BEFORE} == {*before, onnx.format(0)}
    assert GRU(2, 3, 0).variant == "reset_before"


def test_rows_and_columns_of_a_gate_are_those_of_the_arrays_that_are_given_away():
    names = {
        "input gate": "i",
        "forget gate": "f",
        "output gate": "o",
        "reset gate": "r",
        "update gate": "z",
        "candidate": "ch",
    }
    asked = set()
    for seed in range(200):
        question, form, _ = frameworks.rows(Random(seed))
        kind, framework, D_x, D_h, array, axis, gate = re.search(
            r"An? (\w+) of (\w+) has (\d+) inputs and (\d+) units\. Its `(.+?)` holds .* along "
            r"the (row|column)s\. Which \6s belong to the (\w+(?: gate)?)\?",
            words(question),
        ).groups()
        D_x, D_h = int(D_x), int(D_h)
        layer = LSTM(D_x, D_h, 0) if kind == "LSTM" else GRU(D_x, D_h, 0, variant="reset_after")
        blocks = 4 if kind == "LSTM" else 3
        if framework == "Keras":
            shape = to_keras(layer)[0].shape
        elif framework == "ONNX":
            shape = to_onnx(layer)["W"][0].shape
        else:
            torch = pytest.importorskip("torch")
            shape = tuple(getattr(torch.nn, kind)(D_x, D_h).weight_ih_l0.shape)
        assert shape[("row", "column").index(axis)] == blocks * D_h
        assert array == {"PyTorch": "weight_ih_l0", "Keras": "kernel", "ONNX": "W[0]"}[framework]
        known = LAYERS["LSTM" if kind == "LSTM" else "GRU reset_after"][1]
        order = known[("PyTorch", "Keras", "ONNX").index(framework)]
        [before] = [k for k, letter in enumerate(order) if letter in names[gate]]
        assert form.right == (before * D_h, (before + 1) * D_h)
        asked.add((framework, kind))
    assert len(asked) == 6


def test_axes_are_those_that_a_layer_takes():
    """Here n sequences of t steps with d features; Keras and ONNX as they document it."""
    orders = {
        "a layer of `rnnlib`": "tdn",
        "PyTorch's `nn.GRU` with its default settings": "tnd",
        "PyTorch's `nn.GRU(…, batch_first=True)`": "ntd",
        "a layer of Keras": "ntd",
        "an LSTM of ONNX with its default layout": "tnd",
    }
    torch = pytest.importorskip("torch")
    asked = set()
    for seed in range(60):
        question, form, _ = frameworks.axes(Random(seed))
        text = words(question)
        sizes = re.search(r"(\d+) sequences\. Each has (\d+) steps, .* (\d+) features", text)
        n, t, d = map(int, sizes.groups())
        taker = re.search(r"give to (.*)\?", text)[1]
        asked.add(taker)
        assert form.right == tuple({"n": n, "t": t, "d": d}[axis] for axis in orders[taker])
        if "nn.GRU" in taker:
            first = "batch_first" in taker
            module = torch.nn.GRU(d, 2, batch_first=first)
            assert tuple(module(torch.zeros(form.right))[1].shape) == (1, n, 2)
        elif "rnnlib" in taker:
            assert RNN(d, 2, 0)(np.zeros(form.right)).shape == (t, 2, n)
        for other, order in orders.items():
            slip = tuple({"n": n, "t": t, "d": d}[axis] for axis in order)
            if slip != form.right:
                named = re.fullmatch(r"That is the order of (.*)\.", form.judge(slip).words)[1]
                assert orders[named] == order, other
    assert asked == {*orders}


# Code


@pytest.mark.parametrize("level", LEVELS)
def test_the_explanation_of_code_says_which_line_is_wrong_and_what_should_stand_there(level):
    for seed in SEEDS:
        source = sketch(Random(seed, level), level).cell.to_numpy()
        _, form, explanation = code.make(Random(seed, level), level)
        [shown] = [piece.text for piece in explanation if isinstance(piece, Code)]
        wrong, right = re.fullmatch(r"# wrong\n(.+)\n\n# right\n(.+)", shown).groups()
        assert wrong == form.options[form.right].text
        assert right in source
        assert wrong not in source
        names = re.match(
            r"`(\w+)` (?:is the|are the|stands).* `(\w+)`(?: should)?\.", words(explanation)
        )
        if names:
            false, true = (rf"\b{name}\b" for name in names.groups())
            assert len(re.findall(false, wrong)) == len(re.findall(false, right)) + 1
            assert len(re.findall(true, wrong)) == len(re.findall(true, right)) - 1
