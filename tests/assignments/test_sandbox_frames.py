"""The wire format: what goes in comes out, and bytes of a stranger raise ValueError alone."""

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from assignments.grading.sandbox.inside import frames

SHAPES = arrays_of.array_shapes(min_dims=0, max_dims=6, min_side=0, max_side=3)
ARRAYS = st.sampled_from(["<f4", "<f8", "<i8", "?"]).flatmap(
    lambda dtype: arrays_of.arrays(dtype, SHAPES)
)


@given(st.lists(ARRAYS, max_size=4))
def test_arrays_come_out_as_they_went_in(arrays):
    for went, came in zip(arrays, frames.unpack_arrays(frames.pack_arrays(arrays)), strict=True):
        assert (came.dtype, came.shape, came.tobytes()) == (went.dtype, went.shape, went.tobytes())
        assert came.flags.owndata and came.flags.writeable


@given(st.binary(max_size=200))
def test_bytes_of_a_stranger_give_arrays_or_an_error(data):
    with contextlib.suppress(ValueError, struct.error):
        frames.unpack_arrays(data)


@given(st.lists(ARRAYS, min_size=1, max_size=3), st.data())
def test_every_byte_is_accounted_for(arrays, data):
    content = frames.pack_arrays(arrays)
    for wrong in (content + b"\0", content[: data.draw(st.integers(0, len(content) - 1))]):
        with pytest.raises(ValueError):
            frames.unpack_arrays(wrong)


@pytest.mark.parametrize(
    "content",
    [
        struct.pack("<H1sBq", 1, b"O", 1, 1) + b"12345678",  # objects
        struct.pack("<H1sBqq", 1, b"d", 2, 2**62, 4),  # a product beyond 64 bits
        struct.pack("<H1sBq", 1, b"d", 1, -1),
        struct.pack("<H1sB", 1, b"d", 200),
        struct.pack("<H1sBq", 1, b"b", 1, 1) + b"\2",  # neither true nor false
        struct.pack("<H", 65_535),
    ],
)
def test_malformed_arrays_are_refused(content):
    with pytest.raises(ValueError):
        frames.unpack_arrays(content)


def test_question_comes_out_as_it_went_in():
    arguments = (1, 2.5, "a", None, True, [1, (2, {"W": np.arange(3.0)})], np.float32(4))
    name, most, came, keywords = frames.unpack_question(
        frames.pack_question("f", arguments, {"b": np.ones(2, np.float32)}, 99)
    )
    assert (name, most, came[:5], came[5][0]) == ("f", 99, arguments[:5], 1)
    np.testing.assert_array_equal(came[5][1][1]["W"], np.arange(3.0))
    assert came[6] == 4 and keywords["b"].dtype == np.float32


def test_what_cannot_be_sent_is_refused():
    with pytest.raises(TypeError, match="f: a set cannot be sent"):
        frames.pack_question("f", ({1},), {}, 0)
    with pytest.raises(TypeError, match="none of numbers"):
        frames.as_sendable(np.array([object()]))
    with pytest.raises(ValueError, match="at most"):
        frames.pack(frames.CALL, b"12345678", bytes(frames.LONGEST + 1))
