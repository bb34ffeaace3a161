"""A query in words, in the language of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import AnyOf, Condition, Filter, RecordQuery
from eccp_assistant.domain.records import KindSpec

Frame = Callable[..., str]
_MOST_VALUES = 4


def conditions_in_words(
    query: RecordQuery, kinds: Mapping[str, KindSpec], language: Language, frame: Frame
) -> str:
    """The filters of a query ("leaf is evergreen and height is more than 20")."""
    kind = kinds[query.kind]
    parts = [_condition(each, kind, kinds, language, frame) for each in query.filters]
    return f" {frame('and_')} ".join(part for part in parts if part)


def in_words(
    query: RecordQuery, kinds: Mapping[str, KindSpec], language: Language, frame: Frame
) -> str:
    """The whole query ("trees where leaf is evergreen")."""
    kind = kinds[query.kind]
    condition = conditions_in_words(query, kinds, language, frame)
    words = frame("where_", things=kind.label(language, plural=True), condition=condition)
    wanted = [query.group_by, query.order_by, *query.show]
    labels = [field_label(kind, name, language) for name in dict.fromkeys(filter(None, wanted))]
    return f"{words}: {', '.join(labels)}" if labels else words


def field_label(kind: KindSpec, name: str, language: Language) -> str:
    """What a field, or a family of fields, is called."""
    spec = kind.field(name)
    if spec is not None:
        return spec.label(language)
    family = [each.label(language) for each in kind.fields if each.family == name]
    return " / ".join(family) or name


def _condition(
    condition: Condition,
    kind: KindSpec,
    kinds: Mapping[str, KindSpec],
    language: Language,
    frame: Frame,
) -> str:
    if isinstance(condition, AnyOf):
        parts = [_condition(each, kind, kinds, language, frame) for each in condition.any]
        same = _merged(condition, kind, language, frame)
        return same or f" {frame('or_')} ".join(parts)
    return _filter(condition, kind, kinds, language, frame)


def _merged(condition: AnyOf, kind: KindSpec, language: Language, frame: Frame) -> str:
    """Say "origin is China or Spain" rather than naming the field twice."""
    first = condition.any[0]
    if any(
        (each.field, each.op, each.via) != (first.field, first.op, None) for each in condition.any
    ):
        return ""
    values = f" {frame('or_')} ".join(_values(each, frame) for each in condition.any)
    return f"{field_label(kind, first.field, language)} {frame('op', name=first.op)} {values}"


def _filter(
    condition: Filter,
    kind: KindSpec,
    kinds: Mapping[str, KindSpec],
    language: Language,
    frame: Frame,
) -> str:
    values = _values(condition, frame)
    if condition.via is not None:
        spec = kind.field(condition.via)
        other = kinds.get((spec.refers_to or "") if spec else condition.via.split(".")[0])
        if other is not None:
            inner = "" if condition.field == "id" else field_label(other, condition.field, language)
            label = other.label(language)
            said = " ".join(part for part in (label, inner) if part)
            return f"{said} {frame('op', name=condition.op)} {values}".strip()
    if condition.field == "id":
        return values
    label = field_label(kind, condition.field, language)
    return f"{label} {frame('op', name=condition.op)} {values}".strip()


def _values(condition: Filter, frame: Frame) -> str:
    if condition.value is None:
        return ""
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    shown = [str(value) for value in values[:_MOST_VALUES]]
    if len(values) > _MOST_VALUES:
        shown.append("…")
    return f" {frame('or_')} ".join(shown)
