"""What is wrong with a source, where, and what would help. It runs in the page as well."""

import re

from rnnlib import symbolic
from rnnlib.symbolic.names import plain

_LONG = r'"""[\s\S]*?"""' + "|" + r"'''[\s\S]*?'''"  # strings of several lines
FILE = "<string>"  # what Python calls a text that it is given
HINTS = {  # {what an error says: what helps}
    "has no attribute": 'A layer is tanh.layer("k", h, x); tanh(c) is tanh of a quantity',
    "is not callable": "Is a * missing before the bracket?",
    "cannot access local variable": "The name of a layer stands in quotes",
    "required positional argument": 'First comes a name in quotes: peephole("f", c)',
    "steps are computed in JavaScript": "NumPy cannot be used here: write tanh(c), sigmoid(c)",
}


class Mistake(Exception):
    """What is wrong with a source, and in which line, if that is known."""

    def __init__(self, message, line=None):
        super().__init__(message)
        self.message, self.line = message, line


def told(error, source):
    """The Mistake that tells of an error in a source: words, a remedy if one is known, a line."""
    if isinstance(error, SyntaxError):
        return Mistake(f"SyntaxError: {error.msg}", error.lineno)
    said = plain(str(error)).replace("_t-1", "_(t−1)")
    hints = [hint for words, hint in HINTS.items() if words in said]
    if isinstance(error, NameError) and not hints:
        hints = [_instead(said, source)]
    return Mistake(f"{type(error).__name__}: {'. '.join([said, *hints])}", _line(error))


def check_indents(source):
    """Each line must begin where the lines of its block begin.

    Raises:
        Mistake: the first that does not.
    """
    line = _uneven(source)
    if line:
        words = "IndentationError: this line does not begin where the lines around it begin"
        raise Mistake(words, line)


def _uneven(source):
    blank = lambda match: "\n".join("" for _ in match[0].split("\n"))  # noqa: E731
    source = re.sub(r"""'[^'\n]*'|"[^"\n]*"|#[^\n]*""", "", re.sub(_LONG, blank, source))
    depths, may_deepen, goes_on = [0], False, 0
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip() and not goes_on:
            depth = len(line) - len(line.lstrip(" "))
            if may_deepen and depth > depths[-1]:
                depths.append(depth)
            elif not may_deepen:
                depths = [known for known in depths if known <= depth]
                if depth != depths[-1]:
                    return number
        goes_on = max(0, goes_on + sum((c in "([{") - (c in ")]}") for c in line))
        if line.strip() and not goes_on:
            may_deepen = line.rstrip().endswith(":")
    return None


def _instead(said, source):
    """What may have been meant by a name that there is not."""
    wrong = re.split("'", said)[1]
    known = [name for name in symbolic.__all__ if name.islower()]
    own = re.split("[^A-Za-z0-9_]+", re.sub("#.*", "", source))
    far = {name: _distance(name.lower(), wrong.lower()) for name in [*known, *own] if name != wrong}
    near = min(far, key=far.get)
    if len(wrong) > 3 and far[near] < 3:
        return f"Did you mean {near}?"
    if wrong in ("np", "numpy", "torch", "math"):
        return f"There is no {wrong} here: write tanh(c), sigmoid(c)"
    weights = 'Weights need no names: a layer, such as tanh.layer("k", h, x), has its own. '
    return (weights if wrong[0] in "WUVb" else "") + f"The library has {', '.join(known)}"


def _distance(u, v):
    """How many letters must be put in, left out or exchanged to make v of u."""
    row = [*range(len(v) + 1)]
    for n, a in enumerate(u, 1):
        before, row = row, [n]
        for k, b in enumerate(v, 1):
            row.append(min(before[k] + 1, row[-1] + 1, before[k - 1] + (a != b)))
    return row[-1]


def _line(error):
    """The last line of the source that was being run."""
    found, step = None, error.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename == FILE:
            found = step.tb_lineno
        step = step.tb_next
    return found
