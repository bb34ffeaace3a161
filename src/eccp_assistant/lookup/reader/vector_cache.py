"""Embeddings of a catalogue's words, kept in a file so that only one process works them out."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from eccp_assistant.lookup.reader.word_vectors import Vectors
from eccp_assistant.understanding.linking.catalogue import Catalogue

KEPT_FILES = 8
"""Catalogues whose embeddings are kept, the newest ones."""

_log = logging.getLogger(__name__)


class VectorCache:
    """Embeds texts; those of the catalogue are read from a file where there is one."""

    def __init__(
        self, catalogue: Catalogue, embed: Callable[[Sequence[str]], Vectors], folder: Path
    ) -> None:
        """Open the cache of a catalogue.

        Args:
            catalogue: Whose words are asked for again and again.
            embed: Embeds texts, ``(n, dimension)``.
            folder: Of the files; made when the first is written.
        """
        self._embed = embed
        self._file = folder / f"{_key(catalogue)}.npz"
        self._known = _read(self._file)
        self._keeps = False

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, ``(n, dimension)``, in their order."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if not self._keeps and len(missing) == len(texts):
            return self._embed(texts)
        found = dict(zip(missing, self._embed(missing), strict=True)) if missing else {}
        if self._keeps:
            self._known |= found
        return np.stack(
            [self._known[text] if text in self._known else found[text] for text in texts]
        )

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Keep what is embedded meanwhile, in the file too."""
        before = len(self._known)
        self._keeps = True
        try:
            yield
        finally:
            self._keeps = False
        if len(self._known) > before:
            self._write()

    def _write(self) -> None:
        """Put the file in place whole; where that is not allowed, do without."""
        texts = np.array(list(self._known))
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(dir=self._file.parent, suffix=".partial")
            with os.fdopen(handle, "wb") as file:
                np.savez(file, texts=texts, vectors=np.stack(list(self._known.values())))
            Path(partial).replace(self._file)
            files = sorted(self._file.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime)
            for old in files[:-KEPT_FILES]:
                old.unlink(missing_ok=True)
        except OSError as error:
            _log.info("embeddings of names and values are not kept: %s", error)


def _key(catalogue: Catalogue) -> str:
    said = [catalogue.label(key, "en") for key in catalogue.items]
    said += [value.value for value in catalogue.values] + [name.name for name in catalogue.names]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def _read(file: Path) -> dict[str, Vectors]:
    try:
        with np.load(file) as stored:
            return dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        _log.info("embeddings of names and values are worked out anew: %s", error)
        return {}
