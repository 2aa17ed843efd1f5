"""The library's commands."""

import argparse
import sys

from rnnlib.compare import command as comparison
from rnnlib.experiments import benchmark, command, environment
from rnnlib.practice import command as practice


def main() -> int:
    """Do what the command line says; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m rnnlib", description=__doc__)
    commands = parser.add_subparsers(required=True)
    timing = commands.add_parser("bench", help="time the layers against PyTorch's")
    timing.set_defaults(main=benchmark.main)
    command.add_to(commands)
    comparison.add_to(commands)
    practice.add_to(commands)
    arguments = vars(parser.parse_args())
    try:
        return arguments.pop("main")(**arguments) or 0
    except ModuleNotFoundError as error:
        print(environment.advice(error), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
