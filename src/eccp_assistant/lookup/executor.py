"""Running a query over the records, and the numbers that follow from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.domain.records import Record
from eccp_assistant.index.content.reader import Content
from eccp_assistant.lookup.sql import Compiler
from eccp_assistant.text.normalise import fold


@dataclass(frozen=True, slots=True)
class Result:
    """What the records answer.

    Attributes:
        rows: The matching records, in order, as many as the query's limit allows.
        total: How many match (more than ``rows`` when the query has a limit).
        of_all: How many records of the kind there are.
        as_printed: How many match when inferred values are left aside.
        groups: Value → how many records have it, most first, for a grouped query.
        amount: The sum or the mean, for ``sum`` and ``average``.
        measured: How many records gave a number to it.
    """

    rows: tuple[Record, ...]
    total: int
    of_all: int
    as_printed: int
    groups: tuple[tuple[str, int], ...] = ()
    amount: float | None = None
    measured: int = 0


def execute(query: RecordQuery, content: Content) -> Result:
    """Run a query.

    Raises:
        UnknownRecordKindError: If the corpus has no such kind.
        UnknownFieldError: If a filter, group or order names a field that the kind does not have.
    """
    compiler = Compiler(content, inferred=not query.as_printed)
    kind = compiler.kind(query.kind)
    for name in (*query.show, *filter(None, (query.group_by,))):
        if not kind.members(name):
            compiler.field(kind, name)
    where, parameters = compiler.where(query)
    order, order_parameters = compiler.order(query)
    sql = f"SELECT r.number FROM records r WHERE {where} ORDER BY {order}"
    numbers = [number for (number,) in content.rows(sql, (*parameters, *order_parameters))]
    rows = [content.record(number) for number in numbers]
    where, parameters = Compiler(content, inferred=False).where(query)
    as_printed = content.rows(f"SELECT count(*) FROM records r WHERE {where}", parameters)[0][0]
    of_all = content.rows("SELECT count(*) FROM records WHERE kind = ?", (query.kind,))[0][0]
    amount, measured = _amount(rows, query)
    return Result(
        rows=tuple(rows[: query.limit] if query.limit else rows),
        total=len(rows),
        of_all=of_all,
        as_printed=as_printed,
        groups=(
            _counted(rows, query.group_by, inferred=not query.as_printed) if query.group_by else ()
        ),
        amount=amount,
        measured=measured,
    )


def amount_of(record: Record, field: str) -> int | None:
    """The number in a field; for a field with several values or none of numbers, how many.

    Where sources give different numbers, that of the first one.
    """
    items = [item for item in record.fields.get(field, ()) if item.value is not None]
    if field in record.conflicts:
        items = items[:1]
    if len(items) == 1 and isinstance(items[0].value, int):
        return items[0].value
    return len(items) if items else None


def count_by(result: Result, field: str) -> tuple[tuple[str, int], ...]:
    """The values of a field among all rows of a result, each with how many rows have it."""
    return _counted(result.rows, field, inferred=True)


def _amount(rows: Sequence[Record], query: RecordQuery) -> tuple[float | None, int]:
    if query.aggregate not in {"sum", "average"} or not query.order_by:
        return None, 0
    found = [amount_of(row, query.order_by) for row in rows]
    numbers = [number for number in found if number is not None]
    if query.aggregate == "sum":
        return sum(numbers), len(numbers)
    return (sum(numbers) / len(numbers) if numbers else None), len(numbers)


def _counted(rows: Sequence[Record], field: str, *, inferred: bool) -> tuple[tuple[str, int], ...]:
    """Value → how many rows have it, most first, then by name."""
    counted: dict[str, int] = {}
    for row in rows:
        items = [
            item
            for item in row.fields.get(field, ())
            if item.value is not None and (inferred or not item.inferred)
        ]
        for value in dict.fromkeys(str(item.value) for item in items):
            counted[value] = counted.get(value, 0) + 1
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], fold(pair[0]))))
