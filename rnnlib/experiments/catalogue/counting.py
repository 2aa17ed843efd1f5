"""Who can count? Trained on short strings, how long may the longest be?

The strings are aⁿbⁿ and aⁿbⁿcⁿ, and `largest_n` is the largest n such that every string up to it
is predicted without a mistake. All training steps are taken, whether or not the short strings are
solved before.
"""

from rnnlib.experiments.catalogue import MEASURED, Study, grid, layer, train
from rnnlib.tasks.counting import a_n_b_n, a_n_b_n_c_n, largest_n

LANGUAGES: dict[str, tuple] = {"aⁿbⁿ": (a_n_b_n, "ab", 20), "aⁿbⁿcⁿ": (a_n_b_n_c_n, "abc", 15)}
CELLS = ("RNN", "RNN, ReLU", "GRU", "LSTM", "LSTM, peepholes", "LSTM, no forget gate")
MOST = 500  # no longer strings are tried


def run(language: str, cell: str, phase: str, learning_rate: float, seed: int) -> dict:
    make, letters, longest = LANGUAGES[language]
    task, layers = make(longest), layer(cell, 10)
    network, measured = train(task, layers, seed, learning_rate, steps=3000, until_solved=False)
    return measured | {"trained_to": longest, "largest_n": largest_n(network, letters, MOST)}


STUDY = Study(
    run,
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
