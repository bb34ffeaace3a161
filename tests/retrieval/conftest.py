import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings
from eccp_assistant.index.embedding.embedder import open_embedder
from eccp_assistant.index.embedding.model_catalogue import EMBEDDED
from tests.fixtures.foundry import build


@pytest.fixture(scope="package")
def embedder():
    return open_embedder(EMBEDDED, cache_dir=Settings().model_cache_dir)


@pytest.fixture(scope="package")
def foundry(tmp_path_factory, embedder):
    store = build(tmp_path_factory.mktemp("foundry"), embedder)
    return Assistant(store, lambda: embedder, embedder.fingerprint)
