"""Conditions as SQL: statements are fixed here, values are only ever parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence

from eccp_assistant.domain.queries import (
    COMPARISONS,
    DENIALS,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Not,
    RecordQuery,
    Single,
)
from eccp_assistant.domain.records import NUMERIC, FieldSpec, KindSpec
from eccp_assistant.errors import RequestError, UnknownFieldError, UnknownRecordKindError
from eccp_assistant.index.content.reader import Content
from eccp_assistant.text.dates import period
from eccp_assistant.text.normalise import fold

Sql = tuple[str, list[object]]
LARGEST = 2**63
COMPARISONS_SQL = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


class Compiler:
    """Turns the conditions of queries into SQL with question marks.

    Args:
        content: The records, which know their kinds.
        inferred: Whether values count that were concluded rather than printed.
    """

    def __init__(self, content: Content, *, inferred: bool = True) -> None:
        self._content = content
        self._inferred = "" if inferred else " AND v.inferred = 0"

    def kind(self, name: str) -> KindSpec:
        """The kind of this name.

        Raises:
            UnknownRecordKindError: If the corpus has none.
        """
        kind = self._content.kinds.get(name)
        if kind is None:
            known = ", ".join(self._content.kinds) or "none"
            raise UnknownRecordKindError(f"no records of kind '{name}': the corpus has {known}")
        return kind

    def field(self, kind: KindSpec, name: str) -> FieldSpec:
        """The field of this name.

        Raises:
            UnknownFieldError: If the kind has none.
        """
        spec = kind.field(name)
        if spec is None:
            known = ", ".join(spec.name for spec in kind.fields)
            raise UnknownFieldError(f"{kind.name} has no field '{name}': use one of {known}")
        return spec

    def where(self, query: RecordQuery) -> Sql:
        """The conditions on ``records r`` that a query makes, those of its whole among them."""
        return self.matching(query.kind, (*query.of, *query.filters))

    def matching(self, kind: str, conditions: Sequence[Condition]) -> Sql:
        """Conditions on ``records r``, all of which must hold."""
        self.kind(kind)
        part, values = self._joined(conditions, kind, "r", " AND ", "1")
        return f"r.kind = ? AND {part}", [kind, *values]

    def _joined(
        self, conditions: Sequence[Condition], kind: str, alias: str, word: str, nothing: str
    ) -> Sql:
        parts: list[str] = []
        values: list[object] = []
        for condition in conditions:
            part, more = self._condition(condition, kind, alias)
            parts.append(part)
            values.extend(more)
        return (f"({word.join(parts)})" if parts else nothing), values

    def _condition(self, condition: Condition, kind: str, alias: str) -> Sql:
        match condition:
            case AnyOf():
                return self._joined(condition.any, kind, alias, " OR ", "0")
            case AllOf():
                return self._joined(condition.all, kind, alias, " AND ", "1")
            case Not():
                part, values = self._condition(condition.not_, kind, alias)
                return f"NOT {part}", values
            case _:
                return self._filter(condition, kind, alias)

    def _filter(self, condition: Filter, kind: str, alias: str) -> Sql:
        """One filter; what it gives is true or false, never unknown, so that it can be denied."""
        if condition.via is not None:
            return self._through(condition, kind, alias)
        if condition.field == "id":
            return self._by_id(condition, alias)
        specs = self.kind(kind).members(condition.field)
        if not specs:
            self.field(self.kind(kind), condition.field)
        names = [spec.name for spec in specs]
        scope = f"v.record = {alias}.number AND v.field IN ({marks(names)}){self._inferred}"
        if condition.op in COMPARISONS:
            part, values = _compared(condition, specs)
            if not part:
                counted = f"(SELECT nullif(count(*), 0) FROM record_values v WHERE {scope})"
                sign = COMPARISONS_SQL[condition.op]
                return f"coalesce({counted} {sign} ?, 0)", [*names, *values]
        elif condition.op in {"is", "is_not"}:
            part, values = _equal(condition, specs)
        elif condition.op == "contains":
            values = [fold(str(value)) for value in values_of(condition)]
            part = " OR ".join(["instr(v.folded, ?) > 0"] * len(values))
        else:
            part, values = "1", []
        sql = f"EXISTS (SELECT 1 FROM record_values v WHERE {scope} AND ({part}))"
        return (f"NOT {sql}" if condition.op in DENIALS else sql), [*names, *values]

    @staticmethod
    def _by_id(condition: Filter, alias: str) -> Sql:
        wanted = tuple(map(str, values_of(condition)))
        if condition.op in {"empty", "not_empty"}:
            return ("0" if condition.op == "empty" else "1"), []
        if condition.op not in {"is", "is_not"}:
            message = f"'{condition.op}' is of no use on 'id': name the record with 'is'"
            raise RequestError("filters", message)
        part = f"{alias}.id IN ({marks(wanted)})"
        return (f"NOT {part}" if condition.op == "is_not" else part), list(wanted)

    def _through(self, condition: Filter, kind: str, alias: str) -> Sql:
        """A condition on the record that a reference names, or on those that name this one."""
        assert condition.via is not None
        other = f"{alias}x"
        if "." in condition.via:
            target, field = condition.via.split(".", 1)
            self.field(self.kind(target), field)
            link = f"w.record = {other}.number AND w.field = ? AND w.folded = {alias}.folded_name"
        else:
            spec = self.field(self.kind(kind), condition.via)
            if spec.refers_to is None:
                message = f"{kind}.{spec.name} refers to no other kind: leave 'via' out"
                raise UnknownFieldError(message)
            target, field = spec.refers_to, spec.name
            link = f"w.record = {alias}.number AND w.field = ? AND w.folded = {other}.folded_name"
        negated = condition.op in DENIALS
        op = _AFFIRMED.get(condition.op, condition.op)
        inner = condition.model_copy(update={"via": None, "op": op})
        counted = condition.field == "id" and condition.op in COMPARISONS
        part, values = ("1", []) if counted else self._filter(inner, target, other)
        body = f"FROM records {other}, record_values w WHERE {other}.kind = ? AND {link} AND {part}"
        parameters: list[object] = [target, field, *values]
        if counted:
            sql = f"((SELECT count(*) {body}) {COMPARISONS_SQL[condition.op]} ?)"
            return sql, [*parameters, condition.value]
        sql = f"EXISTS (SELECT 1 {body})"
        return (f"NOT {sql}" if negated else sql), parameters


_AFFIRMED = {"is_not": "is", "empty": "not_empty"}
"""A denial through a reference denies that there is such a record: "in none that targets …"."""


def _compared(condition: Filter, specs: Sequence[FieldSpec]) -> Sql:
    """A comparison of numbers or of dates; no SQL where it is the values that are counted."""
    bound = condition.value
    if all(spec.type == "date" for spec in specs):
        days = period(str(bound))
        if days is None:
            message = f"'{condition.field}' is a date: compare it with one such as 2017-05"
            raise RequestError("filters", message)
        # After a year is after its last day, and until it is not after that; the others mirror it.
        first, last = days
        value = last if condition.op in {"above", "at_most"} else first
        return f"v.amount {COMPARISONS_SQL[condition.op]} ?", [value]
    if isinstance(bound, str) and bound.isdigit():
        bound = int(bound)
    if not isinstance(bound, int | float):
        message = f"'{condition.field}' holds no dates: compare it with a number"
        raise RequestError("filters", message)
    numbers = all(spec.type in NUMERIC for spec in specs)
    return (f"v.amount {COMPARISONS_SQL[condition.op]} ?" if numbers else ""), [bound]


def _equal(condition: Filter, specs: Sequence[FieldSpec]) -> Sql:
    """Any of some values: words as they are folded, numbers by what they are, dates within."""
    wanted = values_of(condition)
    folded = [fold(str(value)) for value in wanted]
    part, parameters = f"v.folded IN ({marks(folded)})", list[object](folded)
    numeric = [spec.name for spec in specs if spec.type in NUMERIC]
    numbers = [number for value in wanted if (number := as_number(value)) is not None]
    if numeric and numbers:
        part += f" OR v.field IN ({marks(numeric)}) AND v.amount IN ({marks(numbers)})"
        parameters += [*numeric, *numbers]
    dates = [spec.name for spec in specs if spec.type == "date"]
    periods = [days for value in wanted if (days := period(str(value))) is not None]
    if dates and periods:
        within = " OR ".join(["v.amount >= ? AND v.until <= ?"] * len(periods))
        part += f" OR v.field IN ({marks(dates)}) AND ({within})"
        parameters += [*dates, *(day for days in periods for day in days)]
    return part, parameters


def as_number(value: object) -> int | float | None:
    """What a value is as a number that SQLite holds, if it is one."""
    for read in (int, float):
        try:
            number: int | float = read(str(value))
        except ValueError:
            continue
        return number if math.isfinite(number) and abs(number) < LARGEST else None
    return None


def values_of(condition: Filter) -> tuple[Single, ...]:
    """The values that a filter allows."""
    value = condition.value
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def marks(values: Sequence[object]) -> str:
    """As many question marks as there are values."""
    return ",".join("?" * len(values))
