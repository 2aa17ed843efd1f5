"""The library's commands."""

import argparse
import sys

from rnnlib.experiments import benchmark, command

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m rnnlib", description=__doc__)
    commands = parser.add_subparsers(required=True)
    timing = commands.add_parser("bench", help="time the layers against PyTorch's")
    timing.set_defaults(main=lambda arguments: benchmark.main())
    command.add_to(commands)
    arguments = parser.parse_args()
    sys.exit(arguments.main(arguments))
