"""Schema of a file of ``corpus/records/``."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from eccp_assistant.corpus.located_yaml import (
    LINE_KEY,
    Located,
    read_yaml,
    validate_entry,
    without_lines,
)
from eccp_assistant.domain.records import FieldRole, FieldType, Said, Scalar
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
    value: bool | datetime.date | Scalar | None = None
    reason: Said = ""
    inferred: bool = False
    count: int | None = None

    @field_validator("reason", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)


class RecordsFile(Located):
    """A file with records of one kind from one document; one file per kind declares the kind."""

    kind: Identifier
    document: str
    labels: dict[str, tuple[str, str]] = Field(default_factory=dict)
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    implied: list[str] = Field(default_factory=list)
    as_of: Said = ""
    families: dict[Identifier, FamilyEntry] = Field(default_factory=dict)
    fields: dict[Identifier, FieldEntry] = Field(default_factory=dict)
    records: list[dict[str, object]]

    @property
    def declares(self) -> bool:
        """Whether this file declares its kind."""
        return bool(self.labels)

    @field_validator("labels", "synonyms", "as_of", mode="before")
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
    return validate_entry(read_yaml(path), RecordsFile, path)


def kind_name_in(path: Path) -> str | None:
    """The kind named in a file, even if the rest is invalid; ``None`` if there is none."""
    try:
        data = read_yaml(path)
    except CorpusError:
        return None
    kind = data.get("kind") if isinstance(data, dict) else None
    return kind if isinstance(kind, str) and re.match(_IDENTIFIER, kind) else None
