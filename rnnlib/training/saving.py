"""Reading what `network.save(path)` and `layer.save(path)` have written."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rnnlib import files
from rnnlib.layers.layer import Layer
from rnnlib.layers.saving import from_tree
from rnnlib.training.network import Network


def load(path: str | Path, cells: Iterable[Any] = ()) -> Network | Layer:
    """The network or layer that was saved, with the same parameters.

    Args:
        path: the file.
        cells: the reader's own cells, if layers have been made of them.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, or holds neither a network nor a layer, or its cells
            are missing or others by now.
    """
    try:
        tree = files.read(path)
    except files.Damaged as error:
        raise ValueError(f"load: {path} is damaged or no file of rnnlib: {error}") from error
    if not isinstance(tree, dict) or "kind" not in tree:
        raise ValueError(f"load: {path} must hold a network or a layer, as save writes them")
    if tree["kind"] != "Network":
        return from_tree(tree, cells)
    cells = tuple(cells)
    try:
        layers: list[Any] = [from_tree(one, cells) for one in tree["layers"]]
        network = Network(layers, tree["output_size"], seed=0, every_step=tree["every_step"])
        network.readout.params = tree["readout"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"load: {path} holds no whole network: {error!r}") from error
    return network
