"""A rebuild runs in a process of its own, one at a time, and reports its failure."""

from __future__ import annotations

import logging
import os
import shutil
import time
from pathlib import Path

import pytest

from eccp_assistant.api.background_build import start_rebuild
from eccp_assistant.config import Settings
from eccp_assistant.errors import BuildInProgressError
from eccp_assistant.index.store.build_progress import write_starting_state
from eccp_assistant.index.store.reader import IndexVersions
from tests.locations import GARDEN


@pytest.fixture
def own(tmp_path):
    """Settings of an invalid corpus, whose build fails before it needs a model."""
    corpus = Path(shutil.copytree(GARDEN, tmp_path / "corpus"))
    path = corpus / "records/trees.yaml"
    path.write_text(path.read_text("utf-8").replace("Ginkgo", "Gingko"), "utf-8")
    index = tmp_path / "index"
    index.mkdir()
    return Settings.load(corpus_dir=corpus, index_dir=index, _env_file=None)


def test_a_build_is_visible_at_once_and_its_failure_is_logged(own, caplog):
    caplog.set_level(logging.ERROR)
    versions = IndexVersions(own.index_dir)
    start_rebuild(own, full=False)
    running = versions.running_build()
    assert running is not None
    assert running.pid != os.getpid()
    assert running.stage
    with pytest.raises(BuildInProgressError):
        start_rebuild(own, full=False)
    for _ in range(1200):
        if "the index was not rebuilt" in caplog.text:
            break
        time.sleep(0.1)
    assert "the index was not rebuilt" in caplog.text
    assert "trees.yaml" in caplog.text
    assert versions.running_build() is None
    assert [event.event for event in versions.history.events()] == ["failed"]


def test_a_second_build_is_refused_while_one_is_running(own):
    versions = IndexVersions(own.index_dir)
    write_starting_state(versions.progress_path, os.getpid())
    with pytest.raises(BuildInProgressError, match="GET /index tells how far it is"):
        start_rebuild(own, full=True)
    assert versions.running_build().pid == os.getpid()
    assert versions.history.events() == []
