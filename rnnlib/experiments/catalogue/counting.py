"""Who can count? Trained on short strings aⁿbⁿ and aⁿbⁿcⁿ, how long may the longest be?

`largest_n` is the largest n such that every string up to it is predicted without a mistake.
All training steps are taken, whether or not the short strings are solved before.
"""

from functools import partial

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import Study
from rnnlib.experiments.training_run import MEASURED, trial
from rnnlib.experiments.tuning import AXES, QUICK, two_rounds
from rnnlib.tasks.counting import a_n_b_n, a_n_b_n_c_n, largest_n

LANGUAGES = {"aⁿbⁿ": (a_n_b_n, "ab", 20), "aⁿbⁿcⁿ": (a_n_b_n_c_n, "abc", 15)}
CELLS = ("RNN", "RNN, ReLU", "GRU", "LSTM", "LSTM, peepholes", "LSTM, no forget gate")
HIDDEN_SIZE = 10
STEPS = 3000
MOST = 500


def plan(rows, quick):
    cases = [{"language": language, "cell": cell} for language in LANGUAGES for cell in CELLS]
    if quick:
        cases = [case for case in cases if case["cell"] in ("GRU", "LSTM")]
        return two_rounds(rows, cases, **QUICK)
    return two_rounds(rows, cases, of="validation")


def run(language, cell, phase, learning_rate, seed):
    make, letters, longest = LANGUAGES[language]
    task = make(longest)
    layers = partial(layer, cell, task.input_size, HIDDEN_SIZE)
    network, measured = trial(task, layers, seed, learning_rate, STEPS, until_solved=False)
    measured |= {"trained_to": longest, "largest_n": largest_n(network, letters, MOST)}
    return measured


STUDY = Study(
    name="counting",
    question="Who can count? Trained on short strings, how long may the longest be?",
    axes=("language", "cell", *AXES),
    measured=(*MEASURED, "accuracy", "strings", "trained_to", "largest_n"),
    plan=plan,
    run=run,
    tolerance={"accuracy": 0.05},
    cheap={"language": "aⁿbⁿ", "cell": "LSTM", "phase": "test", "seed": 0},
    minutes=10,
)
