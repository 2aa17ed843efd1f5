"""What holds for exercises of every kind, and the sheets that are made of them."""

import argparse
import re
import shlex
import subprocess
import sys
from html import unescape
from xml.etree import ElementTree

import numpy as np
import pytest

from rnnlib.practice import KINDS, Choice, Grid, Numbers, command, exercise, fields, series
from rnnlib.practice.cells import sketch
from rnnlib.practice.exercise import Exercise
from rnnlib.practice.pieces import Text, in_html, inline
from rnnlib.practice.progress import Progress
from rnnlib.practice.randomness import Random
from rnnlib.practice.sheet import page

ONE = Numbers(("a",), (1,), (((2,), "One too many."),), "Add one.")
TWO = Numbers(("a", "b"), (1, 2), (), "Add one.")
MARKS = ("x", "y"), ("Is {} an x?", "Is {} a y?")
EVERY = [(kind, level) for kind in KINDS for level in (1, 2, 3, 4)]


def right_answer(form):
    return [*form.right] if isinstance(form, (Numbers, Grid)) else form.right


def wrong_answers(form):
    if isinstance(form, Choice):
        return [k for k in range(len(form.options)) if k != form.right]
    if isinstance(form, Numbers):
        slips = [[*numbers] for numbers, _ in form.mistakes if numbers != form.right]
        return [[n + 1 for n in form.right], [*form.right[:-1], -form.right[-1] - 1], *slips]
    turned = [frozenset(range(5)) - columns for columns in form.right]
    one = [*form.right[:-1], form.right[-1] ^ {0} or frozenset({1})]
    return [turned, one]


def texts(html):
    """What is read on a page: HTML that must be well formed, without its tags."""
    tree = ElementTree.fromstring(f"<div>{html.replace('&nbsp;', ' ')}</div>")
    return "".join(tree.itertext())


@pytest.mark.parametrize(("kind", "level"), EVERY)
def test_one_answer_is_right_and_every_other_is_not(kind, level):
    for seed in range(40):
        one = exercise(kind, level, seed)
        verdict = one.check(right_answer(one.form))
        assert verdict.is_right
        assert not verdict.words
        for answer in wrong_answers(one.form):
            verdict = one.check(answer)
            assert not verdict.is_right
            hint = re.sub(
                "^(The first that is not right: [^.]+|Look again at [^.]+)[.] *", "", verdict.words
            )
            assert len(hint) > 12
            assert "{" not in re.sub(r"\$.*?\$", "", hint)


@pytest.mark.parametrize(("kind", "level"), EVERY)
def test_what_is_shown_is_well_formed_and_says_all_of_it_in_words(kind, level):
    for seed in range(8):
        one = exercise(kind, level, seed)
        for html in (fields.on_screen(one), fields.on_paper(one), in_html(one.explanation)):
            read = texts(html)
            assert "$" not in read
            assert "`" not in read
            assert "{" not in read
        said = " ".join(piece.text for piece in one.explanation if isinstance(piece, Text))
        assert len(said) + len(in_html(one.explanation)) > 100
        if isinstance(one.form, Choice):
            assert len({option.html for option in one.form.options}) == len(one.form.options)
            assert len(one.form.options) >= 3


@pytest.mark.parametrize("level", (1, 2, 3, 4))
def test_the_words_below_a_box_are_within_its_drawing(level):
    for seed in range(40):
        svg = sketch(Random(seed, level), level).cell.diagram().svg
        height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)[1])
        lowest = max(map(float, re.findall(r'<text[^>]* y="([\d.]+)"', svg)))
        assert lowest + 3 <= height  # the part of a letter below its line


