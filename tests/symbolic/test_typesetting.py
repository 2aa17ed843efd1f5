"""How equations are laid out: one below the other, the long ones broken at their sums."""

import re

from other_cells import EVERY_CELL

from rnnlib import equations
from rnnlib.symbolic.graph import Writer
from rnnlib.symbolic.typesetting import aligned, split


def rows(latex):
    return [row.removesuffix(r" \\") for row in latex.splitlines()[2:-2]]


def test_a_sum_is_cut_before_its_own_signs_and_no_others():
    assert split(r"a - \tanh(b + c) + [d + e]_{t - 1}") == [
        "a",
        r"- \tanh(b + c)",
        "+ [d + e]_{t - 1}",
    ]
    assert split("-a") == ["-a"]


def test_terms_share_a_line_if_they_fit_and_have_the_same_reason():
    product = r"W^\top\,\bar{a}_{t}"
    terms = [(product, "one"), (product, "one"), (f"-{product}", "two"), ("c + d", "three")]
    assert rows(aligned([("y", "=", terms), ("z", "=", [("y", "")])], tag="2.1")) == [
        rf"y &= {product} + {product} && one",
        rf"& {{}}- {product} && two",
        r"& {}+ c + d && three",
        "z &= y",
    ]
    (line,) = rows(aligned([("y", "=", [("a", ""), ("-b", ""), ("c", "")])]))
    assert line == "y &= a - b + c"


def test_what_is_too_long_and_no_sum_is_broken_inside_its_widest_brackets():
    reset_after = rows(equations.GRU_RESET_AFTER.latex())
    colour = re.compile(r"\{\\color\{#\w{6}\}\{((?:[^{}]|\{[^{}]*\})*)\}\}")
    assert [colour.sub(r"\1", row) for row in reset_after[2:4]] == [
        r"\tilde h_{t} &= \tanh(W_{h}\,x_{t} + b_{h}",
        r"& \qquad{}+ r_{t} \odot (W_{u}\,h_{t-1} + b_{u}))",
    ]


def test_what_stands_under_a_bar_is_not_broken():
    sides = " + ".join([r"W_{h}\,h_{t-1}"] * 5)
    (row,) = rows(aligned([("y", "=", [(rf"\overline{{({sides})\,x_{{t}}}}", "")])]))
    assert row == rf"y &= \overline{{({sides})\,x_{{t}}}}"
    assert len(rows(aligned([("y", "=", [(rf"({sides})\,x_{{t}}", "")])]))) > 1


def test_the_lines_of_a_broken_equation_are_the_whole_equation():
    several = 0
    for name, own in EVERY_CELL.items():
        backward, write = own.backward(), Writer(roles=own.roles)
        for latex in (backward.latex(), backward.latex(rules=False)):
            lines = [row.split(" && ")[0] for row in rows(latex)]
            several += len(lines) - len(backward.lines)
            whole = re.sub(r"\n& (\\qquad)?\{\}", " ", "\n".join(lines)).splitlines()
            assert whole == [line.equation(write) for line in backward.lines], name
    assert several > 20
