"""A corpus of several documents that tell of some of the same trees."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from eccp_assistant.assistant import Assistant
from eccp_assistant.indexing.build import build_index
from eccp_assistant.indexing.store import IndexStore
from tests.fakes import HashingEmbedder

DATA = Path(__file__).parent / "data"


def park_corpus(folder: Path) -> Path:
    """The garden's guide with the nursery's catalogue and the rules beside it."""
    shutil.copytree(DATA / "garden", folder)
    return Path(shutil.copytree(DATA / "nursery", folder, dirs_exist_ok=True))


def open_park(folder: Path) -> Assistant:
    """An assistant over that corpus, built in an empty folder."""
    corpus = park_corpus(folder / "corpus")
    store, embedder = IndexStore(folder / "index"), HashingEmbedder()
    build_index(corpus, store, embedder, now=datetime(2026, 1, 1, tzinfo=UTC))
    return Assistant(store, lambda: embedder, embedder.fingerprint)
