"""Small mistakes of the kind that people make in a recurrent network, to be planted by `mutate.py`.

Each is one line: what is wrong, then the text as it stands in the library, in exactly one
place, then the text in its stead. All of them change what is computed or shown. A change that
could not be told from the outside, such as another order of a sum, is no mistake and not here.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple


class Mutation(NamedTuple):
    file: str
    name: str
    text: str
    instead: str

    def planted(self, source):
        return source.replace(self.text, self.instead, 1)


GROUPS = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
MUTATIONS = tuple(
    Mutation(f"rnnlib/{file}.py", *row)
    for group in GROUPS
    for file, rows in group.MISTAKES.items()
    for row in rows
)
