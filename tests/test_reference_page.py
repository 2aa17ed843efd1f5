"""The reference: every public name of the library is in it, documented and with its types."""

import inspect
import re
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "chapters/appendix").glob("reference*.md"))
TEXT = "".join(page.read_text("utf-8") for page in PAGES)
LISTED = re.findall(r"^\.\. automodule:: (\S+)\n   :members:", TEXT, re.MULTILINE)
# Parts of the machinery that a reader of the book never calls.
INTERNAL = (
    r"rnnlib\.(__main__|files|checks)|rnnlib\.experiments\.\S+"
    r"|rnnlib\.drawing\.(chain|layout|left_out|operated|picture|pieces|scales|svg)|rnnlib\.interop\.(timing|weights)"
    r"|rnnlib\.symbolic\.(given|graph|layout|typesetting|ways|numpy_source|javascript\.\w+)|rnnlib\.layers\.(fast|tricks|saving)"
    r"|rnnlib\.training\.(memory|run|data|checkpoint)|rnnlib\.tasks\.(packages|measures)"
    r"|rnnlib\.practice\.(command|fields|randomness|sheet|values|kinds\.\w+)"
    r"|rnnlib\.compare\.(reading\.(?!file)\S+|running\.(store|workers)|judging\.distributions|printed|command|recurrent_estimator|report\.(?!html)\S+)"
)


def modules():
    """Every module of the library that defines something, by its dotted name."""
    for file in sorted((ROOT / "rnnlib").rglob("*.py")):
        if file.name != "__init__.py":
            yield ".".join(file.relative_to(ROOT).with_suffix("").parts)


def public(module):
    """(name, function or class) for all that a module defines under a public name.

    A method that is another class's too, such as `value` of an operation, is described there.
    """
    for name, thing in vars(module).items():
        defined = getattr(thing, "__module__", None) == module.__name__
        if defined and not name.startswith("_") and callable(thing):
            yield name, thing
            if inspect.isclass(thing):
                for member, value in vars(thing).items():
                    value = getattr(value, "fget", None) or getattr(value, "__func__", value)
                    known = any(
                        hasattr(base, member) or member in inspect.get_annotations(base)
                        for base in thing.__mro__[1:]
                    )
                    named = inspect.isfunction(value) and value.__name__ == member  # no default
                    if not member.startswith("_") and named and not known:
                        yield f"{name}.{member}", value


def test_every_module_is_listed_or_internal():
    wanted = [name for name in modules() if not re.fullmatch(INTERNAL, name)]
    assert sorted(LISTED) == sorted(wanted)


def test_every_public_name_is_documented():
    bare = []
    for name in LISTED:
        module = import_module(name)
        found = [(name, module), *((f"{name}.{member}", x) for member, x in public(module))]
        bare += [member for member, thing in found if not inspect.getdoc(thing)]
    assert bare == []


def test_every_public_function_says_its_types():
    untyped = []
    for name, (member, thing) in ((n, x) for n in LISTED for x in public(import_module(n))):
        function = vars(thing).get("__init__") if inspect.isclass(thing) else thing
        if not inspect.isfunction(function):
            continue
        code, known = function.__code__, function.__annotations__
        count = code.co_argcount + code.co_kwonlyargcount
        missing = [a for a in code.co_varnames[:count] if a not in {*known, "self", "cls"}]
        if missing or ("return" not in known and not inspect.isclass(thing)):
            untyped.append(f"{name}.{member}({', '.join(missing)})")
    assert untyped == []
