"""Our side of what others published: by the id of its row, an Estimate from the stored tables.

Medians and shares are over the runs that count, ten seeds each; a difference and a ratio are
those of pairs of runs with the same seed.
"""

import math
from itertools import product

from rnnlib import experiments
from rnnlib.experiments.estimate import beside, count, difference, median, ratio, share
from rnnlib.experiments.statistics import groups
from rnnlib.experiments.study import StudyError
from rnnlib.experiments.tuning import SEEDS

OURS = {}  # id: () -> Estimate


def runs(study, phase="test", **axes):
    """The rows of a study's table with these values on the axes.

    Raises:
        StudyError: there are none, or not all seeds of each case, or some of a former rate.
    """
    wanted = axes | ({"phase": phase} if phase else {})
    found = [row for row in experiments.table(study) if wanted.items() <= row.items()]
    axes = [axis for axis in experiments.get(study).axes if axis not in ("learning_rate", "seed")]
    cases = groups(found, axes)
    if any(len({row.get("learning_rate") for row in rows}) > 1 for rows in cases.values()):
        raise StudyError(f"{study}: rows of a former plan; python -m rnnlib study {study}")
    least = 1 if phase == "baseline" else len(SEEDS)
    if not cases or min(map(len, cases.values())) < least:
        raise StudyError(f"{study}: rows of {wanted} are missing; python -m rnnlib study {study}")
    return found


def each(names, of):
    """One result for each of several names, beside each other."""
    return beside({str(name): of(name) for name in names})


# ---------------------------------------------------------------- forget_bias


def recall(T, bias):
    return runs("forget_bias", T=T, bias=bias)


def recalled(T, *biases):
    """In how many runs the first symbol is named, by bias."""
    return beside({f"bias {b}, T = {T}": share(recall(T, b), "solved_at") for b in biases})


OURS |= {
    "first-symbol-1997": lambda: recalled(150, "1", "3", "chrono"),
    "forget-bias-arithmetic": lambda: recalled(20, "default", "1", "2"),
    "forget-bias-half": lambda: median(
        recall(20, "default"), lambda row: row["retained"] ** (1 / 20)
    ),
    "retained-bias-1": lambda: median(recall(50, "1"), "retained"),
    "bias-chrono-copy": lambda: recalled(50, "1", "3", "chrono"),
}

# ---------------------------------------------------------------- gradient_flow


def untrained(**axes):
    return runs("gradient_flow", "initialization", cell="RNN", **axes)


def bounded(row):
    """Whether no lag's norm is above the largest singular value to its power, rounding aside."""
    lags = (name for name in row if name.startswith("lag_"))
    return all(row[k] <= row["largest_singular_value"] ** int(k[4:]) * (1 + 1e-6) for k in lags)


def explodes(row):
    return row["lag_50"] > 1


def above_one(of):
    """Whether a number of the matrix is above 1, rounding aside."""
    return lambda row: row[of] > 1 + 1e-6


def exploding(of):
    """In how many of the networks that explode a number of the matrix is above 1."""
    return share(list(filter(explodes, untrained())), above_one(of))


OURS |= {
    "flow-vanishing-sufficient": lambda: share(
        [row for row in untrained() if row["largest_singular_value"] < 1 - 1e-6], bounded
    ),
    "flow-exploding-necessary": lambda: beside(
        {
            "of those that explode, above 1": exploding("largest_singular_value"),
            "of those above 1, explode": share(
                list(filter(above_one("largest_singular_value"), untrained())), explodes
            ),
        }
    ),
    "flow-spectral-radius": lambda: beside(
        {
            "of those that explode, above 1": exploding("spectral_radius"),
            **{
                f"default start, {name}": median(untrained(start="default"), of)
                for name, of in {
                    "spectral radius": "spectral_radius",
                    "largest singular value": "largest_singular_value",
                    "gradient over 50 steps": "lag_50",
                }.items()
            },
        }
    ),
}

# ---------------------------------------------------------------- adding


def adding(cell, T=200):
    return runs("adding", cell=cell, T=T)


def learnt_after(T):
    return {
        f"{cell}, T = {T}": median(adding(cell, T), "solved_at", " steps")
        for cell in ("LSTM", "LSTM, chrono")
    }


def error(cell, T=200):
    return median(adding(cell, T), "test")


OURS |= {
    "adding-chrono": lambda: beside(learnt_after(50) | learnt_after(200)),
    "adding-bai": lambda: each(("LSTM", "GRU", "RNN", "LSTM, chrono"), error),
    "adding-irnn": lambda: beside(
        {f"{cell}, T = 100": error(cell, 100) for cell in ("RNN, identity", "LSTM", "RNN")}
        | {"RNN, identity, T = 200, diverged": share(adding("RNN, identity"), "diverged")}
    ),
}

# ---------------------------------------------------------------- temporal_order


def ordered(*cases):
    """In how many runs each method learns the order at each length."""
    return beside(
        {
            f"{method}, T = {T}": share(runs("temporal_order", method=method, T=T), "solved_at")
            for method, T in cases
        }
    )


