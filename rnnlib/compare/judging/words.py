"""Verdicts in two sentences that a person can act on, and notes beside them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from rnnlib.compare.forecasting.series import TEST
from rnnlib.compare.forecasting.simple_methods import CONTROL, MEANING
from rnnlib.compare.judging import verdict
from rnnlib.compare.judging.verdict import FULL, LEAST, Skill
from rnnlib.compare.problem import CELLS, Outcome, Verdict

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SMALL, CLEAR = 0.1, 0.2  # a gain that may not be worth a net; one that is clear


@dataclass(frozen=True)
class Size:
    """How much there was to test with.

    Attributes:
        origins: forecasts that were made of a series.
        horizon: steps of each.
        end: steps in time, the training part's too.
    """

    origins: int
    horizon: int
    end: int


def forecasting(
    skills: Mapping[str, Skill | None], net: str, base: str, size: Size, clock: bool
) -> Verdict:
    """What follows for somebody who wants to forecast.

    Args:
        skills: {simple method: the judged network's skill against it}, None where there is none.
        net, base: the network and the simple method that were chosen before the test part.
        size: of the test.
        clock: whether most networks were stopped by the clock.
    """
    if size.origins < LEAST:
        return no_verdict(size)
    perfect = [name for name, skill in skills.items() if skill is None]
    if perfect:
        return Verdict("worse", (
            f"No network is needed here: {MEANING[perfect[0]]} makes no error at all.",
            "There is nothing left to learn from this series, at this horizon.",
        ))  # fmt: skip
    known = {name: cast(Skill, skill) for name, skill in skills.items()}
    against, over = known[base], MEANING[base]
    word = verdict.decide([s.low for s in known.values()], against.high, clock=clock)
    on = f"{size.origins:,} origins"
    thin = size.origins < FULL
    if word == "beats":
        low, high = against.low, against.high
        first = (
            f"The {net} beats all {_number(len(known))} simple methods on {on}: its error is "
            f"{_between(low, high)} below that of {over}."
        )
        second = "A clear win." if low > CLEAR else "See whether that is worth a net."
        if low < SMALL:
            second = f"The gain is small: see whether {_between(low, high)} is worth a net."
        if thin:
            second = f"{on} are thin evidence: try again with more rows before you rely on it."
    elif word == "worse":
        first = (
            f"Do not take a net here: the {net}'s error is {_between(-against.high, -against.low)} "
            f"above that of {over}."
        )
        second = f"Take {base}."
    elif word == "no use":
        most = max(against.high, 0.001)
        first = f"A recurrent net is of no use here: at most {_percent(most)} better than {over}."
        second = "More training will not change this."
        if thin:
            second = f"But {on} are thin evidence."
    else:
        seen = f"{on} show only advantages above about {_percent(against.visible)}"
        first, second = f"Cannot tell: {seen}.", _not_settled(against)
        if clock:
            first = "Cannot tell: most networks were stopped by the clock while they still learnt."
            second = f"Give them more --minutes; but {seen}."
    return Verdict(word, (first, second))  # type: ignore[arg-type]


def no_verdict(size: Size) -> Verdict:
    """Too few origins: how to get enough."""
    rows = math.ceil(LEAST * size.horizon / TEST - 1e-9)
    shorter = int(TEST * size.end / LEAST + 1e-9)
    first = f"No verdict: {_count(size.origins, 'origin')} in the test part, {LEAST} are the least."
    shorten = f"Shorten the horizon to {shorter}, or bring" if shorter else "Bring"
    return Verdict("no verdict", (first, f"{shorten} {rows:,} rows."))


def _not_settled(skill: Skill) -> str:
    if skill.value <= 0:
        return "Not evidence against the net, but none for it either."
    times = max(2, math.ceil((skill.visible / skill.value) ** 2))
    more = f"about {_number(times)} times the data" if times <= 100 else "no amount of such data"
    return f"Not evidence against the net; {more} would settle it."


def cells(surely: Sequence[tuple[str, str]]) -> str:
    """How the cells compare: pairs of (better, worse) that can be told apart."""
    if not surely:
        return f"{', '.join(CELLS[:-1])} and {CELLS[-1]} cannot be told apart; take the smallest."
    pairs = ", ".join(f"the {a} is better than the {b}" for a, b in surely)
    rest = "; the others cannot be told apart" if len(surely) < 3 else ""
    return f"Between the cells: {pairs}{rest}."


def naive(better: Sequence[str]) -> str:
    """Whether anything beats the naive method."""
    if not better:
        return f"Nothing beats {MEANING['naive']}."
    return f"Surely better than {MEANING['naive']}: {', '.join(better)}."


def control(net: str, skill: Skill) -> str:
    """Whether what helps is a memory, or to be non-linear."""
    meaning = MEANING[CONTROL]
    if skill.low > 0:
        wins = f"the {net} wins by {_between(skill.low, skill.high)}"
        return f"Against {meaning} {wins}: there is more to it than being non-linear."
    return f"The {net} is not surely better than {meaning}: a memory may not be what helps."


def clock(tests: Sequence[Outcome]) -> list[str]:
    """How many fits might have gone on, in a sentence; none if all stopped by themselves."""
    count = sum(one.stopped == "clock" for one in tests)
    says = f"{count} of {len(tests)} fits were stopped by the clock while they still improved."
    return [says] if count else []


def _percent(share: float) -> str:
    """0.4 %, 4.5 %, 12 %: two digits, and never 0."""
    value = 100 * abs(share)
    return f"{value:.1f} %" if value < 10 else f"{value:.0f} %"


def _between(low: float, high: float) -> str:
    """2.4 to 9.5 %."""
    return f"{_percent(low)[:-2]} to {_percent(high)}"


def _number(n: int) -> str:
    return NUMBERS[n] if n < len(NUMBERS) else f"{n:,}"


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}" + "s" * (n != 1)
