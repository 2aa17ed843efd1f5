"""Does it help to look further back?

AR and a GRU against the number of lags. AR is linear autoregression. Three series: monthly returns
of a stock index, the size of its daily returns, and sunspots by the year. What is predicted on the
test part is the same for all numbers of lags.
"""

from rnnlib.experiments import runs
from rnnlib.experiments.cards import estimates, middle
from rnnlib.experiments.catalogue import MEASURED, Card, Study, layer, train
from rnnlib.experiments.estimate import Estimate
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


def linear(series: str, lags: int, of: str = "R2") -> float:
    """What the autoregression has, which is the same in every run."""
    return runs("more_history", "baseline", series=series, model="AR", lags=lags)[0][of]


def gru_explains() -> dict[str, dict[str, Estimate]]:
    """{series: {lags: the GRU's R²}}, for some of the lags."""
    return {
        name: estimates("more_history", middle("R2"), "lags", names, series=series, model="GRU")
        for name, (series, names) in SHOWN.items()
    }


SHOWN = {
    "returns": ("returns", {1: "1 month", 12: "12 months", 60: "60 months"}),
    "their size": ("volatility", {1: "1 day", 20: "20 days", 250: "250 days"}),
    "sunspots": ("sunspots", {1: "1 year", 9: "9 years", 60: "60 years"}),
}
CARD = Card(
    answer="For sunspots yes, up to nine years: a linear model explains 83 % of the variance from "
    "2 years and 89 % from 9, but from 60 years 80 %. For the monthly returns of stocks it "
    "does not: no number of months explains anything.",
    sure="For each series there is one test part, so the intervals tell how much training runs "
    "differ, and not what another century would bring. That returns are not predicted this "
    "way is what many others have found.",
    numbers=(
        ("83 %", lambda: linear("sunspots", 2)),
        ("89 %", lambda: linear("sunspots", 9)),
        ("80 %", lambda: linear("sunspots", 60)),
    ),
    dots=lambda: {
        f"{name}, {lags}": found
        for name, of_series in gru_explains().items()
        for lags, found in of_series.items()
    },
    shows="share of the variance that a GRU explains",
    baselines=lambda: {"the mean": 0},
)
STUDY = Study(
    run,
    card=CARD,
    measured=(*MEASURED, "rmse", "R2", "train_R2"),
    cases=[{"series": name, "model": "GRU", "lags": lags} for name, lags in PAIRS],
    fixed=[{"series": s, "model": m, "lags": n} | ONCE for s, n in PAIRS for m in BASELINES],
    tolerance={"test": 0.03},
    cheap={"series": "sunspots", "model": "GRU", "lags": 1},
    packages=("arch", "statsmodels"),
    minutes=3,
)
