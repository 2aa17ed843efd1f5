"""What can be read is read as it is written; what cannot is refused, with line and column."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from rnnlib.compare.problem import ComparisonError
from rnnlib.compare.reading import file as reading
from rnnlib.compare.reading.tables import Asked

LONG = """unique_id,ds,y,rain
b,2024-01-01,3,0.5
a,2024-01-01,1,0.5
a,2024-01-02,2,0.25
b,2024-01-02,4,0.25
"""


@pytest.fixture
def read(tmp_path):
    def read(content, name="sales.csv", forecast=False, **asked):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return reading.read(path, Asked(**asked), forecast)

    return read


def test_long_format_is_read_sorted_by_series(read):
    table = read(LONG).data
    assert table.names == ("y", "rain")
    assert_array_equal(table.ids, ["a", "a", "b", "b"])
    assert_array_equal(table.values, [[1, 0.5], [2, 0.25], [3, 0.5], [4, 0.25]])
    assert_array_equal(table.dates[:2], np.array(["2024-01-01", "2024-01-02"], "M8[us]"))
    assert (table.step, table.season, table.first) == ("day", (7,), 0)


def test_one_column_is_one_series_without_dates(read):
    found = read("sales\n1\n2.5\n-3e1\n")
    assert_array_equal(found.data.values, [[1], [2.5], [-30]])
    assert (found.data.ids, found.data.dates, found.data.season) == (None, None, ())
    assert found.says == ("Forecasting of 'sales': 3 rows, without dates.",)


@pytest.mark.parametrize(
    "content",
    [
        "Month;sales\n2024-01;1\n2024-02;2\n",
        "\ufeffMonth\tsales\r\n2024-01\t1\r\n2024-02\t2\r\n",
        'region,"Month",sales\nNorth,2024-01,1\nNorth,2024-02,2\n\n',
        ",sales,Date\n0,1,2024-01-31\n1,2,2024-02-29\n",
    ],
)
def test_separators_marks_of_order_quotes_and_dates_are_found(read, content):
    table = read(content, target="sales").data
    assert_array_equal(table.values[:, table.first], [1, 2])
    assert (table.step, table.season) == ("month", (12,))


def test_columns_of_words_are_left_out_and_named(read):
    found = read("region,y\nNorth,1\nSouth,2\n")
    assert found.data.names == ("y",)
    assert found.says[0] == "Left out, since the first row has no number there: region."


def test_rows_with_a_label_are_sequences_of_any_lengths(read):
    samples = read("unique_id,a,b,kind\n1,1,2,up\n1,3,4,up\n2,5,6,down\n", label="kind").data
    assert [x.tolist() for x in samples.x] == [[[1, 2], [3, 4]], [[5, 6]]]
    assert samples.y.tolist() == ["up", "down"]
    assert samples.names == ("a", "b")


def test_text_is_read_with_its_line_ends_as_one(read):
    assert read("one\r\ntwo\n", "book.txt").data == "one\ntwo\n"


def test_chunks_make_no_difference(read, monkeypatch):
    content = "unique_id,ds,y\n" + "".join(f"s{k % 3},{k // 3},{k}\n" for k in range(30))
    whole = read(content).data
    monkeypatch.setattr("rnnlib.compare.reading.columns.CHUNK", 7)
    parts = read(content).data
    assert_array_equal(whole.values, parts.values)
    assert_array_equal(whole.ids, parts.ids)


DAYS = "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n"
BAD = [
    ("empty", "", {}, "the file is empty"),
    ("no rows", "ds,y\n", {}, "no rows"),
    ("no names", "1,2\n3,4\n", {}, "line 1: expected the names of the columns"),
    ("no names, one column", "1\n3\n", {}, "line 1: expected the names of the columns"),
    ("names twice", "y,y\n1,2\n", {}, "line 1: two columns are named 'y'"),
    ("separator", "ds|y\n1|2\n", {"target": "y"}, "seems to be separated by '|'"),
    ("separator, nothing asked", "ds|y\n2024-01-01|2\n", {}, "line 2, column 'ds|y': expected a"),
    ("no such column", DAYS, {"target": "sales"}, "--target must be one of its columns, ds, y"),
    ("no such time", DAYS, {"time": "when"}, "--time must be one of its columns"),
    ("which target", "a,b\n1,2\n", {}, "--target names one of a, b"),
    ("decimal comma", "ds,y\n1,1\n2,1,5\n", {}, "line 3: expected 2 values as in line 1, got 3"),
    ("one column with commas", "y\n1,5\n", {}, "line 2: expected 1 values as in line 1, got 2"),
    ("comma in a column", "ds;y\n1;1\n2;1,5\n", {}, "line 3, column 'y': expected a number"),
    ("comma in quotes", 'y\n1\n"1,5"\n', {}, "a decimal comma; write a point"),
    ("thousands", 'y\n1\n"1,234.5"\n', {}, "write it without separators between thousands"),
    ("underscore", "y\n1\n1_000\n", {}, "line 3, column 'y': expected a number"),
    ("text", "ds,y\n1,1\n2,many\n", {}, "line 3, column 'y': expected a number such as 1234.5"),
    ("dash", "ds,y\n1,1\n2,-\n", {}, "a value is missing, and none is filled in"),
    ("dash at first", "ds,y\n1,-\n2,1\n", {}, "line 2, column 'y'"),
    ("NaN", "ds,y\n1,1\n2,NaN\n", {}, "line 3, column 'y'"),
    ("infinite", "ds,y\n1,1\n2,inf\n", {}, "line 3, column 'y'"),
    ("hole", "y,z\n1,1\n,2\n", {"target": "z"}, "line 3, column 'y'"),
    ("empty line", "y\n1\n\n2\n", {}, "line 3: expected a row, got an empty line"),
    ("short row", "a,y\n1,1\n2\n", {}, "line 3: expected 2 values as in line 1, got 1"),
    ("open quote", 'y\n1\n"2\n', {}, "no CSV"),
    ("Latin", b"ds,y\n1,1\n2,\xe9\n", {}, "line 3: expected text in UTF-8, got byte 0xe9"),
    ("UTF-16", "ds,y\n1,2\n".encode("utf-16"), {}, "in UTF-16; save it as UTF-8"),
    ("workbook", b"PK\x03\x04abcd", {}, "save the sheet as CSV"),
    ("Parquet", b"PAR1abcd", {}, "a Parquet file; write it as CSV"),
    ("ambiguous", "ds,y\n01/02/2024,1\n", {}, "line 2, column 'ds': expected a date with the year"),
    ("month unknown", "ds,y\n2024-01-01,1\n02/01/2024,1\n", {}, "cannot be told for sure"),
    ("no such day", "ds,y\n2024-02-29,1\n2024-02-30,2\n", {}, "line 3, column 'ds': there is no"),
    ("compact", "ds,y\n20240131,1\n", {}, "expected a date with the year first"),
    ("zone", "ds,y\n2024-01-31T00:00+02:00,1\n", {}, "write all times in one zone"),
    ("a date is missing", "ds,y\n2024-01-01,1\n,1\n", {}, "line 3, column 'ds'"),
    ("unsorted", "ds,y\n2024-01-02,1\n2024-01-01,2\n", {},
     "line 3: 2024-01-01 follows 2024-01-02 of line 2: times must rise"),
    ("twice", DAYS + "2024-01-03,4\n", {},
     "line 5: 2024-01-03 follows 2024-01-03 of line 4: the same"),
    ("gap", DAYS + "2024-01-05,4\n", {},
     "line 5: 2024-01-05 follows 2024-01-03 of line 4: expected a row every day"),
    ("gap in numbers", "ds,y\n1,1\n2,1\n3,1\n5,1\n", {},
     "line 5: 5 follows 3 of line 4: expected a row every 1"),
    ("no name", LONG + ",2024-01-03,1,1\n", {}, "line 6, column 'unique_id': expected a name"),
    ("label without id", "y,kind\n1,a\n", {"label": "kind"}, "--id says in which column"),
    ("label changes", "unique_id,y,kind\n1,1,a\n1,2,b\n", {"label": "kind"},
     "line 3: expected one label for all rows of '1', got 'b' after 'a'"),
    ("one class", "unique_id,y,kind\n1,1,a\n2,2,a\n", {"label": "kind"}, "at least two classes"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "asked", "words"), [b[1:] for b in BAD], ids=[b[0] for b in BAD]
)
def test_bad_table_is_refused_with_its_place(read, content, asked, words):
    with pytest.raises(ComparisonError) as error:
        read(content, **asked)
    assert words in str(error.value)
    assert "sales.csv" in str(error.value)


def test_line_counts_the_lines_of_the_file_in_quotes_too_and_after_sorting(read):
    content = 'unique_id,ds,y\nb,1,1\n"a\nx",1,2\nb,2,3\nb,4,4\nb,5,5\n'
    with pytest.raises(ComparisonError, match=r"line 6: 4 follows 2 of line 5"):
        read(content)


def test_fault_beyond_the_first_chunk_has_its_line(read, monkeypatch):
    monkeypatch.setattr("rnnlib.compare.reading.columns.CHUNK", 10)
    with pytest.raises(ComparisonError, match=r"line 26, column 'y'"):
        read("y\n" + "1\n" * 24 + "x1\n" + "1\n" * 20)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        ("a\nb\0c", "line 2: expected text, got a zero byte"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 6000))), "at most 5,000 different characters"),
        (b"a\nb\xff", "line 2: expected text in UTF-8"),
    ],
)
def test_bad_text_is_refused(read, content, words):
    with pytest.raises(ComparisonError, match=words):
        read(content, "book.txt")


def test_missing_file_folder_and_unreadable_file_are_refused(tmp_path, read):
    with pytest.raises(ComparisonError, match="there is no such file"):
        reading.read(tmp_path / "nothing.csv")
    with pytest.raises(ComparisonError, match="cannot be read: Is a directory"):
        reading.read(tmp_path)
    with pytest.raises(ComparisonError, match="cannot be read: "):
        reading.read(tmp_path / ("long" * 100 + ".csv"))


def test_horizon_with_labels_is_refused(read):
    with pytest.raises(ComparisonError, match="--horizon is for series"):
        read("unique_id,y,kind\n1,1,a\n2,2,b\n", label="kind", forecast=True)
