"""Where the data are: each file in its package, as it was when the book was written."""

import gzip
import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from rnnlib.tasks import chorales, film, mnist1d, packages, speech, stocks, sunspots, surnames, text

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
    speech.japanese_vowels: "sktime",
    chorales.scores: "music21",
    film.digits: "scikit-learn",
    stocks.closing: "matplotlib",
    sunspots.yearly: "statsmodels",
    mnist1d.curves: "mnist1d",
    surnames.surnames: "Faker",
    text.lady_susan: "music21",
}


def uncached(function):
    return getattr(function, "__wrapped__", function)


def test_each_data_file_has_its_digest_and_the_data_page_prints_it():
    found = {file: sha256(packages.file("test", *file).read_bytes()).hexdigest() for file in FILES}
    assert {file: digest[:12] for file, digest in found.items()} == FILES
    bach = sha256()
    for file in sorted(packages.file("test", "music21", "corpus/bach").glob("*.mxl")):
        bach.update(file.name.encode() + file.read_bytes())
    assert bach.hexdigest().startswith(BACH)
    printed = re.findall(r"`([0-9a-f]{64})`", PAGE.read_text(encoding="utf-8"))
    assert set(printed) == {*found.values(), bach.hexdigest()}


def test_packages_of_the_data_are_pinned_and_in_the_extra_named_data():
    required = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^(\S+)==", required, re.MULTILINE))
    assert set(packages.PACKAGES.values()) <= pinned
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]["data"]
    assert {*extra, "matplotlib"} == set(packages.PACKAGES.values())


def test_loader_without_its_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    for loader, package in LOADERS.items():
        with pytest.raises(ModuleNotFoundError) as error:
            uncached(loader)()
        assert f"{loader.__name__}: the data are in the package {package}" in str(error.value)
        assert f"pip install {package}" in str(error.value)


def test_loader_without_its_file_says_where_the_right_version_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "folder", lambda owner, package: tmp_path)
    words = r"yearly: statsmodels 0\S+ has no file statsmodels/datasets/\S+; requirements.txt has"
    with pytest.raises(FileNotFoundError, match=words):
        sunspots.yearly.__wrapped__()


def test_rows_of_a_csv_file_plain_or_gzipped_leave_comments_out(monkeypatch, tmp_path):
    content = b"# a comment\nyear,spots\n1700,5\n1701,11\n"
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(content))
    monkeypatch.setattr(packages, "folder", lambda owner, package: tmp_path)
    for name in ("a.csv", "a.csv.gz"):
        assert packages.rows("test", "a", name) == [
            {"year": "1700", "spots": "5"},
            {"year": "1701", "spots": "11"},
        ]
