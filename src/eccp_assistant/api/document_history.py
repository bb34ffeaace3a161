"""Reads documents of an earlier index version, while that version is kept."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from eccp_assistant.domain.documents import Document
from eccp_assistant.errors import IndexDamagedError
from eccp_assistant.index.content.reader import Content
from eccp_assistant.index.snapshot import CONTENT
from eccp_assistant.index.store.reader import IndexVersions

_REMEMBERED = 4


def document_as_of(versions: IndexVersions, version: str, document_id: str) -> Document | None:
    """A document of an earlier version; ``None`` if the version or the document is missing."""
    if version not in versions.versions():
        return None
    try:
        return _documents(versions.path(version)).get(document_id)
    except IndexDamagedError:
        return None


@lru_cache(maxsize=_REMEMBERED)
def _documents(folder: Path) -> dict[str, Document]:
    content = Content(folder / CONTENT)
    content.close()
    return content.documents
