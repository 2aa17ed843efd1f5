"""What each assignment asks, with references that can make the known mistakes."""

import importlib

from ..judging.part import Part

MODULES = {
    "01_sequences_and_state": "a1_sequences",
    "02_rnn": "a2_rnn",
    "03_gradients_through_time": "a3_gradients",
    "04_gru": "a4_gru",
    "05_lstm": "a5_lstm",
    "06_lstm_versus_gru": "a6_comparison",
}


def load(assignment: str) -> tuple[Part, ...]:
    """The graded parts of one assignment, in order. ValueError: there is no such assignment."""
    if assignment not in MODULES:
        raise ValueError(f"assignment must be one of {', '.join(MODULES)}, got {assignment!r}")
    return importlib.import_module(f"{__name__}.{MODULES[assignment]}").PARTS
