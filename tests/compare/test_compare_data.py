"""A table knows where its series begin and end."""

import numpy as np

from rnnlib.compare.data import Table


def test_a_single_series_is_all_rows_under_the_name_of_its_target():
    table = Table(("rain", "sales"), None, None, np.zeros((7, 2)), first=1)
    assert table.series == [("sales", slice(0, 7))]


def test_several_series_are_their_rows():
    ids = np.array(["a", "a", "b", "c", "c", "c"])
    table = Table(("y",), ids, None, np.zeros((6, 1)))
    assert table.series == [("a", slice(0, 2)), ("b", slice(2, 3)), ("c", slice(3, 6))]