def test_fields_have_the_names_by_which_an_answer_is_read():
    choice, numbers, grid = (exercise(kind, 2, 3) for kind in ("backward", "trace", "gates"))
    assert re.findall(r'name="answer" value="(\d)"', fields.on_screen(choice)) == [*"0123"]
    assert re.findall(r'<input name="(\d)"', fields.on_screen(numbers)) == [*"012"]
    marks = re.findall(r'type="checkbox" name="(\d)" value="(\d)"', fields.on_screen(grid))
    assert len(marks) == 5 * len(grid.form.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_exercise_and_another_seed_another(kind):
    pages = [fields.on_screen(exercise(kind, 2, seed)) for seed in range(30)]
    assert pages == [fields.on_screen(exercise(kind, 2, seed)) for seed in range(30)]
    assert len({*pages}) >= 28


def test_nothing_but_kind_level_and_seed_makes_an_exercise():
    for k, kind in enumerate(("shapes", "gates", "backward", "trace", "conventions", "code")):
        for level in (1, 4):
            made = KINDS[kind].make(Random(9, level, k), level)
            assert exercise(kind, level, 9).form == made.form


def test_what_was_seen_does_not_come_again():
    made = series(4, ("conventions",), 300, levels=(3,))
    assert len({one.digest for one in made}) == 300
    counts = [one for one in made if "two biases" in in_html(one.explanation)]
    assert len({in_html(one.question) for one in counts}) == len(counts) > 40  # of 126
    first = exercise("gates", 1, 9)
    assert exercise("gates", 1, 9, seen=[first.digest]).digest != first.digest


def test_a_series_takes_the_kinds_in_turn_and_rises_from_level_to_level():
    made = series(1, ("gates", "trace"), 8)
    assert [one.kind for one in made] == ["gates", "trace"] * 4
    assert [one.level for one in made] == [1, 1, 2, 2, 3, 3, 4, 4]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: exercise("gate", 1, 0), "kind must be one of shapes, gates, .*, got 'gate'"),
        (lambda: exercise("gates", 5, 0), "level must be one of 1, 2, 3, 4, got 5"),
        (lambda: exercise("gates", 1, -1), r"seed must be from 0 to 2\^32 - 1, got -1"),
        (lambda: exercise("gates", 1, 0.5), r"seed must be from 0 to 2\^32 - 1, got 0.5"),
        (lambda: series(0, ("gates",), 0), "a number of at least 1, got 0"),
    ],
)
def test_a_wrong_wish_is_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("form", "answer", "words"),
    [
        (Choice((Text("a"), Text("b")), 0, ("", "no")), None, "Choose one of the options first."),
        (Choice((Text("a"), Text("b")), 0, ("", "no")), 1, "no"),
        (ONE, ["x"], "Type a whole number first."),
        (TWO, ["1"], "Type a whole number in every field first."),
        (TWO, ["1", ""], "Type a whole number in every field first."),
        (TWO, ["1", "3"], "The first that is not right: b. Add one."),
        (ONE, ["2"], "One too many."),
        (ONE, ["3"], "Add one."),
        (Grid(("f",), *MARKS, (frozenset({0}),)), [[]], "at least one purpose first."),
        (Grid(("f", "g"), *MARKS, (frozenset({0}),) * 2), [[], [0]], "for each letter first."),
        (
            Grid(("f", "g"), *MARKS, (frozenset({0}),) * 2),
            [[0], [1]],
            "Look again at g. Is g a y?",
        ),
    ],
)
def test_a_wrong_answer_gets_a_hint(form, answer, words):
    verdict = form.judge(answer)
    assert not verdict.is_right
    assert words in verdict.words


@pytest.mark.parametrize(
    ("form", "nothing", "wrong"),
    [
        (Choice((Text("a"), Text("b")), 0, ("", "no")), None, 1),
        (TWO, ["1", " "], ["1", "1"]),
        (Grid(("f", "g"), *MARKS, (frozenset({0}),) * 2), [[0], []], [[0], [1]]),
    ],
)
def test_an_answer_with_something_left_out_is_neither_right_nor_wrong(form, nothing, wrong):
    verdict = form.judge(nothing)
    assert not verdict.is_right
    assert not verdict.is_whole
    assert form.judge(wrong).is_whole


def test_marks_are_called_right_only_if_all_of_them_are():
    form = Grid(
        ("f", "g"), ("x", "y", "z"), ("x?", "y?", "z?"), (frozenset({0, 1}), frozenset({2}))
    )
    more = "What you marked is right, but there is more at f."
    for marks, words in {
        ((0,), (2,)): more,
        ((0, 2), (2,)): "Look again at f. z?",
        ((0, 1, 2), (2,)): "Look again at f. z?",
        ((0,), (1,)): "Look again at f and at g. y?",
    }.items():
        assert form.judge(marks).words == words


@pytest.mark.parametrize("text", ["-7", "−7", " − 7 "])
def test_numbers_are_read_as_they_are_typed(text):
    assert Numbers(("a",), (-7,), (), "").judge([text]).is_right
    assert not Numbers(("a",), (7,), (), "").judge([text]).is_right


