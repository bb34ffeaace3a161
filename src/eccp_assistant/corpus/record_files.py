"""What a file of ``corpus/records/`` may say: a kind, its fields, and its records as written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from eccp_assistant.corpus.faults import Faults
from eccp_assistant.corpus.yaml_lines import (
    LINE_KEY,
    Located,
    read_yaml,
    validated,
    without_lines,
)
from eccp_assistant.domain.records import (
    FamilySpec,
    FieldRole,
    FieldSpec,
    FieldType,
    KindSpec,
    Record,
    Scalar,
)
from eccp_assistant.errors import CorpusError

_IDENTIFIER = r"^[a-z][a-z0-9_]*$"
Identifier = Annotated[str, Field(pattern=_IDENTIFIER)]
_Latitude = Annotated[float, Field(strict=True, ge=-90, le=90)]
_Longitude = Annotated[float, Field(strict=True, ge=-180, le=180)]


class FieldEntry(Located):
    """A field as a file declares it."""

    type: FieldType
    labels: dict[str, str] = Field(default_factory=dict)
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    many: bool = False
    role: FieldRole = "plain"
    family: str | None = None
    refers_to: Identifier | None = None
    places: dict[str, tuple[_Latitude, _Longitude]] = Field(default_factory=dict)

    @field_validator("labels", "synonyms", "places", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)


class FamilyEntry(Located):
    """A family of fields as a file declares it."""

    labels: dict[str, str]
    synonyms: dict[str, list[str]] = Field(default_factory=dict)

    @field_validator("labels", "synonyms", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)


class SourceEntry(Located):
    """Where a record was read from."""

    row: str | None = None
    text: str | None = None
    within: str | None = Field(default=None, alias="in")

    @model_validator(mode="after")
    def _one_way(self) -> SourceEntry:
        if (self.row is None) == (self.text is None):
            raise ValueError("give either row (a row's first cell) or text (verbatim words)")
        return self


class ItemEntry(Located):
    """A value that is more than its printed words."""

    printed: str = ""
    value: Scalar | None = None
    reason: str = ""
    inferred: bool = False
    count: int | None = None


class RecordsFile(Located):
    """A file: a kind, what it is called, its fields and its records."""

    kind: Identifier
    document: str
    labels: dict[str, tuple[str, str]]
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    implied: list[str] = Field(default_factory=list)
    as_of: str = ""
    families: dict[Identifier, FamilyEntry] = Field(default_factory=dict)
    fields: dict[Identifier, FieldEntry]
    records: list[dict[str, object]]

    @field_validator("labels", "synonyms", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)

    @field_validator("fields", "families", mode="before")
    @classmethod
    def _fields_only(cls, value: object) -> object:
        if isinstance(value, dict):
            return {key: item for key, item in value.items() if key != LINE_KEY}
        return value


def read_records_file(path: Path) -> RecordsFile:
    """Read one file.

    Raises:
        CorpusError: Naming every field that is not as it must be.
    """
    return validated(read_yaml(path), RecordsFile, path)


def kind_named(path: Path) -> str | None:
    """The kind that a file names, also where the rest of it cannot be used; else ``None``."""
    try:
        data = read_yaml(path)
    except CorpusError:
        return None
    kind = data.get("kind") if isinstance(data, dict) else None
    return kind if isinstance(kind, str) and re.match(_IDENTIFIER, kind) else None


def kind_spec(file: RecordsFile) -> KindSpec:
    """The kind that a file declares."""
    return KindSpec(
        name=file.kind,
        labels=file.labels,
        fields=tuple(_field_spec(name, field) for name, field in file.fields.items()),
        synonyms=_tuples(file.synonyms),
        implied=tuple(file.implied),
        as_of=file.as_of,
        families=tuple(
            FamilySpec(name=name, labels=family.labels, synonyms=_tuples(family.synonyms))
            for name, family in file.families.items()
        ),
    )


def check_declaration(file: RecordsFile, path: Path, faults: Faults) -> None:
    """Gather what is wrong with the fields of a file beyond their form.

    Raises:
        CorpusError: If no field names the records, or several do: none of them can be read then.
    """
    families = {field.family for field in file.fields.values()}
    for name, family in file.families.items():
        if name not in families:
            reason = f"families: no field belongs to the family '{name}'"
            faults.add(reason, repair=f"give one 'family: {name}'", path=path, line=family.line)
    names = [name for name, field in file.fields.items() if field.role == "name"]
    if len(names) != 1:
        reason = f"fields: {len(names)} fields have 'role: name'"
        repair = "exactly one field must have 'role: name'"
        raise CorpusError(reason, repair=repair, path=path, line=file.line)


def check_places(file: RecordsFile, records: Sequence[Record], path: Path, faults: Faults) -> None:
    """Gather places of values that no record has: spellings that leave a value unplaced."""
    for name, field in file.fields.items():
        values = {str(value) for record in records for value in record.values(name)}
        for value in field.places:
            if value not in values:
                reason = f"fields.{name}.places: no record has '{value}'"
                faults.add(reason, repair="use one of its values", path=path, line=field.line)


def _field_spec(name: str, field: FieldEntry) -> FieldSpec:
    return FieldSpec(
        name=name,
        type=field.type,
        labels=field.labels,
        many=field.many,
        role=field.role,
        family=field.family,
        refers_to=field.refers_to,
        synonyms=_tuples(field.synonyms),
        places=field.places,
    )


def _tuples(said: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(words) for language, words in said.items()}
