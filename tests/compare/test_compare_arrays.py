"""NumPy's files hold a series, several of one length, or samples with labels."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from rnnlib.compare.problem import ComparisonError
from rnnlib.compare.reading import arrays

X = np.random.default_rng(0).normal(size=(12, 5, 2))


@pytest.fixture
def read(tmp_path):
    def read(*array, target=None, label=None, **named):
        path = tmp_path / ("data.npz" if named else "data.npy")
        (np.savez if named else np.save)(path, *array, **named)
        return arrays.read(path, target, label)

    return read


def test_one_axis_is_one_series(read):
    table = read(np.arange(6))
    assert table.values.shape == (6, 1)
    assert table.names == ("data",)
    assert table.ids is None


def test_three_axes_are_series_in_the_order_of_the_file(read):
    table = read(X, target="1")
    assert [name for name, _ in table.series] == [f"{k:02}" for k in range(12)]
    for k, (_, part) in enumerate(table.series):
        assert_array_equal(table.values[part], X[k])
    assert table.first == 1


def test_x_and_y_are_samples_with_labels(read):
    samples = read(x=X, y=np.arange(12) % 3)
    assert_array_equal(samples.x, X.astype(np.float32))
    assert samples.y.tolist() == list("012012012012")
    named = read(signals=X, kind=np.array(list("ab") * 6), label="kind")
    assert named.y.tolist() == list("abababababab")


def broken(index):
    x = X.copy()
    x[index] = np.nan
    return x


@pytest.mark.parametrize(
    ("array", "named", "options", "words"),
    [
        ([X], {}, {}, "--target gives its number, 0 … 1"),
        ([X], {}, {"target": "2"}, "--target must be one of 0, 1, got '2'"),
        ([X], {}, {"label": "y"}, "--label must name one of its arrays, data, got 'y'"),
        ([X[0]], {}, {}, "if its rows are samples, save x[:, :, None]"),
        ([X[:0]], {}, {}, "not empty, got (0, 5, 2)"),
        ([X.astype(str)], {}, {}, "data must hold numbers, got dtype <U"),
        ([X + 1j], {}, {}, "data must hold numbers, got dtype complex128"),
        ([np.array([{}], object)], {}, {}, "a file that NumPy refuses"),
        ([broken((7, 3, 1))], {}, {"target": "0"}, "got nan at [7, 3, 1]"),
        ([broken((7, 3, 1))[7, :, 1]], {}, {}, "got nan at [3]"),
        ([], {"a": X, "b": X}, {}, "expected one array"),
        ([], {"x": X, "y": np.arange(3)}, {}, "(12,) as there are samples, got int64 (3,)"),
        ([], {"x": X, "y": np.arange(12.0)}, {}, "labels must be whole numbers or texts"),
        ([], {"x": X[0, :, 0], "y": np.arange(5)}, {}, "sequences with labels must be"),
    ],
)
def test_bad_arrays_are_refused(read, array, named, options, words):
    with pytest.raises(ComparisonError) as error:
        read(*array, **named, **options)
    assert words in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"PK\x03\x04", b"text"])
def test_damaged_file_is_refused(tmp_path, content):
    for name in ("data.npy", "data.npz"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ComparisonError, match=r"data\.np. ?.*"):
            arrays.read(tmp_path / name)
    with pytest.raises(ComparisonError, match="there is no such file"):
        arrays.read(tmp_path / "none.npy")
