"""The dimension trace says of every tensor the shape that it has."""

from other_cells import EVERY_CELL, MORE_CELLS, SIZES, problem

from rnnlib.equations import GRU_RESET_AFTER, LSTM, RNN, RNN_WITH_OUTPUT
from rnnlib.symbolic import affine, cell, tanh
from rnnlib.symbolic.names import plain

NUMBERS = {"D_x": 3, "D_h": 5, "B": 7}


def sizes_of(own):
    needed = {s for node in own.nodes for size in node.shape for s in size.symbols}
    return {name: SIZES[name] for name in needed | {"B"}}


def test_trace_gives_every_tensor_the_shape_that_evaluation_gives():
    for own in EVERY_CELL.values():
        trace, (params, x, state) = own.dimensions(**sizes_of(own)), problem(own)
        priors = dict(zip((p.name.code for p in own.prior), state, strict=True))
        for code, array in (own.evaluate(params, x, state) | params | {"x": x} | priors).items():
            assert trace[code] == array.shape, f"{own.name}: {code}"


def test_trace_gives_each_tensor_its_rule_and_its_shape_in_symbols():
    rows = {row.code: row for row in RNN_WITH_OUTPUT.dimensions(**NUMBERS, D_y=2)}
    said = {code: (row.shape, row.numbers, row.rule) for code, row in rows.items()}
    assert said == {
        "h_prior": ("(D_h, B)", (5, 7), "prior state"),
        "x": ("(D_x, B)", (3, 7), "input"),
        "[h_t-1; x_t]": ("(D_h + D_x, B)", (8, 7), "stacked: the rows add up"),
        "W_h": ("(D_h, D_h + D_x)", (5, 8), "weights"),
        "W_h [h_t-1; x_t]": ("(D_h, B)", (5, 7), "the inner D_h + D_x cancels"),
        "b_h": ("(D_h, 1)", (5, 1), "weights"),
        "a": ("(D_h, B)", (5, 7), "the bias is added to every column"),
        "h": ("(D_h, B)", (5, 7), "elementwise, keeps the shape"),
        "W_y": ("(D_y, D_h)", (2, 5), "weights"),
        "W_y h_t": ("(D_y, B)", (2, 7), "the inner D_h cancels"),
        "b_y": ("(D_y, 1)", (2, 1), "weights"),
        "y": ("(D_y, B)", (2, 7), "the bias is added to every column"),
    }


def test_trace_shows_no_partial_sum_but_every_sum_that_something_uses():
    codes = [row.code for row in GRU_RESET_AFTER.dimensions(**NUMBERS)]
    assert "W_h x_t + b_h" not in codes  # a step on the way to a_h, whose row there is
    assert {"a_h", "W_h x_t", "W_u h_t-1 + b_u"} <= set(codes)

    @cell
    def OWN(h, x):
        return tanh.layer("k", h - affine("v", x) - h, x) - h + 0.5

    codes = [row.code for row in OWN.dimensions(**NUMBERS)]
    assert [code for code in codes if " + " in code or "-" in code.replace("t-1", "")] == [
        "W_v x_t + b_v",
        "h_t-1 - (W_v x_t + b_v) - h_t-1", "[h_t-1 - (W_v x_t + b_v) - h_t-1; x_t]",
        "W_k [h_t-1 - (W_v x_t + b_v) - h_t-1; x_t]",
    ]  # fmt: skip


def test_trace_says_what_a_row_a_column_and_a_number_stand_for():
    rows = [row for own, *_ in MORE_CELLS.values() for row in own.dimensions(**sizes_of(own))]
    said = {row.rule for row in rows}
    assert said >= {
        "the same for every feature", "each column times the same weights", "frozen weights",
        "the same number for every entry", "one number for each sample", "rows become columns",
        "elementwise maximum of equal shapes", "elementwise quotient of equal shapes",
    }  # fmt: skip
    assert not any(row.code.replace(".", "").isdigit() for row in rows)  # no row for a number


def test_trace_over_a_sequence_gives_all_but_the_weights_a_time_axis():
    step, sequence = RNN.dimensions(**NUMBERS), RNN.dimensions(**NUMBERS, T=11)
    for one, all_steps in zip(step, sequence, strict=True):
        repeated = () if one.rule == "weights" else (11,)
        assert all_steps.numbers == (*repeated, *one.numbers)
        assert all_steps.shape.startswith("(T, ") == bool(repeated)


def test_trace_holds_what_several_layers_see_once():
    codes = [row.code for row in LSTM.dimensions(**NUMBERS)]
    assert len(codes) == len(set(codes))
    assert codes.count("[h_t-1; x_t]") == 1


def test_trace_is_a_table_in_text_and_in_html():
    trace = RNN.dimensions(**NUMBERS)
    lines = str(trace).splitlines()
    assert lines[0].split("  ")[0].strip() == "tensor"
    assert len(lines) == 1 + len(trace.rows)
    html = trace._repr_html_()
    assert html.count("<tr>") == len(lines)
    assert "<caption>The dimensions of the RNN</caption>" in html
    alpha = EVERY_CELL["numbers"].dimensions(D_x=3, D_h=5, B=7)._repr_html_()
    assert '" data-latex="W_{\\alpha}"><i>W</i><sub>α</sub></td>' in alpha
    assert '" data-latex="(D_{h}, B)">(<i>D</i><sub>h</sub>, B)</td>' in alpha
    means = EVERY_CELL["squares, roots, means"]
    sizes = {symbol: 3 for node in means.nodes for n in node.shape for symbol in n.symbols}
    assert ">mean(<i>" in means.dimensions(**sizes)._repr_html_()
    assert plain(r"\alpha_{t}") == "α_t"
