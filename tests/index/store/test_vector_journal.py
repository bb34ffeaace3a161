"""Vectors of an unfinished build are reused, those of another model are not."""

import numpy as np
import pytest

from eccp_assistant.index.store.vector_journal import VectorJournal

VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4)


@pytest.fixture
def journal(tmp_path):
    opened = []

    def make(fingerprint="model", dimension=4):
        path = tmp_path / "unfinished.sqlite"
        opened.append(VectorJournal(path, fingerprint=fingerprint, dimension=dimension))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def test_vectors_are_restored_exactly_after_closing(journal):
    first = journal()
    first.keep(["a", "b", "c"], VECTORS)
    first.close()
    known = journal().known()
    assert set(known) == {"a", "b", "c"}
    assert all(
        known[key].tobytes() == row.tobytes() for key, row in zip("abc", VECTORS, strict=True)
    )


def test_a_vector_stored_again_is_replaced(journal):
    one = journal()
    one.keep(["a"], VECTORS[:1])
    one.keep(["a"], VECTORS[1:2])
    assert one.known()["a"].tolist() == VECTORS[1].tolist()


def test_another_model_starts_an_empty_journal(journal):
    first = journal()
    first.keep(["a"], VECTORS[:1])
    first.close()
    assert journal("other").known() == {}


def test_keys_without_their_vectors_are_refused_as_a_whole(journal):
    one = journal()
    with pytest.raises(ValueError, match="zip"):
        one.keep(["a", "b"], VECTORS[:1])


def test_a_vector_of_another_length_is_not_taken_over(journal):
    first = journal()
    first.keep(["a"], VECTORS[:1])
    first.close()
    assert journal(dimension=3).known() == {}


def test_a_damaged_file_only_costs_its_vectors(journal, tmp_path):
    (tmp_path / "unfinished.sqlite").write_bytes(b"no database" * 500)
    one = journal()
    one.keep(["a"], VECTORS[:1])
    assert set(one.known()) == {"a"}


def test_removing_the_journal_removes_its_side_files(journal, tmp_path):
    journal().close()
    (tmp_path / "unfinished.sqlite-journal").touch()
    VectorJournal.remove(tmp_path / "unfinished.sqlite")
    assert list(tmp_path.iterdir()) == []
