"""Answers that the records give: the number and the rows come from the query alone."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft_answer import DraftAnswer, view
from eccp_assistant.answering.lookup_comparisons import ComparisonWriter
from eccp_assistant.answering.record_notes import record_notes
from eccp_assistant.answering.supporting_claims import supporting_claims
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Language, Lookup
from eccp_assistant.domain.queries import (
    Filter,
    RecordQuery,
    Single,
    affirmed_filters_of,
    filters_of,
)
from eccp_assistant.domain.records import FieldType, Record
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.executor import execute
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.lookup.sql import values_of
from eccp_assistant.text.normalise import plain

_MOST_CARDS = 4
_RANKED = frozenset({"min", "max"})
_OF_NOTHING = frozenset({"share", "every", "compare"})
"""What has an answer of its own where no row matches."""

_NEVER_UNHEARD: frozenset[FieldType] = frozenset({"boolean", "date", "decimal"})
"""Types of values that exist even where no record has them."""


def lookup_answer(
    parsed: ParsedQuestion,
    snapshot: Snapshot,
    frames: Templates,
    language: Language,
    *,
    citations: Citations | None = None,
) -> DraftAnswer:
    """Run the query of a parsed question and say the result.

    Args:
        parsed: The question, with a query.
        snapshot: The version whose records answer.
        frames: Templates of the language of the answer.
        language: Of the answer.
        citations: What other parts of the answer cite, to go on with.
    """
    assert parsed.query is not None
    return _Composer(parsed, parsed.query, snapshot, frames, language, citations).draft()


class _Composer(ComparisonWriter):
    """Composes one answer."""

    def draft(self) -> DraftAnswer:
        """The whole answer: text, rows, citations, notes and the query itself."""
        # The documents asked may hold no record of the kind at all.
        unheard = self._unheard_of() if self.result.of_all else [self.things(2)]
        if unheard:
            text = self.frames(
                "not_in_corpus",
                missing=unheard,
                given=[],
                section="",
                several=len(self.snapshot.documents) > 1,
            )
            return DraftAnswer(status="not_in_corpus", text=text, generator="lookup")
        marked = [(record, self.cite(record)) for record in self._shown()]
        answers = bool(marked) or self.query.aggregate in _OF_NOTHING
        text = self._text(marked) if answers else self._nothing()
        records = [*marked, *self.others.values()]
        words = self.explain.query(self.query)
        shown = [record for record, _ in marked]
        notes = record_notes(
            self.query,
            self.result,
            self.kind,
            self.frames,
            shown,
            citations=self.citations,
            meant=self.parsed.meant,
        )
        return DraftAnswer(
            status="answered",
            text=text,
            generator="lookup",
            citations=self.citations,
            records=tuple(
                view(record, self.snapshot.kinds[record.kind], marker, self.frames.language)
                for record, marker in records
            ),
            lookup=Lookup(**self.query.model_dump(), in_words=words, total=self.result.total),
            notes=(*notes, *self.conflict_notes(shown)),
            interpreted_as=words,
            beside=frozenset(self.beside),
        )

    def _unheard_of(self) -> list[str]:
        """Values asked for that no record of the kind has, where a list is wanted of them.

        Whether there is any, and how many, has an answer then; which ones they are has none.
        """
        if self.query.aggregate not in {"list", "field"} or self.result.rows:
            return []
        return [
            str(value)
            for each in affirmed_filters_of(self.query.filters)
            if each.op == "is" and each.via is None and each.field != "id"
            if not {spec.type for spec in self.kind.members(each.field)} & _NEVER_UNHEARD
            for value in values_of(each)
            if not self._held(each.field, value)
        ]

    def _held(self, field: str, value: Single) -> bool:
        having = RecordQuery(
            kind=self.query.kind,
            filters=(Filter(field=field, value=value),),
            aggregate="count",
            as_printed=self.query.as_printed,
        )
        return execute(having, self.snapshot.content).total > 0

    def _shown(self) -> Sequence[Record]:
        """The records that the answer is about."""
        rows = self.result.rows
        if self.parsed.verify:
            return execute(self._named_only(), self.snapshot.content).rows
        ranked = self.query.order_by or ""
        if self.query.aggregate in _RANKED and self.query.limit is None and rows:
            best = self.amount(rows[0], ranked)
            return [row for row in rows if self.amount(row, ranked) == best]
        if self.query.aggregate in {"sum", "average"}:
            return [row for row in rows if self.amount(row, self.query.field or "") is not None]
        return (*self.result.exceptions, *rows)

    def _text(self, marked: Sequence[tuple[Record, int]]) -> str:
        total, result, query = self.result.total, self.result, self.query
        about = query.field or query.order_by
        label = self.explain.label(self.kind, about) if about else ""
        match query.aggregate:
            case "list" | "field":
                said = self._records(marked)
            case "count":
                said = self.frames(
                    "counted",
                    total=total,
                    of_all=result.of_all,
                    things=self.things(result.of_all if self.condition else total),
                    condition=self.condition,
                    rows=self.rows(marked),
                )
            case "exists":
                said = self.frames(
                    "exists_",
                    total=total,
                    things=self.things(total),
                    condition=self.condition,
                    rows=self.rows(marked),
                )
            case "sum" | "average":
                said = self.frames(
                    "summed" if query.aggregate == "sum" else "averaged",
                    amount=(self.exactly if query.aggregate == "sum" else self.number)(
                        result.amount or 0
                    ),
                    field=label,
                    total=result.measured,
                    things=self.things(result.measured),
                    rows=self.rows(marked),
                )
            case "min" | "max":
                said = self._ranking(marked, label)
            case "group":
                said = self.grouped(self.parsed.extreme)
            case "values":
                said = self.different_values()
            case "share":
                said = self.share(marked)
            case "every":
                said = self.every(marked)
            case "compare":
                said = self.compared(marked)
            case "difference":
                said = self.difference(marked)
        return self._premise() + said + self._stated()

    def _stated(self) -> str:
        """The corpus's own words about the figure, below it."""
        quotes: list[dict[str, object]] = [
            {
                "text": plain(span.of(self.snapshot.document(document_id).text)),
                "title": self.snapshot.title_if_several(document_id),
                "marker": self.citations.cite(document_id, span),
            }
            for document_id, span in supporting_claims(self.query, self.snapshot)
        ]
        self.beside = [int(str(quote["marker"])) for quote in quotes]
        return "\n\n" + self.frames("extract", quotes=quotes) if quotes else ""

    def _premise(self) -> str:
        """A number that the question takes for granted is put right before anything else."""
        claimed = self.parsed.stated
        if claimed is None or claimed in {self.result.total, self.result.of_all}:
            return ""
        if self.query.aggregate not in {"list", "count", "exists", "field"} or self.parsed.names:
            return ""
        total = self.result.total
        premise = self.frames("premise", claimed=claimed, total=total, things=self.things(claimed))
        return f"{premise} "

    def _records(self, marked: Sequence[tuple[Record, int]]) -> str:
        """One record as a card, two compared, several as a list."""
        if self.parsed.verify:
            return self._verified(marked)
        records = [record for record, _ in marked]
        if self.parsed.common and len(records) > 1 and self.query.show:
            return self._common(marked)
        if (self.query.order_by is not None and self.query.limit is not None) or self.query.offset:
            return self.placed(marked)
        numeric = next((name for name in self.query.show if self.amount(records[0], name)), None)
        if self.parsed.extreme and len(records) == 2 and numeric:
            return self.apart(marked, numeric)
        if len(records) == 1 or (self.parsed.compare and len(records) <= _MOST_CARDS):
            return "\n\n".join(self.card(record, marker) for record, marker in marked)
        return self.frames(
            "listed",
            total=self.result.total,
            things=self.things(self.result.total),
            condition="" if self.parsed.names else self.condition,
            rows=self.rows(marked),
        )

    def _verified(self, marked: Sequence[tuple[Record, int]]) -> str:
        """Whether a named record is as the question says, and how it is."""
        fields = [each.field for each in filters_of(self.query.filters) if each.field != "id"]
        asked = dict.fromkeys([*fields, *self.query.show])
        cards = [self.card(record, marker, list(asked)) for record, marker in marked]
        holds = self.result.total == len(marked)
        return self.frames("affirmed" if holds else "denied") + " " + "\n\n".join(cards)

    def _named_only(self) -> RecordQuery:
        named = [each for each in self.query.filters if _names(each)]
        return self.query.model_copy(update={"filters": tuple(named)})

    def _ranking(self, marked: Sequence[tuple[Record, int]], label: str) -> str:
        """The first of a ranking, with those who follow; or the first few that were asked for."""
        amount = self.amount(marked[0][0], self.query.order_by or "") or 0
        if self.query.limit is not None:
            return self.frames("top", way=self.query.aggregate, field=label, rows=self.rows(marked))
        best = {record.id for record, _ in marked}
        after = [row for row in self.result.rows if row.id not in best]
        return self.frames(
            "extreme",
            way=self.query.aggregate,
            rows=self.rows(marked),
            amount=self.exactly(amount),
            field=label,
            after=self.rows([(row, self.cite(row)) for row in after]),
        )

    def _common(self, marked: Sequence[tuple[Record, int]]) -> str:
        field = self.query.show[0]
        records = [record for record, _ in marked]
        shared = [
            str(value)
            for value in records[0].values(field)
            if all(value in record.values(field) for record in records[1:])
        ]
        said = self.frames(
            "common",
            names=[record.name for record in records],
            field=self.explain.label(self.kind, field),
            values=shared,
        )
        return f"{said} {self.marks(marked)}"

    def _nothing(self) -> str:
        """No row matches, or none stands in the place asked for."""
        if self.result.total and (self.query.limit is not None or self.query.offset):
            return self.beyond()
        return self._premise() + self.none_of((*self.query.of, *self.query.filters))


def _names(condition: object) -> bool:
    return isinstance(condition, Filter) and condition.field == "id" and condition.via is None
