"""Which column of a sheet is which field of a kind of record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from eccp_assistant.corpus.importing.cell_types import type_of
from eccp_assistant.corpus.importing.label_suggestions import (
    MIN_SIMILARITY,
    SELF_DESCRIBING_TYPES,
    LabelSuggestions,
    name_similarity,
)
from eccp_assistant.corpus.importing.spreadsheet import Sheet
from eccp_assistant.domain.records import FieldSpec, FieldType, KindSpec
from eccp_assistant.errors import CorpusError
from eccp_assistant.text.normalise import fold

_NOT_A_FIELD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column and the field it is read as.

    Attributes:
        field: ``None`` where the column is left out.
        type: Of a field that is new with this sheet.
        many: Whether a cell of it holds several values.
    """

    column: str
    field: str | None
    new: bool = False
    type: FieldType = "text"
    many: bool = False


def suggest(sheet: Sheet, kind: KindSpec | None) -> list[Mapped]:
    """What the columns seem to be.

    Args:
        sheet: The sheet.
        kind: The kind of record; ``None`` for a new one, whose fields are the columns.
    """
    if kind is None:
        return [new_field(sheet, column, _field_name(column)) for column in sheet.columns]
    scored = sorted(
        (
            (-_similarity(sheet, column, spec), place, spec.name)
            for place, column in enumerate(sheet.columns)
            for spec in kind.fields
        ),
    )
    taken: dict[int, str] = {}
    for score, place, name in scored:
        if -score >= MIN_SIMILARITY and place not in taken and name not in taken.values():
            taken[place] = name
    return [
        _known(kind, column, taken[place]) if place in taken else Mapped(column, None)
        for place, column in enumerate(sheet.columns)
    ]


def with_wishes(
    sheet: Sheet, kind: KindSpec | None, suggested: Sequence[Mapped], wishes: Mapping[str, str]
) -> list[Mapped]:
    """The mapping as an editor wants it.

    Args:
        sheet: The sheet.
        kind: The kind of record, if it is declared already.
        suggested: One entry a column.
        wishes: Column → field, or ``field:type`` for a new one; ``""`` leaves the column out.

    Raises:
        CorpusError: If a column that is not there is named, or a field twice.
    """
    for column in wishes:
        if column not in sheet.columns:
            repair = f"use one of {', '.join(sheet.columns)}"
            raise CorpusError(f"--map: there is no column '{column}'", repair=repair)
    wanted = {wish.partition(":")[0] for wish in wishes.values() if wish}
    chosen = []
    for each in suggested:
        if each.column not in wishes:
            chosen.append(each if each.field not in wanted else Mapped(each.column, None))
            continue
        field, _, wished = wishes[each.column].partition(":")
        if not field:
            chosen.append(Mapped(each.column, None))
        elif kind is not None and kind.field(field):
            chosen.append(_known(kind, each.column, field))
        else:
            chosen.append(new_field(sheet, each.column, field, wished))
    fields = [each.field for each in chosen if each.field]
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice is not None:
        repair = "map one of the columns to another field, or leave it out"
        raise CorpusError(f"--map: two columns are read as '{twice}'", repair=repair)
    return chosen


def new_field(sheet: Sheet, column: str, name: str, wished: str = "") -> Mapped:
    """A column as a field that no file declares yet, of the type wished or as its cells are."""
    if _field_name(name) != name:
        repair = f"use small letters, digits and _, as in '{_field_name(name)}'"
        raise CorpusError(f"--map: '{name}' is no name of a field", repair=repair)
    kind, many = type_of(sheet.column(column), column)
    if wished:
        chosen = next((each for each in get_args(FieldType) if each == wished), None)
        if chosen is None or chosen == "reference":
            known = ", ".join(each for each in get_args(FieldType) if each != "reference")
            raise CorpusError(f"--map: there is no type '{wished}'", repair=f"use one of {known}")
        kind, many = chosen, many and chosen in {"text", "keyword", "country"}
    return Mapped(column, name, new=True, type=kind, many=many)


def _known(kind: KindSpec, column: str, name: str) -> Mapped:
    spec = kind.field(name)
    assert spec is not None
    return Mapped(column, name, type=spec.type, many=spec.many)


def _field_name(column: str) -> str:
    name = _NOT_A_FIELD.sub("_", fold(column)).strip("_")
    return name if name[:1].isalpha() else f"column_{name}".rstrip("_")


def _similarity(sheet: Sheet, column: str, spec: FieldSpec) -> float:
    """How much a column is like a field, 0 to 100, by its name or else by its cells."""
    names = [spec.name.replace("_", " "), *LabelSuggestions(spec.labels, spec.synonyms).names()]
    by_name = name_similarity(column, names)
    if by_name >= MIN_SIMILARITY or spec.type not in SELF_DESCRIBING_TYPES:
        return by_name
    return MIN_SIMILARITY if type_of(sheet.column(column), column)[0] == spec.type else by_name
