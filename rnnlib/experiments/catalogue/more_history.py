"""Does it help to look further back? Linear autoregression and a GRU against the number of lags.

Three series: monthly returns of a stock index, the size of its daily returns, and sunspots by
the year. What is predicted on the test part is the same for all numbers of lags.
"""

from functools import partial

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.tasks import stocks, sunspots
from rnnlib.tasks.forecasting import autoregression, least_squares

SERIES = {  # name: the task for a number of lags, the numbers of lags
    "returns": (stocks.returns, (1, 3, 12, 36, 60, 120)),
    "volatility": (stocks.volatility, (1, 5, 20, 60, 120, 250)),
    "sunspots": (sunspots.sunspots, (1, 2, 9, 22, 40, 60)),
}
HIDDEN_SIZE = 16
STEPS = 1000
PATIENCE = 8
BASELINES = {
    "mean": "the training mean",
    "persistence": "persistence",
    "AR": "linear autoregression",
}


def plan(rows, quick):
    pairs = [(name, lags) for name, (_, each) in SERIES.items() for lags in each]
    once = {"phase": "baseline", "learning_rate": 0.0, "seed": 0}
    baselines = [
        {"series": name, "model": model, "lags": lags} | once
        for name, lags in pairs
        for model in BASELINES
    ]
    if quick:
        pairs = [(name, lags) for name, lags in pairs if lags == 1]
    cases = [{"series": name, "model": "GRU", "lags": lags} for name, lags in pairs]
    if quick:
        return baselines + two_rounds(rows, cases, **QUICK)
    return baselines + two_rounds(rows, cases)


def run(series, model, lags, phase, learning_rate, seed):
    task = SERIES[series][0](lags)
    train = next(task.batches(10**9, seed=0))  # all of it: a batch is never larger than the data
    if model == "GRU":
        layers = partial(layer, "GRU", task.input_size, HIDDEN_SIZE)
        network, measured = trial(task, layers, seed, learning_rate, STEPS, patience=PATIENCE)
        measured["train_R2"] = task.measure(network.forward(train.x).y, train)["R2"]
    else:
        measured = dict(task.baselines()[BASELINES[model]])
        measured["test"] = measured.pop("loss")
    if model == "AR":
        y = autoregression(least_squares(train), train)
        measured["train_R2"] = task.measure(y.reshape(train.targets.shape), train)["R2"]
    return measured


STUDY = Study(
    name="more_history",
    question="Does it help to look further back? AR and a GRU against the number of lags",
    axes=("series", "model", "lags", *AXES),
    measured=(*MEASURED, "rmse", "R2", "train_R2"),
    plan=plan,
    run=run,
    tolerance={"test": 0.03},
    cheap={"series": "sunspots", "model": "GRU", "lags": 1, "phase": "test", "seed": 0},
    minutes=3,
)
