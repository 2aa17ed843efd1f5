"""Which cell predicts Bach's chorales best?

At the sizes of Chung et al. (2014): LSTM 36, GRU 46 and tanh 100 units. Their table has the
negative log-likelihood per frame on a collection called JSB Chorales, here are the chorales that
come with music21, cut into parts of our own: so the baselines and the order of the cells can be
compared, not the last digit.
"""

from rnnlib.experiments import estimate, runs
from rnnlib.experiments.cards import estimates, middle
from rnnlib.experiments.catalogue import MEASURED, Card, Study, grid, layer, train
from rnnlib.tasks import chorales

UNITS = {"RNN": 100, "GRU": 46, "LSTM": 36, "LSTM, default bias": 36}
BASELINES = (  # of the task, by their names there
    "each note as often as ever",
    "each note given itself before",
    "logistic regression on the frame before",
)


def run(cell: str, phase: str, learning_rate: float, seed: int) -> dict:
    task = chorales.chorales()
    if phase == "baseline":
        return {"test": task.baselines()[cell]["loss"]}
    layers = layer(cell, UNITS[cell])
    network, measured = train(task, layers, seed, learning_rate, 1200, 16, patience=6)
    return measured | {"hidden_size": UNITS[cell], "weights": network.parameter_count}


def frame_before() -> float:
    """The test loss of the best baseline."""
    return runs("chorales", phase="baseline", cell=BASELINES[-1])[0]["test"]


def _behind() -> float:
    rnn, gru = (runs("chorales", cell=cell) for cell in ("RNN", "GRU"))
    return estimate.difference(rnn, gru, "test").value


CARD = Card(
    answer="The gated cells, by little. The GRU's loss is 9.01 nats per frame and the LSTM's 8.99; "
    "the simple RNN is 0.08 behind the GRU. All of them are well ahead of a logistic "
    "regression that sees the frame before, at 9.45.",
    sure="The simple RNN is behind the GRU in all ten pairs of runs, so that is sure. Between "
    "the GRU and the LSTM ten runs see no difference. All this is on one split of a few "
    "hundred chorales.",
    numbers=(
        ("9.01 nats", lambda: estimate.median(runs("chorales", cell="GRU"), "test").value),
        ("8.99", lambda: estimate.median(runs("chorales", cell="LSTM"), "test").value),
        ("0.08", _behind),
        ("9.45", frame_before),
    ),
    dots=lambda: estimates("chorales", middle("test"), "cell"),
    shows="test loss, nats per frame",
    baselines=lambda: {"frame before": frame_before()},
)
STUDY = Study(
    run,
    card=CARD,
    measured=("hidden_size", "weights", *MEASURED),
    cases=grid(cell=tuple(UNITS)),
    fixed=grid(cell=BASELINES, phase=("baseline",), learning_rate=(0.0,), seed=(0,)),
    tolerance={"test": 0.05},
    cheap={"cell": "GRU"},
    packages=("music21", "scipy"),
    minutes=7,
)
