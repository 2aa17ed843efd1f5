"""The argument checks themselves: what just fits, what just does not, what is handed back."""

import numpy as np
import pytest

from rnnlib import checks


def test_number_and_size_keep_their_bounds_exactly():
    inside = [
        ({"least": 1}, 1),
        ({"most": 2}, 2),
        ({"above": 1}, 1.001),
        ({"below": 2}, 1.999),
        ({"above": 0, "most": 1}, np.float32(1)),
        ({"finite": False}, np.inf),
        ({}, -5),
    ]
    for bounds, value in inside:
        found = checks.number("f", "v", value, **bounds)
        assert type(found) is float
        assert found == value
    outside = [
        ({"least": 1}, 0.999, "f: v must be at least 1, got 0.999"),
        ({"most": 2}, 2.001, "f: v must be at most 2, got 2.001"),
        ({"above": 1}, 1, "f: v must be above 1, got 1"),
        ({"below": 2}, 2, "f: v must be below 2, got 2"),
        ({}, np.inf, "f: v must be finite, got inf"),
        ({}, -np.inf, "f: v must be finite, got -inf"),
        ({}, np.nan, "f: v must be finite, got nan"),
        ({"least": 0, "finite": False}, np.nan, "f: v must be at least 0, got nan"),
    ]
    for bounds, value, words in outside:
        with pytest.raises(ValueError) as caught:
            checks.number("f", "v", value, **bounds)
        assert str(caught.value) == words
    for value in (True, np.bool_(True), "1", None, 1 + 0j, np.complex64(1), [1], np.array(1.0)):
        with pytest.raises(TypeError, match="f: v must be a number, got"):
            checks.number("f", "v", value)
    assert checks.size("f", "v", np.int8(3)) == 3
    assert checks.size("f", "v", 0, least=0) == 0
    with pytest.raises(ValueError, match="f: v must be at least 1, got 0"):
        checks.size("f", "v", 0)
    for value in (True, np.bool_(True), 1.0, "1", None):
        with pytest.raises(TypeError, match="f: v must be a whole number, got"):
            checks.size("f", "v", value)


def test_array_is_finite_if_every_entry_is_though_the_sum_overflows():
    large = np.full((2, 3), 3e38, np.float32)
    found = checks.array("f", "v", large, ("A", "B"), {}, np.float32)
    assert found is large
    assert checks.array("f", "v", [[1, 2], [3, 4]], ("A", "B"), {"A": 2}, float).dtype == float
    for value, place in ((np.nan, (0, 1)), (np.inf, (1, 2)), (-np.inf, (0, 0))):
        spoilt = large.copy()
        spoilt[place] = value
        with pytest.raises(checks.NotFinite) as caught:
            checks.array("f", "v", spoilt, ("A", "B"), {}, np.float32)
        assert str(caught.value) == f"f: v must be finite, got {value} at {place}"
        checks.array("f", "v", spoilt, ("A", "B"), {}, np.float32, finite=False)
    opposite = np.array([np.inf, -np.inf])  # whose sum is NaN
    with pytest.raises(checks.NotFinite, match="got inf at"):
        checks.array("f", "v", opposite, ("A",), {}, float)


def test_classes_keep_their_range_exactly():
    for value in ([0, 2], [[0], [2]]):
        axes = ("B",) if np.ndim(value) == 1 else ("T", "B")
        np.testing.assert_array_equal(checks.classes("f", "v", value, axes, {}, 3), value)
    wrong = [
        ([0, 3], 0, "0 … 2, got 3"),
        ([-1, 0], 0, "0 … 2, got -1"),
        ([0, 1], 1, "1 … 2, got 0"),
    ]
    for value, least, words in wrong:
        with pytest.raises(ValueError) as caught:
            checks.classes("f", "v", value, ("B",), {}, 3, least)
        assert str(caught.value) == f"f: v must lie in {words}"
    for value in ([0.0, 1.0], [True, False], ["0", "1"]):
        with pytest.raises(TypeError, match="f: v must hold whole numbers, got dtype"):
            checks.classes("f", "v", value, ("B",), {}, 3)


def test_shape_is_compared_axis_by_axis():
    axes, sizes = ("A", "B"), {"B": 3}
    checks.array("f", "v", np.zeros((5, 3)), axes, sizes, float)
    for shape, words in (
        ((5, 2), "f: v must be (A, B) = (any, 3), got (5, 2)."),
        ((3,), "f: v must be (A, B) = (any, 3), got (3,). Expected 2 axes, got 1."),
        ((5, 3, 1), "got (5, 3, 1). Expected 2 axes, got 3."),
        ((0, 3), "f: v must not be empty, got A = 0 in (0, 3)"),
    ):
        with pytest.raises(ValueError) as caught:
            checks.array("f", "v", np.zeros(shape), axes, sizes, float)
        assert words in str(caught.value)
    masked = np.ma.masked_array([1.0, 2.0], [False, True])
    with pytest.raises(TypeError, match="f: v must have no masked entries"):
        checks.array("f", "v", masked, ("B",), {}, float)
    unmasked = np.ma.masked_array([1.0, 2.0], [False, False])
    assert type(checks.array("f", "v", unmasked, ("B",), {}, float)) is np.ndarray
    with pytest.raises(ValueError, match=r"f: v must be one array \(A, B\), got rows of several"):
        checks.array("f", "v", [[1], [1, 2]], axes, {}, float)


def test_seed_dtype_and_choice_are_handed_back_or_refused():
    random = np.random.default_rng(0)
    assert checks.generator("f", random) is random
    assert checks.generator("f", [1, 2]).random() == checks.generator("f", [1, 2]).random()
    for seed in (None, True, False, np.bool_(True), -1, 0.5, "1"):
        with pytest.raises(TypeError, match="f: seed must be a whole number of at least 0 or"):
            checks.generator("f", seed)
    for kind in ("float32", np.float64, np.dtype("f4"), float):
        assert checks.dtype("f", kind) == np.dtype(kind)
    for kind in (None, int, "float16", complex, "f99", object):
        with pytest.raises(ValueError, match="f: dtype must be float32 or float64, got"):
            checks.dtype("f", kind)
    assert checks.one_of("f", "v", "b", ("a", "b")) == "b"
    for value in ("c", None, ["a"], np.array("a"), {}):
        with pytest.raises(ValueError, match="f: v must be one of 'a', 'b', got"):
            checks.one_of("f", "v", value, ("a", "b"))
