"""Is a network right more often than simple methods? The evidence, and what follows in words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from rnnlib.compare.classification.partition import TEST
from rnnlib.compare.judging.verdict import POWER, TAIL, decide, mcnemar, newcombe
from rnnlib.compare.problem import Verdict

SAMPLES, DISAGREEMENTS = 50, 6  # without which there is no verdict
USEFUL = 0.02  # so much oftener right would be of use
SMALL = 0.05  # an advantage of which one should see whether it is worth a net
MANY = 100  # times the data: too much to be advised
NO_USE = "A recurrent net is of no use here"


@dataclass(frozen=True)
class Advantage:
    """By how much one classifier is right more often than another, on the same samples.

    Attributes:
        value: the difference of the two shares.
        low, high: Newcombe's paired interval of 90 %.
        p: one-sided, McNemar's mid-p: how probable so large a difference or a larger one is if
            there is none.
        disagreements: samples on which one is right and the other wrong.
        samples: all of them.
    """

    value: float
    low: float
    high: float
    p: float
    disagreements: int
    samples: int

    @classmethod
    def of(cls, ours: np.ndarray, theirs: np.ndarray) -> "Advantage":
        """From where each is right, (n,) of bool."""
        value, two_sided = float(ours.mean() - theirs.mean()), mcnemar(ours, theirs)
        p = two_sided / 2 if value > 0 else 1 - two_sided / 2
        return cls(value, *newcombe(ours, theirs), p, int((ours != theirs).sum()), len(ours))

    @property
    def proven(self) -> bool:
        """Whether it is above 0 by the test and by the interval."""
        return self.disagreements >= DISAGREEMENTS and self.p <= TAIL and self.low > 0

    @property
    def visible(self) -> float:
        """The difference that would have been seen with a probability of 80 %."""
        n, changed = self.samples, self.disagreements / self.samples
        z = NormalDist().inv_cdf(1 - TAIL) + NormalDist().inv_cdf(POWER)
        return z * math.sqrt(max(changed - self.value**2, 1 / n) / n)


@dataclass(frozen=True)
class Finding:
    """What a verdict is made from.

    Attributes:
        net: the network that is judged, and the share in which it is right.
        simple: the simple method that was chosen on validation data, in words, and its share.
        over: {simple method: the network's advantage over it}.
        chosen: the advantage over the chosen one.
        clock: whether most networks were stopped by the clock.
        cells: the sentence on whether the networks differ.
    """

    net: tuple[str, float]
    simple: tuple[str, float]
    over: Mapping[str, Advantage]
    chosen: Advantage
    clock: bool
    cells: str


def verdict(found: Finding) -> Verdict:
    """In a word and two sentences."""
    a, (net, ours), (simple, theirs) = found.chosen, found.net, found.simple
    if a.samples < SAMPLES:
        return _none(
            f"{a.samples} sequences are left for the test, and {SAMPLES} are the least",
            f"Bring {math.ceil(SAMPLES / TEST)} sequences in all.",
        )
    if theirs == 1:
        perfect = f"{_capital(simple)} is right on all {a.samples:,} test sequences"
        return Verdict("no use", (NO_USE + ".", f"{perfect}: nothing can be better."))
    if a.disagreements < DISAGREEMENTS:
        times = _times(DISAGREEMENTS / max(a.disagreements, 1))
        return _none(
            f"on only {a.disagreements} of {a.samples:,} test sequences one of the {net} and "
            f"{simple} is right and the other wrong, and {DISAGREEMENTS} are the least",
            f"Take the simple method, or bring at least {times} as many sequences.",
        )
    lows = [one.low if one.proven else -1.0 for one in found.over.values()]
    word = decide(lows, a.high, USEFUL, found.clock)
    shares = f"right on {percent(ours)} of {a.samples:,} test sequences"
    both = f"{shares}, and {simple} on {percent(theirs)}: {points(a)}"
    if word == "beats":
        small = ". The gain is small: see whether it is worth a net" if a.value < SMALL else ""
        first = f"The {net} beats all {len(found.over)} simple methods. It is {both}{small}."
        return Verdict("beats", (first, found.cells))
    if word == "worse":
        first = f"A recurrent net is worse than a simple method here. The {net} is {both}."
        return Verdict("worse", (first, "Take the simple method."))
    if word == "no use":
        most = f"at most {100 * a.high:.1f} points better than {simple}"
        return Verdict("no use", (f"{NO_USE}: {most}.", "More training will not change this."))
    return Verdict("cannot tell", _cannot_tell(found, both))


def _cannot_tell(found: Finding, both: str) -> tuple[str, str]:
    a = found.chosen
    if found.clock:
        first = f"Cannot tell: most networks were stopped by the clock. The {found.net[0]} is"
        return f"{first} {both}.", "Give more --minutes."
    seen = f"{a.samples:,} test sequences show only advantages above about"
    first = f"Cannot tell: {seen} {100 * a.visible:.0f} points. The {found.net[0]} is {both}."
    times = (a.visible / a.value) ** 2 if a.value > 0 else math.inf
    advice = "until there is more data, take the simple method"
    if 1 < times < MANY:
        advice = f"about {_times(times)} the data would settle it"
    return first, f"Not evidence against the net; {advice}."


def _none(reason: str, advice: str) -> Verdict:
    return Verdict("no verdict", (f"No verdict: {reason}.", advice))


def points(a: Advantage) -> str:
    """+2.1 points [-.3, +4.4]."""
    return f"{100 * a.value:+.1f} points [{100 * a.low:+.1f}, {100 * a.high:+.1f}]"


def percent(share: float) -> str:
    """97.2 %."""
    return f"{100 * share:.1f} %"


def _times(k: float) -> str:
    return "twice" if 1 < k <= 2 else f"{math.ceil(k)} times"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
