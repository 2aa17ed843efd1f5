"""Sentences that are checked: a number in the prose and the number computed are one.

The prose says "logistic regression gets 36 % of them right"; the cell beside it runs

    claims.check("mean-frame", accuracy, says="36 %")

and fails when the accuracy, rounded as the prose rounds it, is something else.
That the prose does say "36 %" is a test of the chapters. So chapters stay plain
text, and cannot drift from what they compute.
"""

import html
import re
from dataclasses import dataclass
from decimal import Decimal

from rnnlib import checks

NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?"
# the number, then its unit: "36 %", "2.5×", "1.93 bits", "3 times"
SAYING = re.compile(rf"({NUMBER})(\s?%|×)?(\s[^\d\s]\D*)?", re.IGNORECASE)

_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "-0123456789")


@dataclass(frozen=True)
class Claim:
    """A claim that held: shown as one quiet line, without a digit the prose does not say."""

    name: str
    text: str

    def __repr__(self):
        return f"✓ {self.name}: {self.text}"

    def _repr_html_(self):
        style = (
            "color: var(--book-muted, var(--jp-content-font-color2, inherit)); font-size: 0.85em"
        )
        line = html.escape(f"✓ {self.name}: {self.text}")
        return f'<p class="claim" id="claim-{self.name}" style="{style}">{line}</p>'


def check(name, value, says=None, *, at_most=None, at_least=None, between=None):
    """Assert that a computed value is what the prose says it is.

    Without a bound, `says` starts with the number as it stands in the prose, and
    the value must round to it: to the decimals shown ("0.75"), as a percentage
    ("36 %" is said of 0.3621), with thousands separators or none ("18,692"), as
    a power of ten ("2.3e-10", "10⁻¹²", r"10^{-12}"). A whole number that stands
    alone is meant exactly.

    With a bound (inclusive), `says` is optional: a phrase of the prose, for the
    reader ("more than twice as fast"); numbers in it must be the bounds.

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
            number, `says` has no number to compare or hedges it ("about 3"), more
            than one bound is given, or neither a bound nor `says`.
    """
    if not (isinstance(name, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)):
        raise ValueError(f"claims.check: name must be a slug like 'mean-frame', got {name!r}")
    value = checks.number(f"claim {name!r}", "value", value)
    bounds = {"at_most": at_most, "at_least": at_least, "between": between}
    bounds = {kind: bound for kind, bound in bounds.items() if bound is not None}
    if len(bounds) > 1:
        raise ValueError(f"claim {name!r}: expected one bound, got {' and '.join(bounds)}")
    if says is not None and not (isinstance(says, str) and says.strip()):
        raise TypeError(f"claim {name!r}: says must be words of the prose, got {says!r}")
    if bounds:
        [(kind, bound)] = bounds.items()
        holds, text = _compare(name, value, kind, bound, says)
    elif says is not None:
        holds, text = _rounds_to(name, value, says), says
    else:
        raise ValueError(f"claim {name!r}: expected says=, at_most=, at_least= or between=")
    if not holds:
        raise AssertionError(f"claim {name!r}: the prose says {text}, computed is {value:.10g}")
    return Claim(name, text)


def _rounds_to(name, value, says):
    match = SAYING.fullmatch(_plain(says))
    if match is None:
        raise ValueError(
            f"claim {name!r}: says must be the number as printed, then its unit, like '36 %' or "
            f"'1.93 bits' (an 'about' stays in the prose), got {says!r}"
        )
    digits, sign, _ = match.groups()
    # In decimal arithmetic, where 0.36 is 0.36.
    number = Decimal(digits.replace(",", ""))
    last_place = Decimal(1).scaleb(number.as_tuple().exponent)
    if sign and "%" in sign:
        number, last_place = number / 100, last_place / 100
    whole_and_alone = re.fullmatch(r"-?[\d,]+", match.group())
    return abs(Decimal(str(value)) - number) <= (0 if whole_and_alone else last_place / 2)


def _compare(name, value, kind, bound, says):
    if kind == "between":
        if not (isinstance(bound, tuple | list) and len(bound) == 2):
            raise TypeError(f"claim {name!r}: between must be (low, high), got {bound!r}")
        low, high = limits = [checks.number(f"claim {name!r}", kind, limit) for limit in bound]
        if not low < high:
            raise ValueError(
                f"claim {name!r}: between must be (low, high), low < high, got {bound}"
            )
        holds, text = low <= value <= high, f"between {_shown(low)} and {_shown(high)}"
    else:
        limit = checks.number(f"claim {name!r}", kind, bound)
        limits = [limit]
        holds = value <= limit if kind == "at_most" else value >= limit
        text = f"{kind.replace('_', ' ')} {_shown(limit)}"
    if says is None:
        return holds, text
    for number in re.findall(NUMBER + r"(?:\s?%)?", _plain(says)):
        percent = " %" if "%" in says and "%" not in number else ""  # "20 to 40 %"
        if not any(_rounds_to(name, limit, number + percent) for limit in limits):
            raise ValueError(
                f"claim {name!r}: says {says!r}, but {number} is not the bound ({text})"
            )
    return holds, f"{says} ({text})"


def _shown(number):
    """A bound as it was written; one that was computed keeps only the digits that are robust."""
    if number.is_integer() and abs(number) < 1e12:
        return f"{int(number):,}"
    text = f"{number:g}"
    return text if float(text) == number else f"≈ {number:.2g}"


def _plain(text):
    """What is said, as Python writes it: a true minus, 10⁻¹² and $10^{-12}$ become ASCII."""
    text = text.replace("−", "-").replace("$", "")
    text = re.sub(f"10([{_RAISED}]+)", lambda m: "10^" + m[1].translate(_LOWERED), text)
    power = rf"(?:({NUMBER})\s*(?:×|\\times|\\cdot)\s*)?\b10\^\{{?(-?\d+)\}}?"
    text = re.sub(power, lambda m: f"{m[1] or 1}e{m[2]}", text)
    return " ".join(text.split())
