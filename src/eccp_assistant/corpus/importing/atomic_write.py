"""Writes several files into a corpus folder, all or none."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from eccp_assistant.corpus.documents.loader import load_document
from eccp_assistant.errors import CorpusError

_FENCE = "---"


def with_front_matter(header: Mapping[str, str], text: str) -> str:
    """The content of a document's file: its front matter, then its text."""
    lines = yaml.safe_dump(dict(header), allow_unicode=True, sort_keys=False, width=10_000)
    return f"{_FENCE}\n{lines}{_FENCE}\n{text.strip()}\n"


def reject_existing(folder: Path, *, document_id: str, original: Path, data: bytes) -> None:
    """Reject a document that the corpus already has, under this or another id.

    Args:
        folder: The corpus folder.
        document_id: The id of the new document.
        original: The file to keep.
        data: Its bytes.

    Raises:
        CorpusError: Naming the existing file.
    """
    digest = hashlib.sha256(data).hexdigest()
    for path in sorted((folder / "documents").glob("*.md")):
        if path.stem == document_id:
            repair = "choose another id with --id, or give --replace"
            raise CorpusError(f"document '{document_id}' exists", repair=repair, path=path)
        if _digest_of(path) == digest:
            repair = f"it is '{path.stem}': give --id {path.stem} --replace to redo it"
            raise CorpusError("this very file has been added already", repair=repair, path=path)
    kept = folder / "originals" / original.name
    if kept.exists() and kept.read_bytes() != data:
        repair = "rename the file you add, or give --replace"
        raise CorpusError("another original has this name", repair=repair, path=kept)


def _digest_of(path: Path) -> str | None:
    """The digest in a document's front matter; ``None`` if the document cannot be read."""
    try:
        return load_document(path).info.sha256
    except CorpusError:
        return None


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files so that either all of them are there afterwards or none has changed.

    Raises:
        CorpusError: If one cannot be written; what was there before is put back.
    """
    written: dict[Path, bytes | None] = {}
    try:
        for path, data in files.items():
            before = path.read_bytes() if path.exists() else None
            _write(path, data)
            written[path] = before
    except OSError as error:
        for path, kept in written.items():
            if kept is None:
                path.unlink()
            else:
                _write(path, kept)
        failed = Path(error.filename) if error.filename else next(iter(files))
        message = f"cannot be written ({error.strerror})"
        raise CorpusError(
            message, repair="free some space, or correct the permissions of the folder", path=failed
        ) from error


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
