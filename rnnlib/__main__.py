"""The library's commands: python -m rnnlib bench."""

import argparse

from rnnlib import bench

COMMANDS = {"bench": bench.main}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m rnnlib", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    COMMANDS[parser.parse_args().command]()
