"""Reads the rows of a spreadsheet (XLSX, CSV, TSV) with their row numbers."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from eccp_assistant.corpus.validation import ErrorCollector, collecting_errors
from eccp_assistant.errors import CorpusError

ENDINGS = (".xlsx", ".csv", ".tsv")

_DELIMITERS = ",;\t|"
_SAMPLE = 8192
_ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!")

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: the number it has in the sheet, from 1, and its cells as text, one a column."""

    number: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: column names, and the rows under them."""

    name: str
    columns: Cells
    rows: tuple[SheetRow, ...]

    def column(self, name: str) -> Cells:
        """The cells of a column, from top to bottom."""
        place = self.columns.index(name)
        return tuple(row.cells[place] for row in self.rows)


def read_sheet(path: Path, name: str | None = None) -> Sheet:
    """Read a file.

    Args:
        path: XLSX, or values separated by commas, semicolons or tabs.
        name: Of the sheet in a workbook; by default its first.

    Raises:
        CorpusError: Naming everything that is wrong with it, by row and column.
    """
    if not path.is_file():
        raise CorpusError("there is no such file", repair="correct the path", path=path)
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        repair = f"give a file that ends in {', '.join(ENDINGS)}"
        raise CorpusError(f"'{path.suffix}' files are no tables", repair=repair, path=path)
    title, lines = _workbook(path, name) if ending == ".xlsx" else (path.stem, _values(path))
    rows = [SheetRow(number, cells) for number, cells in enumerate(lines, 1) if any(cells)]
    if len(rows) < 2:
        repair = "give it a row of column names and rows under it"
        raise CorpusError("the sheet holds no rows", repair=repair, path=path)
    return _checked(title, rows, path)


def _workbook(path: Path, name: str | None) -> tuple[str, list[Cells]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        repair = "save it as .xlsx, without a password"
        raise CorpusError("not a readable workbook", repair=repair, path=path) from error
    try:
        if name is not None and name not in book.sheetnames:
            repair = f"give --sheet one of {', '.join(book.sheetnames)}"
            raise CorpusError(f"there is no sheet '{name}'", repair=repair, path=path)
        sheet = book[name or book.sheetnames[0]]
        rows = sheet.iter_rows(values_only=True)
        return sheet.title, [tuple(map(_text, row)) for row in rows]
    finally:
        book.close()


def _text(value: object) -> str:
    """A cell as a reader sees it, on one line."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def _values(path: Path) -> list[Cells]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        repair = "save it as CSV in UTF-8"
        raise CorpusError("the file is no text", repair=repair, path=path)
    lines = text.splitlines()
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_SAMPLE], delimiters=_DELIMITERS)
        rows = csv.reader(lines, dialect)
    except csv.Error:
        # Rows of different lengths: the column names tell what separates them.
        delimiter = max(_DELIMITERS, key=lines[0].count) if lines else ","
        rows = csv.reader(lines, delimiter=delimiter)
    return [tuple(map(_text, row)) for row in rows]


def _checked(name: str, rows: Sequence[SheetRow], path: Path) -> Sheet:
    """Validate rows and use the first one as column names; empty columns are left out."""
    width = max(len(row.cells) for row in rows)
    padded = [SheetRow(row.number, (*row.cells, *[""] * (width - len(row.cells)))) for row in rows]
    head, *body = padded
    used = [
        place
        for place in range(width)
        if head.cells[place] or any(row.cells[place] for row in body)
    ]
    with collecting_errors() as errors:
        _check_names(head, used, path, errors)
        _check_cells(head, body, used, path, errors)
    return Sheet(
        name=name,
        columns=_chosen(head.cells, used),
        rows=tuple(SheetRow(row.number, _chosen(row.cells, used)) for row in body),
    )


def _chosen(cells: Cells, places: Iterable[int]) -> Cells:
    return tuple(cells[place] for place in places)


def _check_names(head: SheetRow, used: Sequence[int], path: Path, errors: ErrorCollector) -> None:
    for place in used:
        if not head.cells[place]:
            reason = f"column {get_column_letter(place + 1)} has no name in row {head.number}"
            repair = "name it, and take merged cells apart"
            errors.add(reason, repair=repair, path=path, line=head.number)
    for name, times in Counter(_chosen(head.cells, used)).items():
        if name and times > 1:
            reason = f"{times} columns are called '{name}'"
            errors.add(reason, repair="give each its own name", path=path, line=head.number)


def _check_cells(
    head: SheetRow,
    body: Sequence[SheetRow],
    used: Sequence[int],
    path: Path,
    errors: ErrorCollector,
) -> None:
    for row, place in _places(body, used):
        if row.cells[place] in _ERRORS:
            reason = f"row {row.number}, '{head.cells[place]}': {row.cells[place]}"
            errors.add(reason, repair="correct the formula", path=path, line=row.number)


def _places(rows: Sequence[SheetRow], used: Sequence[int]) -> Iterator[tuple[SheetRow, int]]:
    return ((row, place) for row in rows for place in used)
