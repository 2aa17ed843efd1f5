"""The tasks of the page are the library's: what is asked, and what the baselines are."""

import math
from itertools import pairwise

import numpy as np
import pytest

from rnnlib import tasks
from rnnlib.equations import GRU
from rnnlib.symbolic.javascript import for_training
from rnnlib.tasks.baselines import conditional_entropy

DRAW = """([task, options, B, seed]) => {
  const {stream} = laboratoryTrainer(), made = laboratoryTasks()[task].make(options);
  const {x, targets} = made.draw(stream(seed), B);
  const {levels, goal, D_x, D_y, alphabet} = made;
  const example = made.example(stream(seed + 1), B), shown = made.shown(example);
  return {x: x.map((row) => [...row]), targets: targets.map((row) => row && [...row]),
    levels, goal, D_x, D_y, shown, alphabet,
    ends: example.targets.at(-1) ? [...example.targets.at(-1)] : null};
}"""


@pytest.fixture(scope="module")
def draw(tab):
    def draw(task, B=2000, seed=0, **options):
        got = tab.evaluate(DRAW, [task, options, B, seed])
        got["x"] = np.array(got["x"]).reshape(len(got["x"]), got["D_x"], B)
        return got

    return draw


def levels(got):
    return [loss for _, loss, _ in got["levels"]]


def asked_at_the_end(got):
    *before, last = got["targets"]
    assert before == [None] * (len(got["x"]) - 1)
    return np.array(last)


def test_adding_asks_for_the_sum_of_two_marked_numbers_one_in_each_half(draw):
    got, T = draw("adding", steps=20), 20
    numbers, marks = got["x"][:, 0], got["x"][:, 1]
    assert asked_at_the_end(got) == pytest.approx((numbers * marks).sum(axis=0))
    assert (marks[: T // 2].sum(axis=0) == 1).all() and (marks[T // 2 :].sum(axis=0) == 1).all()
    assert marks.any(axis=1).all()  # every place is drawn
    assert 0 <= numbers.min() < 0.01 < 0.99 < numbers.max() < 1
    expected = tasks.adding(T, "2016").baselines()["the mean"]["loss"]
    assert levels(got) == [expected]
    assert np.mean((asked_at_the_end(got) - 1) ** 2) == pytest.approx(expected, rel=0.1)


def test_recall_asks_for_the_first_symbol(draw):
    got = draw("recall", steps=5)
    symbols = got["x"].argmax(axis=1)
    assert (got["x"].sum(axis=1) == 1).all()
    assert (asked_at_the_end(got) == symbols[0]).all()
    assert np.bincount(symbols.ravel()) == pytest.approx(np.full(4, 2500), rel=0.1)
    expected = tasks.first_symbol_recall(5).baselines()["guessing"]["loss"]
    assert levels(got) == [pytest.approx(expected)]


def test_counting_reads_and_predicts_as_many_b_as_a(draw):
    got, longest = draw("counting", steps=6), 6
    task, targets = tasks.a_n_b_n(longest), np.array(got["targets"])
    known = task.held_out("validation")
    n = (got["x"][:, 1] == 1).sum(axis=0)
    assert set(n) == set(range(1, longest + 1))
    for b in range(20):
        k = list(known.lengths).index(2 * n[b] + 1)
        length = known.lengths[k]
        assert (got["x"][:length, :, b] == known.x[:length, :, k]).all()
        assert (targets[:length, b] == known.targets[:length, k]).all()
        assert (targets[length:, b] == -1).all() and not got["x"][length:, :, b].any()
    last, best = levels(got)
    assert best == pytest.approx(task.optimum)
    assert last == pytest.approx(task.baselines()["knowing the last symbol"]["loss"])
    assert got["goal"] == pytest.approx(task.optimum + 0.02)
    assert got["ends"] == [0] * 2000  # of an example: the mark, for all at the same step


def test_text_reads_pieces_and_predicts_the_next_letter(draw):
    text = "the quick brown fox jumps over the lazy dog and the döner " * 3
    got, alphabet = draw("text", B=100, steps=9, text=text), sorted(set(text))
    assert got["alphabet"] == alphabet and got["D_x"] == got["D_y"] == len(alphabet)
    read = got["x"].argmax(axis=1)
    targets = np.array(got["targets"])
    assert (read[1:] == targets[:-1]).all()
    for b in range(100):
        assert "".join(alphabet[k] for k in [*read[:, b], targets[-1, b]]) in text
    following = [(alphabet.index(u), alphabet.index(v)) for u, v in pairwise(text)]
    met = np.zeros((len(alphabet),) * 2)
    np.add.at(met, tuple(np.array(following).T), 1)
    expected = [conditional_entropy(met.sum(axis=0, keepdims=True)), conditional_entropy(met)]
    assert levels(got) == pytest.approx(expected)
    assert "".join(step["letter"] for step in got["shown"]) == text[:9]


def test_every_piece_of_a_text_can_be_drawn_its_end_included(draw):
    got = draw("text", B=300, steps=5, text="abcdefgh")
    first = got["x"].argmax(axis=1)[0]
    assert set(first) == {0, 1, 2}
    assert max(got["targets"][-1]) == 7


def test_streams_are_uniform_and_independent(tab):
    numbers = np.array(
        tab.evaluate(
            """() => { const {stream} = laboratoryTrainer();
            return [[0, 1], [0, 2], [1, 1]].map((keys) => {
              const next = stream(...keys); return Array.from({length: 20000}, next); }); }"""
        )
    )
    shares = np.array([np.histogram(row, bins=10, range=(0, 1))[0] for row in numbers]) / 2000
    assert np.abs(shares - 1).max() < 0.12
    assert np.abs(np.corrcoef(numbers) - np.eye(3)).max() < 0.03
    assert np.abs(np.corrcoef(numbers[:, :-1], numbers[:, 1:]) - np.eye(6)).max() < 0.03


def test_a_net_writes_what_it_has_learnt(tab):
    """A text in which each letter says which is next is written to the end without a mistake."""
    wrote = tab.evaluate(
        """([cell]) => {
          const {Network, stream, write} = laboratoryTrainer();
          const made = laboratoryTasks().text.make({steps: 8, text: "abcd".repeat(20)});
          const {D_x, D_y, loss} = made, data = stream(0);
          const net = new Network(cell, {D_h: 12, D_x, D_y, B: 8}, loss, 0);
          for (let k = 0; k < 150; k++) net.learn(made.draw(data, 8), {rate: 0.02, clip: 1});
          return [0, 0].map((seed) =>
            made.spelled(write(net, made.first, 40, 0.5, stream(seed))));
        }""",
        [for_training(GRU)],
    )
    assert wrote == ["abcd" * 10] * 2


def test_losses_of_the_levels_are_in_order(draw):
    for task, options in (("counting", {"steps": 10}), ("text", {"steps": 5, "text": "ab" * 50})):
        high, low = levels(draw(task, B=2, **options))
        assert 0 <= low < high < math.inf