OURS |= {
    "order-pascanu-solved": lambda: ordered(
        *product(["SGD, clipped, regularized"], (20, 30, 50, 100))
    ),
    "order-pascanu-clipping": lambda: ordered(*product(("SGD", "SGD, clipped"), (20, 30))),
}

# ---------------------------------------------------------------- continual_reber


def endless(cell, decay=False):
    return runs("continual_reber", cell=cell, decay=decay)


OURS |= {
    "continual-standard": lambda: beside(
        {
            "perfect": share(endless("LSTM, no forget gate"), "perfect"),
            "mean size of the cell state after 10,000 symbols": median(
                endless("LSTM, no forget gate"), "size_10000"
            ),
            "a simple RNN, perfect": share(endless("RNN"), "perfect"),
        }
    ),
    "continual-forget-gate": lambda: share(endless("LSTM"), "perfect"),
    "continual-forget-gate-decay": lambda: share(endless("LSTM", decay=True), "perfect"),
}

# ---------------------------------------------------------------- counting

LONGEST = 500  # no longer strings are tried


def counted(language, cell):
    return runs("counting", language=language, cell=cell)


def stretch(rows):
    """How many times as long as the longest learnt from."""
    most = LONGEST / rows[0]["trained_to"]
    return median(rows, lambda row: row["largest_n"] / row["trained_to"], " times", most)


OURS |= {
    "counting-weiss-lstm": lambda: stretch(counted("aⁿbⁿ", "LSTM")),
    "counting-weiss-strictly": lambda: each(
        ("LSTM", "RNN, ReLU", "GRU", "RNN"),
        lambda cell: median(counted("aⁿbⁿ", cell), "largest_n", most=LONGEST),
    ),
    "counting-gers-2002": lambda: stretch(counted("aⁿbⁿcⁿ", "LSTM, peepholes")),
    "counting-gers-2001": lambda: each(
        ("LSTM", "LSTM, peepholes"),
        lambda cell: share(
            counted("aⁿbⁿcⁿ", cell), lambda row: row["largest_n"] >= row["trained_to"]
        ),
    ),
    "counting-el-naggar": lambda: each(
        ("LSTM", "RNN, ReLU", "GRU"),
        lambda cell: share(counted("aⁿbⁿ", cell), lambda row: row["largest_n"] >= LONGEST),
    ),
}

# ---------------------------------------------------------------- reber_1997


OF_1997 = ("LSTM, no forget gate", "LSTM", "LSTM, chrono")  # the first is nearest to theirs


def needed(experiment):
    """The sequences that each cell needs."""
    return each(
        OF_1997,
        lambda cell: median(
            runs("reber_1997", experiment=experiment, cell=cell), "sequences", " sequences"
        ),
    )


def strings(cell):
    return share(runs("reber_1997", experiment="embedded Reber", cell=cell), "solved_at")


OURS |= {
    "reber-lstm-sequences": lambda: needed("embedded Reber"),
    "reber-lstm-success": lambda: each(OF_1997, strings),
    "reber-elman": lambda: strings("RNN"),
    "two-sequence-lstm": lambda: needed("two-sequence 3a"),
    "two-sequence-guessing": lambda: median(
        runs("reber_1997", cell="guessed"), "sequences", " draws"
    ),
    "order-1997-sequences": lambda: needed("temporal order 6a"),
    "adding-1997-sequences": lambda: needed("adding"),
}

# ---------------------------------------------------------------- ablation

PARTS = (
    *("no forget gate", "no input gate", "no output gate", "no output tanh"),
    *("coupled", "peepholes"),
)
ABLATED = ("adding", "Reber", "chorales")


def ablation(task, cell):
    return runs("ablation", task=task, cell=cell)


def without(part, task):
    """What it costs to leave a part of the LSTM out, or to change it.

    Steps until the task is solved, relative to the LSTM's; on the chorales, which cannot be
    solved, how much larger the loss is.
    """
    pair = ablation(task, f"LSTM, {part}"), ablation(task, "LSTM")
    return difference(*pair, "test") if task == "chorales" else ratio(*pair, "solved_at")


def changed(parts, tasks=ABLATED):
    return beside({f"{p}, {t}": without(p, t) for p, t in product(parts, tasks)})


def cheaper(a, b):
    """Whether a needs fewer steps than b, or, where no run is ever through, has the lower loss."""
    solved = any(math.isfinite(row["solved_at"]) for row in (*a, *b))
    return difference(a, b, "cost" if solved else "test").high < 0


OURS |= {
    "reber-output-gate": lambda: without("no output gate", "Reber"),
    "ablation-gates": lambda: changed(
        ("no forget gate", "no input gate", "no output gate"), ("adding",)
    ),
    "ablation-none-better": lambda: count(
        list(product(PARTS, ABLATED)),
        lambda pair: cheaper(ablation(pair[1], f"LSTM, {pair[0]}"), ablation(pair[1], "LSTM")),
    ),
    "ablation-critical-parts": lambda: changed(("no forget gate", "no output tanh")),
    "ablation-coupled-peepholes": lambda: changed(("coupled", "peepholes")),
    "ablation-music": lambda: changed(("no input gate", "no output gate"), ("chorales",)),
}

