"""The command line of the studies: run them, list them, say what state their tables are in."""

import sys
from collections import Counter
from pathlib import Path

from rnnlib import experiments
from rnnlib.experiments import overhead, published, runner, scaling, store
from rnnlib.experiments.study import StudyError

QUICK = experiments.RESULTS / "quick"
MEASUREMENTS = {"scaling": scaling, "overhead": overhead}  # of the studies' own speed


def add_to(commands):
    """Add `study` to the commands of a parser."""
    parser = commands.add_parser(
        "study",
        help="run a study, or say what there is",
        description="Run what is missing of a study's table. Killed at any moment, it loses the "
        "runs under way; the same command goes on.",
    )
    add = parser.add_argument
    add("name", help="of a study; or all, list, status, published, scaling, overhead")
    add("--jobs", type=int, help="how many runs at a time, on a thread each (default: all cores)")
    add("--backend", default="loky", choices=runner.BACKENDS, help="dask runs on a cluster")
    add("--address", help="of dask's scheduler: tcp://host:port")
    add("--quick", action="store_true", help=f"the small plan, stored in {QUICK}")
    add("--refresh", action="store_true", help="run again the rows that other code made")
    add("--folder", type=Path, help=f"where the tables are (default: {experiments.RESULTS})")
    parser.set_defaults(main=main)


def main(arguments):
    """Do what the command line says; returns the exit status."""
    folder = arguments.folder or (QUICK if arguments.quick else experiments.RESULTS)
    try:
        if arguments.name == "list":
            return print(listed(folder))
        if arguments.name == "status":
            return print(status(folder))
        if arguments.name == "published":
            return published.main()
        if arguments.name in MEASUREMENTS:
            return MEASUREMENTS[arguments.name].main()
        names = experiments.NAMES if arguments.name == "all" else [arguments.name]
        failed = 0
        for study in map(experiments.get, names):
            failed += runner.run(
                study,
                folder / f"{study.name}.csv",
                arguments.jobs,
                arguments.backend,
                arguments.address,
                arguments.quick,
                arguments.refresh,
            )
        return int(failed > 0)
    except StudyError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted. What was stored stays; the same command goes on.", file=sys.stderr)
        return 130


def listed(folder):
    """What there is: each study's name, rows, minutes and question."""
    lines = []
    for study in map(experiments.get, experiments.NAMES):
        stored = store.read(folder / f"{study.name}.csv", study)
        rows = len(runner.planned(study, list(stored.rows.values())))
        lines.append(f"{study.name:16} {rows:5} rows {study.minutes:5g} min  {study.question}")
    return "\n".join(lines)


def status(folder):
    """What state the tables are in, and the command that mends each."""
    return "\n".join(
        f"{study.name:16} {'; '.join(_state(study, folder / f'{study.name}.csv'))}"
        for study in map(experiments.get, experiments.NAMES)
    )


def _state(study, path):
    rows, damaged = store.read(path, study)
    plan = runner.planned(study, list(rows.values()))
    there = sum(study.key(config) in rows for config in plan)
    command = f"python -m rnnlib study {study.name}"
    if there < len(plan):
        yield f"incomplete, {there} of {len(plan)} rows or more ({command})"
    else:
        yield f"complete, {there} rows"
    if others := len(rows) - there:
        yield f"rows outside the plan: {others} ({command})"
    if damaged:
        yield f"damaged lines: {len(damaged)} ({command})"
    if stale := len(rows) - len(runner.fresh(study, rows)):
        yield f"STALE, {stale} rows made by other code than today's ({command} --refresh)"
    for column in ("code", "versions"):
        kinds = Counter(row[column] for row in rows.values())
        if len(kinds) > 1:
            yield f"mixed {column}: " + ", ".join(f"{n} × {kind}" for kind, n in kinds.items())
