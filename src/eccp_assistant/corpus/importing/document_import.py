"""Adds a converted document to a corpus and stores a copy of the original file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from eccp_assistant.corpus.documents.loader import load_document
from eccp_assistant.corpus.importing.atomic_write import (
    reject_existing,
    with_front_matter,
    write_all,
)
from eccp_assistant.corpus.importing.convert import Converted
from eccp_assistant.domain.documents import Document
from eccp_assistant.errors import CorpusError
from eccp_assistant.text.normalise import fold

_NOT_AN_ID = re.compile(r"[^a-z0-9]+")
_ID = re.compile(r"^[a-z0-9][a-z0-9-]*$")
_DATE = re.compile(r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Description:
    """The front matter of a new document.

    Attributes:
        id: Of the document, also the name of its file.
        date: Date the text speaks at, as ISO 8601 (may be only year and month).
        language: ISO 639-1 code of the text.
    """

    id: str
    title: str
    date: str
    language: str
    origin: str
    licence: str


def id_of(name: str) -> str:
    """An id made of a title or the name of a file."""
    return _NOT_AN_ID.sub("-", fold(name)).strip("-")[:60].strip("-") or "document"


def add_document(
    folder: Path, original: Path, converted: Converted, about: Description, *, replace: bool = False
) -> Document:
    """Put a converted file into a corpus.

    Args:
        folder: The corpus folder.
        original: The file that was converted; a copy of it is kept.
        converted: The result of converting it.
        about: Its front matter.
        replace: Whether a document with this id, or an original of this name, may be replaced.

    Returns:
        The document as the corpus now has it.

    Raises:
        CorpusError: If something is invalid or already in the corpus; nothing is written then.
    """
    data = original.read_bytes()
    check_description(about, original)
    if not replace:
        reject_existing(folder, document_id=about.id, original=original, data=data)
    path = folder / "documents" / f"{about.id}.md"
    text = _FRONT_MATTER.sub("", converted.text)
    files = {
        folder / "originals" / original.name: data,
        path: with_front_matter(front_matter(about, original, data), text).encode(),
    }
    write_all(files)
    return load_document(path)


def front_matter(about: Description, original: Path, data: bytes) -> dict[str, str]:
    """The keys that a new document begins with.

    Args:
        about: Its description.
        original: The file that it was made from.
        data: The bytes of that file.
    """
    return {
        "title": about.title,
        "origin": about.origin,
        "date": about.date,
        "language": about.language,
        "licence": about.licence,
        "sha256": hashlib.sha256(data).hexdigest(),
        "original": f"originals/{original.name}",
    }


def check_description(about: Description, original: Path) -> None:
    """Validate the front matter of a new document.

    Raises:
        CorpusError: Naming the option to correct.
    """
    if not _ID.match(about.id):
        repair = "give --id with small letters, digits and hyphens"
        raise CorpusError(f"'{about.id}' is no id", repair=repair, path=original)
    if not _DATE.match(about.date):
        repair = "give --date as year and month, as in 2017-09"
        raise CorpusError(f"'{about.date}' is no date", repair=repair, path=original)
    for name in ("title", "language", "origin", "licence"):
        if not getattr(about, name).strip():
            raise CorpusError(f"no {name}", repair=f"give --{name}", path=original)
