"""From a corpus folder to a published index version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from eccp_assistant.corpus.chunking import CHUNKING_VERSION, MAX_CHUNK_CHARS
from eccp_assistant.corpus.folder import Corpus, load_corpus
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.documents import Chunk
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.domain.text import plain
from eccp_assistant.errors import BuildRejectedError, EccpError
from eccp_assistant.indexing.content_writer import write_content
from eccp_assistant.indexing.embedder import Embedder
from eccp_assistant.indexing.lexical import LexicalIndex
from eccp_assistant.indexing.manifest import (
    Counts,
    Manifest,
    ModelStamp,
    library_versions,
    stored_files,
)
from eccp_assistant.indexing.snapshot import (
    CHUNK_VECTORS,
    CONTENT,
    QUESTION_VECTORS,
    SENTENCE_VECTORS,
    VALUE_VECTORS,
    WORDS,
    Snapshot,
)
from eccp_assistant.indexing.store import IndexStore
from eccp_assistant.indexing.vectors import VectorIndex, Vectors

CHUNKING = f"structure-{CHUNKING_VERSION}, at most {MAX_CHUNK_CHARS} characters"
KEEP_VERSIONS = 3

_SELF_TEST_QUOTES = 200


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        changed: False when the index was up to date and nothing was written.
        embedded: Passages and sentences that went through the model.
        reused: Those whose vectors were taken over from the version before.
        claims: The claims that were checked; empty when nothing was written.
    """

    version: str
    changed: bool
    embedded: int
    reused: int
    counts: Counts
    claims: tuple[CheckedClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """One sign of life of a build: ``done`` of ``total`` steps of ``stage``."""

    stage: str
    done: int = 0
    total: int = 0


Report = Callable[[Progress], None]


def _silent(_: Progress) -> None:
    """No one is watching."""


def corpus_hash(folder: Path) -> str:
    """Digest over names and contents of the files that an index is built from."""
    total = hashlib.sha256()
    kinds = ("documents/*.md", "records/*.yaml", "questions/*.yaml", "*.yaml")
    paths = [path for kind in kinds for path in folder.glob(kind)]
    for path in sorted(paths):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(store: IndexStore, corpus_dir: Path, *, fingerprint: str) -> bool:
    """Whether the published version was made from this corpus, by this program and model."""
    try:
        manifest = store.manifest()
        store.open(fingerprint=fingerprint).close()
    except EccpError:
        return False
    return manifest.corpus_hash == corpus_hash(corpus_dir) and manifest.chunking == CHUNKING


def build_index(
    corpus_dir: Path,
    store: IndexStore,
    embedder: Embedder,
    *,
    now: datetime,
    full: bool = False,
    report: Report = _silent,
) -> BuildReport:
    """Build and publish a version, unless the current one is already what would be built.

    Args:
        corpus_dir: The corpus folder.
        store: Where versions live.
        embedder: Embeds passages; its fingerprint goes into the manifest.
        now: Time of the build, also the beginning of the version's id.
        full: Build even if nothing changed, and embed everything anew.
        report: Told of every step.

    Raises:
        CorpusError: If the corpus is wrong; nothing is written then.
        BuildInProgressError: If another build runs.
        BuildRejectedError: If the new version fails its self-test; the old one stays published.
    """
    with store.building():
        fresh = not full and is_current(store, corpus_dir, fingerprint=embedder.fingerprint)
        if fresh:
            manifest = store.manifest()
            return BuildReport(manifest.version, False, 0, 0, manifest.counts)
        report(Progress("reading the corpus"))
        digest = corpus_hash(corpus_dir)
        corpus = load_corpus(corpus_dir)
        previous, old = _previous(store, embedder.fingerprint)
        version = f"{now:%Y%m%dT%H%M%S%f}"[:18] + f"-{digest[:8]}"
        scratch = store.scratch(version)
        embedded, reused = _write(scratch, corpus, embedder, None if full else old, report)
        if old is not None:
            old.close()
        manifest = Manifest(
            version=version,
            built_at=now,
            corpus_hash=digest,
            chunking=CHUNKING,
            model=ModelStamp(
                name=embedder.name,
                fingerprint=embedder.fingerprint,
                dimension=embedder.dimension,
            ),
            languages=tuple(sorted({document.info.language for document in corpus.documents})),
            counts=_counts(corpus),
            files=stored_files(scratch),
            libraries=library_versions(),
        )
        manifest.write(scratch)
        report(Progress("checking the new version"))
        _self_test(Snapshot(scratch, manifest), corpus)
        store.complete(version)
        store.publish(version, expected=previous)
        store.gc(keep=KEEP_VERSIONS)
        return BuildReport(version, True, embedded, reused, manifest.counts, corpus.claims)


def _previous(store: IndexStore, fingerprint: str) -> tuple[str | None, Snapshot | None]:
    """The published version, and its content where its vectors can be used again."""
    try:
        version = store.current()
    except EccpError:
        return None, None
    try:
        return version, store.open(version, fingerprint=fingerprint)
    except EccpError:
        # Damaged or of another model: it is replaced, and nothing is taken from it.
        return version, None


def searched(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks that retrieval looks among; tables of contents only repeat other places."""
    return [piece for piece in chunks if piece.kind != "contents"]


def _write(
    folder: Path, corpus: Corpus, embedder: Embedder, old: Snapshot | None, report: Report
) -> tuple[int, int]:
    chunks = searched(corpus.chunks)
    texts = {document.id: document.text for document in corpus.documents}
    passages = [piece.passage for piece in chunks]
    # A sentence is embedded under its heading, as its chunk is, so that "it" has something to be.
    sentences = [
        f"{' › '.join(piece.section)}\n{plain(span.of(texts[piece.document_id]))}"
        for piece in chunks
        for span in piece.sentences
    ]
    values = filterable_values(corpus.kinds, corpus.records)
    passage_keys = [_key(passage) for passage in passages]
    value_keys = [_key(value) for value in values]
    sentence_keys = [_key(sentence) for sentence in sentences]
    questions = [asked.text for asked in corpus.questions]
    question_keys = [_key(asked) for asked in questions]
    known = old.stored_vectors() if old is not None else {}
    embedded = reused = 0
    for name, inputs, keys in (
        (CHUNK_VECTORS, passages, passage_keys),
        (SENTENCE_VECTORS, sentences, sentence_keys),
        (VALUE_VECTORS, values, value_keys),
        (QUESTION_VECTORS, questions, question_keys),
    ):
        vectors, new = _embed(inputs, keys, embedder, known, report)
        embedded += new
        reused += len(inputs) - new
        VectorIndex.build(folder / name, vectors)
    report(Progress("writing words and records"))
    languages = sorted({document.info.language for document in corpus.documents})
    LexicalIndex.build(folder / WORDS, chunks, languages)
    others = [piece for piece in corpus.chunks if piece.kind == "contents"]
    write_content(
        folder / CONTENT,
        documents=corpus.documents,
        chunks=[*chunks, *others],
        kinds=corpus.kinds,
        records=corpus.records,
        aliases=corpus.aliases,
        claims=corpus.claims,
        passage_keys=[*passage_keys, *[""] * len(others)],
        sentence_keys=sentence_keys,
        values=list(zip(values, value_keys, strict=True)),
        questions=corpus.questions,
        question_keys=question_keys,
        starters=corpus.starters,
    )
    return embedded, reused


def filterable_values(kinds: Sequence[KindSpec], records: Sequence[Record]) -> list[str]:
    """The different values that a question may mean in other words, in order."""
    keywords = {
        (kind.name, spec.name) for kind in kinds for spec in kind.fields if spec.type == "keyword"
    }
    return sorted(
        {
            str(value)
            for record in records
            for name in record.fields
            if (record.kind, name) in keywords
            for value in record.values(name)
        }
    )


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _embed(
    texts: Sequence[str],
    keys: Sequence[str],
    embedder: Embedder,
    known: dict[str, Vectors],
    report: Report,
) -> tuple[Vectors, int]:
    """Vectors float32 ``(len(texts), dimension)``, and how many of them are new."""
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    new = [place for place, key in enumerate(keys) if key not in known]
    for place, key in enumerate(keys):
        if key in known:
            vectors[place] = known[key]
    if new:
        found = embedder.embed_passages(
            [texts[place] for place in new],
            on_progress=lambda done: report(Progress("embedding", done, len(new))),
        )
        vectors[new] = found
    return vectors, len(new)


def _counts(corpus: Corpus) -> Counts:
    chunks = searched(corpus.chunks)
    return Counts(
        documents=len(corpus.documents),
        chunks=len(chunks),
        sentences=sum(len(piece.sentences) for piece in chunks),
        values=len(filterable_values(corpus.kinds, corpus.records)),
        questions=len(corpus.questions),
        records={
            kind.name: sum(record.kind == kind.name for record in corpus.records)
            for kind in corpus.kinds
        },
    )


def _self_test(snapshot: Snapshot, corpus: Corpus) -> None:
    """Open what was written as a reader would and compare it with the corpus.

    Raises:
        BuildRejectedError: Naming what differs.
    """
    try:
        if {document.id for document in corpus.documents} != set(snapshot.documents):
            raise BuildRejectedError("the new version does not hold the documents of the corpus")
        if list(corpus.records) != snapshot.records():
            raise BuildRejectedError("the new version does not hold the records of the corpus")
        if corpus.claims != snapshot.claims:
            raise BuildRejectedError("the new version does not hold the claims of the corpus")
        if corpus.questions != snapshot.questions:
            raise BuildRejectedError("the new version does not hold the questions of the corpus")
        step = max(1, len(corpus.chunks) // _SELF_TEST_QUOTES)
        for piece in corpus.chunks[::step]:
            stored = snapshot.chunk_at(piece.document_id, piece.span.start)
            if stored is None or stored.text != piece.text:
                raise BuildRejectedError(f"chunk {piece.locator} is not found where it stands")
    finally:
        snapshot.close()
