"""Our side of what others published, as the table results/reproduced.csv declares it.

A row of it is one number, or one for every combination where axes have several values:

    id       of the published row; several rows of one id are given together
    name     of the number, with values in braces: "{cell}, T = {T}"; empty for the only one
    measure  a function of `estimate`: median or share, difference or ratio to the runs `against`,
             seed by seed; or "count ahead", in how many combinations the runs are ahead of those
    column   what is measured, or derived from it by the study
    where    the runs, as "T=50|200; cell=GRU"; those that count, unless a phase is named
    against  what is otherwise in the runs that they are compared with
    unit     printed behind
"""

import math
from collections.abc import Iterator, Sequence

from rnnlib.experiments import RESULTS, estimate, get, runs, store
from rnnlib.experiments.estimate import Estimate
from rnnlib.experiments.study import Row, StudyError, grid

STORED = RESULTS / "reproduced.csv"
COLUMNS = ("id", "name", "measure", "column", "where", "against", "unit")


def reproduced(study: str, name: str) -> Estimate:
    """Our side of a published row, by its study and its id.

    Raises:
        StudyError: the study's table does not hold all the runs yet.
    """
    declared = [row for row in store.rows(STORED, COLUMNS) if row["id"] == name]
    found = dict(result for row in declared for result in _results(study, row))
    return found[""] if "" in found else estimate.joined(found)


def ahead(a: Sequence[Row], b: Sequence[Row]) -> bool:
    """Whether a needs fewer steps than b, or, where no run is ever through, has the lower loss."""
    solved = any(math.isfinite(row["solved_at"]) for row in (*a, *b))
    return estimate.difference(a, b, "cost" if solved else "test").high < 0


def _results(study: str, row: dict[str, str]) -> Iterator[tuple[str, Estimate]]:
    where, against = _axes(row["where"]), _axes(row["against"])
    phase, *_ = where.get("phase", ["test"])
    every, other = runs(study, phase), {axis: values[0] for axis, values in against.items()}
    cases, which = grid(**where), [{}, other] if other else [{}]
    sides = [[_rows(study, every, case | side) for side in which] for case in cases]
    if row["measure"] == "count ahead":
        yield row["name"], estimate.count(sides, lambda pair: ahead(*pair))
        return
    measure = getattr(estimate, row["measure"])
    arguments = [row["column"], row["unit"]] if row["unit"] else [row["column"]]
    for case, rows in zip(cases, sides, strict=True):
        yield row["name"].format(**case), measure(*rows, *arguments)


def _axes(text: str) -> dict[str, list[str]]:
    """{axis: values} of "T=50|200; cell=GRU"."""
    pairs = (part.split("=") for part in text.split("; ") if part)
    return {axis: values.split("|") for axis, values in pairs}


def _rows(study: str, rows: list[Row], where: dict[str, str]) -> list[Row]:
    """The runs of a case, with what the study derives from them; first the axes choose them."""
    for derived in ({}, get(study).derived):
        rows = [row | {name: of(row) for name, of in derived.items()} for row in rows]
        rows = [r for r in rows if all(str(r[k]) == v for k, v in where.items() if k in r)]
    if not rows:
        raise StudyError(f"{study}: rows of {where} are missing; python -m rnnlib study {study}")
    return rows
