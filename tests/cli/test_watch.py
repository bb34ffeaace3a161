"""`eccp index watch` builds after every change and survives an invalid corpus."""

from __future__ import annotations

import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eccp_assistant.cli.watch import watch
from eccp_assistant.config import Settings
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN


@pytest.fixture
def own(tmp_path, settings):
    """Settings of a corpus and an index of the test's own."""
    return Settings.load(
        corpus_dir=Path(shutil.copytree(GARDEN, tmp_path / "corpus")),
        index_dir=tmp_path / "index",
        model_cache_dir=settings.model_cache_dir,
        _env_file=None,
    )


def edit(own, old, new, *, name="documents/guide.md"):
    path = own.corpus_dir / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def wait_for(happened, *, seconds=60):
    for _ in range(seconds * 10):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def test_watch_builds_after_every_change_and_survives_an_invalid_corpus(own):
    told: list[str] = []
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(own, told.append), kwargs={"stop": stop})
    watcher.start()
    try:
        wait_for(lambda: any("Watching" in line for line in told))
        assert told[0].startswith("Built version 000001")
        edit(own, "4,50 euros", "7 euros")
        wait_for(lambda: any("Built version 000002" in line for line in told))
        edit(own, "Ginkgo", "Gingko", name="records/trees.yaml")
        wait_for(lambda: any(line.startswith("Not built") for line in told))
        edit(own, "Gingko", "Ginkgo", name="records/trees.yaml")
        edit(own, "7 euros", "8 euros")
        wait_for(lambda: any("Built version 000003" in line for line in told))
    finally:
        stop.set()
        watcher.join(30)
    assert not watcher.is_alive()


def test_a_corpus_that_was_rolled_back_from_is_not_built(own):
    store, embedder, now = IndexStore(own.index_dir), HashingEmbedder(), datetime.now(UTC)
    first = build_index(own.corpus_dir, store, embedder, now=now).version
    edit(own, "4,50 euros", "7 euros")
    build_index(own.corpus_dir, store, embedder, now=now)
    store.rollback(None, fingerprint=embedder.fingerprint, now=now)
    stop = threading.Event()
    stop.set()
    told: list[str] = []
    watch(own, told.append, stop=stop)
    assert told == [
        "This corpus was rolled back from: waiting until it is changed.",
        f"Watching {own.corpus_dir}; stop with Ctrl-C.",
    ]
    assert store.current() == first
