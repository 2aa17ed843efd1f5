"""Which cell can count?

Trained on short strings, how long may the longest be? The strings are aⁿbⁿ and aⁿbⁿcⁿ, and
`largest_n` is the largest n such that every string up to it is predicted without a mistake. All
training steps are taken, whether or not the short strings are solved before.
"""

from rnnlib.experiments import estimate, runs
from rnnlib.experiments.cards import estimates, middle
from rnnlib.experiments.catalogue import MEASURED, Card, Study, grid, layer, train
from rnnlib.tasks.counting import a_n_b_n, a_n_b_n_c_n, largest_n

LANGUAGES: dict[str, tuple] = {"aⁿbⁿ": (a_n_b_n, "ab", 20), "aⁿbⁿcⁿ": (a_n_b_n_c_n, "abc", 15)}
CELLS = ("RNN", "RNN, ReLU", "GRU", "LSTM", "LSTM, peepholes", "LSTM, no forget gate")
MOST = 500  # no longer strings are tried


def run(language: str, cell: str, phase: str, learning_rate: float, seed: int) -> dict:
    make, letters, longest = LANGUAGES[language]
    task, layers = make(longest), layer(cell, 10)
    network, measured = train(task, layers, seed, learning_rate, steps=3000, until_solved=False)
    return measured | {"trained_to": longest, "largest_n": largest_n(network, letters, MOST)}


def counted(cell: str, language: str = "aⁿbⁿ") -> float:
    """Up to which n the median of the ten networks is right."""
    return estimate.median(runs("counting", language=language, cell=cell), "largest_n").value


CARD = Card(
    answer="The LSTM, and not very far. It learns from strings of n letters a and n letters b, "
    "with n up to 20, and in the median it is then right up to n = 29.5. The GRU is right "
    "up to 21, where its examples end, and the simple RNN up to 17.5.",
    sure="That the LSTM goes further than the GRU is sure: the intervals are apart. That it "
    "counts is not. The furthest of all LSTMs, of any kind, makes its first mistake after "
    "135.",
    numbers=(
        ("29.5", lambda: counted("LSTM")),
        ("21", lambda: counted("GRU")),
        ("17.5", lambda: counted("RNN")),
        ("135", lambda: max(row["largest_n"] for row in runs("counting"))),
    ),
    dots=lambda: estimates("counting", middle("largest_n"), "cell", language="aⁿbⁿ"),
    shows="right on all strings up to this n",
    baselines=lambda: {"longest taught": LANGUAGES["aⁿbⁿ"][2]},
)
STUDY = Study(
    run,
    card=CARD,
    measured=(*MEASURED, "accuracy", "strings", "trained_to", "largest_n"),
    cases=grid(language=tuple(LANGUAGES), cell=CELLS),
    tuning={"of": "validation"},
    derived={
        "stretch": lambda row: row["largest_n"] / row["trained_to"],
        "learnt": lambda row: row["largest_n"] >= row["trained_to"],
        "endless": lambda row: row["largest_n"] >= MOST,
    },
    tolerance={"accuracy": 0.05},
    cheap={"language": "aⁿbⁿ", "cell": "LSTM"},
    minutes=10,
)
