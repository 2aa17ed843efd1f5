"""Training in a browser tab: what runs there, and its batches as the library's."""

from pathlib import Path

import numpy as np

from rnnlib.training.batch import Batch

LABORATORY = Path(__file__).resolve().parents[3] / "_ext" / "laboratory"
D_H, B = 6, 5
RATES = {"rate": 0.01, "clip": 0.05}  # few gradients are as short as that

SOURCES = "\n".join(
    (LABORATORY / name).read_text("utf-8") for name in ("trainer.js", "training_tasks.js")
)

TRAIN = """([cell, task, {seed, steps, D_h, B, updates, rate, clip, looks, poison}]) => {
  const {Network, stream} = laboratoryTrainer(), made = laboratoryTasks()[task].make({steps});
  const {D_x, D_y} = made, data = stream(seed, 2);
  const net = new Network(cell, {D_h, D_x, D_y, B}, made.loss, seed);
  const plain = (arrays) => Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [name, Array.from(array)]));
  const start = plain(net.params), got = {losses: [], norms: [], diverged: [], batches: []};
  for (let k = 0; k < updates; k++) {
    const batch = made.draw(data, B);
    if (k === poison) batch.targets.at(-1).fill(Infinity);
    got.batches.push({
      x: batch.x.map((x) => [...x]), targets: batch.targets.map((row) => row && [...row])});
    if (k === 0 && looks) got.look = net.look(batch);
    got.before = plain(net.params);
    const {loss, norm, diverged} = net.learn(batch, {rate, clip});
    if (k === 0) got.gradients = plain(net.gradients);
    got.losses.push(loss); got.norms.push(norm); got.diverged.push(diverged);
  }
  if (looks) for (const rows of [got.look.gates, got.look.states])
    for (const name in rows) rows[name] = rows[name].map((row) => [...row]);
  return {...got, start, end: plain(net.params), frozen: plain(net.frozen), D_y};
}"""


def as_batch(drawn, layer):
    """A batch of the page as one of the library; padded with zeros where a layer has more room."""
    x = np.array(drawn["x"]).reshape(len(drawn["x"]), -1, B)
    if layer is not None and x.shape[1] < layer.input_size:
        x = np.pad(x, ((0, 0), (0, layer.input_size - x.shape[1]), (0, 0)))
    asked = [np.array(row) for row in drawn["targets"] if row is not None]
    targets = np.array(asked)
    if len(targets) == 1 and targets.dtype.kind == "f":
        return Batch(x, targets[:, None])
    mask = targets >= 0 if len(targets) == len(x) else None
    return Batch(x, targets, mask=mask)


def columns(cell):
    """The parameters of one column."""
    return [name for name, symbol in cell.parameters.items() if str(symbol.shape[1]) == "1"]


def sizes(cell, D_y=1):
    """Those of the page: the task's, and what else a cell names is as large as the state."""
    symbols = {s for node in cell.nodes for size in node.shape for s in size.symbols}
    return dict.fromkeys(symbols - {"D_x", "D_h", "B"}, D_H) | (
        {"D_y": D_y} if "D_y" in symbols else {}
    )


def input_size(cell, D_x=2):
    """The cell's own where it is the state's size: the task's features are followed by zeros."""
    return D_H if str(cell.x.shape[0]) == "D_h" else D_x


def worker_source():
    """What a worker runs."""
    parts = [SOURCES, (LABORATORY / "training_worker.js").read_text("utf-8")]
    start = "laboratoryTrainingWorker(laboratoryTrainer(), laboratoryTasks());"
    return "\n".join([*parts, start])
