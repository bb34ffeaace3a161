"""A second corpus, on another subject and in another language."""

from datetime import UTC, datetime

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    store = IndexStore(tmp_path_factory.mktemp("garden"))
    embedder = HashingEmbedder()
    build_index(GARDEN, store, embedder, now=datetime(2026, 1, 1, tzinfo=UTC))
    return Assistant(store, lambda: embedder, embedder.fingerprint)
