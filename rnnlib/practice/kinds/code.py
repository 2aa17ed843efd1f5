"""What is wrong with this code? One line does not say what its equation says.

The code is the NumPy source that the library writes for a cell, with one change. The change is
proven to be a mistake by running both sources on random values.
"""

from collections.abc import Iterator

from rnnlib.practice.cells import sketch
from rnnlib.practice.exercise import Choice
from rnnlib.practice.kinds.kind import Made
from rnnlib.practice.pieces import Code, Text, forward
from rnnlib.practice.randomness import Random
from rnnlib.practice.values import distance, random_symbols, run
from rnnlib.symbolic.cell import Cell

TITLE = "Find the mistake in the code"
RIGHT = "That line says what its equation says. Compare them sign by sign and name by name."
LEAST = 1e-6  # so far apart are the results of right and wrong code
CHANGES = {  # what stands there, and instead of it: from which level on, and what it does
    ("(1 - {z})", "{z}"): (1, "`1 -` is missing: the gate opens where it should close."),
    (" + {b}", ""): (1, "The bias `{b}` is left out."),
    ("sigmoid(", "np.tanh("): (1, "The equation has σ, whose values lie between 0 and 1; those of "
                                  "tanh can be negative."),
    ("np.tanh(", "sigmoid("): (1, "The equation has tanh, whose values can be negative; those of "
                                  "σ cannot."),
    ("{W}", "{V}"): (2, "`{V}` are the weights of another layer; it should be `{W}`."),
    ("{b}", "{d}"): (3, "`{d}` is the bias of another layer; it should be `{b}`."),
    ("{z}", "{y}"): (2, "`{y}` stands where `{z}` should."),
    (" * ", " + "): (1, "The two are multiplied, number by number. Here they are added."),
    (" + ", " - "): (3, "The sign is wrong."),
    ("_prior", ""): (3, "The new state stands where the old one should."),
    ("[h_prior, x]", "[x, h_prior]"): (2, "The parts are stacked in the wrong order: in the "
                                          "weights, the columns for the state come first."),
    ("np.tanh({c})", "{c}"): (2, "tanh is left out: the state is shown as it is, however large."),
}  # fmt: skip


def make(random: Random, level: int) -> Made:
    """The equations of a cell, and code with one wrong line among its lines."""
    while True:
        cell, _ = sketch(random, level)
        source = cell.to_numpy()
        symbols = random_symbols(cell, random)
        for change in random.shuffled(list(CHANGES)):
            found = [
                m for m in mistakes(cell, level, change) if _differs(cell, source, m[0], symbols)
            ]
            if found:
                return _asked(cell, source, *random.choice(found))


def body(source: str) -> list[str]:
    """The lines of a source that compute something: without those that unpack the weights."""
    lines = source.splitlines()
    first = max(k for k, line in enumerate(lines) if "= params[" in line)
    return [line.strip() for line in lines[first + 1 :] if line.strip()]


def mistakes(cell: Cell, level: int, change: tuple[str, str]) -> Iterator[tuple[str, int, str]]:
    """(source with this change, number of the line in its body, what was changed)."""
    (old, new), (first, words) = change, CHANGES[change]
    if first > level:
        return
    source = cell.to_numpy()
    lines = body(source)
    weights, biases = ([n for n in cell.parameters if n.startswith(v)] for v in ("W_", "b_"))
    values = [node.name.code for node in cell.equations if not node.is_step]
    pairs = {"W": (weights, "V"), "b": (biases, "d"), "z": (values, "y"), "c": (values, "")}
    for names in _filled(old + new, pairs):
        for k, line in enumerate(lines[:-1]):
            left, equals, right = line.partition(" = ")
            changed = _exchanged(right, old.format(**names), new.format(**names))
            if changed != right:
                text = source.replace(line, left + equals + changed)
                yield text, k, words.format(**names)


def _exchanged(line: str, old: str, new: str) -> str:
    """A line with its first `old` exchanged; no part of a longer name is one."""
    at = line.find(old)
    while at >= 0:
        around = line[max(at - 1, 0) : at], line[at + len(old) : at + len(old) + 1]
        ends = old[0] if old[0] != "_" else " ", old[-1]
        pairs = zip(around, ends, strict=True)
        if not any(_is_of_a_name(a) and _is_of_a_name(b) for a, b in pairs):
            return line[:at] + new + line[at + len(old) :]
        at = line.find(old, at + 1)
    return line


def _is_of_a_name(letter):
    return letter.isalnum() or letter in ("_", ".")


def _filled(template, pairs):
    """Names for the letters of a template, all different."""
    names: list[dict[str, str]] = [{}]
    for letter, (known, other) in pairs.items():
        if f"{{{letter}}}" in template:
            names = [{**given, letter: name} for given in names for name in known]
            if other and f"{{{other}}}" in template:
                names = [
                    {**given, other: name}
                    for given in names
                    for name in known
                    if name != given[letter]
                ]
    return names


def _differs(cell, source, wrong, symbols):
    """Whether the changed source runs, and computes something else."""
    params = {code: symbols[symbol] for code, symbol in cell.parameters.items()}
    given = params, symbols[cell.x], [symbols[prior] for prior in cell.prior]
    try:
        pairs = zip(run(wrong, *given), run(source, *given), strict=True)
        return LEAST < max(distance(u, v) for u, v in pairs) < float("inf")
    except (NameError, ValueError):  # a name that comes later, shapes that do not fit
        return False


def _asked(cell, source, wrong, k, words):
    right, shown = body(source), body(wrong)[:-1]
    states = ", ".join(f"`{prior.name.code}`" for prior in cell.prior)
    question = (
        Text("These are the equations of a step:"),
        forward(cell),
        Text(
            f"And this is its code in NumPy. It is given `x` and {states}, and the weights by "
            "their names. It runs, but one line does not compute what its equation says. Which?"
        ),
    )
    explanation = (
        Text(words),
        Code(f"# wrong\n{shown[k]}\n\n# right\n{right[k]}"),
        Text(
            "All shapes fit, so Python says nothing. Only a comparison with the equations, or "
            "with numbers that are known, finds such a mistake."
        ),
    )
    hints = tuple("" if line == k else RIGHT for line in range(len(shown)))
    return Made(question, Choice(tuple(map(Code, shown)), k, hints), explanation)
