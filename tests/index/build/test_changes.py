"""Changes of a build are listed by name; moved content is not a change."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.build.changes import Changes, Delta, SmokeResult, changes_between
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN

EMBEDDER = HashingEmbedder()


@pytest.fixture
def store(tmp_path):
    return IndexStore(tmp_path / "index")


@pytest.fixture
def corpus(tmp_path):
    return Path(shutil.copytree(GARDEN, tmp_path / "corpus"))


@pytest.fixture
def snapshot_after(corpus, store):
    """Builds the corpus after an edit of its files and opens what was built."""

    def build(*edits):
        for name, old, new in edits:
            path = corpus / name
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new), encoding="utf-8")
        build_index(corpus, store, EMBEDDER, now=datetime(2026, 1, 1, tzinfo=UTC))
        return store.open()

    return build


def test_everything_is_new_in_a_first_build(snapshot_after):
    new = snapshot_after()
    changes = changes_between(None, new)
    assert changes.since is None
    assert changes.documents == Delta(added=("guide",))
    assert len(changes.chunks.added) == len(new.chunks())
    assert changes.records["tree"].counted() == "+4"


def test_nothing_has_changed_between_a_version_and_itself(snapshot_after):
    same = snapshot_after()
    changes = changes_between(same, same)
    assert not changes.documents
    assert not changes.chunks
    assert not any(changes.records.values())


def test_a_changed_sentence_changes_document_and_chunk(snapshot_after):
    old = snapshot_after()
    new = snapshot_after(("documents/guide.md", "4,50 euros", "5 euros"))
    changes = changes_between(old, new)
    assert changes.since == old.version
    assert changes.documents == Delta(changed=("guide",))
    assert (changes.chunks.counted(), changes.records["tree"].counted()) == ("~1", "none")


def test_a_moved_record_is_unchanged(snapshot_after):
    old = snapshot_after()
    new = snapshot_after(("documents/guide.md", "## 2. Los", "Un párrafo más.\n\n## 2. Los"))
    changes = changes_between(old, new)
    assert changes.chunks.counted() == "+1"
    assert not changes.records["tree"]


def test_records_are_compared_by_name(snapshot_after):
    old = snapshot_after()
    new = snapshot_after(
        ("documents/guide.md", "| Ginkgo | China | 21 |", "| Ginkgo | China | 22 |"),
        ("records/trees.yaml", "height: 21", "height: 22"),
    )
    assert changes_between(old, new).records["tree"] == Delta(changed=("Ginkgo",))


def test_a_delta_counts_additions_changes_and_removals():
    assert Delta(("a", "b"), ("c",), ()).counted() == "+2 ~1"
    assert Delta().counted() == "none"
    assert not Delta()
    assert Delta(removed=("a",))


def test_a_history_entry_summarises_all_changes():
    smoke = (SmokeResult("a", "x", "x", False), SmokeResult("b", "x", "y", True))
    changes = Changes(
        documents=Delta(added=("guide",)),
        records={"tree": Delta(removed=("Oak",)), "bush": Delta()},
        smoke_results=smoke,
    )
    assert changes.in_one_line() == (
        "documents +1, chunks none, tree -1, 1 of 2 smoke questions differ"
    )
