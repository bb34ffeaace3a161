"""Answers that the records give: the number and the rows come from the query alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft import Draft, shown, view
from eccp_assistant.answering.frames import Frames
from eccp_assistant.domain.answers import Language, Lookup, Note, RecordView
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import AnyOf, RecordQuery
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.indexing.snapshot import Snapshot
from eccp_assistant.lookup.execute import Result, amount_of, execute
from eccp_assistant.lookup.explain import conditions_in_words, field_label, in_words
from eccp_assistant.lookup.parsed import Parsed


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list in an answer."""

    name: str
    details: tuple[str, ...]
    marker: int


def answer_from_records(
    parsed: Parsed, snapshot: Snapshot, frames: Frames, language: Language
) -> Draft:
    """Run the query of a parsed question and say the result."""
    assert parsed.query is not None
    return _Composer(parsed, parsed.query, snapshot, frames, language).draft()


class _Composer:
    """Composes one answer."""

    def __init__(
        self,
        parsed: Parsed,
        query: RecordQuery,
        snapshot: Snapshot,
        frames: Frames,
        language: Language,
    ) -> None:
        self.parsed = parsed
        self.query = query
        self.snapshot = snapshot
        self.frames = frames
        self.language = language
        self.kind: KindSpec = snapshot.kinds[query.kind]
        self.result: Result = execute(query, snapshot.content)
        self.citations = Citations(snapshot)
        self.condition = conditions_in_words(query, snapshot.kinds, language, frames)
        if parsed.names:
            self.condition = ""

    def draft(self) -> Draft:
        if not self.result.rows:
            text = self._none()
            views: tuple[RecordView, ...] = ()
        else:
            markers = [self.citations.cite(row.document_id, row.span) for row in self.result.rows]
            text = self._text(markers)
            views = tuple(
                view(row, self.kind, marker)
                for row, marker in zip(self.result.rows, markers, strict=True)
            )
        words = in_words(self.query, self.snapshot.kinds, self.language, self.frames)
        lookup = Lookup(
            **self.query.model_dump(exclude={"filters"}),
            filters=self.query.filters,
            in_words=words,
            total=self.result.total,
        )
        return Draft(
            status="answered",
            text=text,
            generator="lookup",
            citations=self.citations,
            records=views,
            lookup=lookup,
            notes=tuple(self._notes()),
            interpreted_as=words,
        )

    def _things(self, number: int) -> str:
        return self.kind.label(self.language, plural=number != 1)

    def _text(self, markers: Sequence[int]) -> str:
        rows, total, result = self._rows(markers), self.result.total, self.result
        things = self._things(total)
        numeric = self.query.order_by
        label = field_label(self.kind, numeric, self.language) if numeric else ""
        match self.query.aggregate:
            case "list" | "field":
                return self._records(rows, markers)
            case "count":
                return self.frames(
                    "counted",
                    total=total,
                    of_all=result.of_all,
                    things=self._things(result.of_all if self.condition else total),
                    condition=self.condition,
                    rows=rows,
                )
            case "exists":
                return self.frames(
                    "exists_", total=total, things=things, condition=self.condition, rows=rows
                )
            case "sum":
                return self.frames(
                    "summed",
                    amount=result.amount,
                    field=label,
                    total=total,
                    things=things,
                    rows=rows,
                )
            case "min" | "max":
                best = rows[0]
                amount = amount_of(result.rows[0], numeric or "")
                return self.frames(
                    "extreme",
                    way=self.query.aggregate,
                    name=best.name,
                    amount=amount,
                    field=label,
                    marker=best.marker,
                    rows=rows if len(rows) > 1 else [],
                )
            case "group":
                by = field_label(self.kind, self.query.group_by or "", self.language)
                groups = self._asked_groups()
                return self.frames("grouped", field=by, things=things, groups=groups, total=total)
            case "share":
                percent = round(100 * total / result.of_all, 1) if result.of_all else 0
                return self.frames(
                    "share",
                    total=total,
                    of_all=result.of_all,
                    percent=percent,
                    things=self._things(result.of_all),
                    condition=self.condition,
                )

    def _rows(self, markers: Sequence[int]) -> list[Row]:
        fields = [name for name in (*self.query.show, self.query.order_by) if name]
        return [
            Row(
                name=row.name,
                details=tuple(
                    shown(row, name) or self.frames("empty") for name in dict.fromkeys(fields)
                ),
                marker=marker,
            )
            for row, marker in zip(self.result.rows, markers, strict=True)
        ]

    def _records(self, rows: Sequence[Row], markers: Sequence[int]) -> str:
        """One record as a card, two compared, several as a list."""
        records = self.result.rows
        if self.parsed.common and len(records) > 1 and self.query.show:
            return self._common(records)
        numeric = next((name for name in self.query.show if amount_of(records[0], name)), None)
        if self.parsed.extreme and len(records) == 2 and numeric:
            return self._compared(records, numeric, rows)
        if len(records) == 1 or (self.parsed.compare and len(records) <= 4):
            return "\n\n".join(
                self._card(row, marker) for row, marker in zip(records, markers, strict=True)
            )
        return self.frames(
            "listed",
            total=self.result.total,
            things=self._things(self.result.total),
            condition=self.condition,
            rows=rows,
        )

    def _card(self, record: Record, marker: int) -> str:
        plain = [spec for spec in self.kind.fields if spec.role == "plain"]
        fields = list(self.query.show) or [
            spec.name for spec in plain if spec.name in record.fields
        ]
        pairs = [
            (
                field_label(self.kind, name, self.language),
                shown(record, name) or self.frames("empty"),
            )
            for name in fields
        ]
        return self.frames("card", name=record.name, marker=marker, pairs=pairs)

    def _compared(self, records: Sequence[Record], field: str, rows: Sequence[Row]) -> str:
        low, high = sorted(records, key=lambda record: amount_of(record, field) or 0)
        low_amount, high_amount = amount_of(low, field) or 0, amount_of(high, field) or 0
        said = self.frames(
            "compared",
            name_a=high.name,
            amount_a=high_amount,
            name_b=low.name,
            amount_b=low_amount,
            field=field_label(self.kind, field, self.language),
            difference=high_amount - low_amount,
        )
        return said + " " + "".join(f"[{row.marker}]" for row in rows)

    def _common(self, records: Sequence[Record]) -> str:
        field = self.query.show[0]
        shared = [
            str(value)
            for value in records[0].values(field)
            if all(value in record.values(field) for record in records[1:])
        ]
        said = self.frames(
            "common",
            names=[record.name for record in records],
            field=field_label(self.kind, field, self.language),
            values=shared,
        )
        marks = "".join(f"[{self.citations.cite(row.document_id, row.span)}]" for row in records)
        return f"{said} {marks}"

    def _asked_groups(self) -> list[tuple[str, int]]:
        """The groups in question: those named in a filter, else all."""
        named = {
            value
            for condition in self.query.filters
            for each in (condition.any if isinstance(condition, AnyOf) else (condition,))
            if each.field == self.query.group_by and each.op == "is"
            for value in (each.value if isinstance(each.value, tuple) else (each.value,))
        }
        return [pair for pair in self.result.groups if not named or pair[0] in named]

    def _none(self) -> str:
        """No row matches: the place cited is the heading that all rows stand under."""
        everything = self.snapshot.records(self.query.kind)
        first = everything[0]
        document = self.snapshot.document(first.document_id)
        section = max(
            (each for each in document.sections if each.span.contains(first.span)),
            key=lambda each: each.span.start,
        )
        span = section.heading or Span(first.span.start, first.span.end)
        marker = self.citations.cite(document.id, span)
        return self.frames(
            "nothing",
            of_all=len(everything),
            things=self._things(len(everything)),
            condition=self.condition,
            marker=marker,
        )

    # Notes

    def _notes(self) -> list[Note]:
        notes: list[Note] = []
        fields = (
            {
                each.field
                for condition in self.query.filters
                for each in (condition.any if isinstance(condition, AnyOf) else (condition,))
            }
            | set(self.query.show)
            | {self.query.group_by or ""}
        )
        for row in self.result.rows:
            marker = self.citations.cite(row.document_id, row.span)
            for name in sorted(fields & set(row.fields)):
                for item in row.fields[name]:
                    if item.inferred and item.value is not None:
                        text = self.frames(
                            "note_inferred",
                            printed=item.printed,
                            value=item.value,
                            name=row.name,
                            reason=item.reason,
                        )
                        notes.append(Note(kind="inferred", text=text, markers=(marker,)))
                    elif item.reason and item.printed == str(item.value):
                        text = self.frames(
                            "note_as_printed",
                            name=row.name,
                            printed=item.printed,
                            reason=item.reason,
                        )
                        notes.append(Note(kind="as_printed", text=text, markers=(marker,)))
        if self.result.as_printed != self.result.total and self.query.filters:
            text = self.frames(
                "note_counts", total=self.result.total, as_printed=self.result.as_printed
            )
            notes.append(Note(kind="inferred", text=text))
        if self.parsed.stated is not None and self.parsed.stated not in (
            self.result.total,
            self.result.of_all,
        ):
            text = self.frames(
                "note_stated",
                stated=self.parsed.stated,
                actual=self.result.total,
                things=self._things(self.parsed.stated),
            )
            notes.append(Note(kind="discrepancy", text=text))
        if self.kind.as_of:
            text = self.frames("note_dated", date=self.kind.as_of)
            notes.append(Note(kind="dated", text=text))
        return notes
