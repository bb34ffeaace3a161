"""Records from ``corpus/records/*.yaml``, each tied to the words it was read from.

A file declares one kind, its fields and its records; nothing about a kind is known to the code.
The place of a record is looked for once, here, and must be found exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator, model_validator

from eccp_assistant.corpus.markdown import blocks
from eccp_assistant.corpus.places import occurrences, section_named
from eccp_assistant.corpus.yaml_lines import Located, read_yaml, refusal, without_lines
from eccp_assistant.domain.documents import Chunk, Document, Section, Span
from eccp_assistant.domain.records import (
    FamilySpec,
    FieldItem,
    FieldRole,
    FieldSpec,
    FieldType,
    KindSpec,
    Record,
    Scalar,
)
from eccp_assistant.domain.text import plain
from eccp_assistant.errors import CorpusError

_Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_Latitude = Annotated[float, Field(strict=True, ge=-90, le=90)]
_Longitude = Annotated[float, Field(strict=True, ge=-180, le=180)]
_RecordId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class _Field(Located):
    type: FieldType
    labels: dict[str, str] = Field(default_factory=dict)
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    many: bool = False
    role: FieldRole = "plain"
    family: str | None = None
    refers_to: _Identifier | None = None
    places: dict[str, tuple[_Latitude, _Longitude]] = Field(default_factory=dict)

    @field_validator("labels", "synonyms", "places", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)


class _Family(Located):
    labels: dict[str, str]
    synonyms: dict[str, list[str]] = Field(default_factory=dict)

    @field_validator("labels", "synonyms", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)


class _Source(Located):
    row: str | None = None
    text: str | None = None
    within: str | None = Field(default=None, alias="in")

    @model_validator(mode="after")
    def _one_way(self) -> _Source:
        if (self.row is None) == (self.text is None):
            raise ValueError("give either row (a row's first cell) or text (verbatim words)")
        return self


class _Item(Located):
    printed: str = ""
    value: Scalar | None = None
    reason: str = ""
    inferred: bool = False
    count: int | None = None


class _File(Located):
    kind: _Identifier
    document: str
    labels: dict[str, tuple[str, str]]
    synonyms: dict[str, list[str]] = Field(default_factory=dict)
    implied: list[str] = Field(default_factory=list)
    as_of: str = ""
    families: dict[_Identifier, _Family] = Field(default_factory=dict)
    fields: dict[_Identifier, _Field]
    records: list[dict[str, object]]

    @field_validator("labels", "synonyms", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)

    @field_validator("fields", "families", mode="before")
    @classmethod
    def _fields_only(cls, value: object) -> object:
        if isinstance(value, dict):
            return {key: item for key, item in value.items() if key != "__line__"}
        return value


def load_records(
    folder: Path, documents: Mapping[str, Document], chunks: Sequence[Chunk]
) -> tuple[tuple[KindSpec, ...], tuple[Record, ...]]:
    """Every kind and every record of ``folder``, kinds by name, records in file order.

    Args:
        folder: Where the ``*.yaml`` files are; it may be missing (a corpus without records).
        documents: The documents by id, to find each record's place in.
        chunks: Their chunks, which give a record its locator.

    Raises:
        CorpusError: Naming file and line, if a file does not fit its own schema or a printed
            value does not stand in its document.
    """
    kinds: dict[str, KindSpec] = {}
    records: list[Record] = []
    for path in sorted(folder.glob("*.yaml")):
        file = _read(path)
        if file.kind in kinds:
            raise CorpusError(f"kind '{file.kind}' is declared twice", path=path, line=1)
        if file.document not in documents:
            known = ", ".join(sorted(documents))
            message = f"document '{file.document}' does not exist: use one of {known}"
            raise CorpusError(message, path=path, line=file.line)
        kinds[file.kind] = _kind(file, path)
        finder = _Finder(documents[file.document], chunks, path)
        own = _records(file, kinds[file.kind], finder, path)
        _check_places(file, own, path)
        records.extend(own)
    _check_references(kinds, folder)
    return tuple(kinds[name] for name in sorted(kinds)), tuple(records)


def _read(path: Path) -> _File:
    data = read_yaml(path)
    try:
        return _File.model_validate(data)
    except ValidationError as error:
        raise refusal(error, data, path) from error


def _kind(file: _File, path: Path) -> KindSpec:
    fields = tuple(
        FieldSpec(
            name=name,
            type=field.type,
            labels=field.labels,
            many=field.many,
            role=field.role,
            family=field.family,
            refers_to=field.refers_to,
            synonyms={language: tuple(said) for language, said in field.synonyms.items()},
            places=field.places,
        )
        for name, field in file.fields.items()
    )
    families = {field.family for field in fields}
    unused = next((name for name in file.families if name not in families), None)
    if unused is not None:
        message = f"no field belongs to the family '{unused}': give one 'family: {unused}'"
        raise CorpusError(message, path=path, line=file.families[unused].line)
    names = [field.name for field in fields if field.role == "name"]
    if len(names) != 1:
        raise CorpusError("exactly one field must have 'role: name'", path=path, line=file.line)
    return KindSpec(
        name=file.kind,
        labels=file.labels,
        fields=fields,
        synonyms={language: tuple(said) for language, said in file.synonyms.items()},
        implied=tuple(file.implied),
        as_of=file.as_of,
        families=tuple(
            FamilySpec(
                name=name,
                labels=family.labels,
                synonyms={language: tuple(said) for language, said in family.synonyms.items()},
            )
            for name, family in file.families.items()
        ),
    )


def _check_references(kinds: Mapping[str, KindSpec], folder: Path) -> None:
    for kind in kinds.values():
        for spec in kind.fields:
            if (spec.type == "reference") != (spec.refers_to in kinds):
                message = (
                    f"field '{kind.name}.{spec.name}' must have 'type: reference' and 'refers_to' "
                    f"one of {', '.join(sorted(kinds))}"
                )
                raise CorpusError(message, path=folder)


def _check_places(file: _File, records: Sequence[Record], path: Path) -> None:
    """A place of a value that no record has is a spelling that would leave the value unplaced."""
    for name, field in file.fields.items():
        values = {str(value) for record in records for value in record.values(name)}
        unused = next((value for value in field.places if value not in values), None)
        if unused is not None:
            message = f"fields.{name}.places: no record has '{unused}': use one of its values"
            raise CorpusError(message, path=path, line=field.line)


def _records(file: _File, kind: KindSpec, finder: _Finder, path: Path) -> list[Record]:
    found: list[Record] = []
    ids: set[str] = set()
    for raw in file.records:
        line = int(str(raw.get("__line__", 0)))
        data = {key: value for key, value in raw.items() if key != "__line__"}
        record_id = str(data.pop("id", ""))
        if not record_id or record_id in ids:
            problem = "needs an id" if not record_id else f"repeats the id '{record_id}'"
            raise CorpusError(f"the record {problem}", path=path, line=line)
        ids.add(record_id)
        try:
            source = _Source.model_validate(data.pop("source", {}))
        except ValidationError as error:
            raise refusal(error, raw.get("source"), path) from error
        span = finder.find(source, line)
        fields: dict[str, tuple[FieldItem, ...]] = {}
        for name, value in data.items():
            spec = kind.field(name)
            if spec is None:
                known = ", ".join(field.name for field in kind.fields)
                message = f"'{name}' is not a field of {kind.name}: use one of {known}"
                raise CorpusError(message, path=path, line=line)
            fields[name] = _items(value, spec, path, line)
            if spec.role != "alias":
                finder.check_printed(fields[name], span, record_id, name, line)
        found.append(_record(kind, record_id, fields, span, finder, path, line))
    return found


def _record(
    kind: KindSpec,
    record_id: str,
    fields: dict[str, tuple[FieldItem, ...]],
    span: Span,
    finder: _Finder,
    path: Path,
    line: int,
) -> Record:
    by_role: dict[FieldRole, list[str]] = {"name": [], "alias": [], "plain": []}
    for spec in kind.fields:
        items = fields.get(spec.name, ())
        by_role[spec.role].extend(str(item.value) for item in items if item.value is not None)
    if not by_role["name"]:
        raise CorpusError(f"record '{record_id}' needs a name", path=path, line=line)
    chunk = finder.chunk_at(span)
    return Record(
        kind=kind.name,
        id=record_id,
        name=by_role["name"][0],
        document_id=finder.document.id,
        span=span,
        locator=chunk.locator if chunk else "",
        section=chunk.section if chunk else (),
        fields=fields,
        aliases=tuple(by_role["alias"]),
    )


def _items(value: object, spec: FieldSpec, path: Path, line: int) -> tuple[FieldItem, ...]:
    values = value if isinstance(value, list) else [value]
    if len(values) > 1 and not spec.many:
        message = f"'{spec.name}' takes one value: declare it with 'many: true' for more"
        raise CorpusError(message, path=path, line=line)
    return tuple(_item(entry, spec, path, line) for entry in values)


def _item(entry: object, spec: FieldSpec, path: Path, line: int) -> FieldItem:
    if isinstance(entry, dict):
        try:
            raw = _Item.model_validate(entry)
        except ValidationError as error:
            raise refusal(error, entry, path) from error
        item = FieldItem(raw.printed, raw.value, raw.reason, raw.inferred, raw.count)
        line = raw.line or line
    elif isinstance(entry, bool) or not isinstance(entry, str | int):
        message = f"'{spec.name}' holds {entry!r}: write text or a number (quote dates and yes/no)"
        raise CorpusError(message, path=path, line=line)
    else:
        item = FieldItem(str(entry), entry)
    if spec.type == "number" and not isinstance(item.value, int | None):
        message = f"'{spec.name}' must be a whole number, not {item.value!r}"
        raise CorpusError(message, path=path, line=line)
    return item


class _Finder:
    """Finds the place of a record in its document."""

    def __init__(self, document: Document, chunks: Sequence[Chunk], path: Path) -> None:
        self.document = document
        self.path = path
        self._chunks = [chunk for chunk in chunks if chunk.document_id == document.id]
        self._rows: dict[str, list[Span]] = {}
        for block in blocks(document.text):
            for row in block.rows:
                self._rows.setdefault(plain(row.cells[0]) if row.cells else "", []).append(row.span)

    def find(self, source: _Source, line: int) -> Span:
        section = self._section(source.within, line)
        inside = section.span if section else Span(0, len(self.document.text))
        if source.row is not None:
            words, spans = source.row, self._rows.get(plain(source.row), [])
            spans = [span for span in spans if inside.contains(span)]
        else:
            words = source.text or ""
            spans = occurrences(self.document.text, words, inside)
        if len(spans) == 1:
            return spans[0]
        problem = "is not in" if not spans else f"occurs {len(spans)} times in"
        repair = "" if not spans else ": add 'in: <heading>' or more words"
        raise CorpusError(
            f"'{words}' {problem} document '{self.document.id}'{repair}",
            path=self.path,
            line=source.line or line,
        )

    def check_printed(
        self, items: tuple[FieldItem, ...], span: Span, record_id: str, name: str, line: int
    ) -> None:
        raw = span.of(self.document.text)
        shown = plain(raw)
        for item in items:
            if item.printed not in raw and plain(item.printed) not in shown:
                raise CorpusError(
                    f"{record_id}.{name}: '{item.printed}' is not printed in its source: "
                    "give 'printed' as it stands there and what it means as 'value'",
                    path=self.path,
                    line=line,
                )

    def chunk_at(self, span: Span) -> Chunk | None:
        return next((chunk for chunk in self._chunks if chunk.span.overlaps(span)), None)

    def _section(self, heading: str | None, line: int) -> Section | None:
        if heading is None:
            return None
        section = section_named(self.document, heading)
        if section is not None:
            return section
        message = f"document '{self.document.id}' has no heading '{heading}'"
        raise CorpusError(message, path=self.path, line=line)
