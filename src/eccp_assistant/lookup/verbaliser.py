"""A query in words, in the language of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import AllOf, AnyOf, Filter, RecordQuery
from eccp_assistant.domain.records import KindSpec
from eccp_assistant.lookup.sql import values_of
from eccp_assistant.understanding.vocabulary import country_name

Frame = Callable[..., str]
NameOf = Callable[[str, str], str]
_MOST_VALUES = 4


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

    def conditions(self, query: RecordQuery) -> str:
        """The filters of a query ("leaf is evergreen and height is more than 20")."""
        return self._all(query.filters, query.kind)

    def query(self, query: RecordQuery) -> str:
        """The whole query ("trees where leaf is evergreen: height")."""
        kind = self._kinds[query.kind]
        things = kind.label(self._language, plural=True)
        words = self._frame("where_", things=things, condition=self.conditions(query))
        wanted = [query.group_by, query.order_by, *query.show]
        labels = [self.label(kind, name) for name in dict.fromkeys(filter(None, wanted))]
        if not labels:
            return words
        return self._frame("wanted", words=words, aggregate=query.aggregate, labels=labels)

    def label(self, kind: KindSpec, name: str) -> str:
        """What a field, or a family of fields, is called."""
        return kind.called(name, self._language)

    def _all(self, conditions: tuple[Filter | AnyOf | AllOf, ...], kind: str) -> str:
        parts = [self._condition(each, kind) for each in conditions]
        return f" {self._frame('and_')} ".join(part for part in parts if part)

    def _condition(self, condition: Filter | AnyOf | AllOf, kind: str) -> str:
        if isinstance(condition, AllOf):
            return self._all(condition.all, kind)
        if isinstance(condition, AnyOf):
            merged = self._merged(condition, kind)
            parts = [self._condition(each, kind) for each in condition.any]
            return merged or f" {self._frame('or_')} ".join(parts)
        return self._filter(condition, kind)

    def _merged(self, condition: AnyOf, kind: str) -> str:
        """Say "origin is China or Spain" rather than naming the field twice."""
        filters = [each for each in condition.any if isinstance(each, Filter)]
        asked = {(each.field, each.op, each.via) for each in filters}
        if len(filters) < len(condition.any) or len(asked) != 1:
            return ""
        values = tuple(str(value) for each in filters for value in values_of(each))
        return self._filter(filters[0].model_copy(update={"value": values}), kind)

    def _filter(self, condition: Filter, kind: str) -> str:
        spec = self._kinds[kind]
        if condition.via is not None:
            return self._joined(condition, spec)
        values = self._values(condition, spec)
        if condition.field == "id":
            return values if condition.op == "is" else self._clause("", condition, values)
        return self._clause(self.label(spec, condition.field), condition, values)

    def _joined(self, condition: Filter, spec: KindSpec) -> str:
        """A condition through a reference names the kind at its other end."""
        via = condition.via or ""
        reference = spec.field(via)
        target = reference.refers_to if reference is not None else via.split(".")[0]
        other = self._kinds[target or ""]
        label = other.label(self._language)
        if condition.field != "id":
            label = f"{label} – {self.label(other, condition.field)}"
        return self._clause(label, condition, self._values(condition, other))

    def _clause(self, label: str, condition: Filter, values: str) -> str:
        return self._frame("clause", label=label, op=condition.op, values=values)

    def _values(self, condition: Filter, kind: KindSpec) -> str:
        """The values as people say them: names for ids, countries in the language at hand."""
        wanted = values_of(condition)
        specs = kind.members(condition.field)
        if condition.field == "id" and isinstance(condition.value, tuple | str):
            shown = [self._name_of(kind.name, str(value)) for value in wanted]
        elif any(spec.type == "country" for spec in specs):
            shown = [country_name(str(value), self._language) for value in wanted]
        else:
            shown = [str(value) for value in wanted]
        if len(shown) > _MOST_VALUES:
            shown = [*shown[:_MOST_VALUES], "…"]
        return f" {self._frame('or_')} ".join(shown)
