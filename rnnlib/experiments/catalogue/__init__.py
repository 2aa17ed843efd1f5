"""The studies, a module each, and here what most of them are made of."""

from rnnlib.experiments.models import layer
from rnnlib.experiments.study import MEASURED, Card, Study, grid
from rnnlib.experiments.training_run import train

__all__ = ["MEASURED", "Card", "Study", "grid", "layer", "train"]
