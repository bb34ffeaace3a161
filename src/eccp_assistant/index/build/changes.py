"""Differences between two index versions: documents, chunks, records and smoke answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eccp_assistant.domain.documents import Chunk
from eccp_assistant.domain.records import Record
from eccp_assistant.index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Delta:
    """Names of added, changed and removed items, each in corpus order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def counted(self) -> str:
        """Summary such as "+2 ~1 -3"; zero counts are left out, "none" if all are zero."""
        parts = (("+", self.added), ("~", self.changed), ("-", self.removed))
        return " ".join(f"{sign}{len(names)}" for sign, names in parts if names) or "none"


@dataclass(frozen=True, slots=True)
class SmokeResult:
    """The answers of the previous and the new version to a smoke question.

    Attributes:
        before: Answer of the previous version; ``None`` if there is none.
        after: Answer of the new version.
        changed: Whether text, status, citations or records of the answer differ.
    """

    question: str
    before: str | None
    after: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences between two versions.

    Attributes:
        since: The version compared with; ``None`` for a first build.
        documents: Named by id.
        chunks: Named by document and locator.
        records: Kind → changes, named by record name.
        smoke_results: Results of the smoke questions.
    """

    since: str | None = None
    documents: Delta = Delta()
    chunks: Delta = Delta()
    records: Mapping[str, Delta] = field(default_factory=dict)
    smoke_results: tuple[SmokeResult, ...] = ()

    def in_one_line(self) -> str:
        """A one-line summary for the history."""
        parts = [f"documents {self.documents.counted()}", f"chunks {self.chunks.counted()}"]
        parts += [f"{kind} {delta.counted()}" for kind, delta in self.records.items() if delta]
        different = sum(each.changed for each in self.smoke_results)
        if self.smoke_results:
            parts.append(f"{different} of {len(self.smoke_results)} smoke questions differ")
        return ", ".join(parts)


def changes_between(old: Snapshot | None, new: Snapshot) -> Changes:
    """Compare two versions; everything counts as added if ``old`` is ``None``."""
    kinds = sorted({*new.kinds, *(old.kinds if old else ())})
    return Changes(
        since=old.version if old else None,
        documents=_delta(
            {key: (each.info, each.text) for key, each in old.documents.items()} if old else {},
            {key: (each.info, each.text) for key, each in new.documents.items()},
        ),
        chunks=_chunks(old.chunks() if old else [], new.chunks()),
        records={
            kind: _records(old.records(kind) if old else [], new.records(kind)) for kind in kinds
        },
    )


def _delta(old: Mapping[str, object], new: Mapping[str, object]) -> Delta:
    return Delta(
        added=tuple(key for key in new if key not in old),
        changed=tuple(key for key in new if key in old and new[key] != old[key]),
        removed=tuple(key for key in old if key not in new),
    )


def _chunks(old: Sequence[Chunk], new: Sequence[Chunk]) -> Delta:
    """Compare by id (a content hash); another id at the same locator counts as changed."""
    before = {chunk.id for chunk in old}
    after = {chunk.id for chunk in new}
    added = [_place(chunk) for chunk in new if chunk.id not in before]
    removed = [_place(chunk) for chunk in old if chunk.id not in after]
    both = set(added) & set(removed)
    return Delta(
        added=tuple(place for place in added if place not in both),
        changed=tuple(place for place in added if place in both),
        removed=tuple(place for place in removed if place not in both),
    )


def _place(chunk: Chunk) -> str:
    return f"{chunk.document_id}: {chunk.locator}"


def _records(old: Sequence[Record], new: Sequence[Record]) -> Delta:
    """Compare by id; a record that only moved within its document has not changed."""
    before = {record.id: record for record in old}
    after = {record.id: record for record in new}
    return Delta(
        added=tuple(record.name for key, record in after.items() if key not in before),
        changed=tuple(
            record.name
            for key, record in after.items()
            if key in before and _content(record) != _content(before[key])
        ),
        removed=tuple(record.name for key, record in before.items() if key not in after),
    )


def _content(record: Record) -> tuple[object, ...]:
    documents = [source.document_id for source in record.sources]
    return record.name, record.aliases, record.fields, documents
