"""Records from a sheet: the sheet becomes a document, its rows become records that cite it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from eccp_assistant.corpus.documents.chunking import ROW_NUMBERS
from eccp_assistant.corpus.importing.atomic_write import (
    reject_existing,
    with_front_matter,
    write_all,
)
from eccp_assistant.corpus.importing.cell_reader import CellReader
from eccp_assistant.corpus.importing.column_mapping import Mapped
from eccp_assistant.corpus.importing.convert.blocks import table_lines
from eccp_assistant.corpus.importing.document_import import (
    Description,
    check_description,
    front_matter,
    id_of,
)
from eccp_assistant.corpus.importing.label_suggestions import similar_field_labels
from eccp_assistant.corpus.importing.spreadsheet import Sheet, SheetRow
from eccp_assistant.corpus.records.file_schema import read_records_file
from eccp_assistant.corpus.validation import collecting_errors
from eccp_assistant.domain.records import KindSpec
from eccp_assistant.errors import CorpusError

_KIND = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True, slots=True)
class AddedRecords:
    """What was written.

    Attributes:
        files: Inside the corpus folder.
        left_out: Columns that no field holds.
    """

    files: tuple[str, ...]
    records: int
    fields: tuple[str, ...]
    left_out: tuple[str, ...]


def add_records(
    folder: Path,
    original: Path,
    sheet: Sheet,
    kind: str,
    kinds: Sequence[KindSpec],
    columns: Sequence[Mapped],
    about: Description,
    *,
    called: Mapping[str, tuple[str, str]] | None = None,
    replace: bool = False,
) -> AddedRecords:
    """Put the rows of a sheet into a corpus.

    Args:
        folder: The corpus folder.
        original: The file that was read; a copy of it is kept.
        sheet: What it holds.
        kind: What its rows are.
        kinds: Those that the corpus has; new fields are called as similar ones are there.
        columns: Which column is which field.
        about: What is said of the sheet as a document.
        called: Language code → what one and several records of a new kind are called.
        replace: Whether what was added from it before may be replaced.

    Raises:
        CorpusError: Naming everything that is wrong, by row; nothing is written then.
    """
    data = original.read_bytes()
    check_description(about, original)
    if not _KIND.match(kind):
        repair = "use small letters, digits and _, as in chilean_cluster"
        raise CorpusError(f"--kind: '{kind}' is no name of a kind", repair=repair, path=original)
    path = folder / "records" / f"{kind}-{about.id}.yaml"
    if not replace:
        reject_existing(folder, document_id=about.id, original=original, data=data)
        if path.exists():
            repair = "choose another id with --id, or give --replace"
            raise CorpusError("these records exist", repair=repair, path=path)
    known = next((each for each in kinds if each.name == kind), None)
    records = _records(sheet, known, columns, original)
    heading = _heading(kind, kinds, columns, about, called or {})
    content = {**heading, "records": records}
    header = front_matter(about, original, data)
    document = folder / "documents" / f"{about.id}.md"
    written = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
    files = {
        folder / "originals" / original.name: data,
        document: with_front_matter(header, _text(sheet, about.title)).encode(),
        path: written.encode(),
    }
    write_all(files)
    read_records_file(path)
    return AddedRecords(
        files=tuple(each.relative_to(folder).as_posix() for each in files),
        records=len(records),
        fields=tuple(each.field for each in columns if each.field),
        left_out=tuple(each.column for each in columns if not each.field),
    )


def _text(sheet: Sheet, title: str) -> str:
    """The sheet as a document: one table, whose first column names each row."""
    rows = [(ROW_NUMBERS, *sheet.columns)]
    rows += [(str(row.number), *row.cells) for row in sheet.rows]
    return "\n".join([f"# {title}", "", f"## {sheet.name}", "", *table_lines(rows)])


def _heading(
    kind: str,
    kinds: Sequence[KindSpec],
    columns: Sequence[Mapped],
    about: Description,
    called: Mapping[str, tuple[str, str]],
) -> dict[str, object]:
    """What stands before the records: the kind, and the fields that are new with it."""
    head: dict[str, object] = {"kind": kind}
    fields = {each.field: _field(each, kinds) for each in columns if each.field and each.new}
    if all(each.name != kind for each in kinds):
        name = kind.replace("_", " ")
        labels = {"en": (name, f"{name}s"), "es": (name, f"{name}s"), **called}
        head["labels"] = {language: list(names) for language, names in labels.items()}
        fields[_name_field(columns, None)]["role"] = "name"
    head["document"] = about.id
    head["as_of"] = about.date
    if fields:
        head["fields"] = fields
    return head


def _field(mapped: Mapped, kinds: Sequence[KindSpec]) -> dict[str, object]:
    """A field's declaration, in the words that the corpus has for such a column."""
    found: dict[str, object] = {"type": mapped.type}
    wording = similar_field_labels(mapped.column, mapped.type, kinds)
    if wording is None:
        found["labels"] = dict.fromkeys(("en", "es"), mapped.column)
    else:
        found["labels"] = dict(wording.labels)
        synonyms = {language: list(said) for language, said in wording.synonyms.items() if said}
        found.update({"synonyms": synonyms} if synonyms else {})
    return {**found, "many": True} if mapped.many else found


