"""A second corpus, on another subject and in another language."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.indexing.build import build_index
from eccp_assistant.indexing.store import IndexStore
from tests.fakes import HashingEmbedder

GARDEN = Path(__file__).parents[1] / "data/garden"


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    store = IndexStore(tmp_path_factory.mktemp("garden"))
    embedder = HashingEmbedder()
    build_index(GARDEN, store, embedder, now=datetime(2026, 1, 1, tzinfo=UTC))
    return Assistant(store, lambda: embedder, embedder.fingerprint)
