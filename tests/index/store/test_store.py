"""Versions are immutable, published atomically, and damage is reported with its repair."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from eccp_assistant.errors import (
    BuildInProgressError,
    CorpusError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
)
from eccp_assistant.index.build.build import BuildReport, build_index
from eccp_assistant.index.store.writer import IndexStore
from eccp_assistant.retrieval.hybrid_search import ChunkQuery, search
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN

EMBEDDER = HashingEmbedder()


@pytest.fixture
def corpus(tmp_path):
    return Path(shutil.copytree(GARDEN, tmp_path / "corpus"))


@pytest.fixture
def store(tmp_path):
    return IndexStore(tmp_path / "index")


def build(corpus, store, *, embedder=EMBEDDER, second=0, **options) -> BuildReport:
    now = datetime(2026, 1, 2, 3, 4, second, tzinfo=UTC)
    return build_index(corpus, store, embedder, now=now, **options)


def edit(corpus, old, new):
    path = corpus / "documents/guide.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_missing_index_names_the_command_that_builds_it(store):
    with pytest.raises(IndexMissingError, match="eccp index build"):
        store.open()


def test_what_was_built_is_what_is_opened(corpus, store):
    report = build(corpus, store)
    snapshot = store.open(fingerprint=EMBEDDER.fingerprint)
    assert snapshot.version == report.version == store.current()
    assert report.counts.chunks == len(snapshot.content.vector_keys("chunks")) or report.changed
    assert [record.id for record in snapshot.records("tree")] == ["yew", "ginkgo", "redwood", "oak"]
    text = snapshot.document("guide").text
    assert all(record.span.of(text).startswith("| ") for record in snapshot.records("tree"))


def test_a_second_build_of_the_same_corpus_writes_nothing(corpus, store):
    first = build(corpus, store)
    again = build(corpus, store, second=1)
    assert not again.changed
    assert again.version == first.version
    assert store.versions() == [first.version]


def test_only_what_changed_is_embedded_again(corpus, store):
    build(corpus, store)
    edit(corpus, "4,50 euros", "5 euros")
    embedder = HashingEmbedder()
    report = build(corpus, store, embedder=embedder, second=1)
    assert report.embedded == len(embedder.embedded) == 2
    assert all("5 euros" in text for text in embedder.embedded)


def test_an_incremental_build_equals_a_full_one(corpus, store, tmp_path):
    build(corpus, store)
    edit(corpus, "4,50 euros", "5 euros")
    build(corpus, store, second=1)
    other = IndexStore(tmp_path / "other")
    build(corpus, other)
    for question in ("cuánto cuesta la entrada", "árboles viejos", "Ginkgo"):
        vector = EMBEDDER.embed_queries([question])[0]
        query = ChunkQuery(question, vector, k=5)
        assert search(store.open(), query) == search(other.open(), query)


def test_opening_writes_nothing(corpus, store):
    build(corpus, store)
    before = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*")}
    snapshot = store.open()
    search(snapshot, ChunkQuery("entrada", EMBEDDER.embed_queries(["entrada"])[0], k=3))
    snapshot.close()
    after = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*")}
    locks = {path for path in before if path.name.endswith(".lock")}
    assert {path: time for path, time in after.items() if path not in locks} == {
        path: time for path, time in before.items() if path not in locks
    }


def test_another_model_makes_the_index_stale(corpus, store):
    build(corpus, store)
    other = HashingEmbedder(salt="other")
    with pytest.raises(IndexStaleError, match="eccp index build"):
        store.open(fingerprint=other.fingerprint)
    assert build(corpus, store, embedder=other, second=1).reused == 0
    assert store.open(fingerprint=other.fingerprint).manifest.model.name == "hashing-other"


def test_another_format_makes_the_index_stale(corpus, store):
    version = build(corpus, store).version
    path = store.path(version) / "manifest.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "format": 99}))
    with pytest.raises(IndexStaleError, match="format 99"):
        store.open()


FILES = ("content.sqlite", "chunks.faiss", "sentences.faiss", "manifest.json", "words/meta.json")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flipped", "truncated", "deleted"])
def test_a_damaged_file_is_noticed_and_a_build_repairs_it(corpus, store, name, damage):
    version = build(corpus, store).version
    path = store.path(version) / name
    data = path.read_bytes()
    middle = len(data) // 2
    if damage == "flipped":
        broken = data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]
        path.write_bytes(broken)
    elif damage == "truncated":
        path.write_bytes(data[:middle])
    else:
        path.unlink()
    with pytest.raises(IndexDamagedError, match="eccp index build"):
        store.open()
    report = build(corpus, store, second=1)
    assert report.changed
    assert store.open().version == report.version


def test_verify_reads_every_byte(corpus, store):
    version = build(corpus, store).version
    assert store.verify().version == version
    path = store.path(version) / "chunks.faiss"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IndexDamagedError, match=r"chunks\.faiss"):
        store.verify()


def test_an_invalid_corpus_leaves_the_old_version_serving(corpus, store):
    version = build(corpus, store).version
    edit(corpus, "| Ginkgo |", "| Gingko |")
    with pytest.raises(CorpusError, match=r"trees\.yaml"):
        build(corpus, store, second=1)
    assert store.current() == version
    assert store.open().version == version


def test_a_failing_model_leaves_the_old_version_and_no_files(corpus, store):
    class Failing(HashingEmbedder):
        def embed_passages(self, texts, *, on_progress=None):
            raise MemoryError("no more")

    version = build(corpus, store).version
    with pytest.raises(MemoryError):
        build(corpus, store, embedder=Failing(salt="x"), second=1)
    assert store.current() == version
    build(corpus, store, second=2, full=True)
    assert not [path for path in (store.folder / "versions").iterdir() if path.name[0] == "."]


def test_two_builds_do_not_collide(corpus, store):
    store.folder.mkdir()
    with FileLock(store.folder / "build.lock"), pytest.raises(BuildInProgressError, match="wait"):
        build(corpus, store)


def test_publishing_compares_before_it_sets(corpus, store):
    first = build(corpus, store).version
    with pytest.raises(BuildInProgressError, match="moved"):
        store.publish(first, expected="something else")
    assert store.current() == first


def test_old_versions_are_removed_but_never_the_current_one(corpus, store):
    for second in range(5):
        build(corpus, store, second=second, full=True)
    assert len(store.versions()) == 3
    assert store.current() == store.versions()[-1]
    assert store.gc(keep=1) == store.versions()[:-1] or len(store.versions()) == 1
    assert store.versions() == [store.current()]


def test_a_pinned_version_answers_on_after_a_new_one_is_published(corpus, store):
    build(corpus, store)
    old = store.open()
    edit(corpus, "1911", "1912")
    build(corpus, store, second=1)
    assert "1911" in old.document("guide").text
    assert "1912" in store.open().document("guide").text
