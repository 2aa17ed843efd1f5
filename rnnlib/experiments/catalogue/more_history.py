"""Does it help to look further back? AR and a GRU against the number of lags

AR is linear autoregression. Three series: monthly returns of a stock index, the size of its daily
returns, and sunspots by the year. What is predicted on the test part is the same for all numbers
of lags.
"""

from rnnlib.experiments.catalogue import MEASURED, Study, layer, train
from rnnlib.tasks import stocks, sunspots
from rnnlib.tasks.forecasting import autoregression, least_squares

SERIES: dict[str, tuple] = {  # name: the task for a number of lags, the numbers of lags
    "returns": (stocks.returns, (1, 3, 12, 36, 60, 120)),
    "volatility": (stocks.volatility, (1, 5, 20, 60, 120, 250)),
    "sunspots": (sunspots.sunspots, (1, 2, 9, 22, 40, 60)),
}
PAIRS = [(name, lags) for name, (_, several) in SERIES.items() for lags in several]
BASELINES = {"mean": "the training mean", "persistence": "persistence"}
BASELINES |= {"AR": "linear autoregression"}
ONCE = {"phase": "baseline", "learning_rate": 0.0, "seed": 0}


def run(series: str, model: str, lags: int, phase: str, learning_rate: float, seed: int) -> dict:
    task = SERIES[series][0](lags)
    everything = next(task.batches(10**9, seed=0))  # a batch is never larger than the data
    if model == "GRU":
        layers = layer("GRU", 16)
        network, measured = train(task, layers, seed, learning_rate, 1000, patience=8)
        y = network.forward(everything.x).y
    else:
        measured = dict(task.baselines()[BASELINES[model]])
        measured["test"] = measured.pop("loss")
        y = autoregression(least_squares(everything), everything)
    if model in ("GRU", "AR"):
        y = y.reshape(everything.targets.shape)
        measured["train_R2"] = task.measure(y, everything)["R2"]
    return measured


STUDY = Study(
    run,
    measured=(*MEASURED, "rmse", "R2", "train_R2"),
    cases=[{"series": name, "model": "GRU", "lags": lags} for name, lags in PAIRS],
    fixed=[{"series": s, "model": m, "lags": n} | ONCE for s, n in PAIRS for m in BASELINES],
    tolerance={"test": 0.03},
    cheap={"series": "sunspots", "model": "GRU", "lags": 1},
    packages=("arch", "statsmodels"),
    minutes=3,
)
