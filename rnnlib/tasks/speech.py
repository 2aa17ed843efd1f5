"""Recorded speech, in two questions: who speaks, and is it played forwards?"""

from functools import cache, partial
from operator import itemgetter

import numpy as np

from rnnlib import checks
from rnnlib.tasks import packages
from rnnlib.tasks.baselines import classification
from rnnlib.tasks.sequences import labelled
from rnnlib.tasks.task import Task, accuracy, from_data

SPEAKERS, COEFFICIENTS = 9, 12
_TRAINING, _FOR_VALIDATION = 30, 6  # utterances of a speaker, in a row; of these, the last

Part = tuple[list[np.ndarray], np.ndarray]  # utterances (T, 12), class numbers (N,)


@cache
def japanese_vowels() -> dict[str, Part]:
    """JapaneseVowels: nine men say the vowels a and e, one after the other.

    Read from the installed package sktime. Each step holds 12 cepstral coefficients, which
    describe the spectrum of a moment of sound. The test set is that of the authors; of
    their training set, the last six utterances of each speaker are for validation.

    Returns:
        {"train", "validation", "test"}: (utterances, speakers), a list of (T, 12) and class
        numbers (N,).

    Raises:
        ModuleNotFoundError: sktime is not installed.

    Kudo, Toyama & Shimbo (1999)
    """
    utterances, speakers = _read("TRAIN")
    later = np.arange(len(speakers)) % _TRAINING >= _TRAINING - _FOR_VALIDATION

    def part(chosen: np.ndarray) -> Part:
        return [utterances[k] for k in np.flatnonzero(chosen)], speakers[chosen]

    return {"train": part(~later), "validation": part(later), "test": _read("TEST")}


def _read(part: str) -> Part:
    """Utterances and speakers of a file: an utterance a line, its coefficients between colons."""
    path = f"datasets/data/JapaneseVowels/JapaneseVowels_{part}.ts"
    text = packages.file("japanese_vowels", "sktime", path).read_text(encoding="ascii")
    _, _, data = text.partition("@data\n")
    utterances, speakers = [], []
    for line in data.splitlines():
        *coefficients, speaker = line.split(":")
        utterances.append(np.array([c.split(",") for c in coefficients], np.float64).T)
        speakers.append(int(speaker) - 1)
    return utterances, np.array(speakers)


@cache
def speaker() -> Task:
    """Who speaks? One of nine men, asked for after the last step; data of `japanese_vowels`.

    Each coefficient is scaled to mean 0 and standard deviation 1 over the training set. The
    baselines guess, or are a logistic regression on statistics of the utterance.

    Returns:
        Task: x (T, 12, B) with lengths, targets (1, B).
    """
    ends = {"mean, deviation, first and last step": (_moments, _first, _last)}
    return _task("speaker", SPEAKERS, scaled(), ends)


@cache
def direction(steps: int | None = None) -> Task:
    """Is it played forwards (0) or backwards (1)? Every utterance of a set is there both ways.

    So nothing that ignores the order of the steps can do better than one half. Of a whole
    utterance the last step alone is nearly enough, since a always comes before e. Of a few
    steps from its middle it is not: only their change shows the direction. The baselines are
    logistic regressions on statistics that ignore the order, and on single steps.

    Args:
        steps: how many steps of each utterance, from its middle; all if None.

    Returns:
        Task: x (T, 12, B) with lengths, targets (1, B).
    """
    if steps is not None:
        steps = checks.size("direction", "steps", steps, least=2)
    parts = {}
    for name, (utterances, _) in scaled().items():
        heard = [_middle(utterance, steps) for utterance in utterances]
        parts[name] = [*heard, *(u[::-1] for u in heard)], np.repeat([0, 1], len(heard))
    statistics = {
        "mean, deviation, least and largest": (_moments, _extremes),
        "the last step": (_last,),
        "first and last step": (_first, _last),
    }
    name = "direction" if steps is None else f"direction, {steps} steps"
    return _task(name, 2, parts, statistics)


def _task(name, classes, parts, statistics):
    """Name the class of an utterance after its last step."""

    def table(kinds, utterances):
        return np.array([np.concatenate([kind(u) for kind in kinds]) for u in utterances])

    features = {words: partial(table, kinds) for words, kinds in statistics.items()}
    fields: dict = {"measure": accuracy, "baselines": partial(classification, parts, features)}
    sets = (labelled(*part) for part in parts.values())
    return Task(name, COEFFICIENTS, classes, **from_data(*sets), **fields)


def scaled() -> dict[str, Part]:
    """The same, each coefficient with mean 0 and deviation 1 over the steps of the training set."""
    parts = japanese_vowels()
    steps = np.concatenate(parts["train"][0])
    mean, deviation = steps.mean(axis=0), steps.std(axis=0)
    return {name: ([(u - mean) / deviation for u in x], y) for name, (x, y) in parts.items()}


def _middle(utterance: np.ndarray, steps: int | None) -> np.ndarray:
    return utterance[max(len(utterance) - (steps or len(utterance)), 0) // 2 :][:steps]


def _moments(utterance: np.ndarray) -> np.ndarray:
    steps = np.sort(utterance, axis=0)  # so that not even the rounding depends on the order
    return np.concatenate([steps.mean(axis=0), steps.std(axis=0)])


def _extremes(utterance: np.ndarray) -> np.ndarray:
    return np.concatenate([utterance.min(axis=0), utterance.max(axis=0)])


_first, _last = itemgetter(0), itemgetter(-1)
