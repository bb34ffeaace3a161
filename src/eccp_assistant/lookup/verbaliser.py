"""A query in words, in the language of the question.

Everything that a query says is said, and only that: two queries with the same words ask the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from babel.numbers import format_decimal

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import (
    COMPARISONS,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Not,
    Operator,
    RecordQuery,
)
from eccp_assistant.domain.records import NUMERIC, FieldSpec, FieldType, KindSpec
from eccp_assistant.lookup.sql import values_of
from eccp_assistant.text.country_names import country_name
from eccp_assistant.text.dates import in_words

Frame = Callable[..., str]
NameOf = Callable[[str, str], str]

_DATED: dict[Operator, str] = {
    "at_least": "since",
    "at_most": "until",
    "above": "after",
    "below": "before",
}
_MERGED: frozenset[Operator] = frozenset({"is", "contains"})
"""Operators of which several values mean any of them, as several conditions joined by "or" do."""

_SIGNS = re.compile(r"[:;,()\[\]“”–]")
_EXACT = "0." + "#" * 17


class Verbaliser:
    """Says queries in words.

    Args:
        kinds: The kinds of the corpus.
        language: Of the words.
        frame: The sentences of that language.
        name_of: Kind and id of a record → its name.
    """

    def __init__(
        self, kinds: Mapping[str, KindSpec], language: Language, frame: Frame, name_of: NameOf
    ) -> None:
        self._kinds = kinds
        self._language = language
        self._frame = frame
        self._name_of = name_of
        self._or = f" {frame('or_')} "
        self._and = f" {frame('and_')} "

    def conditions(self, query: RecordQuery) -> str:
        """The filters of a query ("leaf is evergreen and height is more than 20")."""
        return self.all_of(query.filters, query.kind)

    def query(self, query: RecordQuery) -> str:
        """The whole query ("trees where leaf is evergreen: height")."""
        words = self.where(query.kind, query.filters)
        parts = [*self._shown(query), *self._wanted(query), *self._order(query)]
        if query.as_printed:
            parts.append(self._frame("part_as_printed"))
        return self._frame("wanted", words=words, parts=parts) if parts else words

    def where(self, kind: str, conditions: Sequence[Condition]) -> str:
        """Some records of a kind ("trees where leaf is evergreen")."""
        spec = self._kinds[kind]
        things = spec.label(self._language, plural=True)
        alike = [each for each in self._kinds.values() if self._plural(each) == things]
        if len(alike) > 1:
            things = f"{things} ({kind})"
        return self._frame("where_", things=things, condition=self.all_of(conditions, kind))

    def _plural(self, kind: KindSpec) -> str:
        return kind.label(self._language, plural=True)

    def label(self, kind: KindSpec, name: str) -> str:
        """What a field, a family of fields or a field behind a reference is called.

        A label that two fields of a kind share is distinguished by the field's identifier.
        """
        reference, point, field = name.partition(".")
        if point:
            spec = kind.field(reference)
            other = self._kinds[(spec.refers_to if spec else None) or kind.name]
            return f"{self.label(kind, reference)} – {self.label(other, field)}"
        said = kind.called(name, self._language)
        names = dict.fromkeys(
            each for spec in kind.fields for each in (spec.name, spec.family) if each
        )
        shared = [each for each in names if kind.called(each, self._language) == said]
        return f"{said} ({name})" if len(shared) > 1 else said

    def value(self, value: object, types: Iterable[FieldType]) -> str:
        """A value as people say it: countries, dates, numbers and yes or no in the language."""
        kinds = set(types)
        if kinds & NUMERIC and isinstance(value, float):
            return str(format_decimal(value, _EXACT, locale=self._language))
        said = str(value)
        if "country" in kinds:
            return country_name(said, self._language)
        if "date" in kinds:
            return in_words(said, self._language)
        if "boolean" in kinds and said in {"yes", "no"}:
            return self._frame("yes_" if said == "yes" else "no_")
        return said

    def all_of(self, conditions: Sequence[Condition], kind: str) -> str:
        """Conditions that must all hold."""
        if len(conditions) == 1:
            return self._condition(conditions[0], kind)
        return self._and.join(self._inside(each, kind) for each in conditions)

    def _inside(self, condition: Condition, kind: str) -> str:
        """A condition beside others: one of several parts is put into brackets."""
        words = self._condition(condition, kind)
        several = isinstance(condition, AnyOf | AllOf) and self._merged(condition) is None
        return f"({words})" if several else words

    def _condition(self, condition: Condition, kind: str) -> str:
        match condition:
            case AllOf():
                return self.all_of(condition.all, kind)
            case AnyOf():
                merged = self._merged(condition)
                if merged is not None:
                    return self._filter(merged, kind)
                if len(condition.any) == 1:
                    return self._condition(condition.any[0], kind)
                return self._or.join(self._inside(each, kind) for each in condition.any)
            case Not():
                return self._frame("not_", words=self._condition(condition.not_, kind))
            case _:
                return self._filter(condition, kind)

    @staticmethod
    def _merged(condition: AnyOf | AllOf) -> Filter | None:
        """One filter that says "origin is China or Spain" without naming the field twice."""
        if isinstance(condition, AllOf):
            return None
        filters = [each for each in condition.any if isinstance(each, Filter)]
        asked = {(each.field, each.op, each.via) for each in filters}
        if len(filters) < len(condition.any) or len(asked) != 1 or filters[0].op not in _MERGED:
            return None
        values = tuple(value for each in filters for value in values_of(each))
        return filters[0].model_copy(update={"value": values})

    def _filter(self, condition: Filter, kind: str) -> str:
        spec = self._kinds[kind]
        label, asked = "", spec
        if condition.via is not None:
            label, asked = self._reached(condition.via, spec)
        specs = () if condition.field == "id" else asked.members(condition.field)
        if condition.field != "id":
            field = self.label(asked, condition.field)
            label = f"{label} – {field}" if label else field
        values = self._or.join(self._said(value, asked, specs) for value in values_of(condition))
        op: str = condition.op
        if condition.op in COMPARISONS:
            types = {each.type for each in specs}
            if types == {"date"}:
                op = _DATED[condition.op]
            elif not types or not types <= NUMERIC:
                label = self._frame("amount_of", label=label)
        if not label and condition.op == "is":
            return values
        return self._frame("clause", label=label, op=op, values=values)

    def _reached(self, via: str, kind: KindSpec) -> tuple[str, KindSpec]:
        """What the records at the other end of a reference are called, and their kind.

        Where several references join the two kinds, the one that is followed is named too.
        """
        target, point, field = via.partition(".")
        reference = None if point else kind.field(via)
        other = self._kinds[target if point else (reference and reference.refers_to) or ""]
        label = other.label(self._language)
        there = [each.name for each in kind.fields if each.refers_to == other.name]
        back = [each.name for each in other.fields if each.refers_to == kind.name]
        if len(there) + len(back) > 1:
            arrow, owner = ("← ", other) if point else ("", kind)
            label = f"{label} ({arrow}{self.label(owner, field if point else via)})"
        return label, other

    def _said(self, value: object, kind: KindSpec, specs: Sequence[FieldSpec]) -> str:
        """A value inside a condition, in quotation marks where it could be read as more."""
        if not specs:
            said = self._name_of(kind.name, str(value))
        else:
            said = self.value(value, (spec.type for spec in specs))
        words = f" {said} "
        doubtful = (
            self._or in words or self._and in words or _SIGNS.search(said) or not said.strip()
        )
        return f"“{said}”" if doubtful else said

    def _shown(self, query: RecordQuery) -> list[str]:
        kind = self._kinds[query.kind]
        labels = [self.label(kind, name) for name in query.show]
        return [", ".join(labels)] if labels else []

    def _wanted(self, query: RecordQuery) -> list[str]:
        kind = self._kinds[query.kind]
        label = self.label(kind, query.field) if query.field else ""
        match query.aggregate:
            case "list" | "field":
                return []
            case "count" | "exists":
                return [self._frame(f"part_{query.aggregate}")]
            case "values" | "sum" | "average" | "difference":
                return [self._frame(f"part_{query.aggregate}", label=label)]
            case "min" | "max":
                ranked = self.label(kind, query.order_by or "")
                return [self._frame(f"part_{query.aggregate}", label=ranked)]
            case "group":
                by = self.label(kind, query.group_by or "")
                return [self._frame("part_group", label=by, descending=query.descending)]
            case "share" | "every":
                return [
                    self._frame(f"part_{query.aggregate}", whole=self.where(kind.name, query.of))
                ]
            case "compare":
                if query.group_by is None:
                    return [self._frame("part_compare", label=label)]
                grouped = query.group_by.partition(".")[0]
                specs = kind.members(grouped) if "." not in query.group_by else ()
                values = [self._quoted(value, specs) for value in query.only]
                by = self.label(kind, query.group_by)
                return [self._frame("part_compare_groups", label=by, values=values)]

    def _quoted(self, value: str, specs: Sequence[FieldSpec]) -> str:
        said = self.value(value, (spec.type for spec in specs))
        return f"“{said}”" if _SIGNS.search(said) or self._and in f" {said} " else said

    def _order(self, query: RecordQuery) -> list[str]:
        kind = self._kinds[query.kind]
        parts = []
        if query.order_by is not None and query.aggregate in {"list", "field"}:
            label = self.label(kind, query.order_by)
            parts.append(self._frame("part_order", label=label, descending=query.descending))
        if query.limit is not None or query.offset:
            first = query.offset + 1
            last = query.offset + query.limit if query.limit is not None else 0
            parts.append(self._frame("part_window", first=first, last=last))
        return parts
