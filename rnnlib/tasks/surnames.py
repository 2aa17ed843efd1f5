"""Surnames of seven languages, letter by letter: which language is it?"""

from collections import Counter
from functools import cache
from hashlib import sha256
from importlib import import_module
from unicodedata import combining, normalize

import numpy as np

from rnnlib.tasks import packages
from rnnlib.tasks.linear import logistic_regression
from rnnlib.tasks.padding import padded
from rnnlib.tasks.task import Task, accuracy, from_data, one_hot, share
from rnnlib.training.batch import Batch

LANGUAGES = {  # and where Faker keeps their surnames
    "English": ("en_GB", "last_names"),
    "Finnish": ("fi_FI", "last_names"),
    "French": ("fr_FR", "last_names"),
    "German": ("de_DE", "last_names"),
    "Italian": ("it_IT", "last_names"),
    "Polish": ("pl_PL", "unisex_last_names"),
    "Spanish": ("es_ES", "last_names"),
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TRAINING, _VALIDATION = 0.70, 0.15


@cache
def surnames():
    """Surnames in seven languages, as many of each as the shortest list has.

    Read from the installed package Faker. Accents are taken off and capitals made small, so
    that no single sign gives a language away; names with other signs than a to z and names
    that two of the languages share are left out. The order of each list is that of a hash.

    Returns:
        {"train", "validation", "test"}: (names, languages), a list of strings and class
        numbers (N,), in the order of LANGUAGES.

    Raises:
        ModuleNotFoundError: Faker is not installed.
    """
    packages.folder("surnames", "faker")
    lists = [_folded(*place) for place in LANGUAGES.values()]
    listed = Counter(name for names in lists for name in names)
    lists = [
        sorted((n for n in names if listed[n] == 1 and set(n) <= set(LETTERS)), key=_hash)
        for names in lists
    ]
    count = min(map(len, lists))
    cuts = 0, round(count * _TRAINING), round(count * (_TRAINING + _VALIDATION)), count

    def part(start, stop):
        names = [name for names in lists for name in names[start:stop]]
        return names, np.repeat(np.arange(len(lists)), stop - start)

    return {name: part(*cuts[k : k + 2]) for k, name in enumerate(("train", "validation", "test"))}


def _folded(locale, attribute):
    provider = import_module(f"faker.providers.person.{locale}").Provider
    return {folded(name) for name in getattr(provider, attribute)}


def folded(name):
    """A name in small letters without accents: Gärtner becomes gartner, Świątek swiatek."""
    name = name.lower().replace("ł", "l").replace("ß", "ss")  # these two do not come apart
    return "".join(sign for sign in normalize("NFD", name) if not combining(sign))


def _hash(name):
    return sha256(name.encode()).digest()


@cache
def language():
    """Which of seven languages is a surname from? Said after its last letter."""
    parts = surnames()

    def baselines():
        from sklearn.feature_extraction.text import CountVectorizer

        labels = {part: y for part, (_, y) in parts.items()}
        found = {"guessing": share(np.bincount(labels["train"]))}
        for words, n in {"letter counts": (1, 1), "counts of 1- to 3-grams": (1, 3)}.items():
            # A dot on either side, so that grams know where a name begins and ends.
            names = {part: [f".{name}." for name in x] for part, (x, _) in parts.items()}
            grams = CountVectorizer(analyzer="char", ngram_range=n).fit(names["train"])
            found[f"logistic regression on {words}"] = logistic_regression(
                {part: grams.transform(x).astype(float) for part, x in names.items()}, labels
            )
        return found

    return Task(
        name="surnames",
        input_size=len(LETTERS),
        output_size=len(LANGUAGES),
        measure=accuracy,
        baselines=cache(baselines),
        **from_data(*(_batch(*part) for part in parts.values())),
    )


def _batch(names, languages):
    letters, lengths, mask = padded(
        [np.array([LETTERS.index(letter) for letter in name]) for name in names], dtype=int
    )
    x = one_hot(letters, len(LETTERS)) * mask[:, None]
    return Batch(x.astype(np.float32), languages[None], lengths=lengths)
