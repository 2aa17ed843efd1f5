"""What others published, and beside it what the stored tables say.

    python -m rnnlib study published

computes our side of each row anew, stores it in results/published.csv, and prints both
sides. The verdicts are a person's, and so is a second look when a number changes.
"""

import csv

from rnnlib.experiments import RESULTS
from rnnlib.experiments.reproduced import OURS
from rnnlib.experiments.study import StudyError

STORED = RESULTS / "published.csv"
VERDICTS = ("reproduced", "partly", "not", "not comparable")


def stored():
    """The stored rows: a list of {column: text}, in the order of the studies."""
    with STORED.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ours(name):
    """Our side of a row, by its id: an Estimate.

    Raises:
        StudyError: the study's table does not hold all the runs yet.
    """
    return OURS[name]()


def text(name):
    """Our side of a row in words; nothing as long as there are runs to come."""
    try:
        return ours(name).text
    except StudyError:
        return ""


def main():
    """Compute our sides anew, store them, print both."""
    rows = stored()
    for row in rows:
        before, row["ours"] = row["ours"], text(row["id"])
        print(f"{row['id']}\n  says     {row['says']}\n  ours     {row['ours'] or 'no runs yet'}")
        print(f"  verdict  {row['verdict'] or 'none yet'}")
        if row["ours"] != before:
            print(f"  changed  from {before or 'nothing'}: judge again")
    beside = STORED.with_suffix(".part")  # the verdicts are there whole, whatever happens
    with beside.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    beside.replace(STORED)
