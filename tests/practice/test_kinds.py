"""Every exercise has one right answer: checked here by NumPy, derivatives, and plain loops."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.interop.weights import KINDS as LAYERS
from rnnlib.practice.cells import sketch
from rnnlib.practice.kinds import (
    backward,
    code,
    conventions,
    frameworks,
    gates,
    runs,
    shapes,
    trace,
)
from rnnlib.practice.pieces import Code, Equations, Text
from rnnlib.practice.randomness import Random
from rnnlib.practice.values import Matrix, evaluate, random_symbols
from rnnlib.symbolic.graph import evaluate as in_numpy
from rnnlib.symbolic.graph import write
from rnnlib.symbolic.symbols import Symbol

LEVELS, SEEDS = (1, 2, 3, 4), range(250)


def drawn(level):
    """A generator for each of the exercises of a level."""
    return [Random(seed, level) for seed in SEEDS]


def arrays(values):
    return {node: np.array(matrix.rows, float) for node, matrix in values.items()}


def words(pieces):
    return " ".join(piece.text for piece in pieces if isinstance(piece, Text))


@pytest.mark.parametrize("level", LEVELS)
def test_values_are_those_of_numpy_forward_and_backward(level):
    for random in drawn(level)[:60]:
        cell = sketch(random, level, narrow=random.chance(3)).cell
        given = random_symbols(cell, random)
        ours, theirs = evaluate(cell.results, given), in_numpy(cell.results, arrays(given))
        for node in cell.equations:
            assert_allclose(ours[node].rows, theirs[node], atol=1e-13)
        back = cell.backward()
        arriving = {back.incoming[node]: ours[node] for node in cell.results}
        ours = evaluate(back.lines, ours | arriving)
        theirs = in_numpy(back.lines, theirs | arrays(arriving))
        for line in back.lines:
            assert_allclose(ours[line].rows, theirs[line], atol=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_every_sigma_layer_of_a_drawn_cell_is_for_what_it_was_put_in_for(level):
    for seed in SEEDS:
        cell, purposes = sketch(Random(seed, level), level)
        found = {gate.name: set(gate.roles) for gate in cell.gates()}
        assert found == {name: set(roles) for name, roles in purposes.items() if roles}
    named = {"relevance": "relevance (reset)"}
    for seed in SEEDS[:25]:  # a drawing takes its time
        _, purposes = sketch(Random(seed, level), level)
        _, form, _ = gates.make(Random(seed, level), level)
        pairs = zip(form.rows, form.right, strict=True)
        marked = {row: {form.columns[k] for k in columns} for row, columns in pairs}
        assert marked == {
            name: {named.get(role, role) for role in roles} or {"no gate"}
            for name, roles in purposes.items()
        }


@pytest.mark.parametrize("level", LEVELS)
def test_shapes_and_counts_are_those_of_arrays_that_fit_together(level):
    for seed in SEEDS:
        cell, _ = sketch(Random(seed, level), min(level, 3), narrow=level > 2)
        question, form, explanation = shapes.make(Random(seed, level), level)
        text = words(question)
        sizes = {"B": 2} | {name: int(n) for name, n in re.findall(r"\$(\w+)\$ = (\d+)", text)}
        count = re.search(r"has (\d+) weights and biases", text)
        if count:
            sizes[re.search(r"How large is \$(\w+)\$", text)[1]] = form.right[0]
        symbols = [node for node in cell.nodes if isinstance(node, Symbol)]
        made = {symbol: np.ones(symbol.numbers(sizes)) for symbol in symbols}
        values = in_numpy(cell.results, made)  # the shapes fit
        total = sum(made[symbol].size for symbol in cell.parameters.values())
        if count or "How many" in text:
            assert total == (int(count[1]) if count else form.right[0])
        else:
            asked = re.search(r"(?:shape of|gradient) \$(.+?)\$\?", text)[1]
            written = {write(node): array.shape for node, array in values.items()}
            written |= {node.name.latex(True): made[node].shape for node in symbols}
            assert form.right == written[asked]
            is_vector = "one number for each neuron" in words(explanation)
            assert is_vector == (form.right[1] == 1 and "B" not in explanation[-1].text)


@pytest.mark.parametrize("level", LEVELS)
def test_of_four_terms_one_makes_the_gradient_the_derivative(level):
    for random in drawn(level):
        gap = backward.draw(random, level)
        given = arrays(random_symbols(gap.cell, random))
        values = in_numpy(gap.cell.results, given)
        source = np.random.default_rng(random.draw())
        outer = {node: source.normal(size=values[node].shape) for node in gap.cell.results}
        back = gap.cell.backward()
        arriving = {back.incoming[node]: array for node, array in outer.items()}
        known = in_numpy(back.lines, values | arriving)
        others = sum(known[term] for k, term in enumerate(gap.line.terms) if k != gap.k)
        expected = derivative(gap.cell, gap.line.node, values, outer)
        fits = []
        for term, _ in gap.options:
            filled = others + in_numpy([term], known)[term]
            fits.append(np.allclose(filled, expected, rtol=1e-5, atol=1e-6))
        right = [term is gap.term for term, _ in gap.options]
        assert fits == right, write(gap.line)


def derivative(cell, node, values, outer, step=1e-6):
    """∂(Σ outer · result)/∂node, entry by entry: what lies above the node is computed anew."""
    kept = {n: array for n, array in values.items() if n.serial <= node.serial or not n.operands}

    def loss(changed):
        now = in_numpy(cell.results, kept | {node: changed})
        return sum((now[result] * d).sum() for result, d in outer.items())

    found = np.zeros_like(values[node])
    for place in np.ndindex(found.shape):
        nudge = np.zeros_like(found)
        nudge[place] = step
        found[place] = (loss(values[node] + nudge) - loss(values[node] - nudge)) / (2 * step)
    return found


def by_hand(name, p, x, state):
    """A step in plain Python, written apart from the cells."""
    ReLU = lambda a: max(a, 0)  # noqa: E731
    if name == "LINEAR":
        return [p["u"] * state[0] + p["w"] * x + p["b"]]
    if name == "RECTIFIED":
        return [ReLU(p["u"] * state[0] + p["w"] * x + p["b"])]
    if name == "GATED":
        return [p["u"] * state[0] + p["b"] if x else state[0]]
    if name == "TWO_STATES":
        c = state[1] + ReLU(p["u"] * state[0] + p["w"] * x)
        return [ReLU(c + p["b"]), c]
    a, b = state
    return [ReLU(p["u"] * b + p["w"] * x), ReLU(p["v"] * a + p["m"] * x)]


def states_by_hand(run, u=0.0, h=0.0):
    """All states, with u and the first state nudged."""
    p = {symbol.name.code: matrix.entries[0] for symbol, matrix in run.params.items()}
    p["u"] += u
    state, states = [h] + [0] * (len(run.cell.prior) - 1), []
    for x in run.inputs:
        state = by_hand(run.cell.name, p, x, state)
        states.append(state)
    return states


@pytest.mark.parametrize("level", (1, 2, 3))
def test_traced_states_are_those_of_plain_python(level):
    for seed in SEEDS:
        run = runs.draw(Random(seed, level), level)
        _, form, _ = trace.make(Random(seed, level), level)
        count = 2 if run.cell.name == "TWO_UNITS" else 1
        assert form.right == tuple(h for state in states_by_hand(run) for h in state[:count])
        assert all(abs(n) <= runs.LIMIT for n in form.right)


def test_traced_gradients_are_differences_of_the_loss():
    for seed in SEEDS:
        run = runs.draw(Random(seed, 4), 4)
        question, form, _ = trace.make(Random(seed, 4), 4)
        target = int(re.search(r"\$y\$ = ([−\d]+)", words(question))[1].replace("−", "-"))
        for name, right in zip("uh", form.right, strict=True):
            ends = [states_by_hand(run, **{name: step})[-1][0] for step in (1e-5, -1e-5)]
            more, less = (0.5 * (end - target) ** 2 for end in ends)
            assert_allclose((more - less) / 2e-5, right, atol=1e-3)


def run_source(source, cell, params, x, state):
    names = {}
    exec(source, names)
    made = names["cell_step"](params, x, *state)
    return made if isinstance(made, tuple) else (made,)


@pytest.mark.parametrize("level", LEVELS)
def test_the_wrong_line_of_code_computes_something_else_and_the_rest_is_right(level):
    for seed in SEEDS:
        cell, _ = sketch(Random(seed, level), level)
        _, form, explanation = code.make(Random(seed, level), level)
        source, lines = cell.to_numpy(), [option.text for option in form.options]
        right = code.body(source)[:-1]
        assert [k for k, pair in enumerate(zip(lines, right, strict=True)) if len({*pair}) > 1] == [
            form.right
        ]
        wrong = source.replace(right[form.right], lines[form.right])
        symbols = arrays(random_symbols(cell, Random(seed)))
        params = {name: symbols[symbol] for name, symbol in cell.parameters.items()}
        given = params, symbols[cell.x], [symbols[prior] for prior in cell.prior]
        expected = in_numpy(cell.results, symbols)
        good, bad = run_source(source, cell, *given), run_source(wrong, cell, *given)
        for node, array in zip(cell.results, good, strict=True):
            assert_allclose(array, expected[node], atol=1e-13)
        assert max(abs(u - v).max() for u, v in zip(good, bad, strict=True)) > 1e-7
        [shown] = [piece.text for piece in explanation if isinstance(piece, Code)]
        assert right[form.right] in shown
        assert lines[form.right] in shown


def test_the_orders_of_the_frameworks_are_those_of_the_conversion():
    columns = {"PyTorch": 0, "Keras": 1, "ONNX": 2}
    kinds = {"LSTM": "LSTM", "GRU": "GRU reset_after"}
    for (framework, kind), order in frameworks.ORDERS.items():
        assert order == LAYERS[kinds[kind]][1][columns[framework]]


def test_questions_on_pytorch_are_answered_as_pytorch_does():
    torch = pytest.importorskip("torch")
    for seed in range(60):
        question, form, _ = frameworks.biases(Random(seed))
        kind, *sizes = re.search(r"nn\.(\w+)\((\d+), (\d+)\)", words(question)).groups()
        module = getattr(torch.nn, kind)(*map(int, sizes))
        assert form.right == (sum(p.numel() for p in module.parameters()),)

        question, form, _ = frameworks.last_states(Random(seed))
        call = re.search(r"`(nn\.GRU\(.*?\))`", words(question))[1]
        module = eval(call, {"nn": torch.nn})
        n, t = map(int, re.search(r"reads (\d+) sequences of (\d+)", words(question)).groups())
        shape = (n, t, 10) if module.batch_first else (t, n, 10)
        assert tuple(module(torch.zeros(shape))[1].shape) == form.right
        assert all(len(numbers) == 3 for numbers, _ in form.mistakes)
    module = torch.nn.LSTM(1, 2)  # a forget gate that is open, all else zero: c stays
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
        first = frameworks.ORDERS["PyTorch", "LSTM"].index("f") * 2
        module.bias_ih_l0[first : first + 2] = 40
    state = torch.zeros(1, 1, 2), torch.ones(1, 1, 2)
    _, (_, c) = module(torch.zeros(1, 1, 1), state)
    assert_allclose(c.detach().numpy(), 1, atol=1e-6)


def test_turning_a_gate_round_has_one_right_way():
    for seed in range(100):
        _, form, _ = conventions._translated(Random(seed))
        assert re.fullmatch(
            r"Change the sign of \$W_(\w)\$ and of \$b_\1\$\.", form.options[form.right].text
        )
        assert len({option.text for option in form.options}) == 4


def test_a_mixed_state_is_what_its_equation_says():
    for seed in range(200):
        question, form, _ = conventions._mixed(Random(seed))
        text = words(question).replace("−", "-")
        z, share = re.search(r"unit \$(\w)_\{t\}\$ is ([\d/]+)", text).groups()
        old, new = map(int, re.findall(r" is (-?\d+)[,.]", text.partition("old state")[2]))
        latex = next(piece.text for piece in question if isinstance(piece, Equations))
        keeps = re.search(rf"= {z}_\{{t\}} \\odot h_\{{t-1\}}", latex) is not None
        part = eval(share) if keeps else 1 - eval(share)
        assert form.right == (part * old + (1 - part) * new,)


def test_the_layer_that_resets_so_is_the_only_one_offered():
    for seed in range(100):
        question, form, _ = conventions._reset(Random(seed))
        latex = next(piece.text for piece in question if isinstance(piece, Equations))
        after = re.search(r"\\odot \(W_", latex) is not None
        known = conventions.AFTER if after else conventions.BEFORE
        fits = [option.text.lower() in [name.lower() for name in known] for option in form.options]
        assert fits == [k == form.right for k in range(len(fits))]


def test_columns_of_the_input_are_those_that_meet_it():
    for seed in range(60):
        question, form, _ = conventions._columns(Random(seed))
        D_x, D_h = map(int, re.findall(r" = (\d+)", words(question)))
        seen = np.concatenate([np.zeros((D_h, 1)), np.ones((D_x, 1))])[:, 0]
        first, last = form.right
        assert seen[first:last].all()
        assert seen.sum() == last - first


def test_matrices_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"inner sizes, got \(1, 2\) and \(1, 2\)"):
        Matrix([[1, 2]]) @ Matrix([[1, 2]])
    with pytest.raises(ValueError, match=r"equal shapes, got \(1, 2\) and \(1, 3\)"):
        Matrix([[1, 2]]) + Matrix([[1, 2, 3]])