# ---------------------------------------------------------------- comparison

COMPARED = (
    *("adding", "recall", "counting", "chorales", "text"),
    *("MNIST-1D", "speech direction", "DNA frame"),
)


def compared(task, cell, equal="parameters"):
    return runs("comparison", task=task, cell=cell, equal="all" if cell == "LSTM" else equal)


def ahead(a, b):
    """On how many tasks a is ahead of b by more than chance."""
    return count(COMPARED, lambda task: cheaper(compared(task, a), compared(task, b)))


def aheads(*pairs):
    return beside({f"{a} ahead of {b}": ahead(a, b) for a, b in pairs})


OURS |= {
    "comparison-jozefowicz": lambda: aheads(("GRU", "LSTM"), ("LSTM", "GRU")),
    "comparison-chung": lambda: aheads(("GRU", "RNN"), ("LSTM", "RNN"), ("RNN", "GRU")),
    "comparison-bai-mnist": lambda: each(
        ("RNN", "LSTM", "GRU"), lambda cell: median(compared("MNIST-1D", cell), "accuracy")
    ),
    "comparison-collins-equal": lambda: each(
        ("RNN", "GRU", "LSTM"), lambda cell: median(compared("text", cell), "test")
    ),
    "comparison-mnist1d-gru": lambda: median(
        compared("MNIST-1D", "GRU", "hidden size"), "accuracy"
    ),
    "comparison-karpathy": lambda: beside(
        {
            f"{a} − {b}": difference(
                compared("text", a, "hidden size"), compared("text", b, "hidden size"), "test"
            )
            for a, b in (("RNN", "LSTM"), ("RNN", "GRU"), ("GRU", "LSTM"))
        }
    ),
}

# ---------------------------------------------------------------- chorales


def chorales(cell):
    return runs("chorales", cell=cell)


def gap(a, b):
    return difference(chorales(a), chorales(b), "test")


OURS |= {
    "chorales-chung": lambda: each(
        ("RNN", "GRU", "LSTM"), lambda cell: median(chorales(cell), "test")
    ),
    "chorales-chung-gap": lambda: beside(
        {"RNN − GRU": gap("RNN", "GRU"), "LSTM − GRU": gap("LSTM", "GRU")}
    ),
    "chorales-bai": lambda: beside(
        {"RNN − GRU": gap("RNN", "GRU"), "LSTM − GRU": gap("LSTM", "GRU")}
    ),
    "chorales-rnn-2012": lambda: median(chorales("RNN"), "test"),
    "chorales-rnn-nade": lambda: median(chorales("GRU"), "test"),
}

# ---------------------------------------------------------------- time_per_step


def time_ratio(library, D_h, B):
    """The time of the GRU ÷ that of the LSTM."""
    return median(runs("time_per_step", phase=None, library=library, D_h=D_h, B=B), "ratio")


OURS |= {
    "time-claim": lambda: beside(
        {
            f"{library}, {D_h} units, batch of {B}": time_ratio(library, D_h, B)
            for library, (D_h, B) in product(("rnnlib", "torch"), ((16, 1), (256, 64)))
        }
    ),
}

# ---------------------------------------------------------------- depth


def stack(task, depth, width, dropout=0.0):
    return runs("depth", task=task, depth=depth, width=width, dropout=dropout)


def deeper(task, a, b):
    """What the loss of one (depth, width) has more than that of another."""
    return difference(stack(task, *b), stack(task, *a), "test")


OURS |= {
    "depth-two-layers": lambda: deeper("text", (1, 64), (2, 64)),
    "depth-three-layers": lambda: deeper("text", (2, 64), (3, 64)),
    "dropout-zaremba": lambda: beside(
        {
            f"{depth} × {width}": difference(
                stack("text", depth, width, 0.3), stack("text", depth, width), "test"
            )
            for depth, width in ((1, 32), (2, 64), (1, 128))
        }
    ),
    "depth-pascanu-2014": lambda: beside(
        {
            "2 layers − 1": deeper("chorales", (1, 64), (2, 64)),
            "3 layers − 1": deeper("chorales", (1, 64), (3, 64)),
        }
    ),
}

# ---------------------------------------------------------------- more_history


def history(series, model, lags):
    phase = "test" if model == "GRU" else "baseline"
    return runs("more_history", phase, series=series, model=model, lags=lags)


def explained(what, series, model, numbers, of="R2"):
    """A measure on the test part, by the number of lags."""
    return {
        f"{what}, {lags} lag{'s' * (lags > 1)}": median(history(series, model, lags), of)
        for lags in numbers
    }


OURS |= {
    "sunspots-ar9": lambda: beside(explained("linear", "sunspots", "AR", (2, 9, 22), "rmse")),
    "returns-welch-goyal": lambda: beside(
        explained("linear", "returns", "AR", (1, 12, 60))
        | explained("GRU", "returns", "GRU", (1, 12, 60))
    ),
    "volatility-ding": lambda: beside(
        explained("size of the daily return", "volatility", "GRU", (1, 20, 250))
        | explained("monthly return", "returns", "GRU", (1, 12, 60))
    ),
}
