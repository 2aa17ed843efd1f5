"""The Data page prints what the loaders give and what the baselines reach."""

import re
from pathlib import Path

import pytest

from rnnlib.tasks import chorales, film, mnist1d, speech, stocks, sunspots, surnames, text

PAGE = (Path(__file__).resolve().parents[1] / "chapters/appendix/data.md").read_text("utf-8")

BASELINES = {
    "characters()": (text.characters, "bits"),
    "speaker()": (speech.speaker, "accuracy"),
    "direction()": (speech.direction, "accuracy"),
    "direction(3)": (lambda: speech.direction(3), "accuracy"),
    "chorales()": (chorales.chorales, "loss"),
    "mnist1d()": (mnist1d.mnist1d, "accuracy"),
    "language()": (surnames.language, "accuracy"),
}
SERIES = {
    "returns(lags)": (stocks.returns, "loss"),
    "volatility(lags)": (stocks.volatility, "loss"),
    "prices(lags)": (stocks.prices, "loss"),
    "sunspots(lags)": (sunspots.sunspots, "rmse"),
}


def passage(call):
    """The line that names a call in brackets, and the rows of the table below, without rules."""
    line, table = re.search(rf"\(`{re.escape(call)}`\)(.*)\n\n((?:\|.*\n)+)", PAGE).groups()
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()]
    return line, [rows[0], *rows[2:]]


@pytest.mark.parametrize("call", BASELINES)
def test_baselines_of_a_task_are_those_on_the_page(call):
    task, measure = BASELINES[call]
    _, (_, *rows) = passage(call)
    printed = {name: float(number) for name, number in rows}
    computed = {name: measured[measure] for name, measured in task().baselines().items()}
    assert printed == pytest.approx(computed, abs=0.006)


def test_linear_models_of_the_series_reach_what_is_on_the_page():
    for call, (task, measure) in SERIES.items():
        line, ((_, *lags), (_, *linear)) = passage(call)
        mean, persistence = re.search(r"mean has (\S+), persistence (\S+)\.$", line).groups()
        for number, value in zip(lags, linear, strict=True):
            computed = task(int(number)).baselines()
            found = {name: measured[measure] for name, measured in computed.items()}
            expected = {
                "the training mean": float(mean),
                "persistence": float(persistence),
                "linear autoregression": float(value),
            }
            assert found == pytest.approx(expected, abs=6e-4), (call, number)


def test_sizes_are_those_on_the_page():
    lengths = [len(roll) for roll in chorales.piano_rolls().values()]
    chorale_parts = [len(names) for names in chorales.split().values()]
    utterance_parts = [len(speakers) for _, speakers in speech.japanese_vowels().values()]
    digits = [len(images) for images in film.digits().values()]
    name_parts = [len(languages) for _, languages in surnames.surnames().values()]
    months, days = (len(stocks.closing(every)) for every in stocks.PERIODS)
    for words in (
        f"{len(text.lady_susan()):,} characters",
        f"{sum(digits)} pictures",
        "{} pictures for training films, {} for validation, {} for testing".format(*digits),
        "{}, {} and {} utterances".format(*utterance_parts),
        f"{len(lengths)} of them have four parts",
        f"{sum(lengths):,} quarters; the shortest chorale has {min(lengths)}, "
        f"the longest {max(lengths)}",
        "{} chorales for training, {} for validation, {} for testing".format(*chorale_parts),
        f"{chorales.NOTES} notes",
        f"| prices | {months} | {days} |",
        f"$R^2 = {stocks.prices(1).baselines()['persistence']['R2']:.3f}$",
        f"on each of {len(sunspots.yearly())} lines",
        "{}, {} and {} in all".format(*name_parts),
    ):
        assert words in PAGE
