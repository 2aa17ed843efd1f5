"""The page on comparing one's own data says what the report says that it shows."""

import re
from pathlib import Path

from bs4 import BeautifulSoup

from rnnlib.compare.calibration import LEARNABLE, NULL
from rnnlib.experiments.catalogue.calibration import rows, share

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "chapters/appendix/compare.md").read_text("utf-8")
FILE = ROOT / "_static/compare_report.html"
REPORT = BeautifulSoup(FILE.read_text("utf-8"), "html.parser")
WORDS = REPORT.get_text(" ").replace("−", "-")


def test_numbers_of_the_page_are_those_of_the_report():
    section = re.search(r"## Read the report\n(.*?)\n## ", PAGE, re.DOTALL)[1]
    text = re.sub(r"```.*?```|\]\([^)]*\)|<[^>]*>|chapter \d", "", section, flags=re.DOTALL)
    numbers = re.findall(r"\d[\d.]*\d", text)
    assert len(numbers) >= 4
    assert [number for number in numbers if number not in WORDS] == []


def test_words_of_the_page_follow_from_the_report():
    """If the example is made anew and comes out otherwise, the page must be written anew."""
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in REPORT.select("tr")]
    gain = {row[0].rstrip(" *"): row[-2:] for row in rows if len(row) == 5}
    chosen = [row[0] for row in rows if len(row) == 5 and row[0].endswith(" *")]
    assert chosen == ["linear autoregression *", "GRU *"]
    assert gain["naive"][0] == "+48.0"
    assert gain["linear autoregression"] == ["+7.4", "−0.4 to +15.3"]
    assert gain["squares of lags"] == ["+1.0", "−7.3 to +9.2"]
    assert "RNN, GRU and LSTM cannot be told apart" in WORDS
    assert REPORT.select_one(".word").get_text() == "cannot tell"


def test_false_verdicts_are_counted_as_the_study_has_them():
    for of, count in ((NULL, "0 of 408"), (LEARNABLE, "20 of 20")):
        found = [row["said_beats"] for row in rows(*of)]
        assert f"{sum(found):g} of {len(found)}" == count
        assert count in PAGE
    assert f"In {100 * share('lowest', *NULL).value:.0f} % of them" in PAGE


def test_pieces_of_the_page_are_in_the_report():
    pieces = re.findall(r"```\{report\} (\S+)\n```", PAGE)
    assert pieces[0] == "verdict"
    assert all(REPORT.find(id=piece) for piece in pieces[1:])
    assert len(pieces) > 4


def test_each_word_of_a_verdict_is_explained():
    table = re.search(r"\| word \|.*?\n\n", PAGE, re.DOTALL)[0]
    first = [row.split("|")[1].strip() for row in table.splitlines()[2:] if row]
    assert first == ["beats", "worse", "no use", "cannot tell", "no verdict"]


def test_the_report_is_small_and_runs_nothing():
    assert FILE.stat().st_size < 60_000
    assert REPORT.select("script, iframe, img") == []
