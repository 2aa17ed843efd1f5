"""Runs the code cells of a notebook one by one: an error ends its cell, not those after it."""

import ast
import linecache
import re
import warnings

from stubs import NOT_PYTHON

MAGIC = re.compile(r"^(\s*)(?:[\w ,]+=\s*)?(?:[%!]|\?+\w|[\w.]+\?+\s*$)")


class TimeUp(BaseException):
    """A cell or a call took too long. No Exception, so that `except Exception` lets it through."""


def without_magics(source: str) -> str:
    """A cell as Python reads it: lines for IPython become `pass`, so that line numbers hold.

    Raises:
        ValueError: the whole cell is in another language (`%%bash`).
    """
    first, _, rest = source.lstrip("\n").partition("\n")
    if first.startswith("%%"):
        word = first[2:].split()[0] if first[2:].split() else ""
        if word in NOT_PYTHON:
            raise ValueError(f"a cell of %%{word} is not run: it is no Python")
        source = "pass\n" + rest
    lines = source.split("\n")
    # Only what does not parse is touched: a line of a string may well begin with %.
    for _ in lines:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an invalid escape is reported when it is run
                ast.parse("\n".join(lines))
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            magic = MAGIC.match(lines[at]) if 0 <= at < len(lines) else None
            if not magic:
                break
            lines[at] = magic[1] + "pass"
        except ValueError:  # a null character: `compile` says so
            break
        else:
            break
    return "\n".join(lines)


def run(source: str, name: str, names: dict) -> None:
    """Run one cell in the namespace `names`. Its file name, in tracebacks, is `name`."""
    source = without_magics(source)
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    exec(compile(source, name, "exec"), names)


def explained(error: BaseException) -> tuple[int, str]:
    """(line of the student's own code or 0, what happened in words)"""
    line, where = _place(error)
    kind = type(error).__name__
    try:
        said = str(error.msg if isinstance(error, SyntaxError) else error)
    except BaseException:
        said = ""
    if isinstance(error, TimeUp):
        return line, f"it took too long and was stopped{where}"
    if isinstance(error, MemoryError):
        return line, f"it needs more memory than there is{where} (MemoryError)"
    if isinstance(error, SystemExit):
        return line, f"it ended itself with exit{where}"
    return line, f"{kind}: {said[:500]}{where}{_hint(error, said)}"


def _place(error: BaseException) -> tuple[int, str]:
    """The last line of the student's own code that was being run, as number and as words."""
    if isinstance(error, SyntaxError) and str(error.filename).startswith("cell "):
        name, line = error.filename, error.lineno or 0
    else:
        name, line = "", 0
        step = error.__traceback__
        while step:
            if step.tb_frame.f_code.co_filename.startswith("cell "):
                name, line = step.tb_frame.f_code.co_filename, step.tb_lineno
            step = step.tb_next
    if not line:
        return 0, ""
    text = linecache.getline(name, line).strip()
    return line, f", in {name}, line {line}" + (f": “{text[:200]}”" if text else "")


def _hint(error: BaseException, said: str) -> str:
    if isinstance(error, SyntaxError) and "'await' outside" in said:
        return " (`await` outside of a function works in Jupyter alone; leave it out)"
    if isinstance(error, ModuleNotFoundError):
        return " (a submission has Python, numpy and matplotlib, nothing else)"
    denied = ("Operation not permitted", "can't start new thread", "No usable temporary directory")
    if isinstance(error, PermissionError) or any(words in said for words in denied):
        return " (a submission has no network, no threads or processes, and no files to write)"
    if "truth value of an array" in said:
        return " (`if` cannot ask several samples at once)"
    if isinstance(error, EOFError):
        return " (there is nobody to answer `input()`)"
    return ""
