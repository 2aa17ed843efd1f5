"""A cell's step and its gradient as JavaScript: for figures that compute in the page."""

from rnnlib.symbolic.javascript.source import function_name, program

__all__ = ["function_name", "program"]
