"""Records from ``corpus/records/*.yaml``, each tied to the words it was read from.

A file declares one kind, its fields and its records; nothing about a kind is known to the code.
The place of a record is looked for once, here, and must be found exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from eccp_assistant.corpus.faults import EVERY, Faults, gathering
from eccp_assistant.corpus.record_files import (
    RecordsFile,
    SourceEntry,
    check_declaration,
    check_places,
    kind_named,
    kind_spec,
    read_records_file,
)
from eccp_assistant.corpus.record_places import Finder
from eccp_assistant.corpus.record_values import items
from eccp_assistant.corpus.yaml_lines import LINE_KEY, validated
from eccp_assistant.domain.documents import Chunk, Document, Span
from eccp_assistant.domain.records import FieldItem, FieldRole, FieldSpec, KindSpec, Record
from eccp_assistant.errors import CorpusError


def load_records(
    folder: Path,
    documents: Mapping[str, Document],
    chunks: Sequence[Chunk],
    *,
    faults: Faults | None = None,
) -> tuple[tuple[KindSpec, ...], tuple[Record, ...]]:
    """Every kind and every record of ``folder``, kinds by name, records in file order.

    Args:
        folder: Where the ``*.yaml`` files are; it may be missing (a corpus without records).
        documents: The documents by id, to find each record's place in.
        chunks: Their chunks, which give a record its locator.
        faults: Gathers what is wrong, and the records that are right are returned.

    Raises:
        CorpusError: Without ``faults``, naming file and line, if a file does not fit its own schema
            or a printed value does not stand in its document.
    """
    paths = sorted(folder.glob("*.yaml"))
    with gathering(faults) as wrong:
        reader = _Reader(documents, chunks, wrong)
        for path in paths:
            with wrong:
                reader.read(path)
        named = {kind_named(path) or EVERY for path in paths}
        wrong.lose("kind", named - reader.kinds.keys())
        reader.check_references()
    kinds = tuple(reader.kinds[name] for name in sorted(reader.kinds))
    return kinds, tuple(reader.records)


class _Reader:
    """Reads the files one after the other."""

    def __init__(
        self, documents: Mapping[str, Document], chunks: Sequence[Chunk], faults: Faults
    ) -> None:
        self.documents = documents
        self.chunks = chunks
        self.faults = faults
        self.kinds: dict[str, KindSpec] = {}
        self.records: list[Record] = []
        self._declared: dict[str, tuple[RecordsFile, Path]] = {}

    def read(self, path: Path) -> None:
        file = read_records_file(path)
        if file.kind in self.kinds:
            reason = f"kind: '{file.kind}' is declared in {self._declared[file.kind][1].name} too"
            raise CorpusError(reason, repair="give it another name", path=path, line=file.line)
        check_declaration(file, path, self.faults)
        self.kinds[file.kind] = kind_spec(file)
        self._declared[file.kind] = (file, path)
        own = self._records(file, path)
        self.records += own
        self._lose(file, own)
        if len(own) == len(file.records):
            check_places(file, own, path, self.faults)

    def check_references(self) -> None:
        """Gather fields that refer to no kind."""
        for kind in self.kinds.values():
            file, path = self._declared[kind.name]
            for spec in kind.fields:
                if self._refers_rightly(spec):
                    continue
                reason = f"fields.{spec.name}: a reference needs its type and the kind it refers to"
                repair = (
                    "give it 'type: reference' and 'refers_to' one of "
                    f"{', '.join(sorted(self.kinds))}"
                )
                self.faults.add(reason, repair=repair, path=path, line=file.fields[spec.name].line)

    def _refers_rightly(self, spec: FieldSpec) -> bool:
        known = spec.refers_to is not None and (
            spec.refers_to in self.kinds or self.faults.lost("kind", spec.refers_to)
        )
        return known == (spec.type == "reference")

    def _records(self, file: RecordsFile, path: Path) -> list[Record]:
        document = self.documents.get(file.document)
        if document is None and self.faults.lost("document", file.document):
            return []
        if document is None:
            reason = f"document: document '{file.document}' does not exist"
            repair = f"use one of {', '.join(sorted(self.documents)) or 'none'}"
            self.faults.add(reason, repair=repair, path=path, line=file.line)
            return []
        finder = Finder(document, self.chunks, path)
        found: list[Record] = []
        taken: set[str] = set()
        for raw in file.records:
            with self.faults:
                found.append(_record(raw, taken, self.kinds[file.kind], finder))
        return found

    def _lose(self, file: RecordsFile, own: Sequence[Record]) -> None:
        named = {str(raw.get("id")) for raw in file.records} - {record.id for record in own}
        self.faults.lose("record", {f"{file.kind}/{record_id}" for record_id in named})


def _record(raw: Mapping[str, object], taken: set[str], kind: KindSpec, finder: Finder) -> Record:
    path, line = finder.path, int(str(raw.get(LINE_KEY, 0)))
    record_id = str(raw.get("id", ""))
    if not record_id or record_id in taken:
        problem = f"the record repeats the id '{record_id}'" if record_id else "the record has none"
        raise CorpusError(f"id: {problem}", repair="give it one of its own", path=path, line=line)
    taken.add(record_id)
    fields: dict[str, tuple[FieldItem, ...]] = {}
    span: Span | None = None
    with gathering() as wrong:
        with wrong:
            source = validated(raw.get("source", {LINE_KEY: line}), SourceEntry, path)
            span = finder.find(source, line)
        for name, value in raw.items():
            if name in {"id", "source", LINE_KEY}:
                continue
            with wrong:
                spec = _field(name, kind, path, line)
                fields[name] = items(value, spec, path, line)
                if span is not None and spec.role != "alias":
                    finder.check_printed(fields[name], span, f"{record_id}.{name}", line)
    assert span is not None  # or its fault has been raised
    return _made(kind, record_id, fields, span, finder, line)


def _field(name: str, kind: KindSpec, path: Path, line: int) -> FieldSpec:
    spec = kind.field(name)
    if spec is None:
        reason = f"'{name}' is not a field of {kind.name}"
        repair = f"use one of {', '.join(field.name for field in kind.fields)}"
        raise CorpusError(reason, repair=repair, path=path, line=line)
    return spec


def _made(
    kind: KindSpec,
    record_id: str,
    fields: dict[str, tuple[FieldItem, ...]],
    span: Span,
    finder: Finder,
    line: int,
) -> Record:
    by_role: dict[FieldRole, list[str]] = {"name": [], "alias": [], "plain": []}
    for spec in kind.fields:
        of_field = fields.get(spec.name, ())
        by_role[spec.role].extend(str(item.value) for item in of_field if item.value is not None)
    if not by_role["name"]:
        name = next(spec.name for spec in kind.fields if spec.role == "name")
        reason = f"record '{record_id}' needs a name"
        raise CorpusError(reason, repair=f"give it '{name}'", path=finder.path, line=line)
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
