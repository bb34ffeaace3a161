"""What composing hands to the assistant: an answer that still lacks its frame of identity."""

from __future__ import annotations

from dataclasses import dataclass

from eccp_assistant.answering.citations import Citations
from eccp_assistant.domain.answers import (
    FieldView,
    Generator,
    Language,
    Lookup,
    Note,
    Part,
    Reading,
    RecordView,
    Status,
)
from eccp_assistant.domain.records import FieldItem, KindSpec, Record, said_in


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """The content of an answer.

    Attributes:
        readings: What the question may mean, where it is unclear.
        parts: What was asked one by one, where a question asks several things.
        beside: Markers of sentences that only accompany a figure which the records give.
    """

    status: Status
    text: str
    generator: Generator
    citations: Citations | None = None
    records: tuple[RecordView, ...] = ()
    lookup: Lookup | None = None
    notes: tuple[Note, ...] = ()
    interpreted_as: str = ""
    beside: frozenset[int] = frozenset()
    readings: tuple[Reading, ...] = ()
    parts: tuple[Part, ...] = ()


def view(
    record: Record, kind: KindSpec, marker: int | None, language: Language = "en"
) -> RecordView:
    """A record as the API shows it, every field as printed and as understood."""
    return RecordView(
        kind=record.kind,
        id=record.id,
        name=record.name,
        fields={
            spec.name: field_view(record.fields[spec.name], language, many=spec.many)
            for spec in kind.fields
            if spec.name in record.fields
        },
        marker=marker,
    )


def field_view(items: tuple[FieldItem, ...], language: Language = "en", *, many: bool) -> FieldView:
    """A field as printed and as understood; several values also where sources differ."""
    values = tuple(item.value for item in items if item.value is not None)
    reasons = [said_in(item.reason, language) for item in items if item.inferred]
    return FieldView(
        printed="; ".join(item.printed for item in items if item.printed),
        value=values if many or len(values) > 1 else (values[0] if values else None),
        inferred=" ".join(dict.fromkeys(filter(None, reasons))) or None,
    )


def shown(record: Record, field: str) -> str:
    """The value of a field for a sentence: understood values, with counts where printed."""
    items = [item for item in record.fields.get(field, ()) if item.value is not None]
    return ", ".join(
        f"{item.value} ({item.count})" if item.count and item.count > 1 else str(item.value)
        for item in items
    )
