"""Problems to learn from sequences: `rnnlib.tasks.adding(50)` makes one, as a `Task`.

A name is loaded when it is first used, and with it no package that holds data; these are
read when a task is made. Where a module is named as its task is, the task has a name of its
own here: `reber_grammar` is `reber.reber`, `bach_chorales` is `chorales.chorales`.
"""

from importlib import import_module
from typing import Any

# fmt: off
_NAMES = {  # module: what it gives
    "arithmetic": "adding parity", "order": "temporal_order", "noise": "two_sequence",
    "memory": "first_symbol_recall copy_memory selective_copy pair_recall",
    "counting": "a_n_b_n a_n_b_n_c_n largest_n", "dna": "translation reading_frame",
    "reber": "reber embedded_reber continual_embedded_reber until_a_mistake",
    "film": "which_way moving_digits", "speech": "speaker direction", "mnist1d": "mnist1d",
    "chorales": "chorales", "surnames": "language", "sunspots": "sunspots",
    "stocks": "prices returns volatility", "forecasting": "forecast",
    "text": "characters lady_susan streams sample", "vocabulary": "Vocabulary", "ngram": "NGram",
    "repeated": "repeated_string string_of_complexity lzw_complexity",
    "task": "Task drawn from_data", "sequences": "shuffled",
}
# fmt: on
_OWN = {"chorales": "bach_chorales", "mnist1d": "mnist_1d", "reber": "reber_grammar"}
_OWN |= {"sunspots": "yearly_sunspots"}
_PLACES = {_OWN.get(n, n): (module, n) for module, names in _NAMES.items() for n in names.split()}
__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    module, attribute = _PLACES.get(name, (name, None))
    if module not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = import_module(f"{__name__}.{module}")
    return getattr(found, attribute) if attribute else found


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES, *_NAMES} - {"Any", "import_module"})
