"""Conditions as SQL: statements are fixed here, values are only ever parameters."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.domain.queries import AllOf, AnyOf, Filter, RecordQuery
from eccp_assistant.domain.records import FieldSpec, KindSpec
from eccp_assistant.errors import UnknownFieldError, UnknownRecordKindError
from eccp_assistant.index.content.reader import Content
from eccp_assistant.text.normalise import fold

Sql = tuple[str, list[object]]
COMPARISONS = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


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
        """The conditions on ``records r`` that a query makes."""
        self.kind(query.kind)
        part, values = self._all(query.filters, query.kind, "r")
        return f"r.kind = ? AND {part}", [query.kind, *values]

    def order(self, query: RecordQuery) -> Sql:
        """What to order ``records r`` by; ties and queries without an order keep corpus order."""
        if query.order_by is None:
            return "r.number", []
        spec = self.field(self.kind(query.kind), query.order_by)
        scope = "FROM record_values v WHERE v.record = r.number AND v.field = ?" + self._inferred
        if spec.type == "number" and not spec.many:
            by = f"(SELECT v.amount {scope} ORDER BY v.rowid LIMIT 1)"  # that of the first source
        elif spec.type == "number":
            by = f"(SELECT max(v.amount) {scope})"
        elif spec.many:
            by = f"(SELECT nullif(count(*), 0) {scope})"
        else:
            by = f"(SELECT min(v.folded) {scope})"
        way = "DESC" if query.descending else "ASC"
        return f"{by} {way} NULLS LAST, r.number", [spec.name]

    def _all(self, conditions: Sequence[Filter | AnyOf | AllOf], kind: str, alias: str) -> Sql:
        return self._joined(conditions, kind, alias, " AND ", "1")

    def _joined(
        self,
        conditions: Sequence[Filter | AnyOf | AllOf],
        kind: str,
        alias: str,
        word: str,
        nothing: str,
    ) -> Sql:
        parts: list[str] = []
        values: list[object] = []
        for condition in conditions:
            part, more = self._condition(condition, kind, alias)
            parts.append(part)
            values.extend(more)
        return (f"({word.join(parts)})" if parts else nothing), values

    def _condition(self, condition: Filter | AnyOf | AllOf, kind: str, alias: str) -> Sql:
        if isinstance(condition, AnyOf):
            return self._joined(condition.any, kind, alias, " OR ", "0")
        if isinstance(condition, AllOf):
            return self._all(condition.all, kind, alias)
        return self._filter(condition, kind, alias)

    def _filter(self, condition: Filter, kind: str, alias: str) -> Sql:
        if condition.via is not None:
            return self._through(condition, kind, alias)
        if condition.field == "id":
            return self._by_id(condition, alias)
        specs = self.kind(kind).members(condition.field)
        if not specs:
            self.field(self.kind(kind), condition.field)
        names = [spec.name for spec in specs]
        scope = f"v.record = {alias}.number AND v.field IN ({marks(names)}){self._inferred}"
        parameters: list[object] = list(names)
        if condition.op in COMPARISONS:
            sign = COMPARISONS[condition.op]
            if any(spec.type != "number" for spec in specs):
                counted = f"(SELECT count(*) FROM record_values v WHERE {scope})"
                return f"({counted} {sign} ?)", [*parameters, condition.value]
            scope += f" AND v.amount {sign} ?"
            parameters.append(condition.value)
        elif condition.op in {"is", "is_not"}:
            folded = [fold(str(value)) for value in values_of(condition)]
            scope += f" AND v.folded IN ({marks(folded)})"
            parameters.extend(folded)
        elif condition.op == "contains":
            folded = [fold(str(value)) for value in values_of(condition)]
            scope += " AND (" + " OR ".join(["instr(v.folded, ?) > 0"] * len(folded)) + ")"
            parameters.extend(folded)
        part = f"EXISTS (SELECT 1 FROM record_values v WHERE {scope})"
        negated = condition.op in {"is_not", "empty"}
        return (f"NOT {part}" if negated else part), parameters

    @staticmethod
    def _by_id(condition: Filter, alias: str) -> Sql:
        wanted = values_of(condition)
        if condition.op in {"empty", "not_empty"}:
            return ("0" if condition.op == "empty" else "1"), []
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
        negated = condition.op in {"is_not", "empty"}
        op = _AFFIRMED.get(condition.op, condition.op)
        inner = condition.model_copy(update={"via": None, "op": op})
        counted = condition.field == "id" and condition.op in COMPARISONS
        part, values = ("1", []) if counted else self._filter(inner, target, other)
        body = f"FROM records {other}, record_values w WHERE {other}.kind = ? AND {link} AND {part}"
        parameters: list[object] = [target, field, *values]
        if counted:
            sql = f"((SELECT count(*) {body}) {COMPARISONS[condition.op]} ?)"
            return sql, [*parameters, condition.value]
        sql = f"EXISTS (SELECT 1 {body})"
        return (f"NOT {sql}" if negated else sql), parameters


_AFFIRMED = {"is_not": "is", "empty": "not_empty"}
"""A denial through a reference denies that there is such a record: "in none that targets …"."""


def values_of(condition: Filter) -> tuple[str | int, ...]:
    """The values that a filter allows."""
    value = condition.value
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def marks(values: Sequence[object]) -> str:
    """As many question marks as there are values."""
    return ",".join("?" * len(values))
