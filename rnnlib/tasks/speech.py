"""Recorded speech, in two questions: who speaks, and is it played forwards?"""

from functools import cache

import numpy as np

from rnnlib import checks
from rnnlib.tasks import packages
from rnnlib.tasks.linear import logistic_regression
from rnnlib.tasks.padding import padded
from rnnlib.tasks.task import Task, accuracy, from_data, share
from rnnlib.training.batch import Batch

SPEAKERS, COEFFICIENTS = 9, 12
_LINEAR = "logistic regression on"
_FOR_VALIDATION = 6  # of each speaker's 30 training utterances, the last


@cache
def japanese_vowels():
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
    later = np.zeros(len(speakers), bool)
    for k in range(SPEAKERS):
        later[np.flatnonzero(speakers == k)[-_FOR_VALIDATION:]] = True

    def part(chosen):
        return [utterances[k] for k in np.flatnonzero(chosen)], speakers[chosen]

    return {"train": part(~later), "validation": part(later), "test": _read("TEST")}


def _read(part):
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
def speaker():
    """Who speaks? One of nine, said after the last step; the cepstra of `japanese_vowels`.

    Each coefficient is scaled to mean 0 and standard deviation 1 over the training set.
    """
    parts = _scaled()

    def baselines():
        features = {name: _statistics(x, _moments, _first, _last) for name, (x, _) in parts.items()}
        labels = {name: y for name, (_, y) in parts.items()}
        return {
            "guessing": share(np.bincount(labels["train"])),
            f"{_LINEAR} mean, deviation, first and last step": logistic_regression(
                features, labels
            ),
        }

    return Task(
        name="speaker",
        input_size=COEFFICIENTS,
        output_size=SPEAKERS,
        measure=accuracy,
        baselines=cache(baselines),
        **from_data(*(_batch(x, y) for x, y in parts.values())),
    )


@cache
def direction(steps=None):
    """Is it played forwards (0) or backwards (1)? Every utterance of a set is there both ways.

    So nothing that ignores the order of the steps can do better than one half. Of a whole
    utterance the last step alone tells nearly all, since a always comes before e. Of a few
    steps from its middle it does not: what tells is the change.

    Args:
        steps: how many steps of each utterance, from its middle; all if None.
    """
    if steps is not None:
        steps = checks.size("direction", "steps", steps, least=2)
    parts = {}
    for name, (utterances, _) in _scaled().items():
        heard = [_middle(utterance, steps) for utterance in utterances]
        labels = np.repeat([0, 1], len(heard))
        parts[name] = [*heard, *(utterance[::-1] for utterance in heard)], labels

    def baselines():
        labels = {name: y for name, (_, y) in parts.items()}
        return {
            f"{_LINEAR} {words}": logistic_regression(
                {name: _statistics(x, *kinds) for name, (x, _) in parts.items()}, labels
            )
            for words, kinds in {
                "mean, deviation, least and largest": (_moments, _extremes),
                "the last step": (_last,),
                "first and last step": (_first, _last),
            }.items()
        }

    return Task(
        name="direction" if steps is None else f"direction, {steps} steps",
        input_size=COEFFICIENTS,
        output_size=2,
        measure=accuracy,
        baselines=cache(baselines),
        **from_data(*(_batch(x, y) for x, y in parts.values())),
    )


def _scaled():
    parts = japanese_vowels()
    steps = np.concatenate(parts["train"][0])
    mean, deviation = steps.mean(axis=0), steps.std(axis=0)
    return {name: ([(u - mean) / deviation for u in x], y) for name, (x, y) in parts.items()}


def _middle(utterance, steps):
    if steps is None:
        return utterance
    return utterance[max(len(utterance) - steps, 0) // 2 :][:steps]


def _batch(utterances, labels):
    x, lengths, _ = padded(utterances)
    return Batch(x, labels[None], lengths=lengths)


def _statistics(utterances, *kinds):
    return np.array([np.concatenate([kind(u) for kind in kinds]) for u in utterances])


def _moments(utterance):
    steps = np.sort(utterance, axis=0)  # so that not even rounding tells the order
    return np.concatenate([steps.mean(axis=0), steps.std(axis=0)])


def _extremes(utterance):
    return np.concatenate([utterance.min(axis=0), utterance.max(axis=0)])


def _first(utterance):
    return utterance[0]


def _last(utterance):
    return utterance[-1]
