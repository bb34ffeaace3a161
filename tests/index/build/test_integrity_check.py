"""A version that differs from the corpus is not published."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.errors import BuildRejectedError
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.build.integrity_check import check_integrity
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.fixtures.two_documents import park_corpus
from tests.locations import GARDEN


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    """The garden as it was built."""
    store = IndexStore(tmp_path_factory.mktemp("garden"))
    build_index(GARDEN, store, HashingEmbedder(), now=datetime(2026, 1, 1, tzinfo=UTC))
    snapshot = store.open()
    yield snapshot
    snapshot.close()


def edited(folder, name, old, new):
    corpus = Path(shutil.copytree(GARDEN, folder / "corpus"))
    path = corpus / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_corpus(corpus)


def test_a_correct_index_passes(garden):
    check_integrity(garden, load_corpus(GARDEN))


def test_a_missing_document_is_detected(garden, tmp_path):
    with pytest.raises(BuildRejectedError, match="documents"):
        check_integrity(garden, load_corpus(park_corpus(tmp_path / "corpus")))


def test_a_different_record_is_detected(garden, tmp_path):
    meant = "leaf: {printed: Perenne, value: Evergreen, reason: In English.}"
    corpus = edited(tmp_path, "records/trees.yaml", "leaf: Perenne", meant)
    with pytest.raises(BuildRejectedError, match="records"):
        check_integrity(garden, corpus)


def test_a_missing_paragraph_is_detected(garden, tmp_path):
    corpus = edited(tmp_path, "documents/guide.md", "## 2. Los", "Otro párrafo.\n\n## 2. Los")
    with pytest.raises(BuildRejectedError):
        check_integrity(garden, corpus)


def test_a_different_word_is_detected(garden, tmp_path):
    corpus = edited(tmp_path, "documents/guide.md", "tejo de la entrada", "tejo de la salida")
    with pytest.raises(BuildRejectedError):
        check_integrity(garden, corpus)
