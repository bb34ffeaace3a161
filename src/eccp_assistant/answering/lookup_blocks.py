"""The pieces that answers from the records are made of: rows, cards, values, markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft_answer import shown
from eccp_assistant.answering.record_notes import asked_fields
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Language, Note
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.domain.records import FieldSpec, FieldType, KindSpec, Record
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.executor import Result, execute
from eccp_assistant.lookup.measures import Group, measure
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.lookup.related_records import joined_records
from eccp_assistant.lookup.verbaliser import Verbaliser

_SAID: frozenset[FieldType] = frozenset({"decimal", "boolean", "date"})
"""Types whose values are said in the words of the language; others are said as they stand."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list in an answer.

    Attributes:
        marker: Of the record's first source.
        also: Of its other sources that give a value asked for.
    """

    name: str
    details: tuple[str, ...]
    marker: int
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A group in an answer.

    Attributes:
        value: In the language of the answer.
        marks: The markers of the records in it.
    """

    value: str
    count: int
    marks: str


class RecordWriter:
    """Writes the pieces of one answer and keeps the citations they need."""

    def __init__(
        self,
        parsed: ParsedQuestion,
        query: RecordQuery,
        snapshot: Snapshot,
        frames: Templates,
        language: Language,
        citations: Citations | None = None,
    ) -> None:
        self.parsed = parsed
        self.query = query
        self.snapshot = snapshot
        self.frames = frames
        self.language = language
        self.kind: KindSpec = snapshot.kinds[query.kind]
        self.result: Result = execute(query, snapshot.content)
        self.citations = citations or Citations(snapshot)
        self.explain = Verbaliser(snapshot.kinds, language, frames, snapshot.record_name)
        self.condition = self.explain.conditions(query)
        self.beside: list[int] = []
        self.carded: dict[str, tuple[str, ...]] = {}
        self.others: dict[tuple[str, str], tuple[Record, int]] = {}

    def cite(self, record: Record) -> int:
        """The marker of a record's first source."""
        return self.citations.cite(record.document_id, record.span)

    def further(self, record: Record, names: Iterable[str]) -> tuple[int, ...]:
        """The markers of its other sources that give a value of these fields or families."""
        fields = [spec.name for name in names for spec in self.kind.members(name)]
        others = record.sources_of(fields)[1:]
        return tuple(self.citations.cite(each.document_id, each.span) for each in others)

    def marks(self, marked: Sequence[tuple[Record, int]]) -> str:
        """The markers of some records, with those of their sources for what is asked."""
        return "".join(
            f"[{number}]"
            for record, marker in marked
            for number in (marker, *self.further(record, asked_fields(self.query, self.kind)))
        )

    def things(self, number: int) -> str:
        """What so many records of the kind are called."""
        return self.kind.label(self.language, plural=number != 1)

    def number(self, amount: float) -> str:
        """A whole number as digits only; a mean or a share rounded, as the language writes it."""
        if amount == int(amount):
            return str(int(amount))
        places = 1 if abs(amount) >= 1 else 3
        return str(format_decimal(round(amount, places), "0.0##", locale=self.language))

    def exactly(self, amount: float) -> str:
        """A number with every digit, as the language writes it."""
        return self.explain.value(
            int(amount) if amount == int(amount) else float(amount), ("decimal",)
        )

    def amount(self, record: Record, field: str) -> float | None:
        """What a record amounts to in a field or family."""
        return measure(record, self.kind.members(field), inferred=not self.query.as_printed)

    def groups(self, groups: Sequence[Group], name: str) -> list[Shown]:
        """Groups with the markers of their records."""
        reference, point, field = name.partition(".")
        spec = self.kind.field(reference) if point else None
        kind = self.snapshot.kinds[(spec.refers_to if spec else None) or self.kind.name]
        types = [each.type for each in kind.members(field if point else name)]
        return [
            Shown(
                value=self.said(group.value, types),
                count=group.count,
                marks="".join(f"[{self.cite(record)}]" for record in group.records),
            )
            for group in groups
        ]

    def said(self, value: object, types: Iterable[FieldType]) -> str:
        """A value of a record: dates, decimals, yes and no as the language writes them."""
        kinds = [each for each in types if each in _SAID]
        return self.explain.value(value, kinds)

    def rows(self, marked: Sequence[tuple[Record, int]]) -> list[Row]:
        """The lines of a list, with the fields that were asked for."""
        fields = dict.fromkeys(name for name in _details(self.query) if name)
        return [
            Row(
                name=record.name,
                details=(
                    *(self.value(record, name) for name in fields),
                    *self.reached(record),
                ),
                marker=marker,
                also=self.further(record, asked_fields(self.query, self.kind)),
            )
            for record, marker in marked
        ]

    def reached(self, record: Record) -> list[str]:
        """The records that made this one match, through a reference, each with its marker."""
        said = []
        for other in joined_records(self.query, record, self.snapshot):
            marker = self.cite(other)
            self.others[other.kind, other.id] = (other, marker)
            said.append(f"{other.name} [{marker}]")
        return said

    def value(self, record: Record, name: str) -> str:
        """What a record has in a field or family, in words even where it has nothing."""
        values = [self._shown_value(record, spec) for spec in self.kind.members(name)]
        return ", ".join(filter(None, values)) or self.frames("empty")

    def _shown_value(self, record: Record, spec: FieldSpec) -> str:
        if spec.type not in _SAID:
            return shown(record, spec.name)
        return ", ".join(self.said(value, (spec.type,)) for value in record.values(spec.name))

    def card(self, record: Record, marker: int, show: Sequence[str] = ()) -> str:
        """One record with the fields asked for, or with all that its source has."""
        fields = list(show or self.query.show) or [
            spec.name
            for spec in self.kind.fields
            if spec.role == "plain" and spec.name in record.fields
        ]
        self.carded[record.id] = tuple(fields)
        pairs = [(self._counted_label(record, name), self._proven(record, name)) for name in fields]
        reached = "".join(f" · {said}" for said in self.reached(record))
        return self.frames("card", name=record.name, marker=marker, pairs=pairs) + reached

    def conflict_notes(self, records: Iterable[Record]) -> list[Note]:
        """Where sources differ on something that the answer shows or goes by."""
        notes = []
        for record in records:
            named = {*asked_fields(self.query, self.kind), *self.carded.get(record.id, ())}
            fields = {spec.name for name in named for spec in self.kind.members(name)}
            notes += [self._conflict(record, name) for name in record.conflicts if name in fields]
        return notes

    def _conflict(self, record: Record, name: str) -> Note:
        said: list[dict[str, object]] = []
        markers = []
        for item in record.fields[name]:
            source = record.sources[item.source]
            markers.append(self.citations.cite(source.document_id, source.span))
            title = self.snapshot.document(source.document_id).info.title
            said.append({"value": item.value, "title": title, "marker": markers[-1]})
        label = self.explain.label(self.kind, name)
        text = self.frames("note_sources_differ", name=record.name, field=label, said=said)
        return Note(kind="discrepancy", text=text, markers=tuple(markers))

    def _proven(self, record: Record, name: str) -> str:
        """The value, with the markers of the sources beside the first that give it."""
        marks = "".join(f"[{marker}]" for marker in self.further(record, (name,)))
        return f"{self.value(record, name)} {marks}".rstrip()

    def _counted_label(self, record: Record, name: str) -> str:
        """The name of a field, with how many values there are where that is not plain to see."""
        label = self.explain.label(self.kind, name)
        number = sum(
            len(record.values(spec.name))
            for spec in self.kind.members(name)
            if spec.name not in record.conflicts
        )
        return f"{label} ({number})" if number > 1 and self.query.show else label


def _details(query: RecordQuery) -> tuple[str | None, ...]:
    """The fields that stand behind a record in a list."""
    return (*query.show, query.order_by, query.field)
