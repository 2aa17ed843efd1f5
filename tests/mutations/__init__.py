"""Small mistakes of the kind that people make in a recurrent network, to be planted by `mutate.py`.

Each is one line: what is wrong, then the text as it stands in the library, in exactly one
place, then the text in its stead. All of them change what is computed or shown. A change that
could not be told from the outside, such as another order of a sum, is no mistake and not here.
"""

from typing import NamedTuple

from mutations import (
    analysis,
    claims,
    drawing,
    experiments,
    layers,
    library,
    symbolic,
    tasks,
    training,
)


class Mutation(NamedTuple):
    file: str
    name: str
    text: str
    instead: str

    def planted(self, source):
        return source.replace(self.text, self.instead, 1)


GROUPS = analysis, claims, drawing, experiments, layers, library, symbolic, tasks, training
MUTATIONS = tuple(
    Mutation(f"rnnlib/{file}.py", *row)
    for group in GROUPS
    for file, rows in group.MISTAKES.items()
    for row in rows
)
