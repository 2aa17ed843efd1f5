"""The worker that trains beside the page: what it posts, and that nets learn what they can."""

import math

import pytest
from other_cells import EVERY_CELL
from trained import worker_source

from rnnlib.equations import GRU, LSTM, RNN
from rnnlib.symbolic import cell, linear
from rnnlib.symbolic.javascript import for_training

RUN = """([source, order, until, pauseAt]) => new Promise((resolve) => {
  const worker = new Worker(URL.createObjectURL(new Blob([source])));
  const posts = [], from = performance.now();
  const end = () => {
    worker.terminate();
    resolve({posts, seconds: (performance.now() - from) / 1000});
  };
  const sums = [];
  let isPaused = false;
  worker.onmessage = ({data}) => {
    posts.push(data);
    if (data.refused) return end();
    data.nets.forEach((net, k) => (sums[k] ??= []).push(...net.losses));
    const last = (sums[0] ?? []).slice(-50), mean = last.reduce((a, b) => a + b, 0) / last.length;
    if (pauseAt && !isPaused && data.done >= pauseAt) {
      isPaused = true;
      worker.postMessage({do: "pause"});
    } else if (isPaused && !data.isGoing && data.done < order.updates)
      worker.postMessage({do: "go"});
    else if ((!data.isGoing && data.done > 0) || (last.length === 50 && mean < until)) end();
  };
  worker.postMessage({do: "start", ...order});
})"""
ORDER = {
    "task": "adding", "steps": 20, "text": "", "sizes": {"D_h": 16, "B": 16},
    "rate": 0.01, "clip": 1, "seed": 0, "updates": 30,
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tab):
    def run(*cells, until=-1, pause_at=0, **options):
        order = {**ORDER, **options, "cells": [for_training(own) for own in cells]}
        return tab.evaluate(RUN, [worker_source(), order, until, pause_at])

    return run


def losses(posts):
    return [
        [v for post in posts for v in post["nets"][k]["losses"]]
        for k in range(len(posts[0]["nets"]))
    ]


def test_a_gru_solves_adding_over_20_steps_within_20_seconds(run):
    got = run(GRU, until=0.01, updates=20_000)
    mean = sum(losses(got["posts"])[0][-50:]) / 50
    assert mean < 0.01 < 1 / 6
    assert got["seconds"] < 20


def test_all_cells_take_the_same_number_of_updates_and_every_loss_is_posted_once(run):
    got = run(RNN, GRU, LSTM)
    assert [len(series) for series in losses(got["posts"])] == [30] * 3
    last = got["posts"][-1]
    assert (last["done"], last["isGoing"]) == (30, False)
    assert all(net["seconds"] > 0 and net["ended"] is None for net in last["nets"])
    first = got["posts"][0]
    assert first["done"] == 0 and first["look"]  # what it does before it has learnt anything
    assert set(first["look"]["nets"][2]["gates"]) == {"f", "i", "o"}
    assert set(first["look"]["nets"][2]["states"]) == {"h", "c"}
    assert len(first["look"]["nets"][0]["lags"]) == 20


def test_a_pause_changes_nothing_but_the_time(run):
    whole, paused = run(GRU, updates=200), run(GRU, updates=200, pause_at=1)
    assert losses(paused["posts"]) == losses(whole["posts"])
    stops = [post["done"] for post in paused["posts"] if not post["isGoing"]]
    assert len(stops) >= 2 and stops[0] < stops[-1] == 200


def test_a_run_that_leaves_the_finite_numbers_ends_alone_and_says_when(run):
    @cell
    def EXPLODING(h, x):
        return 3 * linear.layer("k", h, x)

    got = run(EXPLODING, GRU, updates=200, rate=5, steps=100)
    last, (short, whole) = got["posts"][-1], losses(got["posts"])
    ended = last["nets"][0]["ended"]
    assert ended["update"] == len(short) + 1 < 200
    assert last["nets"][0]["updates"] == len(short)
    assert not all(math.isfinite(value or math.nan) for value in (ended["loss"], ended["norm"]))
    assert len(whole) == last["done"] == 200 and last["nets"][1]["ended"] is None


def test_a_task_that_a_cell_has_no_room_for_is_refused_in_words(run):
    own = next(c for c in EVERY_CELL.values() if str(c.x.shape[0]) == "D_h")
    got = run(own, task="recall", sizes={"D_h": 3, "B": 4})
    (only,) = got["posts"]
    assert only == {
        "refused": f"{own.name}: its input has 3 features, and those of this task are 4"
    }


def test_nets_write_as_they_learn_a_text(run):
    got = run(GRU, LSTM, task="text", steps=10, text="tick tock " * 30, updates=300)
    for net in got["posts"][-1]["look"]["nets"]:
        *words, _ = net["wrote"].split()
        assert set(words) == {"tick", "tock"}
    assert len(got["posts"][0]["look"]["nets"][0]["wrote"]) == 160