def _name_field(columns: Sequence[Mapped], known: KindSpec | None) -> str:
    """The field that names a record: as the kind declares it, else the first column."""
    if known is not None:
        return next(spec.name for spec in known.fields if spec.role == "name")
    return next(each.field for each in columns if each.field)


def _records(
    sheet: Sheet, known: KindSpec | None, columns: Sequence[Mapped], path: Path
) -> list[dict[str, object]]:
    name_field = _name_field(columns, known)
    if name_field not in {each.field for each in columns}:
        repair = f"say which one with --map 'Column={name_field}'"
        raise CorpusError(f"no column is read as '{name_field}'", repair=repair, path=path)
    place = next(number for number, each in enumerate(columns) if each.field == name_field)
    _check_names([(row, row.cells[place]) for row in sheet.rows], path)
    taken: Counter[str] = Counter()
    found = []
    readers = {each.column: CellReader(each, sheet.column(each.column)) for each in columns}
    with collecting_errors() as errors:
        for row in sheet.rows:
            for each, cell in zip(columns, row.cells, strict=True):
                error = readers[each.column].error(cell) if each.field else ""
                if error:
                    repair = "correct the cell, or leave it empty"
                    if each.new:
                        repair += (
                            f", or read the column as text: --map '{each.column}={each.field}:text'"
                        )
                    reason = f"row {row.number}, {each.column}: {error}"
                    errors.add(reason, repair=repair, path=path, line=row.number)
    for row in sheet.rows:
        record_id = id_of(row.cells[place])
        taken[record_id] += 1
        unique = record_id if taken[record_id] == 1 else f"{record_id}-{taken[record_id]}"
        values = {
            each.field: readers[each.column].value(cell)
            for each, cell in zip(columns, row.cells, strict=True)
            if each.field
        }
        found.append({"id": unique, "source": {"row": str(row.number)}, **values})
    return found


def _check_names(named: Sequence[tuple[SheetRow, str]], path: Path) -> None:
    """Refuse rows without a name, and names that two rows have."""
    rows: dict[str, list[int]] = {}
    for row, name in named:
        rows.setdefault(name, []).append(row.number)
    with collecting_errors() as errors:
        for name, numbers in rows.items():
            told = ", ".join(map(str, numbers))
            if not name:
                repair = "name the record, or remove the row"
                errors.add(f"row {told}: no name", repair=repair, path=path, line=numbers[0])
            elif len(numbers) > 1:
                repair = "remove all but one, or tell them apart by name"
                reason = f"rows {told} are both called '{name}'"
                errors.add(reason, repair=repair, path=path, line=numbers[0])
