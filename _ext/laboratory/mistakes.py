"""What is wrong with a source, where, and what would help. It runs in the page as well."""

import re

from rnnlib import symbolic
from rnnlib.symbolic.names import plain

_LONG = r'"""[\s\S]*?"""' + "|" + r"'''[\s\S]*?'''"  # strings of several lines
FILE = "<string>"  # what Python calls a text that it is given
OPENS = "def", "for", "if", "elif", "else", "while", "with", "class"
UNEVEN = "IndentationError: this line does not begin where the lines around it begin"
HINTS = {  # {what an error says: what helps}; the first that is found
    "module 'numpy' has no": "NumPy cannot be used here: write u * v, tanh(c), sigmoid(c)",
    "has no attribute": 'A layer is tanh.layer("k", h, x); tanh(c) is tanh of a quantity',
    "is not callable": "Is a * missing before the bracket?",
    "required positional argument: 'rows'": 'Its size comes second: parameter("W", "D_h", "D_h")',
    "required positional argument": 'First comes a name in quotes: peephole("f", c)',
    "operand type(s) for ^": "A square is u * u",
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
    said, line = plain(str(error)).replace("_t-1", "_(t−1)"), _line(error)
    hints = [hint for words, hint in HINTS.items() if words in said][:1]
    if isinstance(error, UnboundLocalError):
        hints = [_too_early(said, source.split("\n")[(line or 1) - 1])]
    elif isinstance(error, NameError):
        hints = [_instead(said, source)]
    line = _second(said, source) or line
    return Mistake(f"{type(error).__name__}: {'. '.join([said, *hints])}", line)


def check_indents(source):
    """Each line must begin where the lines of its block begin, and a block after a colon.

    Raises:
        Mistake: the first line that does not, or the line whose colon is missing.
    """
    blank = lambda match: "\n".join("" for _ in match[0].split("\n"))  # noqa: E731
    source = re.sub(r"""'[^'\n]*'|"[^"\n]*"|#[^\n]*""", "", re.sub(_LONG, blank, source))
    depths, may_deepen, goes_on, before = [0], False, 0, (0, "")
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip() and not goes_on:
            depth = len(line) - len(line.lstrip(" "))
            if may_deepen and depth > depths[-1]:
                depths.append(depth)
            elif not may_deepen:
                if depth > depths[-1] and before[1] in OPENS:
                    raise Mistake("SyntaxError: a colon is missing at the end", before[0])
                depths = [known for known in depths if known <= depth]
                if depth != depths[-1]:
                    raise Mistake(UNEVEN, number)
            before = number, line.split()[0]
        goes_on = max(0, goes_on + sum((c in "([{") - (c in ")]}") for c in line))
        if line.strip() and not goes_on:
            may_deepen = line.rstrip().endswith(":")


def _too_early(said, line):
    """Why a name has no value in this line: it is that of a layer, or comes to be only later."""
    name = re.split("'", said)[1]
    if any(re.finditer(r"(layer|peephole|affine|parameter)\( *" + name + " *[,)]", line)):
        return "The name of a layer stands in quotes"
    return f"{name} is used before the line that makes it"


def _second(said, source):
    """The line of the second layer with a name that is given to two quantities."""
    if "is given to two quantities" not in said:
        return None
    name = re.split("'", said)[1].replace("_candidate", "")
    makes = re.compile(r"""\( *["']""" + name + """~?["']""")
    made = [k for k, line in enumerate(source.split("\n"), 1) if any(makes.finditer(line))]
    return made[1] if len(made) > 1 else None


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