@pytest.mark.parametrize("text", ["1300", "1,300", "1 300"])
def test_thousands_may_stand_apart(text):
    assert Numbers(("a",), (1300,), (), "").judge([text]).is_right


@pytest.mark.parametrize(
    "text", ["1,5", "1 5", "15.0", "1-5", "--15", "0x0f", "15 units", "¹⁵", "-"]
)
def test_what_is_no_whole_number_is_not_read_as_one(text):
    assert not Numbers(("a",), (15,), (), "").judge([text]).is_whole


def test_text_is_escaped_but_for_mathematics_and_code():
    made = inline("1 < 2 in `a<b` and $h_{t}$")
    assert made.startswith("1 &lt; 2 in <code>a&lt;b</code> and <math")
    assert inline("$b$ = 2").endswith("</math>\xa0=\xa02")


def test_two_in_a_row_go_a_level_up_and_two_wrong_ones_down():
    now = Progress()
    levels = []
    for is_right in (True, True, True, False, True, True, False, False, False, False, False):
        now = now.after(is_right)
        levels.append(now.level)
    assert levels == [1, 2, 2, 2, 2, 3, 3, 2, 2, 1, 1]
    assert (now.right, now.done) == (5, 11)
    assert Progress(3, run=1).after(False).after(False).level == 2
    assert Progress(3, run=-1).after(True).after(True).level == 4
    for _ in range(20):
        now = now.after(True)
    assert now.level == 4
    for _ in range(20):
        now = now.after(False)
    assert now.level == 1


def test_draws_are_even_and_independent_of_each_other():
    random = Random(7, 1)
    counts = np.bincount([random.below(10) for _ in range(20_000)], minlength=10)
    assert (abs(counts - 2000) < 6 * np.sqrt(2000)).all()
    firsts = [Random(seed, level).draw() / 2**32 for seed in range(500) for level in range(1, 5)]
    assert abs(np.mean(firsts) - 0.5) < 6 / np.sqrt(12 * 2000)
    assert len({*firsts}) == 2000
    pairs = np.reshape(firsts, (500, 4))
    assert (abs(np.corrcoef(pairs.T) - np.eye(4)) < 0.25).all()
    assert {Random(seed).choice("ab") for seed in (0, 2**32 - 1, 2**16, 5, 6)} == {"a", "b"}


def test_draws_between_two_numbers_reach_both():
    for low, high in ((2, 5), (-3, 3), (4, 4)):
        random = Random(low + 9, high)
        drawn = {random.between(low, high) for _ in range(200)}
        assert drawn == {*range(low, high + 1)}


def test_draws_are_those_of_two_multiply_with_carry_generators():
    """Marsaglia's generator in NumPy's own arithmetic, from the state that a seed leads to."""
    random = Random(123456789)
    z, w = np.uint64(random._z), np.uint64(random._w)
    low, shift = np.uint64(65535), np.uint64(16)
    for _ in range(1000):
        z = np.uint64(36969) * (z & low) + (z >> shift)
        w = np.uint64(18000) * (w & low) + (w >> shift)
        assert random.draw() == (int(z << shift) + int(w)) % 2**32
        assert max(int(z), int(w)) < 2**32


def run(*words):
    command_line = [sys.executable, "-m", "rnnlib", "practice", *map(str, words)]
    return subprocess.run(command_line, capture_output=True, text=True)


def test_a_sheet_has_its_answers_on_a_page_of_their_own(tmp_path):
    file = tmp_path / "sheet.html"
    done = run("--seed", 7, "--number", 6, "--html", file)
    assert done.returncode == 0, done.stderr
    text = file.read_text("utf-8")
    assert text.count('<section class="exercise">') == text.count('<div class="answer">') == 6
    assert text.index("<h2>Answers</h2>") > text.rindex('<section class="exercise">')
    [again] = re.findall(r"<code>python -m rnnlib practice (.*?)</code>", text)
    assert run(*again.split(), "--html", tmp_path / "again.html").returncode == 0
    assert (tmp_path / "again.html").read_text("utf-8") == text


def in_words(form):
    """A right answer as it stands on a sheet: a letter, numbers, the purposes of each letter."""
    if isinstance(form, Choice):
        return "ABCDEFGH"[form.right] + "."
    if isinstance(form, Numbers):
        return [str(n).replace("-", "−") for n in form.right]
    purposes = ("forget", "input", "output", "relevance (reset)", "no gate")
    return [" and ".join(purposes[k] for k in sorted(columns)) for columns in form.right]


