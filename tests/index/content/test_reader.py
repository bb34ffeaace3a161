"""The stored content of a version equals the corpus that it was built from."""

import os
import sqlite3
from datetime import UTC, datetime

import pytest

from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.errors import IndexDamagedError, NotFoundError
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.content import reader
from eccp_assistant.index.content.reader import Content
from eccp_assistant.index.snapshot import CONTENT
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The file of the garden."""
    store = IndexStore(tmp_path_factory.mktemp("garden"))
    report = build_index(GARDEN, store, HashingEmbedder(), now=datetime(2026, 1, 1, tzinfo=UTC))
    return store.path(report.version) / CONTENT


@pytest.fixture
def content(path):
    opened = Content(path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(GARDEN)


def test_everything_of_the_corpus_is_read_back(content, corpus):
    assert tuple(content.documents.values()) == corpus.documents
    assert tuple(content.kinds.values()) == corpus.kinds
    assert tuple(content.records()) == corpus.records
    assert content.claims == corpus.claims
    assert content.questions == corpus.questions
    stored = [(each.field, each.value, word) for each in content.aliases() for word in each.said]
    assert stored == [(each.field, each.value, w) for each in corpus.aliases for w in each.said]


def test_chunks_have_their_text_and_sentences(content, corpus):
    stored = {chunk.id: chunk for chunk in content.chunks()}
    assert stored == {chunk.id: chunk for chunk in corpus.chunks}


def test_a_chunk_is_found_by_an_offset_that_it_covers(content, corpus):
    chunk = corpus.chunks[2]
    assert content.chunk_at("guide", chunk.span.start) == chunk
    assert content.chunk_at("guide", chunk.span.end - 1) == chunk
    assert content.chunk_at("guide", chunk.span.end) != chunk
    assert content.chunk_at("guide", 1_000_000) is None


def test_searched_chunks_are_listed_by_document(content):
    numbers = content.chunk_numbers(["guide"])
    assert [content.chunk(number) for number in numbers] == [
        chunk for chunk in content.chunks() if chunk.kind != "contents"
    ]
    assert content.chunk_numbers(["nowhere"]) == []
    assert content.sentences_of("no such chunk") == []


def test_an_unknown_document_is_an_error_that_lists_the_known_ones(content):
    with pytest.raises(NotFoundError, match="no document 'nowhere': the corpus holds guide"):
        content.document("nowhere")


def test_the_content_cannot_be_written(content):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        content.rows("DELETE FROM records")


@pytest.mark.parametrize("data", [b"", b"no database, but longer than its header" * 9, None])
def test_a_file_that_is_no_content_is_damaged_and_names_the_repair(tmp_path, data):
    path = tmp_path / CONTENT
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(IndexDamagedError, match="eccp index build --full"):
        Content(path)


def test_a_small_file_is_read_into_memory(path, tmp_path, corpus):
    copy = tmp_path / CONTENT
    copy.write_bytes(path.read_bytes())
    content = Content(copy)
    os.truncate(copy, 0)
    assert tuple(content.records()) == corpus.records
    content.close()


def test_a_large_file_is_read_in_place(path, corpus, monkeypatch):
    monkeypatch.setattr(reader, "IN_MEMORY_BYTES", 10)
    content = Content(path)
    other = sqlite3.connect(":memory:", uri=True)
    content.attach_to(other, "stored")
    assert other.execute("SELECT count(*) FROM stored.documents").fetchone() == (1,)
    assert tuple(content.records()) == corpus.records
    other.close()
    content.close()
