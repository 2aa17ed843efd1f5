"""What several files of these tests look at."""

import pytest

from assignments.grading import build, source


@pytest.fixture(scope="session", params=source.names())
def built(request, tmp_path_factory):
    """The name of an assignment, and the folder with all that was built of it."""
    dist = tmp_path_factory.mktemp(request.param)
    build.build(request.param, dist)
    return request.param, dist