def test_the_answers_of_a_sheet_are_right_and_stand_at_their_numbers():
    made = [*series(2, number=18), *series(5, ("trace",), 8)]
    questions, answers = page(made, "A sheet", "command").split('<section class="answers">')
    assert "<strong>" not in questions
    head = r"<h3>(\d+)\. (.+?) <small>level (\d)</small></h3>"
    asked = re.findall(rf'<section class="exercise">{head}(.*?)</section>', questions, re.DOTALL)
    told = re.findall(rf'<div class="answer">{head}<div>(.*?)</div>', answers, re.DOTALL)
    assert len(asked) == len(told) == len(made)
    for k, (one, question, answer) in enumerate(zip(made, asked, told, strict=True), 1):
        assert question[:3] == answer[:3]
        assert answer[:3] == (str(k), KINDS[one.kind].TITLE, str(one.level))
        marked = re.findall("<strong>(.*?)</strong>", answer[3])
        if isinstance(one.form, Choice):
            options = re.findall("<li>(.*?)</li>", question[3], re.DOTALL)
            letter, option = re.fullmatch(
                r"<strong>(.)\.</strong> (.*)", answer[3], re.DOTALL
            ).groups()
            assert options["ABCDEFGH".index(letter)] == option
            assert [option.phrase for option in one.form.options] == options
            assert marked == [in_words(one.form)]
        else:
            assert marked == in_words(one.form)
    assert any("−" in answer[3] for answer in told)


def sheet(file, *words):
    """The sheet that the command writes, run in this process."""
    parser = argparse.ArgumentParser()
    command.add_to(parser.add_subparsers())
    arguments = vars(parser.parse_args(["practice", *words, "--html", str(file)]))
    assert arguments.pop("main")(**arguments) == 0
    return file.read_text("utf-8")


def test_a_command_makes_what_its_options_say_and_tells_how_to_make_it_again(tmp_path):
    file = tmp_path / "sheet.html"
    options = ("--seed", "7", "--kinds", "trace,code", "--number", "4", "--levels", "2,3")
    title = 'Week 5: "gates" & more'
    text = sheet(file, *options, "--title", title)
    heads = re.findall(r"<h3>(\d)\. (.+?) <small>level (\d)</small></h3>", text)
    kinds = [KINDS[kind].TITLE for kind in ("trace", "code", "trace", "code")]
    assert heads[:4] == heads[4:] == [*zip("1234", kinds, "2233", strict=True)]
    assert fields.on_paper(exercise("trace", 2, 7)) in text
    assert "<h1>Week 5: &quot;gates&quot; &amp; more</h1>" in text
    [again] = re.findall(r"<code>(python -m rnnlib practice .*?)</code>", text)
    assert sheet(file, *shlex.split(unescape(again))[4:]) == text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name a file, with --html sheet.html or --pdf sheet.pdf"),
        (("--html", "a.html", "--kinds", "gate"), "kind must be one of shapes, gates"),
        (("--html", "a.html", "--levels", "0"), "levels must be of 1, 2, 3 and 4, got '0'"),
        (("--html", "a.html", "--number", "0"), "a number of at least 1, got 0"),
        (("--html", "/nowhere/a.html"), "/nowhere"),
    ],
)
def test_a_wrong_command_says_what_was_expected(words, message):
    done = run(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_sheet_is_printed_by_chromium(browser, tmp_path):
    from pypdf import PdfReader

    command.print_pdf(page(series(3, number=2), "A sheet", "command"), tmp_path / "sheet.pdf")
    pages = [sheet.extract_text() for sheet in PdfReader(tmp_path / "sheet.pdf").pages]
    assert "A sheet" in pages[0]
    assert "Answers" not in pages[0]
    assert any("Answers" in text for text in pages[1:])


def test_without_chromium_it_is_said_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LookupError, match="needs Chromium, and none was found"):
        command.print_pdf("", tmp_path / "sheet.pdf")


def test_the_browsers_looked_for_are_those_that_print_the_book():
    import chromium

    assert command.BROWSERS == chromium.NAMES


def test_an_exercise_says_what_it_was_made_from():
    one = exercise("trace", 2, 11)
    assert isinstance(one, Exercise)
    assert (one.kind, one.level, one.seed) == ("trace", 2, 11)
