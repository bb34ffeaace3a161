"""Answers that set records or values against each other: places, groups, shares, differences."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.answering.lookup_blocks import RecordWriter, Shown
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import Condition, affirmed_filters_of
from eccp_assistant.domain.records import Record
from eccp_assistant.lookup.measures import between

Marked = Sequence[tuple[Record, int]]
_PAIR = 2


class ComparisonWriter(RecordWriter):
    """Writes what follows from several records together."""

    def mark(self, records: Sequence[Record]) -> list[tuple[Record, int]]:
        """Some records with the markers of their first sources."""
        return [(record, self.cite(record)) for record in records]

    def heading_marker(self) -> int:
        """The marker of the heading that all records of the kind stand under."""
        first = self.snapshot.records(self.query.kind)[0]
        document = self.snapshot.document(first.document_id)
        section = max(
            (each for each in document.sections if each.span.contains(first.span)),
            key=lambda each: each.span.start,
        )
        span = section.heading or Span(first.span.start, first.span.end)
        return self.citations.cite(document.id, span)

    def placed(self, marked: Marked) -> str:
        """Rows by their place in an order, those that share a place with them told too."""
        by = self.explain.label(self.kind, self.query.order_by or "")
        said = f"{self._places(by)}\n{self.frames('bullets_', rows=self.rows(marked))}"
        if self.result.tied:
            said += "\n\n" + self.frames("tied", rows=self.rows(self.mark(self.result.tied)))
        return said

    def _places(self, by: str) -> str:
        first = self.query.offset + 1
        last = self.query.offset + self.query.limit if self.query.limit else 0
        descending = self.query.descending
        return self.frames("placed", first=first, last=last, by=by, descending=descending)

    def beyond(self) -> str:
        """That nothing stands in the place asked for."""
        name = self.query.order_by
        by = self.explain.label(self.kind, name) if name else self.things(_PAIR)
        marker = self.heading_marker()
        return self.frames("beyond", first=self.query.offset + 1, by=by, marker=marker)

    def different_values(self) -> str:
        """The different values of a field, each with its rows."""
        groups = self.groups(self.result.groups, self.query.field or "")
        field = self.explain.label(self.kind, self.query.field or "")
        whole = self.whole(self.result.total)
        said = self.frames("distinct", field=field, whole=whole, total=len(groups), groups=groups)
        return said + self._ungrouped(field)

    def grouped(self, extreme: str) -> str:
        """How many rows there are by value, or the groups in the places asked for."""
        name = self.query.group_by or ""
        field = self.explain.label(self.kind, name)
        groups = self._asked(self.groups(self.result.groups, name))
        if self.query.limit is not None or self.query.offset:
            return self._group_places(groups, name, field)
        best: list[str] = []
        if extreme and groups:
            counts = [group.count for group in groups]
            wanted = max(counts) if extreme == "most" else min(counts)
            best = [group.value for group in groups if group.count == wanted]
        said = self.frames(
            "grouped",
            field=field,
            things=self.things(self.result.total),
            groups=groups,
            total=self.result.total,
            best=best,
            way=extreme,
        )
        return said + self._ungrouped(field)

    def _asked(self, groups: list[Shown]) -> list[Shown]:
        """The groups in question: those named in a filter, else all."""
        named = {
            value
            for each in affirmed_filters_of(self.query.filters)
            if each.field == self.query.group_by and each.op == "is" and each.via is None
            for value in (each.value if isinstance(each.value, tuple) else (each.value,))
        }
        return [each for each in groups if each.value in named] or groups

    def _group_places(self, groups: list[Shown], name: str, field: str) -> str:
        if not groups:
            return self.beyond()
        things = self.explain.where(self.query.kind, self.query.filters)
        by = f"{field} – {self.frames('amount_of', label=things)}"
        said = f"{self._places(by)} {self.frames('shares_', groups=groups)}."
        if self.result.tied_groups:
            tied = self.groups(self.result.tied_groups, name)
            said += " " + self.frames("tied_groups", groups=tied)
        return said

    def _ungrouped(self, field: str) -> str:
        rows = self.result.ungrouped
        if not rows:
            return ""
        marks = "".join(f"[{marker}]" for _, marker in self.mark(rows))
        return "\n\n" + self.frames("ungrouped", field=field, total=len(rows), marks=marks)

    def whole(self, number: int) -> str:
        """The rows that meet the filters, told with how many there are."""
        things = self.explain.where(self.query.kind, self.query.filters)
        return f"{number} {things}"

    def share(self, marked: Marked) -> str:
        """What percentage of the whole meets the filters."""
        total, whole = self.result.total, self.result.whole
        if not whole:
            return self.none_of(self.query.of)
        said = self.frames(
            "share",
            total=total,
            of_all=whole,
            percent=self.number(round(100 * total / whole, 1)),
            whole=self.explain.where(self.query.kind, self.query.of),
            condition=self.condition,
            rows=self.rows(marked),
        )
        return said if marked else f"{said} [{self.heading_marker()}]"

    def every(self, marked: Marked) -> str:
        """Whether all of the whole meet the filters, and which do not."""
        if not self.result.whole:
            return self.none_of(self.query.of)
        exceptions = {record.id for record in self.result.exceptions}
        return self.frames(
            "every_",
            total=self.result.whole,
            exceptions=len(exceptions),
            whole=self.explain.where(self.query.kind, self.query.of),
            condition=self.condition,
            rows=self.rows([each for each in marked if each[0].id in exceptions]),
            others=self.rows([each for each in marked if each[0].id not in exceptions]),
        )

    def none_of(self, conditions: Sequence[Condition]) -> str:
        """That no row meets some conditions: the place cited is the heading of them all."""
        everything = len(self.snapshot.records(self.query.kind))
        asked = self.query.model_copy(update={"filters": tuple(conditions)})
        return self.frames(
            "nothing",
            of_all=everything,
            things=self.things(everything),
            condition=self.explain.conditions(asked),
            marker=self.heading_marker(),
        )

    def compared(self, marked: Marked) -> str:
        """Values set against each other by their rows, or rows by what they amount to."""
        query, result = self.query, self.result
        if query.group_by is not None:
            said = self.frames(
                "groups_compared",
                field=self.explain.label(self.kind, query.group_by),
                whole=self.explain.where(query.kind, query.filters),
                groups=self.groups(result.groups, query.group_by),
                difference=self.exactly(result.difference or 0),
            )
            return said if marked else f"{said} [{self.heading_marker()}]"
        if result.difference is None:
            return "\n\n".join(self.card(record, marker) for record, marker in marked)
        field = query.measured or ""
        if len(marked) == _PAIR:
            return self.apart(marked, field)
        label = self.explain.label(self.kind, field)
        ranked = sorted(marked, key=lambda each: -(self.amount(each[0], field) or 0))
        said = self.frames(
            "rows_compared",
            field=label,
            total=len(marked),
            things=self.things(len(marked)),
            rows=self.rows(ranked),
        )
        return f"{said}\n\n{self.frames('apart', difference=self.exactly(result.difference))}"

    def difference(self, marked: Marked) -> str:
        """By how much two rows differ; what there is where they are not two with a number."""
        field = self.query.field or ""
        if self.result.difference is not None:
            return self.apart(marked, field)
        label = self.explain.label(self.kind, field)
        return self.frames("no_difference", field=label, rows=self.rows(marked))

    def apart(self, marked: Marked, field: str) -> str:
        """Two rows, what each amounts to and the difference."""
        low, high = sorted(marked, key=lambda each: self.amount(each[0], field) or 0)
        label = self.explain.label(self.kind, field)
        least, most = self.amount(low[0], field) or 0, self.amount(high[0], field) or 0
        if least == most:
            names = [record.name for record, _ in marked]
            said = self.frames("same_amount", names=names, field=label, amount=self.exactly(most))
        else:
            said = self.frames(
                "compared",
                name_a=high[0].name,
                amount_a=self.exactly(most),
                name_b=low[0].name,
                amount_b=self.exactly(least),
                field=label,
                difference=self.exactly(between(most, least)),
            )
        return f"{said} {self.marks(marked)}"
