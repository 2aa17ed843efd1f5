"""Files: what is written is read again to the last bit, or not at all."""

import io
import os
import pickle
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest

from rnnlib import files

TREE = {
    "nothing": None,
    "yes": True,
    "whole": 2**127 + 1,
    "text": "h̃ₜ, \x00",
    "numbers": [0.1, np.pi, -0.0, 5e-324, np.inf, np.nan],
    "mixed": [1, 2.5, "three", None],
    "empty": [],
    "deep": [[np.arange(6.0).reshape(2, 3)], {"a": {"b": np.float32([[0.1]])}}],
    "kinds": [np.array([True, False]), np.arange(3, dtype=np.uint64), np.zeros((0, 2), "f4")],
}


def assert_same(a, b):
    """Equal in kind, and in every bit."""
    assert type(a) is type(b)
    if isinstance(a, dict):
        assert list(a) == list(b)
        a, b = list(a.values()), list(b.values())
    if isinstance(a, list):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert_same(one, other)
    elif isinstance(a, np.ndarray):
        assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
    elif isinstance(a, float):
        assert np.float64(a).tobytes() == np.float64(b).tobytes()
    else:
        assert a == b


def test_written_tree_is_read_to_the_last_bit(tmp_path):
    files.write(tmp_path / "file", TREE)
    assert_same(files.read(tmp_path / "file"), TREE)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_tuples_become_lists_and_numpy_numbers_python_ones(tmp_path):
    tree = {"pair": (np.float32(0.1), np.int64(3)), "numbers": [np.float64(0.5)]}
    files.write(tmp_path / "file", tree)
    expected = {"pair": [float(np.float32(0.1)), 3], "numbers": [0.5]}
    assert_same(files.read(tmp_path / "file"), expected)


def test_arrays_that_were_read_are_writable(tmp_path):
    files.write(tmp_path / "file", {"a": np.zeros(3)})
    files.read(tmp_path / "file")["a"][:] = 1


def test_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file"

    def die(*_):
        raise KeyboardInterrupt

    for dies_in in ("fsync", "replace"):
        files.write(path, {"a": 1})
        with monkeypatch.context() as interrupted, pytest.raises(KeyboardInterrupt):
            interrupted.setattr(os, dies_in, die)
            files.write(path, {"a": 2})
        assert files.read(path) == {"a": 1}, dies_in
        files.write(str(path), {"a": 3})  # what the interrupted one left does no harm
        assert files.read(str(path)) == {"a": 3}, dies_in


def test_write_syncs_content_then_renames_then_syncs_folder(tmp_path, monkeypatch):
    happened = []

    def recorded(name):
        real = getattr(os, name)

        def call(first, *others):
            if name == "fsync":
                of = os.fstat(first)
                happened.append("folder" if stat.S_ISDIR(of.st_mode) else f"{of.st_size} bytes")
            else:
                happened.append([Path(file).name for file in (first, *others)])
            return real(first, *others)

        monkeypatch.setattr(os, name, call)

    recorded("fsync"), recorded("replace")
    files.write(tmp_path / "file", {"a": np.zeros(100)})
    size = os.path.getsize(tmp_path / "file")
    assert happened == [f"{size} bytes", ["file.part", "file"], "folder"]


def small_file(path):
    files.write(path, {"a": np.arange(5), "b": [0.25, 0.5], "c": "text"})
    return path.read_bytes()


def test_truncated_file_is_refused(tmp_path):
    path = tmp_path / "file"
    content = small_file(path)
    for length in range(0, len(content), 7):
        path.write_bytes(content[:length])
        with pytest.raises(files.Damaged):
            files.read(path)


def test_changed_byte_is_refused_or_changes_nothing(tmp_path):
    path = tmp_path / "file"
    content, noticed = small_file(path), 0
    expected = files.read(path)
    random = np.random.default_rng(0)
    places = range(0, len(content), 3)
    for place in places:
        other = content[place] ^ int(random.integers(1, 256))
        path.write_bytes(content[:place] + bytes([other]) + content[place + 1 :])
        try:
            assert_same(files.read(path), expected)
        except files.Damaged:
            noticed += 1
    assert noticed > 0.7 * len(places)


def test_array_with_a_shorter_shape_in_its_header_is_refused(tmp_path):
    """Whoever reads no further would not see that the checksum of all of it is wrong."""
    files.write(tmp_path / "file", {"a": np.arange(5000)})
    content = (tmp_path / "file").read_bytes()
    assert content.count(b"(5000,)") == 1
    (tmp_path / "file").write_bytes(content.replace(b"(5000,)", b"(1000,)"))
    with pytest.raises(files.Damaged):
        files.read(tmp_path / "file")


def _as_bytes(write):
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def _zip_of_text(file):
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("arr_0.npy", "text")


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("a file was run",)


def test_foreign_file_is_refused_and_nothing_in_it_is_run(tmp_path):
    contents = {
        "empty": b"",
        "text": b"no such file",
        "npy": _as_bytes(lambda file: np.save(file, np.zeros(3))),
        "npz": _as_bytes(lambda file: np.savez(file, a=np.zeros(3))),
        "empty npz": _as_bytes(lambda file: np.savez(file)),
        "objects": _as_bytes(lambda file: np.savez(file, np.array([Bomb()], dtype=object))),
        "pickle": pickle.dumps(Bomb()),
        "zip": _as_bytes(_zip_of_text),
    }
    for kind, content in contents.items():
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(files.Damaged) as caught:
            files.read(tmp_path / "file")
        assert str(caught.value), kind


def test_missing_file_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "file")
