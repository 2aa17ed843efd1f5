"""The report of a comparison: it says what the numbers say, and nothing in it can do harm."""

import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from made_up import INTERVALS, PROBLEMS, finished

from rnnlib.compare.report.html import report_html

COMMAND = "python -m rnnlib compare 'a & b.csv' --horizon 12"
EVIL = "<script>alert('x')</script>&\"$\\frac{"
VOID = {"meta", "link", "br"}


class Tree(HTMLParser):
    """All elements of a document, each of which must be closed in its turn."""

    def __init__(self, markup):
        super().__init__()
        self.open, self.found, self.text = [], [], ""
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def read(result, command=COMMAND):
    return Tree(report_html(result, command))


def with_score(result, method, **changes):
    """The same result, a line of the table changed."""
    result.scores = [replace(s, **changes) if s.method == method else s for s in result.scores]
    return result


@pytest.mark.parametrize("word", INTERVALS)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_and_verdict_has_a_whole_report(problem, word):
    tree = read(finished(problem, word))
    order = [f"The GRU and sales: {word}.", "How much better", "What was", "How the networks",
             "What was tried", "The data", "To do it again"]  # fmt: skip
    places = [tree.text.index(part) for part in order]
    assert places == sorted(places)
    assert tree.text.count("On 60 origins") == 1
    assert len(tree.all("h1")) == 1
    assert all(image["aria-label"] for image in tree.all("svg"))
    assert "nan" not in re.sub(r"financ|dominan", "", tree.text)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_nothing_is_fetched_and_nothing_runs(problem):
    tree = read(finished(problem))
    assert tree.all("script") == tree.all("img") == tree.all("iframe") == []
    addresses = [a.get("href") or a.get("src") for _, a in tree.found if {"href", "src"} & {*a}]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not any(name.startswith("on") for _, a in tree.found for name in a)
    [policy] = [a["content"] for a in tree.all("meta") if "http-equiv" in a]
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("problem", PROBLEMS)
def test_names_of_users_are_text_wherever_they_stand(problem):
    markup = report_html(finished(problem, name=EVIL, series=(EVIL, EVIL)), f"compare {EVIL}")
    tree = Tree(markup)
    assert "<script" not in markup.replace("&lt;script", "")
    assert tree.text.count(EVIL) >= 3


def test_a_name_of_300_letters_is_shortened_and_1000_series_are_counted():
    names = tuple(f"s{k:03}" + "x" * 300 for k in range(1000))
    markup = report_html(finished(series=names, name="y" * 300), COMMAND)
    assert "The 1,000 series" in markup
    assert "988 more" in markup
    assert "x" * 61 not in markup
    assert len(markup) < 150_000


def test_without_intervals_the_report_says_so_and_draws_dots_alone():
    tree = read(finished(word="no verdict"))
    assert "how sure that is remains open" in tree.text
    assert "interval of 90 %" not in tree.text
    assert "is ahead of 3 of 3 simple methods" in tree.text


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((0.2, 0.1, 0.3), "Against each of the 3 simple methods the whole interval speaks for"),
        ((-0.2, -0.3, -0.1), "Against linear autoregression the whole interval speaks against"),
        ((0.01, -0.1, 0.1), "Against linear autoregression it holds the line"),
    ],
)
def test_the_caption_of_the_advantages_follows_the_intervals(ends, words):
    changes = dict(zip(("skill", "low", "high"), ends, strict=True))
    text = read(with_score(finished(), "linear autoregression", **changes)).text
    assert words in text


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((0.2, 0.1, 0.3), "between +10.0 % and +30.0 %, with a confidence of 90 %, and over every"),
        ((0.2, -0.1, 0.3), "between −10.0 % and +30.0 %, with a confidence of 90 %: it may as"),
        ((-0.2, -0.3, -0.1), "between −30.0 % and −10.0 %, with a confidence of 90 %."),
    ],
)
def test_the_interval_of_the_verdict_is_said_in_words(ends, words):
    changes = dict(zip(("skill", "low", "high"), ends, strict=True))
    assert words in read(with_score(finished(), "linear autoregression", **changes)).text


def test_a_win_over_the_chosen_method_alone_is_no_win_over_all():
    text = read(with_score(finished(), "naive", low=-0.1)).text
    assert "but over naive it may be none" in text


def test_of_classes_a_gain_is_in_points():
    text = read(finished("classification")).text
    assert "between +2.0 points and +10.0 points" in text
    assert "advantage, points" in text


