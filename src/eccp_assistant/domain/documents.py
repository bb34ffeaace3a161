"""Documents and their parts, all addressed by spans of the document's own text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

ChunkKind = Literal["paragraph", "list", "row", "contents"]

PAGE_MARK = re.compile(r"^<!-- page (\d+) -->$", re.MULTILINE)
"""Marks the start of a page of a paginated original; a separate line, not part of the content."""


def page_mark(number: int) -> str:
    """The line that marks the beginning of a page."""
    return f"<!-- page {number} -->"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` in code points of one document's text.

    Raises:
        ValueError: If ``start`` is negative or ``end`` does not exceed ``start``.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end <= self.start:
            raise ValueError(f"a span needs 0 <= start < end, got [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The slice of ``text`` that this span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """The front matter of a document: what it is and where it comes from.

    Attributes:
        sha256: Digest of the file as delivered, before conversion.
        date: Date the text speaks at, as ISO 8601 (may be only year and month).
        language: ISO 639-1 code of the text.
    """

    id: str
    title: str
    language: str
    date: str
    origin: str
    licence: str
    sha256: str
    deliverable: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text below it.

    Attributes:
        path: Headings from the top level down to this one, as plain text.
        heading: Span of the heading line, or ``None`` for text before the first heading.
        span: From the heading to the next heading of any level.
    """

    path: tuple[str, ...]
    level: int
    heading: Span | None
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A document as stored: Markdown text with its sections; every offset refers to ``text``."""

    info: DocumentInfo
    text: str
    sections: tuple[Section, ...]

    @property
    def id(self) -> str:
        """The document's id (its file name without ending)."""
        return self.info.id

    def page_at(self, offset: int) -> int | None:
        """The page of the original that ``offset`` stands on; ``None`` where it has no pages."""
        starts, numbers = _pages(self.text)
        place = bisect_right(starts, offset)
        return numbers[place - 1] if place else None


@lru_cache(maxsize=64)
def _pages(text: str) -> tuple[list[int], list[int]]:
    marks = list(PAGE_MARK.finditer(text))
    return [mark.start() for mark in marks], [int(mark.group(1)) for mark in marks]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit of retrieval: a paragraph, a list, or one row of a table.

    Attributes:
        id: Stable while the document and its text stay the same.
        section: Heading path of the section the chunk stands in.
        locator: How a person finds the place ("Annex 3, row 6").
        span: Where the chunk stands in the document.
        text: ``document.text[span]``.
        passage: What is embedded: heading path, column names or lead-in, and the plain text.
        sentences: Spans of the chunk's sentences (list items, cells' row), in reading order.
        lead: Span of the sentence that introduces a list, where there is one.
    """

    id: str
    document_id: str
    ordinal: int
    kind: ChunkKind
    section: tuple[str, ...]
    locator: str
    span: Span
    text: str
    passage: str
    sentences: tuple[Span, ...]
    lead: Span | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk with the scores it was found with; higher is nearer."""

    chunk: Chunk
    score: float
    dense: float
    lexical: float
    rank: int
