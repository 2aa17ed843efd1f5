"""Surnames of seven languages, letter by letter: which language is it?"""

from collections import Counter
from functools import cache
from hashlib import sha256
from importlib import import_module
from itertools import pairwise, starmap
from unicodedata import combining, normalize

import numpy as np

from rnnlib.tasks import packages
from rnnlib.tasks.baselines import classification
from rnnlib.tasks.sequences import labelled
from rnnlib.tasks.task import SPLITS, Task, accuracy, from_data
from rnnlib.tasks.vocabulary import Vocabulary

LANGUAGES = {  # and the locale where Faker keeps their surnames
    "English": "en_GB", "Finnish": "fi_FI", "French": "fr_FR", "German": "de_DE",
    "Italian": "it_IT", "Polish": "pl_PL", "Spanish": "es_ES",
}  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TRAINING, _VALIDATION = 0.70, 0.15

Part = tuple[list[str], np.ndarray]  # names, class numbers (N,)


@cache
def surnames() -> dict[str, Part]:
    """Surnames in seven languages, as many of each as the shortest list has.

    Read from the installed package Faker. Accents are taken off and capitals made small, so
    that no single letter gives a language away; names with other characters than a to z and names
    that two of the languages share are left out. The order of each list is that of a hash.

    Returns:
        {"train", "validation", "test"}: (names, languages), a list of strings and class
        numbers (N,), in the order of LANGUAGES.

    Raises:
        ModuleNotFoundError: Faker is not installed.
    """
    packages.folder("surnames", "faker")
    found = [_folded(locale) for locale in LANGUAGES.values()]
    listed = Counter(name for names in found for name in names)
    kept = ([n for n in names if listed[n] == 1 and set(n) <= set(LETTERS)] for names in found)
    lists = [sorted(names, key=lambda name: sha256(name.encode()).digest()) for names in kept]
    count = min(map(len, lists))
    cuts = 0, round(count * _TRAINING), round(count * (_TRAINING + _VALIDATION)), count

    def part(start: int, stop: int) -> Part:
        names = [name for names in lists for name in names[start:stop]]
        return names, np.repeat(np.arange(len(lists)), stop - start)

    return dict(zip(("train", *SPLITS), starmap(part, pairwise(cuts)), strict=True))


def _folded(locale: str) -> set[str]:
    provider = import_module(f"faker.providers.person.{locale}").Provider
    names = getattr(provider, "unisex_last_names" if locale == "pl_PL" else "last_names")
    return {folded(name) for name in names}


def folded(name: str) -> str:
    """A name in small letters without accents: Gärtner becomes gartner, Świątek swiatek."""
    name = name.lower().replace("ł", "l").replace("ß", "ss")  # these two do not come apart
    return "".join(c for c in normalize("NFD", name) if not combining(c))


@cache
def language() -> Task:
    """Which of seven languages is a surname from? Asked for once, after its last letter.

    The baselines guess, or are logistic regressions on counts of letters and of 1- to 3-grams.

    Returns:
        Task: x (T, 26, B) one-hot with lengths, targets (1, B).
    """
    parts = surnames()

    def grams(longest):
        """Names to counts of their 1- to `longest`-grams, as far as these are in training names."""
        from sklearn.feature_extraction.text import CountVectorizer

        dotted = ".{}.".format  # so that grams tell where a name begins and ends
        counts = CountVectorizer(analyzer="char", ngram_range=(1, longest), preprocessor=dotted)
        counts.fit(parts["train"][0])
        return lambda names: counts.transform(names).astype(float)

    def baselines():
        features = {"letter counts": grams(1), "counts of 1- to 3-grams": grams(3)}
        return classification(parts, features)

    letters, rows = Vocabulary(LETTERS), np.eye(len(LETTERS))
    sets = (labelled([rows[letters.encode(n)] for n in names], y) for names, y in parts.values())
    fields: dict = {"measure": accuracy, "baselines": baselines}
    return Task("surnames", len(LETTERS), len(LANGUAGES), **from_data(*sets), **fields)
