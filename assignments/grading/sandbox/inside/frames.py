"""The wire format between grader and worker: frames of bytes that cannot carry code.

A frame is `kind (1 byte), tag (8), length (4), payload`. The tag of a question is random and comes
back with its answer, so that an answer sent too early or too often is noticed. Arrays travel as

    count (2), then for each: dtype code (1), ndim (1), shape (8 each), the bytes in C order

Nothing is unpickled, and every byte is accounted for: too few or too many are a `ValueError`.
"""

import json
import math
import struct
from typing import NamedTuple

import numpy as np

SETUP, CELLS, CALL = b"S", b"C", b"Q"  # from the grader
READY, CELL, FIGURE, ARRAYS, REFUSED = b"r", b"c", b"f", b"a", b"x"

HEADER = struct.Struct("<c8sI")
LONGEST = 64 << 20  # bytes of one frame
MOST_DIMENSIONS, MOST_ARRAYS = 6, 4096
DTYPES = {b"f": "<f4", b"d": "<f8", b"i": "<i8", b"b": "?"}
CODES = {np.dtype(dtype): code for code, dtype in DTYPES.items()}


class Frame(NamedTuple):
    kind: bytes
    tag: bytes
    payload: bytes


def pack(kind: bytes, tag: bytes, *payload: bytes) -> bytes:
    """One frame. ValueError: it is longer than a frame may be."""
    length = sum(map(len, payload))
    if length > LONGEST:
        raise ValueError(f"a frame holds at most {LONGEST:,} bytes, got {length:,}")
    return b"".join((HEADER.pack(kind, tag, length), *payload))


def header(head: bytes) -> tuple[bytes, bytes, int]:
    """(kind, tag, length of the payload)"""
    return HEADER.unpack(head)


def pack_arrays(arrays) -> bytes:
    """Arrays of float32, float64, int64 or bool as bytes."""
    parts = [struct.pack("<H", len(arrays))]
    for array in arrays:
        parts.append(CODES[array.dtype] + struct.pack("<B", array.ndim))
        parts += [struct.pack(f"<{array.ndim}q", *array.shape), array.tobytes()]
    return b"".join(parts)


def unpack_arrays(data: bytes) -> tuple[np.ndarray, ...]:
    """The arrays in some bytes, as copies of their own. ValueError: they are not of this format."""
    at = 0

    def take(length: int) -> bytes:
        nonlocal at
        if length > len(data) - at:
            raise ValueError(f"arrays: expected {length:,} more bytes, got {len(data) - at:,}")
        at += length
        return data[at - length : at]

    arrays = []
    (count,) = struct.unpack("<H", take(2))
    if count > MOST_ARRAYS:
        raise ValueError(f"arrays: expected at most {MOST_ARRAYS}, got {count}")
    for _ in range(count):
        code, (ndim,) = take(1), take(1)
        if code not in DTYPES or ndim > MOST_DIMENSIONS:
            raise ValueError(f"arrays: no such type or too many dimensions: {code!r}, {ndim}")
        shape = struct.unpack(f"<{ndim}q", take(8 * ndim))
        if any(n < 0 for n in shape):
            raise ValueError(f"arrays: a shape of {shape}")
        dtype = np.dtype(DTYPES[code])
        content = take(math.prod(shape) * dtype.itemsize)
        if code == b"b" and content.strip(b"\0\1"):
            raise ValueError("arrays: a bool that is neither 0 nor 1")
        arrays.append(np.frombuffer(content, dtype).reshape(shape).copy())
    if at != len(data):
        raise ValueError(f"arrays: {len(data) - at:,} bytes are left over")
    return tuple(arrays)


def pack_question(name: str, arguments: tuple, keywords: dict, most: int) -> bytes:
    """What is called, and with what: arrays apart, all else as JSON (the grader is trusted)."""
    arrays: list[np.ndarray] = []

    def plain(value):
        if isinstance(value, np.ndarray | np.generic):
            arrays.append(as_sendable(value))
            return {"array": len(arrays) - 1}
        if isinstance(value, tuple):
            return {"tuple": [plain(v) for v in value]}
        if isinstance(value, list):
            return [plain(v) for v in value]
        if isinstance(value, dict):
            return {"dict": {key: plain(v) for key, v in value.items()}}
        if value is None or isinstance(value, bool | int | float | str):
            return value
        raise TypeError(f"{name}: a {type(value).__name__} cannot be sent as an argument")

    text = json.dumps([name, most, plain(tuple(arguments)), plain(keywords)]).encode()
    return struct.pack("<I", len(text)) + text + pack_arrays(arrays)


def unpack_question(data: bytes) -> tuple[str, int, tuple, dict]:
    """(name, most bytes to answer, arguments, keywords)"""
    (length,) = struct.unpack_from("<I", data)
    arrays = unpack_arrays(data[4 + length :])

    def full(value):
        if isinstance(value, list):
            return [full(v) for v in value]
        if not isinstance(value, dict):
            return value
        ((kind, inner),) = value.items()
        if kind == "array":
            return arrays[inner]
        if kind == "tuple":
            return tuple(full(v) for v in inner)
        return {key: full(v) for key, v in inner.items()}

    name, most, arguments, keywords = json.loads(data[4 : 4 + length])
    return name, most, full(arguments), full(keywords)


def as_sendable(value) -> np.ndarray:
    """A plain array of a type that can travel. TypeError: it holds no real numbers."""
    array = np.asarray(value)
    if array.dtype in CODES:
        return np.array(array, order="C", subok=False)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"an array of {array.dtype} is none of numbers")
    return array.astype("<i8" if array.dtype.kind in "iu" else "<f8")
