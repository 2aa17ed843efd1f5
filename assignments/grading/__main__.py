"""`python -m assignments.grading build`"""

import argparse
import sys
from pathlib import Path

from . import build, source


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m assignments.grading", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    builds = commands.add_parser("build", help="write what is handed out")
    builds.add_argument("names", nargs="*", metavar="ASSIGNMENT", help="all, if none is named")
    builds.add_argument("--dist", type=Path, default=build.DIST)
    chosen = parser.parse_args(arguments)
    try:
        for name in chosen.names or source.names():
            for path in build.build(name, chosen.dist):
                print(path)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
