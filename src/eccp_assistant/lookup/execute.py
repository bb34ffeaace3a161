"""Running a query over the records: statements are fixed here, values are only ever parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eccp_assistant.domain.queries import AnyOf, Condition, Filter, RecordQuery
from eccp_assistant.domain.records import FieldSpec, KindSpec, Record
from eccp_assistant.domain.text import fold
from eccp_assistant.errors import UnknownFieldError, UnknownRecordKindError
from eccp_assistant.indexing.content import Content

_COMPARISONS = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


@dataclass(frozen=True, slots=True)
class Result:
    """What the records answer.

    Attributes:
        rows: Every matching record, in order.
        total: How many match (more than ``rows`` when the query has a limit).
        groups: Value → how many records have it, most first, for a grouped query.
        amount: The sum, for ``sum``.
        as_printed: How many match when inferred values are left aside.
        of_all: How many records of the kind there are.
    """

    rows: tuple[Record, ...]
    total: int
    of_all: int
    as_printed: int
    groups: tuple[tuple[str, int], ...] = ()
    amount: int | None = None


def execute(query: RecordQuery, content: Content) -> Result:
    """Run a query.

    Raises:
        UnknownRecordKindError: If the corpus has no such kind.
        UnknownFieldError: If a filter, group or order names a field that the kind does not have.
    """
    compiler = _Compiler(content)
    kind = compiler.kind(query.kind)
    where, parameters = compiler.where(query, inferred=True)
    order, order_parameters = compiler.order(query, kind)
    numbers = [
        number
        for (number,) in content.rows(
            f"SELECT r.number FROM records r WHERE {where} ORDER BY {order}",
            (*parameters, *order_parameters),
        )
    ]
    rows = [content.record(number) for number in numbers]
    printed_where, printed = compiler.where(query, inferred=False)
    as_printed = content.rows(
        f"SELECT count(*) FROM records r WHERE {printed_where}",
        printed,
    )[0][0]
    of_all = content.rows("SELECT count(*) FROM records WHERE kind = ?", (query.kind,))[0][0]
    amount = None
    if query.aggregate == "sum" and query.order_by:
        amount = sum(amount_of(row, query.order_by) or 0 for row in rows)
    groups = _groups(rows, query.group_by) if query.group_by else ()
    shown = rows[: query.limit] if query.limit else rows
    return Result(tuple(shown), len(rows), of_all, as_printed, groups, amount)


def amount_of(record: Record, field: str) -> int | None:
    """The number in a field; for a field with many values, how many it has."""
    items = [item for item in record.fields.get(field, ()) if item.value is not None]
    if len(items) == 1 and isinstance(items[0].value, int):
        return items[0].value
    return len(items) if items else None


def _groups(rows: Sequence[Record], field: str) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = {}
    for row in rows:
        for value in dict.fromkeys(row.values(field)):
            counted[str(value)] = counted.get(str(value), 0) + 1
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], fold(pair[0]))))


class _Compiler:
    """Conditions to SQL with question marks."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def kind(self, name: str) -> KindSpec:
        kind = self._content.kinds.get(name)
        if kind is None:
            known = ", ".join(self._content.kinds) or "none"
            raise UnknownRecordKindError(f"no records of kind '{name}': the corpus has {known}")
        return kind

    def where(self, query: RecordQuery, *, inferred: bool) -> tuple[str, tuple[object, ...]]:
        parts, parameters = ["r.kind = ?"], [query.kind]
        for condition in query.filters:
            part, values = self._condition(condition, query.kind, "r", inferred)
            parts.append(part)
            parameters.extend(values)  # type: ignore[arg-type]
        return " AND ".join(parts), tuple(parameters)

    def order(self, query: RecordQuery, kind: KindSpec) -> tuple[str, tuple[object, ...]]:
        if query.order_by is None:
            return "r.number", ()
        spec = self._field(kind, query.order_by)
        way = "DESC" if query.descending else "ASC"
        # A number sorts by itself; several values of a field by how many they are.
        by = (
            "(SELECT CASE WHEN count(*) = 1 AND max(v.amount) IS NOT NULL THEN max(v.amount)"
            " ELSE count(*) END FROM record_values v WHERE v.record = r.number AND v.field = ?)"
            if spec.type == "number" or spec.many
            else "(SELECT min(v.folded) FROM record_values v"
            " WHERE v.record = r.number AND v.field = ?)"
        )
        return f"{by} {way} NULLS LAST, r.number", (spec.name,)

    def _condition(
        self, condition: Condition, kind: str, alias: str, inferred: bool
    ) -> tuple[str, list[object]]:
        if isinstance(condition, AnyOf):
            parts, parameters = [], []
            for each in condition.any:
                part, values = self._filter(each, kind, alias, inferred)
                parts.append(part)
                parameters.extend(values)
            return "(" + " OR ".join(parts) + ")", parameters
        return self._filter(condition, kind, alias, inferred)

    def _filter(
        self, condition: Filter, kind: str, alias: str, inferred: bool
    ) -> tuple[str, list[object]]:
        if condition.via is not None:
            return self._through(condition, kind, alias, inferred)
        if condition.field == "id":
            wanted = _values(condition)
            part = f"{alias}.id IN ({_marks(wanted)})"
            return (f"NOT {part}" if condition.op == "is_not" else part), list(wanted)
        fields = [spec.name for spec in self.fields(self.kind(kind), condition.field)]
        scope = f"v.record = {alias}.number AND v.field IN ({_marks(fields)})"
        if not inferred:
            scope += " AND v.inferred = 0"
        parameters: list[object] = list(fields)
        negated = condition.op in {"is_not", "empty"}
        if condition.op in _COMPARISONS:
            scope += f" AND v.amount {_COMPARISONS[condition.op]} ?"
            parameters.append(condition.value)
        elif condition.op in {"is", "is_not"}:
            folded = [fold(str(value)) for value in _values(condition)]
            scope += f" AND v.folded IN ({_marks(folded)})"
            parameters.extend(folded)
        part = f"EXISTS (SELECT 1 FROM record_values v WHERE {scope})"
        return (f"NOT {part}" if negated else part), parameters

    def _through(
        self, condition: Filter, kind: str, alias: str, inferred: bool
    ) -> tuple[str, list[object]]:
        """A condition on the record that a reference names, or on those that name this one."""
        assert condition.via is not None
        inner = condition.model_copy(update={"via": None})
        other = f"{alias}x"
        if "." in condition.via:
            target, field = condition.via.split(".", 1)
            link = f"w.record = {other}.number AND w.field = ? AND w.folded = {alias}.folded_name"
        else:
            spec = self._field(self.kind(kind), condition.via)
            target, field = spec.refers_to or "", spec.name
            link = f"w.record = {alias}.number AND w.field = ? AND w.folded = {other}.folded_name"
        exists = condition.op in {"empty", "not_empty"} and condition.field == "id"
        part, values = ("1", []) if exists else self._filter(inner, target, other, inferred)
        sql = (
            f"EXISTS (SELECT 1 FROM records {other}, record_values w"
            f" WHERE {other}.kind = ? AND {link} AND {part})"
        )
        negated = exists and condition.op == "empty"
        return (f"NOT {sql}" if negated else sql), [target, field, *values]

    def fields(self, kind: KindSpec, name: str) -> list[FieldSpec]:
        """The field of this name, or the fields of this family."""
        family = [spec for spec in kind.fields if spec.family == name]
        return family or [self._field(kind, name)]

    def _field(self, kind: KindSpec, name: str) -> FieldSpec:
        spec = kind.field(name)
        if spec is None:
            known = ", ".join(spec.name for spec in kind.fields)
            raise UnknownFieldError(f"{kind.name} has no field '{name}': use one of {known}")
        return spec


def _values(condition: Filter) -> tuple[str | int, ...]:
    value = condition.value
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
