"""With damaged files, full disks and concurrent builds the last intact version answers."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.domain.answers import AskRequest
from eccp_assistant.errors import (
    BuildFailedError,
    BuildInProgressError,
    CorpusError,
    IndexDamagedError,
    NotFoundError,
)
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.build.freshness import is_current, was_rolled_back
from eccp_assistant.index.store.writer import IndexStore
from tests.faults.kills import write_year
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import ROOT

EMBEDDER = HashingEmbedder()
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
FILES = ("manifest.json", "content.sqlite", "chunks.faiss", "questions.faiss", "words/meta.json")


@pytest.fixture
def store(tmp_path) -> IndexStore:
    return IndexStore(tmp_path / "index")


def build(corpus, store, *, now=NOON, **options):
    return build_index(corpus, store, EMBEDDER, now=now, **options)


def assistant_over(store) -> Assistant:
    return Assistant(store, lambda: EMBEDDER, EMBEDDER.fingerprint)


def height(assistant) -> str:
    answer = assistant.ask(AskRequest(question="How tall is the ginkgo?", language="en"))
    assert answer.status == "answered"
    assert answer.citations[0].quote.split(" | ")[2] in answer.answer
    return answer.citations[0].quote.split(" | ")[2]


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    middle = len(data) // 2
    if how == "flipped":
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 0x40]) + data[middle + 1 :])
    elif how == "truncated":
        os.truncate(path, middle)
    else:
        path.unlink()


def two_versions(corpus, store) -> tuple[str, str]:
    first = build(corpus, store).version
    write_year(corpus, 1911, 1912)
    return first, build(corpus, store).version


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["flipped", "truncated", "deleted"])
def test_a_damaged_current_version_falls_back_to_the_previous_one(corpus, store, name, how):
    first, second = two_versions(corpus, store)
    damage(store.path(second) / name, how)
    assistant = assistant_over(store)
    assert assistant.loaded_index().snapshot.version == first
    assert height(assistant) == "1911"
    assert "eccp index build" in assistant.index_problem
    with pytest.raises(IndexDamagedError, match="eccp index build"):
        store.verify()
    third = build(corpus, store)
    assert third.changed
    assert height(assistant) == "1912"
    assert assistant.index_problem is None


@pytest.mark.parametrize("how", ["flipped", "truncated", "deleted"])
def test_an_open_version_keeps_answering_when_its_files_are_damaged(corpus, store, how):
    _, second = two_versions(corpus, store)
    assistant = assistant_over(store)
    before = height(assistant)
    for path in [path for path in store.path(second).rglob("*") if path.is_file()]:
        if path.stat().st_size:
            damage(path, how)
    assert height(assistant) == before == "1912"
    found = assistant.ask(AskRequest(question="¿Cuándo abrió el jardín?"))
    assert "1912" in found.answer


def test_a_damaged_new_version_does_not_replace_an_intact_one(corpus, store):
    build(corpus, store)
    assistant = assistant_over(store)
    assert height(assistant) == "1911"
    write_year(corpus, 1911, 1912)
    second = build(corpus, store).version
    damage(store.path(second) / "content.sqlite", "flipped")
    assert height(assistant) == "1911"
    assert "content.sqlite" in assistant.index_problem


def test_a_missing_pointer_does_not_stop_a_server(corpus, store):
    build(corpus, store)
    assistant = assistant_over(store)
    assert height(assistant) == "1911"
    (store.folder / "CURRENT").unlink()
    assert height(assistant) == "1911"
    assert build(corpus, store).changed, "the next build publishes anew"


@pytest.mark.parametrize("pointer", [b"", b"no such version\n", b"\xff\xfe\x00", None])
def test_an_invalid_pointer_falls_back_to_the_newest_intact_version(corpus, store, pointer):
    _, second = two_versions(corpus, store)
    path = store.folder / "CURRENT"
    path.unlink() if pointer is None else path.write_bytes(pointer)
    assistant = assistant_over(store)
    assert height(assistant) == "1912"
    assert "eccp index build" in assistant.index_problem
    report = build(corpus, store)
    assert report.reused > 0
    assert report.embedded == 0
    assert store.current() == report.version != second
    assert height(assistant) == "1912"
    assert assistant.index_problem is None


def test_without_an_intact_version_the_error_names_the_repair(corpus, store):
    version = build(corpus, store).version
    damage(store.path(version) / "content.sqlite", "truncated")
    with pytest.raises(IndexDamagedError, match="eccp index build"):
        assistant_over(store).loaded_index()


def test_a_file_that_cannot_grow_fails_the_build_and_changes_nothing(corpus, store):
    """The limit is the system's own: no file of the process may grow beyond it."""
    version = build(corpus, store).version
    write_year(corpus, 1911, 1912)
    before = sorted(path for path in store.folder.rglob("*"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, hard))
    try:
        with pytest.raises(BuildFailedError, match="the version before still serves"):
            build(corpus, store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.current() == version
    left = {path.name for path in store.folder.rglob("*")} - {path.name for path in before}
    assert left <= {"unfinished.sqlite", "unfinished.sqlite-journal"}
    assert store.history.events()[-1].event == "failed"
    assert build(corpus, store).changed
    assert store.open().version == store.current() != version


SMALL_DISK = """
set -e
mount -t tmpfs -o size=3m tmpfs "$1"
exec "$2" -m tests.faults.full_disk "$3" "$1"
"""


def test_a_small_disk_that_fills_up_is_survived(corpus, tmp_path):
    """A real small file system where one may be mounted; a limit on files elsewhere."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", SMALL_DISK, "sh"]
    done = subprocess.run(
        [*command, str(disk), sys.executable, str(corpus)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.full_disk", str(corpus), str(disk), "--limit"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["failed"] >= 1
    assert seen["served_throughout"]
    assert seen["recovered"]


def test_of_two_concurrent_builds_one_is_rejected(corpus, store):
    build(corpus, store)
    write_year(corpus, 1911, 1912)
    held = threading.Event()
    go_on = threading.Event()

    def slow(*_):
        held.set()
        go_on.wait(30)
        return ()

    first = threading.Thread(target=lambda: build(corpus, store, smoke_test=slow))
    first.start()
    held.wait(30)
    try:
        with pytest.raises(BuildInProgressError, match="wait until it has ended"):
            build(corpus, IndexStore(store.folder))
        assert store.running_build().stage == "asking the smoke questions"
    finally:
        go_on.set()
        first.join()
    assert store.running_build() is None
    assert "1912" in store.open().document("guide").text


def test_a_corpus_file_deleted_during_a_build_fails_the_build_only(corpus, store):
    version = build(corpus, store).version
    (corpus / "records/trees.yaml").rename(corpus / "trees.away")
    with pytest.raises(CorpusError, match="tree"):
        build(corpus, store)
    assert store.current() == version
    (corpus / "trees.away").rename(corpus / "records/trees.yaml")
    assert not build(corpus, store).changed


def test_a_corpus_under_edit_is_read_consistently(corpus, store):
    """An editor saves again and again; a version holds one state of both files, never a mixture."""
    build(corpus, store)
    stop = threading.Event()

    def edit() -> None:
        year = 1911
        while not stop.wait(0.03):
            write_year(corpus, year, year + 1)
            year += 1

    editor = threading.Thread(target=edit)
    editor.start()
    outcomes = []
    try:
        for _ in range(15):
            try:
                outcomes.append(build(corpus, store).changed)
            except CorpusError as error:
                outcomes.append(str(error))
            snapshot = store.open()
            text = snapshot.document("guide").text
            ginkgo = next(each for each in snapshot.records("tree") if each.id == "ginkgo")
            assert f"abrió en {ginkgo.values('height')[0]}." in text
    finally:
        stop.set()
        editor.join()
    assert build(corpus, store).changed or not outcomes[-1]


def test_a_clock_set_back_does_not_affect_the_newest_version(corpus, store):
    built = []
    for number in range(5):
        built.append(build(corpus, store, now=NOON - timedelta(days=300 * number)).version)
        write_year(corpus, 1911 + number, 1912 + number)
    assert store.versions() == built[-3:]
    assert store.current() == built[-1]
    assert store.before(store.current()) == built[-3:-1]
    assert [event.version for event in store.history.events()] == built


def test_a_rollback_is_followed_and_kept_until_the_corpus_changes(corpus, store):
    first, second = two_versions(corpus, store)
    assistant = assistant_over(store)
    assert height(assistant) == "1912"
    event = store.rollback(None, fingerprint=EMBEDDER.fingerprint, now=NOON)
    assert (event.version, event.before) == (first, second)
    assert height(assistant) == "1911"
    assert was_rolled_back(store, corpus), "a server that starts now does not build it again"
    write_year(corpus, 1912, 1913)
    assert not was_rolled_back(store, corpus)
    third = build(corpus, store).version
    assert height(assistant) == "1913"
    assert store.rollback(second, fingerprint=EMBEDDER.fingerprint, now=NOON).before == third
    assert height(assistant) == "1912"


def test_a_rolled_back_corpus_can_be_built_again(corpus, store):
    two_versions(corpus, store)
    store.rollback(None, fingerprint=EMBEDDER.fingerprint, now=NOON)
    assert not is_current(store, corpus, fingerprint=EMBEDDER.fingerprint)
    assert build(corpus, store).changed
    assert "1912" in store.open().document("guide").text


def test_a_rollback_never_leads_to_a_damaged_or_unknown_version(corpus, store):
    first, second = two_versions(corpus, store)
    damage(store.path(first) / "chunks.faiss", "flipped")
    with pytest.raises(IndexDamagedError):
        store.rollback(None, fingerprint=EMBEDDER.fingerprint, now=NOON)
    with pytest.raises(NotFoundError, match=second):
        store.rollback("000099-20260304-abcdef12", fingerprint=EMBEDDER.fingerprint, now=NOON)
    assert store.current() == second
    shutil.rmtree(store.path(first))
    with pytest.raises(NotFoundError, match="eccp index status"):
        store.rollback(None, fingerprint=EMBEDDER.fingerprint, now=NOON)


def test_as_many_versions_are_kept_as_was_asked(corpus, store):
    for number in range(6):
        build(corpus, store, keep=4)
        write_year(corpus, 1911 + number, 1912 + number)
    assert len(store.versions()) == 4
    build(corpus, store, keep=1)
    assert store.versions() == [store.current()]


def test_a_history_with_an_incomplete_line_is_read_and_continued(corpus, store):
    build(corpus, store)
    with store.history.path.open("a") as stream:
        stream.write('{"at": "2026-03-04T12:00')
    write_year(corpus, 1911, 1912)
    build(corpus, store)
    assert [event.event for event in store.history.events()] == ["built", "built"]


def test_an_interrupted_build_is_resumed(corpus, store):
    class Stopping(HashingEmbedder):
        def embed_passages(self, texts, *, on_progress=None):
            if self.embedded:
                raise KeyboardInterrupt
            return super().embed_passages(texts, on_progress=on_progress)

    text = "\n\n".join(f"Rosa número {number}, plantada aquí." for number in range(150))
    path = corpus / "documents/guide.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n\n## Rosas\n\n" + text + "\n", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        build_index(corpus, store, Stopping(), now=NOON)
    assert store.versions() == []
    report = build(corpus, store)
    assert report.reused == 128
    assert not store.journal_path.exists()
