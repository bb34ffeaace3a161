"""BM25 index over the chunks (tantivy, memory-mapped), one field per language of the corpus."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from eccp_assistant.domain.documents import Chunk
from eccp_assistant.errors import IndexDamagedError
from eccp_assistant.text.normalise import clean

# Languages for which the engine has a stemmer and stop words; the others are only folded.
_ENGINE_LANGUAGES = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
}
_LONGEST_WORD = 80
_WRITER_BYTES = 64_000_000
_COPY_UP_TO_BYTES = 64 * 1024 * 1024


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(_LONGEST_WORD))
    builder = builder.filter(tantivy.Filter.lowercase())
    name = _ENGINE_LANGUAGES.get(language)
    if name is not None:
        builder = builder.filter(tantivy.Filter.stopword(name))
        builder = builder.filter(tantivy.Filter.stemmer(name))
    # Last, because stemmers and stop words know the accents.
    return builder.filter(tantivy.Filter.ascii_fold()).build()


def _field(language: str) -> str:
    return f"body_{language}"


def _schema(languages: Sequence[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, indexed=True, fast=True)
    builder.add_text_field("document", stored=False, tokenizer_name="raw")
    for language in languages:
        builder.add_text_field(_field(language), stored=False, tokenizer_name=f"text_{language}")
    return builder.build()


@contextmanager
def _private_copy(folder: Path) -> Iterator[Path]:
    """A temporary copy of the files of a small index, protected from changes.

    Truncating a memory-mapped file crashes the process that maps it. The copy is deleted after
    opening; its bytes stay available while mapped. Large indexes, and systems that cannot delete a
    mapped file or have no space for a copy, use the original files.
    """
    size = sum(path.stat().st_size for path in folder.iterdir())
    if os.name != "posix" or size > _COPY_UP_TO_BYTES:
        yield folder
        return
    with ExitStack() as stack:
        files = folder
        with suppress(OSError):
            copy = TemporaryDirectory(prefix="eccp-words-", ignore_cleanup_errors=True)
            shutil.copytree(folder, stack.enter_context(copy), dirs_exist_ok=True)
            files = Path(copy.name)
        yield files


class BM25Index:
    """BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) over the passages of the chunks.

    ``score(q, d) = sum over t of idf(t) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * |d| / avg))``
    """

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        """Open an index.

        Raises:
            IndexDamagedError: If its files cannot be read.
        """
        try:
            with _private_copy(folder) as files:
                self._index = tantivy.Index.open(str(files))
                # Versions never change; the default policy starts a thread watching for commits.
                self._index.config_reader(reload_policy="manual")
                self._searcher = self._index.searcher()
        except (OSError, ValueError) as error:
            message = f"the word index in {folder} cannot be read: run `eccp index build --full`"
            raise IndexDamagedError(message) from error
        self._schema = self._index.schema
        self._analyzers = {language: _analyzer(language) for language in languages}
        for language, analyzer in self._analyzers.items():
            self._index.register_tokenizer(f"text_{language}", analyzer)

    @staticmethod
    def build(folder: Path, chunks: Sequence[Chunk], languages: Sequence[str]) -> None:
        """Write an index; the number of a chunk is its position in ``chunks``."""
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(languages), path=str(folder))
        for language in languages:
            index.register_tokenizer(f"text_{language}", _analyzer(language))
        # One thread: several would number the documents in an order that changes between builds.
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for number, chunk in enumerate(chunks):
            document = tantivy.Document()
            document.add_unsigned("number", number)
            document.add_text("document", chunk.document_id)
            document.add_text(_field(chunk.language), clean(chunk.passage).text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def search(
        self, text: str, *, k: int, documents: Collection[str] | None = None
    ) -> dict[int, float]:
        """The best ``k`` chunks for the words of ``text``: chunk number → BM25 score."""
        text = clean(text).text
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, _field(language), term))
            for language, analyzer in self._analyzers.items()
            for term in sorted(set(analyzer.analyze(text)))
        ]
        if not terms:
            return {}
        query = tantivy.Query.boolean_query(terms)
        if documents is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        hits = self._searcher.search(query, k).hits
        return {
            int(self._searcher.doc(address)["number"][0]): float(score) for score, address in hits
        }
