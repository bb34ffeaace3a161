"""Documents of earlier index versions can be read while those versions are kept."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eccp_assistant.api.document_history import document_as_of
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.store.reader import IndexVersions
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN


@pytest.fixture
def two_versions(tmp_path):
    """The versions of an index whose guide first says 1911 and then 1912, and their names."""
    corpus = Path(shutil.copytree(GARDEN, tmp_path / "corpus"))
    store, embedder = IndexStore(tmp_path / "index"), HashingEmbedder()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    first = build_index(corpus, store, embedder, now=now).version
    guide = corpus / "documents/guide.md"
    for path in (guide, *corpus.glob("*.yaml"), *corpus.glob("questions/*.yaml")):
        path.write_text(path.read_text("utf-8").replace("1911", "1912"), "utf-8")
    second = build_index(corpus, store, embedder, now=now).version
    return IndexVersions(store.folder), first, second


def test_each_version_returns_its_own_text(two_versions):
    versions, first, second = two_versions
    assert "1911" in document_as_of(versions, first, "guide").text
    assert "1912" in document_as_of(versions, second, "guide").text


def test_an_unknown_version_or_document_returns_none(two_versions):
    versions, first, _ = two_versions
    assert document_as_of(versions, first, "other") is None
    assert document_as_of(versions, "000009-20260101-00000000", "guide") is None
    assert document_as_of(versions, "../../etc", "guide") is None


def test_a_removed_or_damaged_version_returns_none(two_versions):
    versions, first, second = two_versions
    shutil.rmtree(versions.path(first))
    assert document_as_of(versions, first, "guide") is None
    (versions.path(second) / "content.sqlite").write_bytes(b"no database")
    assert document_as_of(versions, second, "guide") is None
