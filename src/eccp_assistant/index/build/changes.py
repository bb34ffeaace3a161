"""What a build changed: documents, chunks and records, and answers that are no longer the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eccp_assistant.domain.documents import Chunk
from eccp_assistant.domain.records import Record
from eccp_assistant.index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Delta:
    """Names of what is new, different and gone, each in corpus order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def counted(self) -> str:
        """As in "+2 ~1 -3"; parts that are nought are left out."""
        parts = (("+", self.added), ("~", self.changed), ("-", self.removed))
        return " ".join(f"{sign}{len(names)}" for sign, names in parts if names) or "none"


@dataclass(frozen=True, slots=True)
class SmokeResult:
    """A smoke question, asked of the version before and of the new one.

    Attributes:
        before: What the version before answered; ``None`` where there was none.
        after: What the new version answers.
        changed: Whether the answer, its status or its evidence differ.
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
        documents: By id.
        chunks: By document and locator.
        records: By kind; records by name.
        rehearsed: The corpus's smoke questions.
    """

    since: str | None = None
    documents: Delta = Delta()
    chunks: Delta = Delta()
    records: Mapping[str, Delta] = field(default_factory=dict)
    smoke_results: tuple[SmokeResult, ...] = ()

    def in_one_line(self) -> str:
        """A summary, for a history."""
        parts = [f"documents {self.documents.counted()}", f"chunks {self.chunks.counted()}"]
        parts += [f"{kind} {delta.counted()}" for kind, delta in self.records.items() if delta]
        different = sum(each.changed for each in self.smoke_results)
        if self.smoke_results:
            parts.append(f"{different} of {len(self.smoke_results)} smoke questions differ")
        return ", ".join(parts)


def changes_between(old: Snapshot | None, new: Snapshot) -> Changes:
    """What ``new`` holds that ``old`` did not, and the other way round."""
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
    """Chunks have ids of their content: one of other words at the same place has changed."""
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
    """By id; a record that merely stands elsewhere in its document has not changed."""
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
