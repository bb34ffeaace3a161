"""Builds an index version from a corpus folder and publishes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from eccp_assistant.corpus.consistent_read import read_consistently
from eccp_assistant.corpus.corpus import Corpus
from eccp_assistant.corpus.smoke_questions import SmokeQuestion
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.errors import BuildRejectedError, EccpError
from eccp_assistant.index.bm25 import BM25Index
from eccp_assistant.index.build.changes import Changes, SmokeResult, changes_between
from eccp_assistant.index.build.embed_corpus import CorpusTexts, matrix, vectors_of
from eccp_assistant.index.build.failures import record_failure
from eccp_assistant.index.build.freshness import CHUNKING, is_current
from eccp_assistant.index.build.integrity_check import check_integrity
from eccp_assistant.index.build.sentence_states import states_of
from eccp_assistant.index.content.writer import write_content
from eccp_assistant.index.embedding.embedder import Embedder
from eccp_assistant.index.embedding.token_states import token_encoder
from eccp_assistant.index.snapshot import (
    CHUNK_VECTORS,
    CONTENT,
    QUESTION_VECTORS,
    SENTENCE_STATES,
    SENTENCE_VECTORS,
    VALUE_VECTORS,
    WORDS,
    Snapshot,
)
from eccp_assistant.index.store.build_progress import (
    Progress,
    ProgressCallback,
    ProgressFile,
    ignore_progress,
)
from eccp_assistant.index.store.history import IndexEvent
from eccp_assistant.index.store.manifest import (
    Counts,
    Manifest,
    ModelStamp,
    library_versions,
    stored_files,
)
from eccp_assistant.index.store.vector_journal import VectorJournal
from eccp_assistant.index.store.writer import IndexStore
from eccp_assistant.index.vectors import VectorIndex, Vectors

KEEP_VERSIONS = 3

SmokeTest = Callable[[Sequence[SmokeQuestion], Snapshot | None, Snapshot], Sequence[SmokeResult]]
"""Asks the smoke questions of the previous version (if any) and of the new one."""


def _no_smoke_test(
    _: Sequence[SmokeQuestion], __: Snapshot | None, ___: Snapshot
) -> Sequence[SmokeResult]:
    return ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build.

    Attributes:
        changed: False if the index was up to date and nothing was written.
        embedded: Number of texts embedded by the model.
        reused: Number of texts whose vectors were reused.
        seconds: Duration of the build.
        claims: The checked claims; empty if nothing was written.
        changes: Differences from the previous version.
    """

    version: str
    changed: bool
    embedded: int
    reused: int
    counts: Counts
    seconds: float = 0.0
    claims: tuple[CheckedClaim, ...] = ()
    changes: Changes = field(default_factory=Changes)


def build_index(
    corpus_dir: Path,
    store: IndexStore,
    embedder: Embedder,
    *,
    now: datetime,
    full: bool = False,
    keep: int = KEEP_VERSIONS,
    smoke_test: SmokeTest = _no_smoke_test,
    report: ProgressCallback = ignore_progress,
) -> BuildReport:
    """Build and publish a version, unless the current one is up to date.

    Args:
        corpus_dir: The corpus folder.
        store: The index store to write to.
        embedder: Embeds passages; its fingerprint goes into the manifest.
        now: Time of the build.
        full: Build even if nothing changed, and embed all texts again.
        keep: Number of versions to keep, including the new one.
        smoke_test: Asks the corpus's smoke questions before the version is published.
        report: Called with every progress step.

    Raises:
        CorpusError: If the corpus is invalid; nothing is written then.
        BuildInProgressError: If another build runs.
        BuildRejectedError: If the new version fails its checks; the old one stays published.
        BuildFailedError: If files cannot be written (full disk); the old one stays published.
    """
    with store.writing():
        if not full and is_current(store, corpus_dir, fingerprint=embedder.fingerprint):
            manifest = store.manifest()
            return BuildReport(manifest.version, False, 0, 0, manifest.counts)
        progress = ProgressFile(store.progress_path, report)
        with record_failure(store, now, progress):
            return _Build(corpus_dir, store, embedder, now, full, smoke_test, progress).run(keep)


