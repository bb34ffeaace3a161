"""Loads ``corpus/records/*.yaml`` and locates the source text of each record.

Kinds and fields are declared in the files; the code knows none. The source of a record must occur
exactly once in its document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from eccp_assistant.corpus.located_yaml import LINE_KEY, validate_entry
from eccp_assistant.corpus.records.file_schema import (
    RecordsFile,
    SourceEntry,
    kind_name_in,
    read_records_file,
)
from eccp_assistant.corpus.records.kinds import (
    KindFiles,
    Written,
    check_places,
    check_references,
    kinds_of,
)
from eccp_assistant.corpus.records.locator import RecordLocator
from eccp_assistant.corpus.records.merging import merge_records, record_from_source
from eccp_assistant.corpus.records.values import items
from eccp_assistant.corpus.validation import EVERY, ErrorCollector, collecting_errors
from eccp_assistant.domain.documents import Chunk, Document, Span
from eccp_assistant.domain.records import (
    FieldItem,
    FieldRole,
    FieldSpec,
    KindSpec,
    Record,
    RecordSource,
    Said,
)
from eccp_assistant.errors import CorpusError


def load_records(
    folder: Path,
    documents: Mapping[str, Document],
    chunks: Sequence[Chunk],
    *,
    errors: ErrorCollector | None = None,
) -> tuple[tuple[KindSpec, ...], tuple[Record, ...]]:
    """Every kind and every record of ``folder``, kinds by name, records in file order.

    Args:
        folder: Where the ``*.yaml`` files are; it may be missing (a corpus without records).
        documents: The documents by id, in which the sources of records are located.
        chunks: Their chunks, which give each record its locator.
        errors: Collects the errors; the valid records are returned.

    Raises:
        CorpusError: Without ``errors``, naming file and line, if a file does not fit its own schema
            or a printed value does not stand in its document.
    """
    paths = sorted(folder.glob("*.yaml"))
    records: list[Record] = []
    with collecting_errors(errors) as wrong:
        files: list[Written] = []
        for path in paths:
            with wrong:
                files.append((path, read_records_file(path)))
        unread = set(paths) - {path for path, _ in files}
        wrong.mark_missing("kind", {kind_name_in(path) or EVERY for path in unread})
        kinds = kinds_of(files, wrong)
        wrong.mark_missing(
            "kind", {file.kind for _, file in files} - {kind.spec.name for kind in kinds}
        )
        for kind in kinds:
            records += _KindReader(kind, documents, chunks, wrong).records()
        check_references(kinds, wrong)
    specs = (kind.spec for kind in kinds)
    return tuple(sorted(specs, key=lambda spec: spec.name)), tuple(records)


class _KindReader:
    """Reads the records of one kind."""

    def __init__(
        self,
        kind: KindFiles,
        documents: Mapping[str, Document],
        chunks: Sequence[Chunk],
        errors: ErrorCollector,
    ) -> None:
        self.kind = kind
        self.documents = documents
        self.chunks = chunks
        self.errors = errors
        self._written: dict[tuple[str, str], tuple[Path, int]] = {}

    def records(self) -> list[Record]:
        rows = [record for path, file in self.kind.files for record in self._rows(path, file)]
        found, duplicates = merge_records(self.kind.spec, rows)
        for record in duplicates:
            self._report_duplicate_id(record)
        written = [str(raw.get("id")) for _, file in self.kind.files for raw in file.records]
        lost = set(written) - {record.id for record in rows}
        self.errors.mark_missing("record", {f"{self.kind.spec.name}/{name}" for name in lost})
        if len(rows) == len(written):
            check_places(self.kind, found, self.errors)
        return found

    def _rows(self, path: Path, file: RecordsFile) -> list[Record]:
        """The records of one file, each with its one source."""
        document = self.documents.get(file.document)
        if document is None and self.errors.is_missing("document", file.document):
            return []
        if document is None:
            reason = f"document: document '{file.document}' does not exist"
            repair = f"use one of {', '.join(sorted(self.documents)) or 'none'}"
            self.errors.add(reason, repair=repair, path=path, line=file.line)
            return []
        locator = RecordLocator(document, self.chunks, path)
        found: list[Record] = []
        taken: set[str] = set()
        for raw in file.records:
            with self.errors:
                record = _record(raw, taken, self.kind.spec, locator, file.as_of)
                self._written[document.id, record.id] = (path, int(str(raw[LINE_KEY])))
                found.append(record)
        return found

    def _report_duplicate_id(self, record: Record) -> None:
        path, line = self._written[record.document_id, record.id]
        reason = f"id: '{record.id}' is taken by another {record.kind}"
        repair = "give it one of its own; to join records of two documents, let their names agree"
        self.errors.add(reason, repair=repair, path=path, line=line)


def _record(
    raw: Mapping[str, object], taken: set[str], kind: KindSpec, locator: RecordLocator, as_of: Said
) -> Record:
    path, line = locator.path, int(str(raw.get(LINE_KEY, 0)))
    record_id = str(raw.get("id", ""))
    if not record_id or record_id in taken:
        problem = f"the record repeats the id '{record_id}'" if record_id else "the record has none"
        raise CorpusError(f"id: {problem}", repair="give it one of its own", path=path, line=line)
    taken.add(record_id)
    fields: dict[str, tuple[FieldItem, ...]] = {}
    span: Span | None = None
    with collecting_errors() as wrong:
        with wrong:
            entry = validate_entry(raw.get("source", {LINE_KEY: line}), SourceEntry, path)
            span = locator.find(entry, line)
        for name, value in raw.items():
            if name in {"id", "source", LINE_KEY}:
                continue
            with wrong:
                spec = _field(name, kind, path, line)
                fields[name] = items(value, spec, path, line)
                if span is not None and spec.role != "alias":
                    locator.check_printed(fields[name], span, f"{record_id}.{name}", line)
    assert span is not None  # otherwise an error has been raised
    by_role = _by_role(fields, kind)
    if not by_role["name"]:
        name = next(spec.name for spec in kind.fields if spec.role == "name")
        reason = f"record '{record_id}' needs a name"
        raise CorpusError(reason, repair=f"give it '{name}'", path=path, line=line)
    chunk = locator.chunk_at(span)
    source = RecordSource(
        document_id=locator.document.id,
        span=span,
        locator=chunk.locator if chunk else "",
        section=chunk.section if chunk else (),
        as_of=as_of,
        name=by_role["name"][0],
        fields=fields,
        aliases=tuple(by_role["alias"]),
    )
    return record_from_source(kind.name, record_id, source)


def _by_role(
    fields: Mapping[str, tuple[FieldItem, ...]], kind: KindSpec
) -> dict[FieldRole, list[str]]:
    """The values that name a record, and the others."""
    found: dict[FieldRole, list[str]] = {"name": [], "alias": [], "plain": []}
    for spec in kind.fields:
        of_field = fields.get(spec.name, ())
        found[spec.role] += [str(item.value) for item in of_field if item.value is not None]
    return found


def _field(name: str, kind: KindSpec, path: Path, line: int) -> FieldSpec:
    spec = kind.field(name)
    if spec is None:
        reason = f"'{name}' is not a field of {kind.name}"
        repair = f"use one of {', '.join(field.name for field in kind.fields)}"
        raise CorpusError(reason, repair=repair, path=path, line=line)
    return spec
