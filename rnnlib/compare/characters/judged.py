"""What follows for somebody with a text, in a word and two sentences."""

from collections.abc import Mapping

from rnnlib.compare.characters.texts import TEST
from rnnlib.compare.judging.verdict import FULL, LEAST, Skill, decide
from rnnlib.compare.problem import Verdict

BLOCK = 100  # characters: the unit in which methods are compared
SMALL = 0.03  # share of the bits: an advantage of which one should see whether it is worth a net


def of(
    over: Mapping[str, Skill | None], bits_of: Mapping[str, float], count: int, clock: bool
) -> Verdict:
    """What follows, in a word and two sentences.

    Args:
        over: {simple method: the network's skill against it}, None where there is none.
        bits_of: {the judged network, and the judged simple method: bits per character}.
        count: of blocks in the test part.
        clock: whether most networks were stopped by the clock.
    """
    net, base = bits_of
    against = over[base]
    if count < LEAST or against is None:
        need = round(LEAST * BLOCK / TEST)
        least = f"{LEAST} of {BLOCK} characters are the least"
        first = f"No verdict: {count} blocks in the test part, and {least}."
        return Verdict("no verdict", (first, f"Bring a text of {need:,} characters."))
    known = {name: skill for name, skill in over.items() if skill}
    word = decide([s.low for s in known.values()], against.high, clock=clock)
    gain = f"{_percent(against.value)} [{_percent(against.low)}, {_percent(against.high)}]"
    each = f"{bits_of[net]:.2f} bits per character, a table of {base}s {bits_of[base]:.2f}"
    second = "More training will not change this."
    if word == "beats":
        first = f"The {net} beats all {len(known)} tables of n-grams: it needs {each}, {gain}."
        small = "The gain is small: see whether it is worth a net."
        second = small if against.value < SMALL else "It is worth a net."
        if count < FULL:
            second = f"{count} blocks are thin evidence: try again with more text."
    elif word == "worse":
        first = f"Do not take a net here: the {net} needs {each}, {gain}."
        second = f"Take a table of {base}s, or bring more text."
    elif word == "no use":
        most = max(against.high, 0.001)
        fewer = f"at most {100 * most:.1f} % fewer bits than a table of {base}s"
        first = f"A recurrent net is of no use here: {fewer}."
    elif clock:
        first = f"Cannot tell: most networks were stopped by the clock; the {net} needs {each}."
        second = "Give more --minutes."
    else:
        seen = f"{count} blocks show only advantages above about {100 * against.visible:.1f} %"
        first = f"Cannot tell: {seen}, and the {net} needs {each}, {gain}."
        second = "Not evidence against the net; more text would settle it."
    return Verdict(word, (first, second))  # type: ignore[arg-type]


def _percent(share: float) -> str:
    return f"{100 * share:+.1f} %"
