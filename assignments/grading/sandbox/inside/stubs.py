"""Stand-ins for what a notebook finds in Jupyter and a submission does not."""

import builtins
import sys
import types

# Cell magics whose cells are no Python; %%time, %%capture and the like are taken off.
NOT_PYTHON = {"bash", "sh", "script", "cmd", "html", "HTML", "javascript", "js", "latex"}
NOT_PYTHON |= {"markdown", "svg", "SVG", "writefile", "perl", "ruby"}


class Quiet:
    """Accepts every call and every attribute, and does nothing."""

    def __init__(self, *arguments, **keywords):
        pass

    def __call__(self, *arguments, **keywords):
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Quiet()


def display(*values, **_):
    for value in values:
        print(value)


def install(names: dict) -> None:
    """Put the stand-ins where a notebook looks for them: modules, and names of its namespace."""

    def get_ipython():
        return Quiet()

    def leave(code=None):
        raise SystemExit(code)

    def nothing(*_, **__):
        return None

    shown = _module("IPython.display", display=display)
    # matplotlib asks for the version, and does nothing more if it is new.
    _module("IPython", get_ipython=get_ipython, display=shown, version_info=(9, 0, 0))
    _module("checks", check=nothing)  # what `check("3b")` says is for the student's own notebook
    _module("otter", Notebook=Quiet)
    names.update(get_ipython=get_ipython, display=display)
    for name in ("exit", "quit"):
        setattr(builtins, name, leave)
    builtins.help = nothing


def _module(name: str, **content) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__getattr__ = _any_name
    module.__dict__.update(content)
    sys.modules[name] = module
    return module


def _any_name(name: str):
    if name.startswith("__"):
        raise AttributeError(name)
    return Quiet
