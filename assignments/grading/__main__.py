"""Builds the assignments, and grades what students hand in."""

import argparse
import json
import sys
from pathlib import Path

from . import build, gradescope, source


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        return chosen.run(chosen)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assignments.grading", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="write what is handed out")
    command.add_argument("names", nargs="*", metavar="ASSIGNMENT", help="all, if none is named")
    command.add_argument("--dist", type=Path, default=build.DIST, metavar="FOLDER")
    command.set_defaults(run=_build)
    command = commands.add_parser("grade", help="grade a folder of notebooks")
    command.add_argument("folder", type=Path, metavar="SUBMISSIONS")
    command.add_argument("--out", type=Path, default=source.FOLDER / "grades", metavar="FOLDER")
    command.add_argument("--assignment", metavar="NAME", help="by default, file names tell")
    command.add_argument("--jobs", type=int, metavar="N", help="at a time; by default all cores")
    command.add_argument(
        "--unsafe", action="store_true", help="run them without isolation where there is none"
    )
    command.set_defaults(run=_grade)
    command = commands.add_parser("gradescope", help="grade one submission for Gradescope")
    command.add_argument("assignment")
    command.add_argument("folder", type=Path, metavar="SUBMISSION")
    command.add_argument("results", type=Path, metavar="RESULTS.json")
    command.add_argument("--secret", type=Path, required=True, metavar="FILE")
    command.set_defaults(run=_gradescope)
    return parser


def _build(chosen: argparse.Namespace) -> int:
    for name in chosen.names or source.names():
        for path in build.build(name, chosen.dist):
            print(path)
    return 0


def _grade(chosen: argparse.Namespace) -> int:
    from . import grade, sandbox

    try:
        summaries = grade.grade(
            chosen.folder,
            chosen.out,
            assignment=chosen.assignment,
            unsafe=chosen.unsafe,
            jobs=chosen.jobs,
            say=lambda line: print(line, flush=True),
        )
    except sandbox.NoIsolation as none:
        print(none, file=sys.stderr)
        return 3
    for summary in summaries:
        print(f"The class: {summary}")
    return 0


def _gradescope(chosen: argparse.Namespace) -> int:
    from . import grade, handed_in, sandbox

    try:
        handed = handed_in.find(chosen.folder, chosen.assignment)
        if len(handed) > 1:
            raise ValueError("Hand in one notebook (*.ipynb); there are several")
        graded = grade.grade_one(handed[0], grade.secret_at(chosen.secret))
        said = gradescope.results(graded)
    except ValueError as error:
        said = {"score": 0, "output": str(error).replace(str(chosen.folder), "what you handed in")}
    except sandbox.NoIsolation as none:  # the teacher sees why, and no student gets a score
        print(none, file=sys.stderr)
        return 3
    chosen.results.write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
