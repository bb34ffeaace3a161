"""Records taken from the documents, with printed and interpreted values.

A field item keeps the printed text and the interpreted value, so that an answer can show both and a
count can use either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from eccp_assistant.domain.documents import Span

FieldType = Literal[
    "text",
    "keyword",
    "country",
    "number",
    "decimal",
    "boolean",
    "date",
    "url",
    "email",
    "phone",
    "reference",
]
"""A ``number`` is whole, a ``decimal`` need not be; a ``boolean`` is "yes" or "no"; a ``date`` is
an ISO date of any precision ("2017", "2017-05") or a range of two ("2014/2020")."""

NUMERIC: frozenset[FieldType] = frozenset({"number", "decimal"})
FieldRole = Literal["name", "alias", "plain"]
Scalar = str | int | float

Said = str | dict[str, str]
"""Text of an editor: one string for all languages, or one per language code."""


def said_in(said: Said, language: str) -> str:
    """The text in ``language``, else in English, else in the first language available."""
    if isinstance(said, str):
        return said
    return said.get(language) or said.get("en") or next(iter(said.values()), "")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a kind of record, as the corpus declares it.

    Attributes:
        many: Whether a record holds several values.
        family: Fields of one family answer a question that names none of them ("works on …").
        refers_to: For a reference: the kind of record that its values name.
        labels: Language code → how the field is called.
        synonyms: Language code → other words for it in a question.
        places: Value → (latitude, longitude), for fields that can be drawn on a map.
    """

    name: str
    type: FieldType
    labels: dict[str, str]
    many: bool = False
    role: FieldRole = "plain"
    family: str | None = None
    refers_to: str | None = None
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, tuple[float, float]] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The field's name in ``language``, in English, or its identifier."""
        return self.labels.get(language) or self.labels.get("en") or self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class FamilySpec:
    """A group of fields that can be queried together under one name.

    Attributes:
        name: Value of the fields' ``family``.
        labels: Language code → name of the group.
        synonyms: Language code → other words for it in a question.
    """

    name: str
    labels: dict[str, str]
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind of record: its names and fields.

    Attributes:
        labels: Language code → (singular, plural).
        families: Names for fields that belong together.
        synonyms: Language code → other nouns for it in a question.
        implied: Words that apply to every record ("planted", "of the garden") and therefore
            do not filter.
        as_of: Date of the rows, as printed or by language, or ``""``.
    """

    name: str
    labels: dict[str, tuple[str, str]]
    fields: tuple[FieldSpec, ...]
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    implied: tuple[str, ...] = ()
    as_of: Said = ""
    families: tuple[FamilySpec, ...] = ()

    def label(self, language: str, *, plural: bool = False) -> str:
        """What a record of this kind is called in ``language`` (else in English)."""
        pair = self.labels.get(language) or self.labels.get("en") or (self.name, self.name)
        return pair[1] if plural else pair[0]

    def field(self, name: str) -> FieldSpec | None:
        """The field with this name, if the kind has it."""
        return next((spec for spec in self.fields if spec.name == name), None)

    def members(self, name: str) -> tuple[FieldSpec, ...]:
        """The fields of a family, or the one field of this name; empty if there is neither."""
        family = tuple(spec for spec in self.fields if spec.family == name)
        return family or tuple(spec for spec in self.fields if spec.name == name)

    def called(self, name: str, language: str) -> str:
        """What a field or a family of fields is called in ``language`` (else in English)."""
        spec = self.field(name)
        if spec is not None:
            return spec.label(language)
        family = next((each for each in self.families if each.name == name), None)
        if family is not None:
            return family.labels.get(language) or family.labels.get("en") or name
        return " / ".join(spec.label(language) for spec in self.members(name)) or name


@dataclass(frozen=True, slots=True)
class FieldItem:
    """One value of a field.

    Attributes:
        printed: What the document prints ("None", "DE(2)").
        value: What it means; ``None`` where the cell is empty.
        reason: Why ``value`` differs from ``printed``, if it does.
        inferred: Whether ``value`` was inferred; a normalised spelling is not an inference.
        count: How many the item stands for, where the document says so ("DE(2)" → 2).
        source: Index of the item's source in ``Record.sources``.
    """

    printed: str
    value: Scalar | None
    reason: Said = ""
    inferred: bool = False
    count: int | None = None
    source: int = 0


@dataclass(frozen=True, slots=True)
class RecordSource:
    """A source of a record: a place in a document and the values read there.

    Attributes:
        span: The row or sentence in the document.
        locator: How a person finds it ("Annex 3, row 6").
        as_of: Date of the source, as printed or by language, or ``""``.
        name: What the record is called there.
        fields: Field name → its items there; a missing name means that it has no such field.
        aliases: What the record is also called in the file that reads this place.
    """

    document_id: str
    span: Span
    locator: str
    section: tuple[str, ...]
    as_of: Said = ""
    name: str = ""
    fields: dict[str, tuple[FieldItem, ...]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A record described by one or several documents.

    Attributes:
        sources: The places, that of the file which declares the kind first.
        fields: Field name → the items of all sources together; a missing name means that no source
            has that field.
        conflicts: Single-valued fields for which two sources give different values; both are kept.
    """

    kind: str
    id: str
    name: str
    sources: tuple[RecordSource, ...]
    fields: dict[str, tuple[FieldItem, ...]]
    aliases: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def document_id(self) -> str:
        """The document of the first source."""
        return self.sources[0].document_id

    @property
    def span(self) -> Span:
        """The row or sentence of the first source."""
        return self.sources[0].span

    @property
    def locator(self) -> str:
        """How a person finds the first source."""
        return self.sources[0].locator

    @property
    def section(self) -> tuple[str, ...]:
        """The headings over the first source."""
        return self.sources[0].section

    def values(self, field_name: str) -> tuple[Scalar, ...]:
        """The non-empty values of a field, as understood."""
        items = self.fields.get(field_name, ())
        return tuple(item.value for item in items if item.value is not None)

    def sources_of(self, names: Iterable[str]) -> tuple[RecordSource, ...]:
        """The first source, and the others that give a value of these fields."""
        giving = {
            item.source
            for name in names
            for item in self.fields.get(name, ())
            if item.value is not None
        }
        return tuple(source for number, source in enumerate(self.sources) if number in {0, *giving})
