"""The report of a comparison: one HTML file that opens anywhere, the verdict first."""

import platform
from collections.abc import Callable, Iterator
from html import escape
from importlib import metadata

from rnnlib.compare.problem import CELLS, Result
from rnnlib.compare.report import figures, fits, page, tables
from rnnlib.compare.report.figures import has_interval
from rnnlib.compare.report.page import listed, percent, shortened
from rnnlib.drawing.figure import Html

NAMES = 12  # series that are named
Draw = Callable[[str, Result], Html | None]


def report_html(result: Result, command: str) -> str:
    """A self-contained page: no script, nothing fetched, in the theme of the reader's system.

    Args:
        result: of a comparison.
        command: the command line that does it again; "" if there is none.
    """
    numbered = _Numbered(result)
    answers = {"classification": "What was taken for what", "next character": "What was written"}
    heading = answers.get(result.problem, "What was forecast")
    sections = (
        _verdict(result),
        page.section("advantage", "How much better, and how sure", *_advantage(result, numbered)),
        page.section("answers", heading, *_answers(result, numbered)),
        page.section(
            "learning", "How the networks learnt",
            numbered(fits.curves), numbered(fits.gates),
        ),
        page.section("tried", "What was tried, and how long it took", *_tried(result)),
        page.section("data", "The data, and how they were split", *_data(result)),
        page.section("again", "To do it again", *_again(command)),
    )  # fmt: skip
    return page.page(f"Verdict: {result.verdict.word}", "\n".join(filter(None, sections)))


class _Numbered:
    """Gives the figures that there are their numbers, in order."""

    def __init__(self, result: Result) -> None:
        self.result, self.count = result, 0

    def __call__(self, draw: Draw) -> str:
        found = draw(str(self.count + 1), self.result)
        self.count += found is not None
        return found.markup if found else ""


def _verdict(result: Result) -> str:
    first, second = result.verdict.sentences
    simple = sum(not score.net for score in result.scores)
    methods = "simple method" if simple == 1 else "simple methods"
    kind = f"{listed(CELLS)} beside {simple} {methods} · {result.problem}"
    return (
        f'<header>\n<p class="kind"><span class="word">{escape(result.verdict.word)}</span> '
        f'{escape(kind)}</p>\n<h1>{escape(first)}</h1>\n<p class="lead">{escape(second)}</p>\n'
        "</header>"
    )


def _advantage(result: Result, numbered: _Numbered) -> Iterator[str]:
    yield page.paragraph(_interval(result))
    yield numbered(figures.advantages)
    yield tables.scores(result)
    yield page.items(note for note in result.notes if note not in result.plan.says)


def _interval(result: Result) -> str:
    """The interval that the verdict rests on, in words; "" if there is none."""
    base = next((s for s in result.scores if s.judged and not s.net and has_interval(s)), None)
    if base is None:
        return ""
    net, of = figures.judged(result, True), figures.unit(result)
    says = (
        f"On validation data the {net} was the best network and {base.method} the best simple "
        f"method. On the test data the {net}'s advantage over {base.method} is between "
        f"{percent(base.low, of)} and {percent(base.high, of)}, with a confidence of 90 %"
    )
    others = [s.method for s in result.scores if not s.net and s is not base and not s.low > 0]
    if not base.low > 0:
        return f"{says}." if base.high < 0 else f"{says}: it may as well be none."
    if others:
        return f"{says}; but over {listed(others)} it may be none."
    return f"{says}, and over every other simple method it is above 0, too."


def _answers(result: Result, numbered: _Numbered) -> Iterator[str]:
    yield numbered(figures.forecasts)
    yield numbered(figures.horizons)
    yield tables.mistakes(result)
    yield numbered(figures.contexts)
    if sample := result.details.get("sample"):
        name = figures.judged(result, True) or "network"
        yield f"<h3>Written by the {escape(name)}, character by character</h3>"
        yield f"<pre>{escape(str(sample))}</pre>"


def _tried(result: Result) -> Iterator[str]:
    yield tables.settings(result)
    yield tables.times(result)
    if result.plan.says:
        yield f"<h3>Left out</h3>{page.items(result.plan.says)}"


def _data(result: Result) -> Iterator[str]:
    yield page.items(result.read)
    names = [shortened(str(name)) for name in result.details.get("series", ())]
    if len(names) > 1:
        more = [f"{len(names) - NAMES:,} more"] if len(names) > NAMES else []
        inner = page.paragraph(f"{listed([*names[:NAMES], *more])}.")
        yield page.folded(f"The {len(names):,} series", inner)


def _again(command: str) -> Iterator[str]:
    if command:
        yield f"<pre><code>{escape(command)}</code></pre>"
    packages = [f"{name} {metadata.version(name)}" for name in ("rnnlib", "numpy")]
    machine = f"{platform.system()} {platform.machine()}"
    versions = f"{listed([*packages, f'Python {platform.python_version()}'])} on {machine}."
    yield page.paragraph(versions)
    yield page.paragraph(
        "The same command on the same data makes the same networks, as far as the clock lets it: "
        "how many fits there is time for depends on the machine."
    )
