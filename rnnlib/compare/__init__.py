"""RNN, GRU, LSTM or none of them: compared on your own data, beside simple methods."""

from rnnlib.compare.library import Comparison, compare
from rnnlib.compare.problem import ComparisonError

__all__ = ["Comparison", "ComparisonError", "compare"]
