"""Reads a corpus folder consistently while an editor may be changing it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from eccp_assistant.corpus.corpus import Corpus, load_corpus
from eccp_assistant.errors import CorpusError

_ATTEMPTS = 3
_READ = ("documents/*.md", "records/*.yaml", "questions/*.yaml", "*.yaml")


def corpus_hash(folder: Path) -> str:
    """Digest over names and contents of the files that an index is built from.

    Raises:
        CorpusError: If a file vanishes while it is read.
    """
    total = hashlib.sha256()
    for path in sorted(path for pattern in _READ for path in folder.glob(pattern)):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        try:
            total.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise CorpusError(
                f"cannot be read ({error.strerror})", repair="try again", path=path
            ) from error
    return total.hexdigest()


def read_consistently(folder: Path) -> tuple[str, Corpus]:
    """Read a corpus and its digest; read again if files change while reading.

    Returns:
        The digest (hexadecimal SHA-256) and the corpus that it belongs to.

    Raises:
        CorpusError: If the corpus is invalid, or still changes after three attempts.
    """
    for attempt in range(_ATTEMPTS):
        try:
            before = corpus_hash(folder)
            corpus = load_corpus(folder)
            if corpus_hash(folder) == before:
                return before, corpus
        except CorpusError:
            if attempt == _ATTEMPTS - 1 or corpus_hash(folder) == before:
                raise
    raise CorpusError(
        "files are changed faster than they are read",
        repair="build again when the editing is done",
        path=folder,
    )
