"""Decides whether an index must be built again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from eccp_assistant.corpus.consistent_read import corpus_hash
from eccp_assistant.corpus.documents.chunking import CHUNKING_VERSION, MAX_CHUNK_CHARS
from eccp_assistant.errors import EccpError
from eccp_assistant.index.store.reader import IndexVersions

CHUNKING = f"structure-{CHUNKING_VERSION}, at most {MAX_CHUNK_CHARS} characters"
"""Chunking method and parameters, stored in the manifest of a version."""


def is_current(store: IndexVersions, corpus_dir: Path, *, fingerprint: str) -> bool:
    """Whether the published version was built from this corpus by this program and model."""
    try:
        manifest = store.manifest()
        store.open(fingerprint=fingerprint).close()
        return manifest.corpus_hash == corpus_hash(corpus_dir) and manifest.chunking == CHUNKING
    except EccpError:
        return False


def was_rolled_back(store: IndexVersions, corpus_dir: Path) -> bool:
    """Whether the current corpus was rolled back from; it is then not rebuilt automatically."""
    last = store.history.last()
    if last is None or last.event != "rolled_back":
        return False
    with suppress(EccpError):
        return last.corpus_hash == corpus_hash(corpus_dir)
    return False
