"""What others published, and beside it what the stored tables say.

    python -m rnnlib study published

computes our side of each row anew, stores it in results/published.csv, and prints both
sides. The verdicts are a person's, and so is a second look when a number changes.
"""

from rnnlib import experiments, files
from rnnlib.experiments import store
from rnnlib.experiments.reproduced import reproduced
from rnnlib.experiments.study import StudyError

STORED = experiments.RESULTS / "published.csv"
THEIRS = ("id", "source", "where", "says", "value", "verified", "verified_how", "setup")
COLUMNS = (*THEIRS, "study", "ours", "differs", "verdict", "why")
VERDICTS = ("reproduced", "partly", "not", "not comparable")


def stored() -> list[dict[str, str]]:
    """The stored rows: a list of {column: text}, in the order of the studies."""
    return store.rows(STORED, COLUMNS)


def main() -> None:
    """Compute our sides anew, store them, print both."""
    rows = stored()
    for row in rows:
        before = row["ours"]
        try:
            row["ours"] = reproduced(row["study"], row["id"]).text
        except StudyError:  # there are runs to come
            row["ours"] = ""
        print(f"{row['id']}\n  says     {row['says']}\n  ours     {row['ours'] or 'no runs yet'}")
        print(f"  verdict  {row['verdict'] or 'none yet'}")
        if row["ours"] != before:
            print(f"  changed  from {before or 'nothing'}: judge again")
    files.replace(STORED, store.text(COLUMNS, rows))
