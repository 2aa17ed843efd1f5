"""Claims: a number in the prose is compared with the number that was computed.

The prose says "logistic regression gets 36 % of them right"; the cell beside it runs

    claims.check("mean-frame", accuracy, says="36 %")

and fails when the accuracy, rounded as the prose rounds it, is something else.
That the prose does say "36 %" is a test of the chapters. So chapters stay plain
text, and cannot drift from what they compute.
"""

import html
import math
import operator
import re
from dataclasses import dataclass
from fractions import Fraction
from unicodedata import normalize

from rnnlib import checks

NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?"
_COUNTS = "zero one two three four five six seven eight nine ten eleven twelve"
_PARTS = "half third quarter fifth sixth seventh eighth ninth tenth"
COUNTS = {word: n for n, word in enumerate(_COUNTS.split())} | {"a": 1, "twice": 2}
PARTS = {word: n for n, word in enumerate(_PARTS.split(), 2)}
SCALES = {"%": Fraction(1, 100), "dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6}
RELATIONS = {
    "more than": ">", "above": ">", "over": ">", "at least": ">=", "less than": "<",
    "fewer than": "<", "below": "<", "under": "<", "at most": "<=", "up to": "<=", "within": "<=",
    "or more": ">=", "or less": "<=", "or fewer": "<=",
}  # fmt: skip
HOLDS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
SAID = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most"}
NEGATED = {">": "<=", "<": ">="}
MEASURED = "×|times|bits|nats"  # rounded: "3 times" is said of 2.9
COUNTED = (  # exact where a whole number stands before it; the last ones are no units
    "of|steps|characters|strings|words|letters|symbols|samples|classes|weights|biases|parameters|"
    "numbers|neurons|units|features|layers|gates|tasks|runs|seeds|epochs|as|the|a|an|in"
)
# What a phrase may not go on with, because it would change what the number says.
CHANGES = "|".join([*PARTS, *(COUNTS.keys() - {"a"}), *SCALES]) + "|more|less|fewer|"
CHANGES += "least|most|above|below|or|and|to|no|not|about|nearly|almost"
PHRASE = re.compile(
    r"(?P<no>no (?:\w+ ){0,3}?(?=(?:more|less|fewer) ))?"  # "no layer takes more than"
    rf"(?:(?P<before>{'|'.join(RELATIONS)}) )?"
    rf"(?:(?P<digits>{NUMBER})|"
    rf"(?:(?P<count>{'|'.join(COUNTS)}) )?(?P<part>{'|'.join(PARTS)})s?|"
    rf"(?P<whole>(?!a(?! dozen| hundred| thousand| million))(?:{'|'.join(COUNTS)})))"
    rf"(?: (?P<scale>{'|'.join(SCALES)}))?"
    rf"(?: (?:(?P<measured>{MEASURED})|{COUNTED})(?: (?!(?:{CHANGES})(?: |$))[^\d\s]+)*)?"
    r"(?: (?P<after>or more|or less|or fewer|at least|at most))?"
)


@dataclass(frozen=True)
class Claim:
    """A claim that held: shown as one quiet line, without a digit the prose does not say."""

    name: str
    text: str

    def __repr__(self) -> str:
        return f"✓ {self.name}: {self.text}"

    def _repr_html_(self) -> str:
        style = (
            "color: var(--book-muted, var(--jp-content-font-color2, inherit)); font-size: 0.85em"
        )
        return (
            f'<p class="claim" id="claim-{self.name}" style="{style}">{html.escape(repr(self))}</p>'
        )


def check(
    name: str,
    value: float,
    says: str | None = None,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    between: tuple[float, float] | None = None,
) -> Claim:
    """Assert that a computed value is what the prose says it is.

    Without a bound, `says` is the number as it stands in the prose and its unit, and
    the value must round to it: to the decimals shown ("0.75"), as a percentage
    ("36 %" is said of 0.3621), with thousands separators or none ("18,692"), as
    a power of ten ("2.3e-10", "10⁻¹²", r"10^{-12}"). A whole number that stands
    alone or counts something ("6 steps", "10 of") is meant exactly, and so are
    "half", "twice" and "two thirds".

    With a bound, `says` is optional: a phrase of the prose with a direction and the
    bound itself ("more than twice as fast" with at_least=2, "20 to 40 %" with
    between=(0.2, 0.4)). "more than", "less than", "above", "below" are strict; "at
    least", "at most", "or more", "up to" and bounds without words are inclusive. Or it
    is a number measured on one machine that lies between the two itself ("0.83", of "0.83
    here", with between=(0.7, 0.95)).

    Args:
        name: a slug ("mean-frame"), used once in the book.
        value: one finite number; a fraction where the prose says "%".
        says: the words of the prose, in the section around the check.
        at_most, at_least: the value's bound.
        between: the value's two bounds, (low, high).

    Returns:
        Claim, which a notebook displays as one line.

    Raises:
        AssertionError: the value is not what the prose says.
        ValueError, TypeError: the name is not a slug, a number is not one finite
            number, `says` cannot be read ("about 3", an unknown unit), has another
            direction or size than the bound, or a direction and no bound; more than
            one bound is given, or neither a bound nor `says`.
    """
    if not (isinstance(name, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)):
        raise ValueError(f"claims.check: name must be a slug like 'mean-frame', got {name!r}")
    owner = f"claim {name!r}"
    value = checks.number(owner, "value", value)
    limits = limits_of(owner, {"at_most": at_most, "at_least": at_least, "between": between})
    if says is None and not limits:
        raise ValueError(f"{owner}: expected says=, at_most=, at_least= or between=")
    phrase, tolerance = ([], Fraction(0)) if says is None else read(owner, says, limits)
    text = says or ""
    if limits:
        relations = [relation for relation, _ in phrase or limits]
        holds = all(HOLDS[r](value, limit) for r, (_, limit) in zip(relations, limits, strict=True))
        bound = f"{SAID[relations[0]] if len(limits) == 1 else 'between'} {_shown(limits)}"
        text = f"{says} ({bound})" if says else bound
    else:
        number = phrase[0][1]  # a fraction, where 0.36 is 0.36; a third has no end as a float
        holds = abs(Fraction(str(value)) - number) <= max(tolerance, abs(number) / 10**12)
    if not holds:
        raise AssertionError(f"{owner}: the prose says {text}, computed is {value:.10g}")
    return Claim(name, text)


def limits_of(owner: str, bounds: dict) -> list[tuple[str, float]]:
    """The bound among {"at_most": …, …} as pairs (relation, number); no pair where all are None."""
    given = {kind: bound for kind, bound in bounds.items() if bound is not None}
    if len(given) > 1:
        raise ValueError(f"{owner}: expected one bound, got {' and '.join(given)}")
    if "between" in given:
        bound = given["between"]
        if not (isinstance(bound, tuple | list) and len(bound) == 2):
            raise TypeError(f"{owner}: between must be (low, high), got {bound!r}")
        low, high = (checks.number(owner, "between", end) for end in bound)
        if low >= high:
            raise ValueError(f"{owner}: between must be (low, high), low < high, got {bound}")
        return [(">=", low), ("<=", high)]
    sides = {"at_least": ">=", "at_most": "<="}
    return [(sides[kind], checks.number(owner, kind, bound)) for kind, bound in given.items()]


def read(
    owner: str, says: str, limits: list[tuple[str, float]] | None = None
) -> tuple[list[tuple[str, Fraction]], Fraction]:
    """Read the words of a claim: the direction, the size, and how exactly.

    Args:
        owner: the claim, for messages.
        says: the words.
        limits: the bound, as `limits_of` gives it, whose direction and size the words must
            have; not compared if not given.

    Returns:
        [(relation, number)], the relation one of "=", ">", ">=", "<", "<="; two for a
        range. And half a unit of the last place shown; 0 for what is meant exactly.
    """
    if not (isinstance(says, str) and says.strip()):
        raise TypeError(f"{owner}: says must be words of the prose, got {says!r}")
    text = _plain(says)
    span = re.fullmatch(r"(?:between |from )?(.+?)(?: to | and | ?– ?)(.+)", text)
    ends = span.groups() if span and not PHRASE.fullmatch(text) else [text]
    found = [match for match in map(PHRASE.fullmatch, ends) if match]
    sides = [[m[k] for k in ("before", "after") if m[k]] for m in found]
    if len(found) < len(ends) or any(len(words) > 2 - len(found) for words in sides):
        raise ValueError(
            f"{owner}: says must be a number and a unit that is known, like '36 %' or '1.93 bits',"
            f" with a bound like 'more than twice' (an 'about' stays in the prose), got {says!r}"
        )
    numbers, (*_, tolerance) = zip(*(_number(m, found[-1]["scale"]) for m in found), strict=True)
    relation = RELATIONS[sides[0][0]] if sides[0] else "="
    relation = NEGATED[relation] if found[0]["no"] else relation
    relations = [relation] if len(found) == 1 else [">=", "<="]
    if limits and len(limits) == 2 and relations == ["="]:
        (low_side, low), (high_side, high) = limits
        if low < numbers[0] < high:  # measured on one machine, and held within the two
            return [(low_side, Fraction(low)), (high_side, Fraction(high))], tolerance
    if limits is not None and [r[0] for r in relations] != ([r[0] for r, _ in limits] or ["="]):
        bound = f"direction of {limits[0][0]} {_shown(limits)}" if limits else "bound it needs"
        raise ValueError(f"{owner}: says must have the {bound}, got {says!r}")
    for number, (_, limit) in zip(numbers, limits or (), strict=False):
        if not math.isclose(number, limit, rel_tol=1e-9):
            raise ValueError(f"{owner}: {says!r} is not the bound, {_shown([('', limit)])}")
    return list(zip(relations, numbers, strict=True)), tolerance


def _number(match, scale):
    """The number that was matched, and half a unit of its last place."""
    scale = SCALES.get(match["scale"] or scale, 1)
    if match["digits"]:
        number = Fraction(match["digits"].replace(",", ""))
        digits, _, power = match["digits"].partition("e")
        place = Fraction(10) ** (int(power or 0) - len(digits.partition(".")[2]))
    elif match["part"]:
        number, place = Fraction(COUNTS[match["count"] or "a"], PARTS[match["part"]]), Fraction(0)
    else:
        number, place = Fraction(COUNTS[match["whole"]]), Fraction(match["whole"] != "twice")
    exact = place == 1 and (scale == 1 or (match["whole"] and scale > 1)) and not match["measured"]
    return number * scale, Fraction(0) if exact else place * scale / 2


def _shown(limits):
    """Bounds as they were written; one that was computed keeps only the digits that are robust."""
    texts = [
        f"{int(n):,}" if n.is_integer() and abs(n) < 1e12
        else f"{n:g}" if float(f"{n:g}") == n else f"≈ {n:.2g}"
        for _, n in limits
    ]  # fmt: skip
    return " and ".join(texts)


def _plain(text):
    """What is said, as Python writes it: a true minus, 10⁻¹² and $10^{-12}$ become ASCII."""
    text = re.sub("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "10^" + normalize("NFKC", m[1]), text)
    text = text.replace("−", "-").replace("$", "").lower()
    power = rf"(?:({NUMBER})\s*(?:×|\\times|\\cdot)\s*)?\b10\^\{{?(-?\d+)\}}?"
    text = re.sub(power, lambda m: f"{m[1] or 1}e{m[2]}", text)
    text = re.sub(r"\bper ?cent\b", "%", text)
    return " ".join(re.sub(r"([%×])", r" \1 ", text).split())
