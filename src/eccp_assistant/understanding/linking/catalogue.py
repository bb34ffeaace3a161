"""What a question may name: the kinds, fields, values and records of one set of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from eccp_assistant.corpus.records.aliases import Alias
from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.domain.records import FieldSpec, KindSpec, Record
from eccp_assistant.text.normalise import fold

ItemKey = tuple[str, str]
"""A kind and one of its fields; the field is empty for the kind itself."""

NUMERIC = frozenset({"number", "decimal", "date"})
_NAMED = frozenset({"name", "alias"})
_VALUED = frozenset({"keyword", "country", "text"})
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_YES = frozenset({"yes", "si", "oui", "ja", "sim", "y", "true", "x"})
_NO = frozenset({"no", "non", "nein", "nao", "n", "false"})
_THOUSANDS = re.compile(
    r"thousand|\bk ?(?:€|eur\b)|miles de|milliers|tausend|milhares|migliaia|milers|_k\b|_keur"
)
_MILLIONS = re.compile(r"million|millones|milh[õo]es|milioni|milions|\bm€|\bmeur|_meur|\bmio\b")


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value of a field of words, as the records hold it."""

    kind: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A record and one of its names."""

    kind: str
    id: str
    name: str


class Catalogue:
    """Kinds, and the values and names in their records.

    Attributes:
        kinds: Name -> kind.
        values: Different values of fields of words and countries, in order; no yes and no.
        names: Names and aliases of the records, in order.
    """

    def __init__(
        self,
        kinds: Iterable[KindSpec],
        records: Sequence[Record],
        aliases: Iterable[Alias] = (),
    ) -> None:
        """Gather what can be named.

        Args:
            kinds: The kinds, with their labels.
            records: Of these kinds.
            aliases: An editor's other words for values.
        """
        self.kinds = {kind.name: kind for kind in kinds}
        self._aliases: dict[str, list[Alias]] = {}
        for alias in aliases:
            self._aliases.setdefault(fold(alias.value), []).append(alias)
        names: set[tuple[str, str, str]] = set()
        values: dict[ItemKey, set[str]] = {}
        for record in records:
            kind = self.kinds[record.kind]
            said = [record.name, *record.aliases]
            for spec in kind.fields:
                found = [str(value) for value in record.values(spec.name)]
                if spec.role in _NAMED:
                    said += found
                elif spec.type in _VALUED:
                    values.setdefault((kind.name, spec.name), set()).update(found)
            names.update((kind.name, record.id, name) for name in said if name)
        self._booleans = {
            key: _yes_and_no(found)
            for key, found in values.items()
            if found and {fold(value) for value in found} <= _YES | _NO
        }
        self.values = tuple(
            NamedValue(*key, value)
            for key in sorted(values)
            if key not in self._booleans
            for value in sorted(values[key])
        )
        self.names = tuple(NamedRecord(*name) for name in sorted(names))

    def said_otherwise(self, value: NamedValue) -> tuple[str, ...]:
        """An editor's other words for a value."""
        return tuple(
            said
            for alias in self._aliases.get(fold(value.value), ())
            if alias.kind in {"*", value.kind} and alias.field in {"*", value.field}
            for said in alias.said
        )

    def field(self, key: ItemKey) -> FieldSpec | None:
        """The field of a key; none for a kind."""
        return self.kinds[key[0]].field(key[1]) if key[1] else None

    def label(self, key: ItemKey, language: str) -> str:
        """What a kind or field is called in a language, without what is said in brackets."""
        spec = self.field(key)
        return bare(spec.label(language) if spec else self.kinds[key[0]].label(language))

    @cached_property
    def items(self) -> tuple[ItemKey, ...]:
        """Every kind, then every field of every kind."""
        kinds = [(name, "") for name in self.kinds]
        fields = [(name, spec.name) for name, kind in self.kinds.items() for spec in kind.fields]
        return (*kinds, *fields)

    def references(self, of: str, to: str) -> tuple[FieldSpec, ...]:
        """The fields of one kind that name records of another."""
        fields = self.kinds[of].fields
        return tuple(each for each in fields if each.type == "reference" and each.refers_to == to)

    def is_number(self, key: ItemKey) -> bool:
        """Whether a field holds numbers."""
        spec = self.field(key)
        return spec is not None and spec.type in NUMERIC

    def measures(self, key: ItemKey) -> bool:
        """Whether a field can be compared with a number: by itself or by how many it holds."""
        spec = self.field(key)
        return spec is not None and (spec.type in NUMERIC or spec.many)

    def yes_and_no(self, key: ItemKey) -> tuple[str, str] | None:
        """What a field that holds nothing but yes and no writes for them."""
        spec = self.field(key)
        if spec is not None and str(spec.type) == "boolean":
            return "yes", "no"
        return self._booleans.get(key)

    def scale(self, key: ItemKey) -> float:
        """How much one is in a field: 1000 where the header says thousands."""
        spec = self.field(key)
        if spec is None or spec.type not in NUMERIC:
            return 1.0
        said = " ".join([*spec.labels.values(), spec.name]).casefold()
        return 1e6 if _MILLIONS.search(said) else 1e3 if _THOUSANDS.search(said) else 1.0


def labels_of(spec: FieldSpec | KindSpec) -> dict[str, tuple[str, ...]]:
    """Language -> how a kind or field is called there, synonyms included."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        label = spec.labels.get(language)
        said = () if not label else (label,) if isinstance(label, str) else tuple(label)
        said += tuple(spec.synonyms.get(language, ()))
        said = tuple(dict.fromkeys((*said, *map(bare, said))))
        if said:
            found[language] = said
    return found


def bare(label: str) -> str:
    """A label without its unit or note: "Turnover (million €)" is called "Turnover"."""
    return _IN_BRACKETS.sub("", label).strip() or label


def _yes_and_no(values: set[str]) -> tuple[str, str]:
    yes = sorted(value for value in values if fold(value) in _YES)
    no = sorted(value for value in values if fold(value) in _NO)
    return (yes or ["yes"])[0], (no or ["no"])[0]
