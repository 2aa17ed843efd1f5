"""Finished comparisons that nobody ran, of each problem and each verdict."""

import numpy as np

from rnnlib.compare.problem import CELLS, Fit, Outcome, Plan, Result, Score, Setting, Verdict

PROBLEMS = ("forecasting", "classification", "next character")
INTERVALS = {  # of the GRU's advantage over the best simple method
    "beats": (0.06, 0.02, 0.10),
    "worse": (-0.10, -0.15, -0.05),
    "no use": (0.01, -0.02, 0.04),
    "cannot tell": (0.05, -0.02, 0.12),
    "no verdict": (0.05, np.nan, np.nan),
}
SIMPLE = {
    "forecasting": ("naive", "seasonal naive", "linear autoregression"),
    "classification": ("majority", "logistic regression on mean, sd, min and max"),
    "next character": ("1-gram", "2-gram", "3-gram"),
}
MEASURES = {
    "forecasting": {"MAE": 0.78, "RMSE": 1.02},
    "classification": {"error": 0.05},
    "next character": {"bits": 2.1},
}
SETTINGS = (Setting(0.005, 24), Setting(0.002, 24))


def finished(problem="forecasting", word="beats", name="sales", series=("sales",), seed=0):
    """A Result in which the GRU is judged; `name` stands wherever a user's name can."""
    rng = np.random.default_rng(seed)
    value, low, high = INTERVALS[word]
    scores = []
    for k, method in enumerate(SIMPLE[problem][::-1]):
        ends = (value + 0.1 * k, low + 0.1 * k, high + 0.1 * k)
        measures = {m: v * (1.05 + 0.1 * k) for m, v in MEASURES[problem].items()}
        scores.insert(0, Score(method, False, measures, *ends, judged=k == 0))
    for k, cell in enumerate(CELLS):
        measures = {m: v * (1 + 0.01 * k) for m, v in MEASURES[problem].items()}
        ends = (value - 0.01 * k, low - 0.01 * k, high - 0.01 * k)
        scores.append(Score(cell, True, measures, *ends, judged=cell == "GRU"))
    plan = Plan(
        SETTINGS, 2, 3, 1_200, {"RNN": 5e-4, "GRU": 9e-4, "LSTM": 1e-3},
        ("There was no time to try 4 of 6 settings.",),
    )  # fmt: skip
    sentences = (f"The GRU and {name}: {word}.", "On 60 origins the advantage is as it is.")
    return Result(
        problem,
        (f"{name}: 400 rows were read.", "The last 30 % are for the test."),
        scores,
        Verdict(word, sentences),
        ("RNN, GRU and LSTM cannot be told apart.", *plan.says),
        plan,
        [*_outcomes(rng)],
        _details(problem, name, series, rng),
    )


def _outcomes(rng):
    for cell in CELLS:
        fits = [Fit(cell, setting, 0, s, "search") for setting in SETTINGS for s in range(2)]
        fits += [Fit(cell, SETTINGS[0], part, seed) for part in range(2) for seed in range(3)]
        for fit in fits:
            steps = int(rng.integers(500, 1_200))
            at = np.arange(50, steps, 50)
            loss = 0.7 + 0.5 * np.exp(-at / 200) + 0.01 * rng.normal(size=len(at))
            curve = np.stack([at, 0.8 * loss, loss], axis=1)
            stopped = "early" if fit.seed < 2 else "clock"
            yield Outcome(fit, float(loss.min()), None, steps, stopped, 0.001 * steps, curve)


def _details(problem, name, series, rng):
    details = {
        "losses": {"GRU": np.ones(60)},
        "gates": {g: rng.uniform(size=(24, 16)) ** (k + 1) for k, g in enumerate("rz")},
    }
    methods = [*SIMPLE[problem], *CELLS]
    if problem == "forecasting":
        wave = np.sin(np.arange(48) / 2) * 30 + 200 + rng.normal(size=48) * 4
        past, future = wave[:36], wave[36:]
        details["example"] = {
            "past": past, "future": future, "series": name,
            "forecasts": {m: future + rng.normal(size=12) * 5 * (k + 1)
                          for k, m in enumerate(methods[::-1])},
        }  # fmt: skip
        details["errors_by_horizon"] = {
            m: (1 - 0.05 * k) * np.sqrt(np.arange(1, 13)) for k, m in enumerate(methods)
        }
        details["series"] = series
    elif problem == "classification":
        details["classes"] = [name, "down", "left"]
        details["confusion"] = {"GRU": np.array([[40, 2, 1], [0, 38, 5], [1, 0, 44]])}
    else:
        details["sample"] = f"It was {name}, and the\nend of it."
        details["by_context"] = {1: 3.4, 2: 2.7, 3: 2.3, 4: 2.4}
    return details