@dataclass(frozen=True, slots=True)
class _Build:
    """One build; the caller holds the build lock."""

    corpus_dir: Path
    store: IndexStore
    embedder: Embedder
    now: datetime
    full: bool
    smoke_test: SmokeTest
    report: ProgressCallback

    def run(self, keep: int) -> BuildReport:
        started = time.monotonic()
        self.report(Progress("reading the corpus"))
        digest, corpus = read_consistently(self.corpus_dir)
        current = self.store.current_or_none()
        old = self._open_previous()
        version = self.store.next_version(digest, self.now)
        try:
            with self.store.scratch(version) as scratch:
                texts = CorpusTexts.of(corpus)
                embedded = self._write(scratch, corpus, texts, old)
                manifest = self._manifest(version, digest, corpus, texts, scratch)
                changes = self._verify(scratch, manifest, corpus, old)
                self.store.complete(version)
        finally:
            if old is not None:
                old.close()
        self.store.publish(version, expected=current)
        seconds = round(time.monotonic() - started, 2)
        self.store.history.add(
            IndexEvent(
                at=self.now,
                event="built",
                version=version,
                before=current,
                corpus_hash=digest,
                seconds=seconds,
                changes=changes.in_one_line(),
            )
        )
        VectorJournal.remove(self.store.journal_path)
        self.store.gc(keep=keep)
        total = len({key for group in texts.all() for key in group.keys})
        return BuildReport(
            version=version,
            changed=True,
            embedded=embedded,
            reused=total - embedded,
            counts=manifest.counts,
            seconds=seconds,
            claims=corpus.claims,
            changes=changes,
        )

    def _open_previous(self) -> Snapshot | None:
        """Open the version to compare with and reuse vectors from; ``None`` if unusable."""
        try:
            return self.store.open_newest_valid(fingerprint=self.embedder.fingerprint)[0]
        except EccpError:
            return None

    def _write(self, folder: Path, corpus: Corpus, texts: CorpusTexts, old: Snapshot | None) -> int:
        vectors, embedded = self._vectors(texts, old)
        self.report(Progress("writing vectors, words and records"))
        for name, group in (
            (CHUNK_VECTORS, texts.passages),
            (SENTENCE_VECTORS, texts.sentences),
            (VALUE_VECTORS, texts.values),
            (QUESTION_VECTORS, texts.questions),
        ):
            VectorIndex.build(folder / name, matrix(group, vectors, self.embedder.dimension))
        encoder = token_encoder(self.embedder)
        if encoder is not None and texts.read.texts:
            before = old.sentence_index if old is not None and not self.full else None
            states_of(
                texts.read, texts.documents, texts.sections, encoder, before, self.report
            ).save(folder / SENTENCE_STATES)
        languages = sorted({document.info.language for document in corpus.documents})
        BM25Index.build(folder / WORDS, texts.chunks, languages)
        others = [piece for piece in corpus.chunks if piece.kind == "contents"]
        write_content(
            folder / CONTENT,
            documents=corpus.documents,
            chunks=[*texts.chunks, *others],
            kinds=corpus.kinds,
            records=corpus.records,
            aliases=corpus.aliases,
            claims=corpus.claims,
            passage_keys=[*texts.passages.keys, *[""] * len(others)],
            sentence_keys=texts.sentences.keys,
            values=list(zip(texts.values.texts, texts.values.keys, strict=True)),
            questions=corpus.questions,
            question_keys=texts.questions.keys,
            starters=corpus.starters,
        )
        return embedded

    def _vectors(self, texts: CorpusTexts, old: Snapshot | None) -> tuple[dict[str, Vectors], int]:
        journal = VectorJournal(
            self.store.journal_path,
            fingerprint=self.embedder.fingerprint,
            dimension=self.embedder.dimension,
        )
        known = old.stored_vectors() if old is not None and not self.full else {}
        try:
            return vectors_of(texts, self.embedder, known, journal, self.report)
        finally:
            journal.close()

    def _manifest(
        self, version: str, digest: str, corpus: Corpus, texts: CorpusTexts, folder: Path
    ) -> Manifest:
        manifest = Manifest(
            version=version,
            built_at=self.now,
            corpus_hash=digest,
            chunking=CHUNKING,
            model=ModelStamp(
                name=self.embedder.name,
                fingerprint=self.embedder.fingerprint,
                dimension=self.embedder.dimension,
            ),
            languages=tuple(sorted({document.info.language for document in corpus.documents})),
            counts=Counts(
                documents=len(corpus.documents),
                chunks=len(texts.chunks),
                sentences=len(texts.sentences.keys),
                values=len(texts.values.keys),
                questions=len(texts.questions.keys),
                records={
                    kind.name: sum(record.kind == kind.name for record in corpus.records)
                    for kind in corpus.kinds
                },
            ),
            files=stored_files(folder),
            libraries=library_versions(),
        )
        manifest.write(folder)
        return manifest

    def _verify(
        self, folder: Path, manifest: Manifest, corpus: Corpus, old: Snapshot | None
    ) -> Changes:
        """Open the new version, check it, and return its differences from the previous one."""
        self.report(Progress("checking the new version"))
        new = Snapshot(folder, manifest)
        try:
            check_integrity(new, corpus)
            changes = changes_between(old, new)
            self.report(Progress("asking the smoke questions"))
            return replace(changes, smoke_results=tuple(self.smoke_test(corpus.smoke, old, new)))
        except EccpError as error:
            if isinstance(error, BuildRejectedError):
                raise
            raise BuildRejectedError(f"the new version does not answer: {error}") from error
        finally:
            new.close()