def test_what_is_undefined_is_left_out_of_the_drawing_and_named():
    nothing = dict.fromkeys(("skill", "low", "high"), math.nan)
    text = read(with_score(finished(), "naive", **nothing)).text
    assert "Not drawn, since undefined: naive." in text


def test_errors_by_horizon_are_compared_at_both_ends():
    result = finished()
    result.details["errors_by_horizon"] = {
        "linear autoregression": np.array([2.0, 4.0]), "GRU": np.array([1.0, 5.0]),
    }  # fmt: skip
    text = read(result).text
    assert "from 50 % smaller to 25 % larger" in text


def test_one_step_ahead_has_no_figure_of_steps():
    result = finished()
    example = result.details["example"]
    example["future"] = example["future"][:1]
    example["forecasts"] = {name: y[:1] for name, y in example["forecasts"].items()}
    result.details["errors_by_horizon"] = {"GRU": np.array([1.0])}
    tree = read(result)
    assert "Over the next step," in tree.text
    assert "steps ahead" not in tree.text
    assert [f["id"] for f in tree.all("figure")] == [f"figure-{k}" for k in range(1, 5)]


def test_the_example_says_who_came_nearest():
    result = finished()
    example = result.details["example"]
    example["forecasts"]["naive"] = example["future"] + 1e-3
    assert "naive comes nearest" in read(result).text


def test_fits_without_finite_losses_are_counted_and_not_drawn():
    result = finished()
    tests = [o for o in result.outcomes if o.fit.phase == "test" and o.fit.cell == "GRU"]
    tests[0].curve = np.full((3, 3), np.nan)
    assert "The 5 fits of the GRU" in (text := read(result).text)
    assert "Not drawn: 1 without finite losses." in text
    for outcome in tests:
        outcome.curve = np.empty((0, 3))
    assert "fits of the GRU:" not in read(result).text


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (("early",) * 6, "All stopped when that no longer improved"),
        (("clock",) * 4 + ("early",) * 2, "more time might have helped"),
        (("clock",) + ("early",) * 5, "1 of 6 were stopped at the most steps allowed."),
    ],
)
def test_how_training_ended_is_said(ended, words):
    result = finished()
    tests = (o for o in result.outcomes if o.fit.phase == "test" and o.fit.cell == "GRU")
    for outcome, stopped in zip(tests, ended, strict=True):
        outcome.stopped = stopped
    assert words in read(result).text


def test_a_cell_without_gates_shows_its_state():
    result = finished()
    result.details["gates"] = {"h": np.linspace(-1, 1, 150 * 8).reshape(150, 8)}
    text = read(result).text
    assert "Over the last 100 of 150 steps of a sample, the state is between −0.33 and 1.00" in text
    assert "This cell has no gates" in text


def test_the_most_frequent_mistake_is_named():
    text = read(finished("classification", name="up")).text
    assert "right on 122 of 131 samples" in text
    assert "down is taken for left, 5 of 43 times" in text


def test_of_many_classes_only_mistakes_are_listed():
    result = finished("classification")
    counts = 10 * np.eye(40, dtype=int)
    counts[3, 7], counts[8, 1] = 2, 9
    result.details |= {"classes": [f"c{k}" for k in range(40)], "confusion": {"GRU": counts}}
    tree = read(result)
    assert "c8 is taken for c1, 9 of 19 times" in tree.text
    assert len(tree.all("tr")) < 40


def test_a_text_is_shown_with_its_line_breaks():
    assert "and the\nend of it." in read(finished("next character")).text


def test_the_settings_that_were_taken_are_marked():
    text = read(finished()).text
    assert "learning ratewindowunitsRNN" in text
    assert text.count(" *") >= 5  # three cells, and two judged methods
    result = finished()
    result.outcomes = [o for o in result.outcomes if o.fit.phase == "test"]
    assert "There was no search" in read(result).text


def test_what_was_left_out_is_said_once():
    assert read(finished()).text.count("There was no time to try 4 of 6 settings.") == 1


def test_the_command_stands_as_it_was_given_and_may_be_missing():
    assert COMMAND in read(finished()).text
    assert len(read(finished(), "").all("pre")) == 0


def test_a_result_without_details_has_a_report():
    result = finished()
    result.details, result.outcomes = {}, []
    assert "To do it again" in read(result).text


def test_the_same_result_makes_the_same_bytes():
    assert report_html(finished(), COMMAND) == report_html(finished(), COMMAND)
