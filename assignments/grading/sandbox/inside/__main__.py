"""Starts the worker: `python -P -S inside FOLDER QUESTIONS ANSWERS`, the last two being pipes."""

import sys


def main(modules: str, questions: str, answers: str) -> None:
    sys.path[1:] = [modules]  # the folder with all that a submission may import
    from worker import Worker

    Worker(int(questions), int(answers)).serve()


main(*sys.argv[1:])
