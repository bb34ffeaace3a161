"""The pieces that answers from the records are made of: rows, cards, values, markers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft import shown
from eccp_assistant.answering.frames import Frames
from eccp_assistant.answering.joined import joined_records
from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.indexing.snapshot import Snapshot
from eccp_assistant.lookup.execute import Result, execute
from eccp_assistant.lookup.explain import Explainer
from eccp_assistant.lookup.parsed import Parsed


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list in an answer."""

    name: str
    details: tuple[str, ...]
    marker: int


class RecordWriter:
    """Writes the pieces of one answer and keeps the citations they need."""

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
        self.explain = Explainer(snapshot.kinds, language, frames, snapshot.record_name)
        self.condition = self.explain.conditions(query)
        self.beside: list[int] = []
        self.others: dict[tuple[str, str], tuple[Record, int]] = {}

    def cite(self, record: Record) -> int:
        """The marker of a record's row."""
        return self.citations.cite(record.document_id, record.span)

    def things(self, number: int) -> str:
        """What so many records of the kind are called."""
        return self.kind.label(self.language, plural=number != 1)

    def number(self, amount: float) -> str:
        """A count as digits only; a fraction as the language writes it."""
        if amount == int(amount):
            return str(int(amount))
        return str(format_decimal(round(amount, 1), "0.0", locale=self.language))

    def rows(self, marked: Sequence[tuple[Record, int]]) -> list[Row]:
        """The lines of a list, with the fields that were asked for."""
        fields = dict.fromkeys(name for name in (*self.query.show, self.query.order_by) if name)
        return [
            Row(
                name=record.name,
                details=(
                    *(self.value(record, name) for name in fields),
                    *self.reached(record),
                ),
                marker=marker,
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
        values = [shown(record, spec.name) for spec in self.kind.members(name)]
        return ", ".join(filter(None, values)) or self.frames("empty")

    def card(self, record: Record, marker: int, show: Sequence[str] = ()) -> str:
        """One record with the fields asked for, or with all that its source has."""
        fields = list(show or self.query.show) or [
            spec.name
            for spec in self.kind.fields
            if spec.role == "plain" and spec.name in record.fields
        ]
        pairs = [(self._counted_label(record, name), self.value(record, name)) for name in fields]
        reached = "".join(f" · {said}" for said in self.reached(record))
        return self.frames("card", name=record.name, marker=marker, pairs=pairs) + reached

    def _counted_label(self, record: Record, name: str) -> str:
        """The name of a field, with how many values there are where that is not plain to see."""
        label = self.explain.label(self.kind, name)
        number = sum(len(record.values(spec.name)) for spec in self.kind.members(name))
        return f"{label} ({number})" if number > 1 and self.query.show else label
