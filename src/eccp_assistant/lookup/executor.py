"""Running a query over the records, and the numbers that follow from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from eccp_assistant.domain.queries import AllOf, Condition, Not, RecordQuery
from eccp_assistant.domain.records import NUMERIC, FieldSpec, KindSpec, Record
from eccp_assistant.errors import RequestError
from eccp_assistant.index.content.reader import Content
from eccp_assistant.lookup.measures import (
    Amount,
    Group,
    Grouping,
    between,
    mean,
    measure,
    members,
    sort_key,
    total,
)
from eccp_assistant.lookup.sql import Compiler, as_number
from eccp_assistant.text.dates import period
from eccp_assistant.text.normalise import fold

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Result:
    """What the records answer.

    Attributes:
        rows: The matching records, in order, as many as the query's limit allows. For groups with
            a limit, the records in them.
        total: How many match (more than ``rows`` when the query has a limit).
        of_all: How many records of the kind there are.
        as_printed: How many match when inferred values are left aside.
        whole: How many meet ``of``, for ``share`` and ``every``: of those are ``total``.
        exceptions: The rows that meet ``of`` and not the filters, for ``every``.
        groups: The groups asked for, in order; for ``values`` the different values by name.
        groups_in_all: How many groups there are without a limit.
        ungrouped: Rows in no group, because nothing is given for them.
        tied: Rows left out by the limit that rank the same as one that is shown.
        tied_groups: Groups left out by the limit that have as many as one that is shown.
        amount: The sum or the mean, for ``sum`` and ``average``.
        measured: How many records gave a number to it.
        difference: How far the two rows, or the greatest and the least of those compared, are
            apart; ``None`` where a number is missing or, for ``difference``, the rows are not two.
    """

    rows: tuple[Record, ...]
    total: int
    of_all: int
    as_printed: int
    whole: int = 0
    exceptions: tuple[Record, ...] = ()
    groups: tuple[Group, ...] = ()
    groups_in_all: int = 0
    ungrouped: tuple[Record, ...] = ()
    tied: tuple[Record, ...] = ()
    tied_groups: tuple[Group, ...] = ()
    amount: Amount | None = None
    measured: int = 0
    difference: Amount | None = None


def execute(query: RecordQuery, content: Content) -> Result:
    """Run a query.

    Raises:
        UnknownRecordKindError: If the corpus has no such kind.
        UnknownFieldError: If a filter, group or order names a field that the kind does not have.
        RequestError: If a field is asked for what its type does not have.
    """
    return _Run(query, content).result()


class _Run:
    """One query over the records of one version."""

    def __init__(self, query: RecordQuery, content: Content) -> None:
        self.query = query
        self.content = content
        self.inferred = not query.as_printed
        self.compiler = Compiler(content, inferred=self.inferred)
        self.kind: KindSpec = self.compiler.kind(query.kind)
        for name in query.show:
            members(self.kind, name)
        self.rows = self._matching((*query.of, *query.filters))

    def result(self) -> Result:
        query = self.query
        where, parameters = Compiler(self.content, inferred=False).where(query)
        counted = self.content.rows(f"SELECT count(*) FROM records r WHERE {where}", parameters)
        in_all = "SELECT count(*) FROM records WHERE kind = ?"
        plain = Result(
            rows=tuple(self.rows),
            total=len(self.rows),
            of_all=self.content.rows(in_all, (query.kind,))[0][0],
            as_printed=counted[0][0],
        )
        match query.aggregate:
            case "share":
                return replace(plain, whole=len(self._matching(query.of)))
            case "every":
                rest = self._matching((*query.of, Not(not_=AllOf(all=query.filters))))
                whole = len(rest) + len(self.rows)
                return replace(plain, whole=whole, exceptions=tuple(rest))
            case "sum" | "average" | "difference":
                return self._measured(plain, query.field or "")
            case "values":
                return self._values(plain, query.field or "")
            case "group":
                return self._grouped(plain, query.group_by or "")
            case "compare":
                return self._compared(plain)
            case _:
                return self._ranked(plain) if query.order_by or _is_window(query) else plain

    def _matching(self, conditions: Sequence[Condition]) -> list[Record]:
        where, parameters = self.compiler.matching(self.query.kind, conditions)
        sql = f"SELECT r.number FROM records r WHERE {where} ORDER BY r.number"
        return [self.content.record(number) for (number,) in self.content.rows(sql, parameters)]

    def _ranked(self, plain: Result) -> Result:
        """The rows by ``order_by``; a limit leaves out those that nothing is given for."""
        query = self.query
        if query.order_by is None:
            return replace(plain, rows=_window(self.rows, query))
        specs = members(self.kind, query.order_by)
        found = [(sort_key(row, specs, inferred=self.inferred), row) for row in self.rows]
        keys = {row.id: key for key, row in found if key is not None}
        # Sorting is stable, reversed too: equals stay in the order of the corpus.
        placed = [row for row in self.rows if row.id in keys]
        placed.sort(key=lambda row: keys[row.id], reverse=query.descending)
        if not _is_window(query):
            rest = [row for row in self.rows if row.id not in keys]
            return replace(plain, rows=(*placed, *rest))
        shown = _window(placed, query)
        ranks, inside = {keys[row.id] for row in shown}, {row.id for row in shown}
        tied = [row for row in placed if keys[row.id] in ranks and row.id not in inside]
        return replace(plain, rows=shown, tied=tuple(tied))

    def _measured(self, plain: Result, field: str) -> Result:
        specs = self._measurable(field)
        found = [measure(row, specs, inferred=self.inferred) for row in self.rows]
        amounts = [amount for amount in found if amount is not None]
        if self.query.aggregate == "difference":
            apart = between(*amounts) if len(amounts) == len(found) == 2 else None
            return replace(plain, measured=len(amounts), difference=apart)
        amount = total(amounts) if self.query.aggregate == "sum" else mean(amounts)
        return replace(plain, amount=amount, measured=len(amounts))

    def _measurable(self, field: str) -> tuple[FieldSpec, ...]:
        specs = members(self.kind, field)
        if all(spec.type == "date" for spec in specs) and not any(spec.many for spec in specs):
            message = f"'{field}' is a date, which has no sum and no difference: sort or list by it"
            raise RequestError("field", message)
        return specs

    def _values(self, plain: Result, field: str) -> Result:
        grouping = Grouping(self.kind, field, self.content)
        groups = grouping.groups(self.rows, inferred=self.inferred)
        groups.sort(key=lambda group: _value_key(group.value, grouping.specs))
        return replace(
            plain,
            groups=tuple(groups),
            groups_in_all=len(groups),
            ungrouped=self._without(groups),
        )

    def _grouped(self, plain: Result, field: str) -> Result:
        query = self.query
        groups = Grouping(self.kind, field, self.content).groups(self.rows, inferred=self.inferred)
        way = -1 if query.descending else 1
        groups.sort(key=lambda group: (way * group.count, fold(group.value)))
        shown = _window(groups, query)
        counts, inside = {group.count for group in shown}, {group.value for group in shown}
        tied = [each for each in groups if each.count in counts and each.value not in inside]
        rows = plain.rows
        if _is_window(query):
            rows = _in_groups(self.rows, shown)
        return replace(
            plain,
            rows=rows,
            groups=shown,
            groups_in_all=len(groups),
            ungrouped=self._without(groups),
            tied_groups=tuple(tied),
        )

    def _without(self, groups: Sequence[Group]) -> tuple[Record, ...]:
        grouped = {row.id for group in groups for row in group.records}
        return tuple(row for row in self.rows if row.id not in grouped)

    def _compared(self, plain: Result) -> Result:
        """Values by how many rows have them, or rows by what they amount to."""
        query = self.query
        if query.group_by is not None:
            grouping = Grouping(self.kind, query.group_by, self.content)
            found = {
                fold(group.value): group
                for group in grouping.groups(self.rows, inferred=self.inferred)
            }
            groups = tuple(found.get(fold(value), Group(value, ())) for value in query.only)
            counts = [group.count for group in groups]
            return replace(
                plain,
                rows=_in_groups(self.rows, groups),
                groups=groups,
                groups_in_all=len(found),
                difference=between(max(counts), min(counts)),
            )
        if query.field is None and not self._is_amount(query.show[0]):
            return plain
        specs = self._measurable(query.measured or "")
        found_amounts = [measure(row, specs, inferred=self.inferred) for row in self.rows]
        amounts = [amount for amount in found_amounts if amount is not None]
        apart = between(max(amounts), min(amounts)) if len(amounts) > 1 else None
        return replace(plain, measured=len(amounts), difference=apart)

    def _is_amount(self, field: str) -> bool:
        return all(spec.type in NUMERIC for spec in members(self.kind, field))


def _in_groups(rows: Sequence[Record], groups: Sequence[Group]) -> tuple[Record, ...]:
    inside = {row.id for group in groups for row in group.records}
    return tuple(row for row in rows if row.id in inside)


def _is_window(query: RecordQuery) -> bool:
    return query.limit is not None or query.offset > 0


def _window(items: Sequence[_Item], query: RecordQuery) -> tuple[_Item, ...]:
    end = query.offset + query.limit if query.limit is not None else None
    return tuple(items[query.offset : end])


def _value_key(value: str, specs: Sequence[FieldSpec]) -> tuple[float, str]:
    """Numbers and dates by size and time, other values by name."""
    types = {spec.type for spec in specs}
    if types <= NUMERIC:
        return as_number(value) or 0, fold(value)
    days = period(value) if types == {"date"} else None
    return days[0] if days else 0, fold(value)


def count_by(result: Result, field: str) -> tuple[tuple[str, int], ...]:
    """The values of a field among all rows of a result, each with how many rows have it."""
    counted: dict[str, int] = {}
    for row in result.rows:
        for value in dict.fromkeys(str(value) for value in row.values(field)):
            counted[value] = counted.get(value, 0) + 1
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], fold(pair[0]))))
