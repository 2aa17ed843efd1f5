"""`check` in a student's notebook: the same words as the grader's, and honest ones else."""

import functools

import pytest
from solving import checks_of, solved, solved_but, verdicts

from assignments.grading import build, parts


def test_check_finds_nothing_wrong_with_the_solution(built):
    name, dist = built
    checks = checks_of(name, dist)
    about, numbers = checks._stored()
    for part in about:
        assert checks.judged(part, about[part], numbers, checks.Direct(solved(name))) == [], part


def test_check_names_every_mistake_of_the_catalogue_by_its_words(built):
    name, dist = built
    checks = checks_of(name, dist)
    about, numbers = checks._stored()
    for part in parts.load(name):
        for mistake, words in part.mistakes.items() if part.draw else ():
            answers = {part.calls: functools.partial(part.reference, frozenset([mistake]))}
            said = checks.judged(part.id, about[part.id], numbers, checks.Direct(answers))
            more = any(rule.visible and rule.points for rule in part.properties)
            assert said[:1] == [words] and (more or len(said) == 1), (part.id, mistake)


@pytest.mark.parametrize(
    "name, part, right, wrong, words",
    [
        ("04_gru", "2b", "tap(hs[-1]", "0.9 * tap(hs[-1]", "With z = 0 at every step"),
        ("05_lstm", "3a", "cs.append(c)", "cs.append(0.9 * c)", "With f = 1 and i = 0"),
    ],
)
def test_check_gives_evidence_where_it_knows_no_name(name, part, right, wrong, words, tmp_path):
    build.build(name, tmp_path)
    checks = checks_of(name, tmp_path)
    about, numbers = checks._stored()
    names = checks.Direct(solved_but(name, part, right, wrong))
    assert words in checks.judged(part, about[part], numbers, names)[-1]


@pytest.mark.parametrize(
    "part, code, words",
    [
        ("6a", "latch = np.zeros((3, 3)), np.zeros(3)", "b should have the shape (3, 1)"),
        ("6a", "latch = ...", "latch is still empty"),
        ("7a", "trained = latch", "4 are expected (W, b, W_y, b_y), 2 came"),
        ("5b", "half_lives = 2, 7.5, 43", "Whole numbers are expected"),
        ("5b", "half_lives = 2, 7", "3 are expected"),
        ("5b", "half_lives = 0, 7, 43", "at least 1"),
        ("5b", "half_lives = [2], [7, 8], [43]", "A single number"),
        ("6: 5b", "leaks = [0, 1, 2, 0, 1, 0]", "0 or 1"),
        ("6: 5b", "leaks = [1, 3, 5]", "leaks should have the shape (6,), but has (3,)"),
        ("6: 5b", "leaks = 0, 1, 0.5, 0, 1, 0", "Whole numbers are expected"),
    ],
)
def test_check_looks_at_the_form_of_what_is_judged_later(part, code, words, tmp_path_factory):
    name, part = ("06_lstm_versus_gru", part[3:]) if ":" in part else ("04_gru", part)
    dist = tmp_path_factory.getbasetemp() / "form" / name
    if not dist.exists():
        build.build(name, dist)
    checks = checks_of(name, dist)
    about, numbers = checks._stored()
    names = dict(solved(name))
    exec(code, names)
    assert words in checks.judged(part, about[part], numbers, checks.Direct(names))[0]


def test_check_says_which_argument_a_right_function_changes(tmp_path, capsys):
    build.build("04_gru", tmp_path)
    names = {**solved("04_gru"), "check": checks_of("04_gru", tmp_path).check}
    code = "def tap(old, new, z):\n    old *= 1 - z\n    old += z * new\n    return old"
    exec(f'check("1a")\n{code}\ncheck("1a")', names)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["1a: right.", "1a: right."]
    assert said[2].startswith("- But tap changes old, which it is given")


def test_check_finds_an_argument_that_is_changed_only_where_a_gradient_is_long(tmp_path, capsys):
    name = "03_gradients_through_time"
    build.build(name, tmp_path)
    code = """
def clip(d_W, d_b, limit):
    length = np.sqrt((d_W**2).sum() + (d_b**2).sum())
    if length > limit:
        d_W *= limit / length
        d_b *= limit / length
    return d_W, d_b
check("6a")"""
    exec(code, {**solved(name), "check": checks_of(name, tmp_path).check})
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "6a: right."
    assert said[1].startswith("- But clip changes d_W and d_b, which it is given")


def test_list_of_states_is_taken_for_one_array_in_every_test_of_a_part(tmp_path, capsys):
    name = "04_gru"
    build.build(name, tmp_path)
    code = "ours = gru_forward\ndef gru_forward(*given): return list(ours(*given))"
    names = {**solved(name), "check": checks_of(name, tmp_path).check}
    exec(f'{code}\ncheck("2b")', names)
    assert capsys.readouterr().out == "2b: right.\n"
    assert verdicts(name, names)["2b"].right


def test_check_takes_an_argument_for_unchanged_that_is_moved_and_put_back(tmp_path, capsys):
    build.build("02_rnn", tmp_path)
    names = {**solved("02_rnn"), "check": checks_of("02_rnn", tmp_path).check}
    code = """
def slope_along(x, targets, h_0, W, b, W_y, b_y, V):
    losses = []
    for way in (1e-5, -2e-5, 1e-5):
        W += way * V
        losses.append(loss(readout(rnn_forward(x, h_0, W, b), W_y, b_y), targets))
    return (losses[0] - losses[1]) / 2e-5
check("5b")"""
    exec(code, names)
    exec(code.replace("-2e-5, 1e-5", "-2e-5"), names)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["5b: right."] * 2
    assert said[2].startswith("- But slope_along changes W, which it is given")


def test_check_blames_no_pair_of_mistakes_for_a_number_that_is_wrong_by_chance(tmp_path):
    name = "06_lstm_versus_gru"
    build.build(name, tmp_path)
    checks = checks_of(name, tmp_path)
    about, numbers = checks._stored()
    for off in range(2, 30):
        names = {"seeds_needed": lambda *a, off=off: solved(name)["seeds_needed"](*a) + off}
        said = checks.judged("6b", about["6b"], numbers, checks.Direct(names))
        assert said[0].startswith("seeds is not the right number.")


def test_check_prints_a_verdict_for_the_names_of_its_caller(tmp_path, capsys):
    build.build("02_rnn", tmp_path)
    names = {**solved("02_rnn"), "check": checks_of("02_rnn", tmp_path).check}
    exec('check("1a")\nrnn_step = None\ncheck("1a")\ncheck("8a")\ncheck("99")', names)
    said = capsys.readouterr().out
    assert said.startswith("1a: right.\n1a: not right yet.\n- rnn_step is still empty")
    assert "8a: handed over, in the right form." in said and "There is no part '99'" in said
