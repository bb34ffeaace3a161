"""The real embedding model, loaded once in a session."""

from __future__ import annotations

import os
from pathlib import Path

# Read by huggingface_hub when it is imported, so before anything else.
os.environ["HF_HUB_OFFLINE"] = "1"

import pytest

from eccp_assistant.index.embedding.bundled_model import ensure_model
from eccp_assistant.index.embedding.embedder import SentenceTransformerEmbedder
from eccp_assistant.index.embedding.model_catalogue import (
    CACHE_SETTING,
    EMBEDDED,
    default_cache_dir,
)


@pytest.fixture(scope="session")
def model_cache_dir() -> Path:
    return Path(os.environ.get(CACHE_SETTING) or default_cache_dir())


@pytest.fixture(scope="session")
def model_folder(model_cache_dir: Path) -> Path:
    return ensure_model(model_cache_dir)


@pytest.fixture(scope="session")
def embedder(model_cache_dir: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(EMBEDDED, cache_dir=model_cache_dir)
