"""What a reader should know about an answer from the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Note
from eccp_assistant.domain.queries import RecordQuery, filters_of
from eccp_assistant.domain.records import FieldItem, KindSpec, Record, said_in
from eccp_assistant.lookup.executor import Result
from eccp_assistant.text.dates import in_words


def record_notes(
    query: RecordQuery,
    result: Result,
    kind: KindSpec,
    frames: Templates,
    rows: Sequence[Record],
    *,
    citations: Citations,
    meant: tuple[str, tuple[str, ...]] | None = None,
) -> list[Note]:
    """Notes on values that were concluded, counts that depend on them, gaps and dates.

    Args:
        query: What was asked.
        result: What the records gave.
        kind: The kind of record.
        frames: The assistant's words.
        rows: The records that the answer shows.
        citations: Those of the answer, which give each value the marker of its source.
        meant: Words that were taken for values by their meaning, and those values.
    """
    fields = asked_fields(query, kind)
    notes = [
        note
        for record in rows
        for name in sorted(fields & set(record.fields))
        for item in record.fields[name]
        for note in _value_notes(record, item, citations, frames)
    ]
    if meant is not None:
        text = frames("note_meant", said=meant[0], values=list(meant[1]))
        notes.insert(0, Note(kind="inferred", text=text))
    if result.as_printed != result.total and query.filters and not query.as_printed:
        text = frames("note_counts", total=result.total, as_printed=result.as_printed)
        notes.append(Note(kind="inferred", text=text))
    if query.aggregate in {"sum", "average"} and result.measured < result.total:
        silent = [record.name for record in result.rows if not record.values(query.field or "")]
        text = frames("note_missing", names=silent, field=query.field)
        notes.append(Note(kind="missing", text=text))
    dates = [source.as_of for row in rows for source in row.sources] or [kind.as_of]
    for date in dict.fromkeys(said_in(each, frames.language) for each in dates if each):
        text = frames("note_dated", date=in_words(date, frames.language))
        notes.append(Note(kind="dated", text=text))
    return list({note.text: note for note in notes}.values())


def asked_fields(query: RecordQuery, kind: KindSpec) -> set[str]:
    """The fields of the kind that a query filters, shows, groups or orders by."""
    named: Iterable[str | None] = (
        *(each.field for each in filters_of((*query.of, *query.filters)) if each.via is None),
        *query.show,
        (query.group_by or "").partition(".")[0],
        query.order_by,
        query.field,
    )
    return {spec.name for name in named if name for spec in kind.members(name)}


def _value_notes(
    record: Record, item: FieldItem, citations: Citations, frames: Templates
) -> Iterator[Note]:
    reason = said_in(item.reason, frames.language)
    said = {"name": record.name, "printed": item.printed, "reason": reason}
    source = record.sources[item.source]
    if item.inferred and item.value is not None:
        frame = "note_inferred" if item.printed else "note_concluded"
        text = frames(frame, value=item.value, **said)
        marker = citations.cite(source.document_id, source.span)
        yield Note(kind="inferred", text=text, markers=(marker,))
    elif item.reason and item.printed == str(item.value):
        marker = citations.cite(source.document_id, source.span)
        text = frames("note_as_printed", **said)
        yield Note(kind="as_printed", text=text, markers=(marker,))
