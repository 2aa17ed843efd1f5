"""Where the data are: each file in its package, as it was when the book was written."""

import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from rnnlib.tasks import chorales, mnist1d, packages, speech, stocks, sunspots, surnames, text

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "chapters/appendix/data.md"

FILES = {
    ("arch", "data/sp500/sp500.csv.gz"): "1e028cbb9c40",
    ("faker", "providers/person/de_DE/__init__.py"): "42e20fb0daf2",
    ("faker", "providers/person/en_GB/__init__.py"): "bf9f2e9160c0",
    ("faker", "providers/person/es_ES/__init__.py"): "f37eb83dad27",
    ("faker", "providers/person/fi_FI/__init__.py"): "70ef5044d206",
    ("faker", "providers/person/fr_FR/__init__.py"): "157a646f0d6b",
    ("faker", "providers/person/it_IT/__init__.py"): "ad7684dc9255",
    ("faker", "providers/person/pl_PL/__init__.py"): "c15e6d65cc7b",
    ("matplotlib", "mpl-data/sample_data/Stocks.csv"): "ef6f3bf1a64d",
    ("mnist1d", "data.py"): "86b70116be8a",
    ("mnist1d", "transform.py"): "0d8298abd140",
    ("music21", "languageExcerpts/trainingData/en.txt"): "4204368969ad",
    ("sklearn", "datasets/data/digits.csv.gz"): "09f66e6debde",
    ("sktime", "datasets/data/JapaneseVowels/JapaneseVowels_TEST.ts"): "b3d41d6a0ca3",
    ("sktime", "datasets/data/JapaneseVowels/JapaneseVowels_TRAIN.ts"): "68a430eabd91",
    ("statsmodels", "datasets/sunspots/sunspots.csv"): "f67889b1d900",
}
BACH = "7af09fc0d447"  # of all the chorales, names and contents
LOADERS = {
    speech.japanese_vowels: "sktime==",
    chorales.scores: "music21==",
    stocks.closing: "matplotlib==",
    sunspots.yearly: "statsmodels==",
    mnist1d.curves: "mnist1d==",
    surnames.surnames: "Faker==",
    text.lady_susan: "music21==",
}


def uncached(function):
    return getattr(function, "__wrapped__", function)


@pytest.mark.parametrize("file", FILES, ids="/".join)
def test_each_file_is_where_it_is_expected_and_as_it_was(file):
    content = packages.file("test", *file).read_bytes()
    assert sha256(content).hexdigest().startswith(FILES[file])


def test_the_chorales_are_where_they_are_expected_and_as_they_were():
    content = sha256()
    for file in sorted(packages.file("test", "music21", "corpus/bach").glob("*.mxl")):
        content.update(file.name.encode() + file.read_bytes())
    assert content.hexdigest().startswith(BACH)


def test_the_pinned_versions_are_those_that_are_installed_with_the_book():
    required = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pins = set(re.findall(r"^\S+==\S+", required, re.MULTILINE))
    assert set(packages.PINS.values()) <= pins
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]["data"]
    names = {pin.partition("==")[0] for pin in packages.PINS.values()}
    assert {*extra, "matplotlib"} == names  # without versions: requirements.txt alone has them


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
def test_without_its_package_a_loader_says_how_to_get_it(loader, monkeypatch):
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=f"{loader.__name__}: .*: pip install ") as error:
        uncached(loader)()
    assert f"pip install {LOADERS[loader]}" in str(error.value)


def test_without_its_file_a_loader_says_which_version_has_it(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "folder", lambda owner, package: tmp_path)
    words = r"yearly: statsmodels 0\S+ has statsmodels/datasets/\S+, the installed 0\S+ does not"
    with pytest.raises(FileNotFoundError, match=words):
        sunspots.yearly.__wrapped__()


def test_the_data_page_prints_the_digests():
    printed = re.findall(r"`([0-9a-f]{64})`", PAGE.read_text(encoding="utf-8"))
    assert {digest[:12] for digest in printed} == {*FILES.values(), BACH}
