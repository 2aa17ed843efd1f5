"""Numbers, texts and arrays in one file that is whole at every moment."""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

ARRAY, FLOATS = "<array>", "<floats>"  # what stands in the JSON for an array, a list of floats


class Damaged(ValueError):
    """The file is not what `write` wrote."""


def write(path: str | Path, tree: Any) -> None:
    """Write a file. Under its name is what was there before or all that is new, never a part.

    That holds if the process is killed or the machine stops. The file is an npz; the tree is
    JSON in it, with arrays beside: exact to the last bit, and no program that reading would run.

    Args:
        path: a file; its folder must be there.
        tree: numbers, texts, None and arrays, in lists and in dicts with texts as keys.
    """
    arrays: list[np.ndarray] = []
    content = io.BytesIO()
    text = json.dumps(_without_arrays(tree, arrays)).encode()
    np.savez(content, np.frombuffer(text, np.uint8), *arrays)
    replace(Path(path), content.getvalue())


def replace(path: Path, content: bytes) -> None:
    """Put bytes under a name, whole or not at all, also if the process is killed or power fails.

    Raises:
        OSError: they cannot be written; what was there before is unharmed.
    """
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)  # half a file is worth nothing, and takes room
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)  # the new name, too, is on the disk
    os.close(folder)


def read(path: str | Path) -> Any:
    """What was written; tuples have become lists, numbers of NumPy Python's.

    Raises:
        Damaged: not every byte is as `write` wrote it.
    """
    content = Path(path).read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if file.testzip():
                raise zipfile.BadZipFile("a checksum does not fit")
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            text, *arrays = (file[name] for name in file.files)
        return json.loads(text.tobytes(), object_hook=lambda node: _with_array(node, arrays))
    except Exception as error:  # whatever a damaged file makes its readers raise
        raise Damaged(str(error)) from error


def _without_arrays(tree, arrays):
    """The same with {ARRAY: its place in `arrays`} for each array."""
    if isinstance(tree, dict):
        return {name: _without_arrays(part, arrays) for name, part in tree.items()}
    if isinstance(tree, np.ndarray) or _is_floats(tree):
        arrays.append(np.asarray(tree))
        return {ARRAY if isinstance(tree, np.ndarray) else FLOATS: len(arrays) - 1}
    if isinstance(tree, (list, tuple)):
        return [_without_arrays(part, arrays) for part in tree]
    return tree.item() if isinstance(tree, np.generic) else tree


def _is_floats(tree):
    """Whether it is a list of floats alone: they are as exact in an array, and smaller."""
    return isinstance(tree, list) and {type(part) for part in tree} == {float}


def _with_array(node, arrays):
    if node.keys() == {FLOATS}:
        return arrays[node[FLOATS]].tolist()
    return arrays[node[ARRAY]] if node.keys() == {ARRAY} else node
