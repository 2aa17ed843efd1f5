"""All cells from the literature, by name."""

import literature_cells
import literature_lstms

from rnnlib.symbolic import Cell

CELLS = {
    name: own
    for module in (literature_cells, literature_lstms)
    for name, own in vars(module).items()
    if isinstance(own, Cell)
}
