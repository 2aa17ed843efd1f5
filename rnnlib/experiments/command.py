"""The command line of the studies: run them, list them, say what state their tables are in."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rnnlib import experiments
from rnnlib.experiments import published, runner, store
from rnnlib.experiments.study import Row, Study, StudyError

QUICK = experiments.RESULTS / "quick"


def add_to(commands: Any) -> None:
    """Add `study` to the commands of a parser."""
    parser = commands.add_parser(
        "study",
        help="run a study, or say what there is",
        description="Run what is missing of a study's table. Killed at any moment, it loses the "
        "runs under way; the same command goes on.",
    )
    add = parser.add_argument
    add("name", help="of a study; or all, list, status, published")
    add("--jobs", type=int, help="how many runs at a time, on a thread each (default: all cores)")
    add("--backend", default="loky", choices=runner.BACKENDS, help="dask runs on a cluster")
    add("--address", help="of dask's scheduler: tcp://host:port")
    add("--quick", action="store_true", help=f"the small plan, stored in {QUICK}")
    add("--refresh", action="store_true", help="run again the rows of an older version")
    add("--folder", type=Path, help=f"where the tables are (default: {experiments.RESULTS})")
    parser.set_defaults(main=main)


def main(name: str, folder: Path | None, quick: bool, **options: Any) -> int:
    """Do what the command line says; returns the exit status."""
    folder = folder or (QUICK if quick else experiments.RESULTS)
    failed = 0
    try:
        if name == "published":
            published.main()
        elif name in ("list", "status"):
            print("\n".join((listed if name == "list" else status)(folder)))
        else:
            for study in map(experiments.get, experiments.NAMES if name == "all" else [name]):
                failed += runner.run(study, folder / f"{study.name}.csv", quick=quick, **options)
        return int(failed > 0)
    except StudyError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted. What was stored stays; the same command goes on.", file=sys.stderr)
        return 130


def listed(folder: Path) -> Iterator[str]:
    """What there is: each study's name, rows, minutes and question."""
    for study, (stored, _) in _tables(folder):
        rows = len(study.plan(stored))
        yield f"{study.name:16} {rows:5} rows {study.minutes:5g} min  {study.question}"


def status(folder: Path) -> Iterator[str]:
    """What state the tables are in, and the command that puts each right."""
    for study, stored in _tables(folder):
        yield f"{study.name:16} {'; '.join(_state(study, *stored))}"


def _tables(folder: Path) -> Iterator[tuple[Study, store.Stored]]:
    for study in map(experiments.get, experiments.NAMES):
        yield study, store.read(folder / f"{study.name}.csv", study.columns, study.fits)


def _state(study: Study, stored: list[Row], damaged: list[bytes]) -> Iterator[str]:
    rows, plan = {study.key(row): row for row in stored}, study.plan(stored)
    there = sum(study.key(config) in rows for config in plan)
    again = f"(python -m rnnlib study {study.name})"
    whole = f"complete, {there} rows"
    yield f"in{whole[:-5]} of {len(plan)} rows or more {again}" if there < len(plan) else whole
    if others := len(rows) - there:
        yield f"rows outside the plan: {others} {again}"
    if damaged:
        yield f"damaged lines: {len(damaged)} {again}"
    if old := len(rows) - len(runner.current(study, rows)):
        yield f"rows of an older version: {old} {again[:-1]} --refresh)"
    kinds = Counter(row["versions"] for row in stored)
    if len(kinds) > 1:
        yield "mixed versions: " + ", ".join(f"{n} × {kind}" for kind, n in kinds.items())
