"""Adding two marked numbers: how far back can each cell reach, and how fast does it learn to?"""

from rnnlib.experiments.catalogue import Study, grid, layer, train
from rnnlib.tasks import arithmetic

CELLS = ("RNN", "RNN, orthogonal", "RNN, identity", "GRU", "LSTM", "LSTM, chrono")


def run(cell: str, T: int, phase: str, learning_rate: float, seed: int) -> dict:
    task = arithmetic.adding(T, "2016")
    return train(task, layer(cell, 32, longest=T), seed, learning_rate, steps=1500).measured


STUDY = Study(
    run,
    cases=grid(T=(10, 50, 100, 200), cell=CELLS),
    tolerance={"test": 0.02},
    cheap={"cell": "GRU", "T": 10},
    minutes=12,
)
