"""Does a comparison on your own data say that a network wins, where none can?

`python -m rnnlib compare` on series that are drawn, so that the right answer is known: twelve kinds
of which a simple method makes the best forecasts that there are, or nearly, and two that a network
can learn. Each row is a comparison of its own, with RNN, GRU and LSTM of 12 units, each fitted
twice along the test part from two starts; `seed` draws the series.
"""

from rnnlib import experiments
from rnnlib.compare.calibration import LEARNABLE, NULL, calibrate
from rnnlib.experiments import estimate
from rnnlib.experiments.catalogue import Card, Study, grid
from rnnlib.experiments.estimate import Estimate

ON_NULL, ON_LEARNABLE = range(34), range(10)  # seeds
VERDICTS = ("said_beats", "said_worse", "said_no_use", "said_cannot_tell")


def run(series: str, seed: int) -> dict:
    return {name: round(value, 6) for name, value in calibrate(series, seed).items()}


def rows(*series: str) -> list[dict]:
    """The comparisons on series of these kinds."""
    return [row for row in experiments.table("calibration") if row["series"] in series]


def share(of: str, *series: str) -> Estimate:
    """In how many of them it is so."""
    return estimate.share(rows(*series), lambda row: row[of] == 1)


def dots() -> dict[str, dict[str, Estimate]]:
    """How often a network is said to win, by the comparison and by the lowest test error."""
    kinds = {"no network can win": [*NULL], "a network can win": [*LEARNABLE]}
    ways = {"the comparison": "said_beats", "lowest test error": "lowest"}
    return {
        kind: {
            way: share(of, *names)._replace(
                **{end: 100 * getattr(share(of, *names), end) for end in ("value", "low", "high")}
            )
            for way, of in ways.items()
        }
        for kind, names in kinds.items()
    }


CARD = Card(
    answer="Hardly ever. On series where none can win it said that one does in 0 of 408 "
    "comparisons, while some network had the lowest test error in 24 % of them. On series "
    "that a network can learn it said so in 20 of 20.",
    sure="The true share of false wins is below 1 % with 95 % confidence, for these twelve "
    "kinds of series and for small networks. Other series may do worse, above all where few "
    "origins are tested and errors last.",
    numbers=(
        ("0 of", lambda: sum(row["said_beats"] for row in rows(*NULL))),
        ("24 %", lambda: share("lowest", *NULL).value),
        ("20 of", lambda: sum(row["said_beats"] for row in rows(*LEARNABLE))),
        ("1 %", lambda: share("said_beats", *NULL).high),
    ),
    dots=dots,
    shows="% of the series on which a network is said to win",
)
STUDY = Study(
    run,
    card=CARD,
    measured=(*VERDICTS, "skill", "low", "high", "cells", "naive", "lowest"),
    derived={
        "wins": lambda row: row["said_beats"] == 1,
        "learnable": lambda row: "yes" if row["series"] in LEARNABLE else "no",
    },
    fixed=[*grid(series=[*NULL], seed=ON_NULL), *grid(series=[*LEARNABLE], seed=ON_LEARNABLE)],
    tolerance={"said_beats": 0.0, "skill": 0.05, "low": 0.1, "high": 0.1},
    cheap={"series": "logistic map"},
    minutes=20,
)
