"""Records: what a table of the corpus says, as printed and as understood.

A field keeps two values (what is printed, and what it means where that differs), so that an answer
can show both and a count can go either way.
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
"""Words of an editor: the same in every language, or by language code."""


def said_in(said: Said, language: str) -> str:
    """An editor's words in ``language``, else in English, else in whichever there are."""
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
    """Fields that a question may ask together, and what people call them as one.

    Attributes:
        name: What the fields name as their ``family``.
        labels: Language code → what the whole is called.
        synonyms: Language code → other words for it in a question.
    """

    name: str
    labels: dict[str, str]
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind of record: its fields and what people call it.

    Attributes:
        labels: Language code → (singular, plural).
        families: Names for fields that belong together.
        synonyms: Language code → other nouns for it in a question.
        implied: Words that hold of every record ("planted", "of the garden") and
            therefore filter nothing.
        as_of: Date the rows speak at, as printed or as it is said by language, or ``""``.
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
        inferred: Whether ``value`` was concluded rather than read (a spelling is only normalised).
        count: How many the item stands for, where the document says so ("DE(2)" → 2).
        source: Which of the record's sources says so.
    """

    printed: str
    value: Scalar | None
    reason: Said = ""
    inferred: bool = False
    count: int | None = None
    source: int = 0


@dataclass(frozen=True, slots=True)
class RecordSource:
    """A place that a record was read from, and what stands there.

    Attributes:
        span: The row or sentence in the document.
        locator: How a person finds it ("Annex 3, row 6").
        as_of: Date it speaks at, as printed or as it is said by language, or ``""``.
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
    """Something that the corpus tells of in one place, or in several documents.

    Attributes:
        sources: The places, that of the file which declares the kind first.
        fields: Field name → the items of all sources together; a missing name means that no source
            has that field.
        conflicts: Fields with one value of which two sources give different ones; both are kept.
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
