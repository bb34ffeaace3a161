"""PDF to Markdown, page by page, from the character positions given by pdfplumber."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber._typing import T_obj_list
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from eccp_assistant.corpus.importing.convert.blocks import as_markdown
from eccp_assistant.corpus.importing.convert.pdf_layout import (
    Line,
    Table,
    in_reading_order,
    parts_of,
)
from eccp_assistant.corpus.importing.convert.result import Converted
from eccp_assistant.errors import CorpusError

_DATE = re.compile(r"D:(\d{4})(\d{2})")
_CROSSING = 0.02
"""Maximum share of words that cross the middle of a two-column page (headings do)."""

_LEAST_WORDS_OF_COLUMNS = 60
_GUTTER = 12.0
"""Minimum gap between two columns, in points."""


_Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in points."""


def convert_pdf(path: Path) -> Converted:
    """Read a PDF; every page is marked.

    Raises:
        CorpusError: If it is encrypted, broken, or a picture without text.
    """
    try:
        with pdfplumber.open(path) as pdf:
            found = [each for page in pdf.pages for each in _page(page)]
            pages = len(pdf.pages)
            metadata = {key: str(value) for key, value in (pdf.metadata or {}).items()}
    except (PDFException, PdfminerException, PDFPasswordIncorrect, ValueError, OSError) as error:
        if "password" in repr(error).casefold():
            repair = "save a copy without a password and add that"
            raise CorpusError("the PDF is encrypted", repair=repair, path=path) from error
        repair = "open it in a PDF reader and export it as PDF again"
        raise CorpusError("not a readable PDF", repair=repair, path=path) from error
    if not any(isinstance(each, Line) or each.rows for each in found):
        repair = "run text recognition (OCR) on it and add the result"
        raise CorpusError("the PDF holds no text", repair=repair, path=path)
    parts = parts_of(found)
    date = _DATE.match(metadata.get("CreationDate", ""))
    headings = [part.text for part in parts if part.kind == "heading" and part.level == 1]
    return Converted(
        text=as_markdown(parts),
        title=metadata.get("Title", "").strip() or next(iter(headings), ""),
        date=f"{date.group(1)}-{date.group(2)}" if date else "",
        pages=pages,
    )


def _page(page: Page) -> Iterator[Line | Table]:
    """Lines and tables of a page, in reading order."""
    # Some PDFs print characters twice, slightly shifted, for bold type.
    page = page.dedupe_chars()
    tables = [table for table in page.find_tables() if len(table.rows) > 1]
    for table in tables:
        page = page.outside_bbox(_inside(table.bbox, page.bbox))
    rows = [
        Table(rows=_cells(table.extract()), page=page.page_number, top=float(table.bbox[1]))
        for table in tables
    ]
    columns = _columns(page)
    lines = [line for column in columns for line in _lines(column)]
    if len(columns) > 1:
        yield from lines
        yield from rows
    else:
        yield from in_reading_order([*lines, *rows])


def _inside(box: _Box, page: _Box) -> _Box:
    return (
        max(box[0], page[0]),
        max(box[1], page[1]),
        min(box[2], page[2]),
        min(box[3], page[3]),
    )


def _cells(rows: list[list[str | None]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell or "" for cell in row) for row in rows)


def _columns(page: Page) -> list[Page]:
    """The page, or its two halves if almost no word crosses the middle."""
    words = page.extract_words()
    left, top, right, bottom = page.bbox
    middle = (left + right) / 2
    crossing = sum(word["x0"] < middle < word["x1"] for word in words)
    sides = [
        sum(word["x1"] <= middle for word in words),
        sum(word["x0"] >= middle for word in words),
    ]
    few = len(words) < _LEAST_WORDS_OF_COLUMNS or min(sides) < len(words) / 4
    if few or crossing > _CROSSING * len(words) or not _gap(words, middle):
        return [page]
    return [page.crop((left, top, middle, bottom)), page.crop((middle, top, right, bottom))]


def _gap(words: T_obj_list, middle: float) -> bool:
    """Whether few words start or end close to the middle, as between two columns."""
    near = sum(-_GUTTER / 2 < word["x0"] - middle < _GUTTER / 2 for word in words)
    near += sum(-_GUTTER / 2 < word["x1"] - middle < _GUTTER / 2 for word in words)
    return bool(near <= len(words) / 20)


def _lines(page: Page) -> Iterator[Line]:
    for line in page.extract_text_lines(return_chars=True):
        letters = [char for char in line["chars"] if not char["text"].isspace()]
        if not letters:
            continue
        sizes = Counter(round(2 * char["size"]) / 2 for char in letters)
        bold = sum("bold" in char["fontname"].casefold() for char in letters)
        yield Line(
            text=line["text"],
            page=page.page_number,
            top=float(line["top"]),
            indent=float(line["x0"]),
            right=float(line["x1"]),
            size=sizes.most_common(1)[0][0],
            bold=bold > len(letters) / 2,
            height=float(page.height),
        )
