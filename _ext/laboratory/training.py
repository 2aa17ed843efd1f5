"""The script that trains in the page, made of its parts, with the cells that train beside yours."""

import json
from pathlib import Path

from rnnlib.equations import GRU, LSTM, RNN
from rnnlib.symbolic.javascript import for_training

PARTS = (
    "trainer",
    "training_tasks",
    "training_worker",
    "training_plots",
    "training_form",
    "training",
)
BESIDE = GRU, LSTM, RNN  # the reader's own


def script() -> str:
    """It defines `laboratoryTraining`, with `mount(element)` and `offer(cells)`."""
    folder = Path(__file__).parent
    parts = [(folder / f"{part}.js").read_text("utf-8") for part in PARTS]
    cells = json.dumps([for_training(cell) for cell in BESIDE])
    style = json.dumps((folder / "training.css").read_text("utf-8"))
    made = f"window.laboratoryTraining = laboratoryTrainingView({cells}, {style});"
    return "\n".join(["(() => {", *parts, made, "})();\n"])
