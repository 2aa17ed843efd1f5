"""A cell's step and its gradient as JavaScript: for figures that compute in the page."""

from rnnlib.symbolic.javascript.source import function_name, program
from rnnlib.symbolic.javascript.training import for_training

__all__ = ["for_training", "function_name", "program"]
