"""Questions to a small corpus about the trees of a garden."""

import pytest

from eccp_assistant.understanding.question import read_question
from tests.fixtures.garden import open_garden


@pytest.fixture(scope="package")
def garden(tmp_path_factory):
    return open_garden(tmp_path_factory.mktemp("garden"))


@pytest.fixture(scope="package")
def read(garden):
    """Reads a question with the vocabulary of the garden."""
    vocabulary = garden.loaded_index().vocabulary

    def reader(text, **options):
        return read_question(text, vocabulary, garden.embed, **options)

    return reader
