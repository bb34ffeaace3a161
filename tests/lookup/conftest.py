"""A second corpus, on another subject and in another language."""

import pytest

from tests.fixtures.garden import open_garden


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    return open_garden(tmp_path_factory.mktemp("garden"))
