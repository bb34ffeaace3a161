"""Finds the blocks of a Markdown text, with their offsets in code points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from eccp_assistant.domain.documents import PAGE_MARK, Span

BlockKind = Literal["heading", "paragraph", "list", "table"]
_OPENERS: dict[str, BlockKind] = {
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its line in the text and the texts of its cells."""

    span: Span
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the document.

    Attributes:
        level: Depth of a heading (1–6), else 0.
        items: Spans of a list's items.
        header: A table's first row, its column names; its span includes the line of dashes.
        rows: A table's other rows.
    """

    kind: BlockKind
    span: Span
    level: int = 0
    items: tuple[Span, ...] = ()
    header: TableRow | None = None
    rows: tuple[TableRow, ...] = ()


class _Lines:
    """Converts line numbers to offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.count = len(self.starts) - 1

    def span(self, first: int, last: int) -> Span | None:
        """The non-blank part of lines ``[first, last)``, or ``None``."""
        start, end = self.starts[first], min(self.starts[last], len(self.text))
        chunk = self.text[start:end]
        stripped = chunk.strip()
        if not stripped:
            return None
        start += len(chunk) - len(chunk.lstrip())
        return Span(start, start + len(stripped))

    def of(self, offset: int) -> int:
        """The 1-based line that ``offset`` stands on."""
        return bisect_right(self.starts, offset)


def line_of(text: str, offset: int) -> int:
    """The 1-based number of the line of ``text`` that ``offset`` stands on."""
    return text.count("\n", 0, offset) + 1


def parser() -> MarkdownIt:
    """The dialect of the corpus: CommonMark with tables and footnotes."""
    return MarkdownIt("commonmark").enable("table").use(footnote_plugin)


def blocks(text: str) -> list[Block]:
    """The outermost blocks of ``text``, in order.

    Together they cover every non-blank line except page marks: text for which the parser returns no
    block (link definitions, HTML comments) is returned as a paragraph.
    """
    lines = _Lines(text)
    tokens = parser().parse(text)
    covered: set[int] = set()
    found: list[Block] = []
    for index, token in enumerate(tokens):
        if token.map is None or token.nesting < 0 or token.type == "inline":
            continue
        first, last = token.map
        if first in covered:
            continue
        if PAGE_MARK.fullmatch(token.content.strip()):
            covered.update(range(first, last))
            continue
        block = _block(token, tokens, index, lines)
        if block is not None:
            found.append(block)
            covered.update(range(first, last))
    found.extend(_left_over(lines, covered))
    return sorted(found, key=lambda block: block.span)


def _block(token: Token, tokens: list[Token], index: int, lines: _Lines) -> Block | None:
    assert token.map is not None
    first, last = token.map
    kind = _OPENERS.get(token.type, "paragraph")
    span = lines.span(first, last)
    if span is None:
        return None
    if kind == "heading":
        return Block(kind, span, level=int(token.tag[1]))
    inner = list(_inside(tokens, index))
    if kind == "list":
        items = [
            lines.span(*child.map)
            for child in inner
            if child.type == "list_item_open" and child.level == token.level + 1 and child.map
        ]
        return Block(kind, span, items=tuple(item for item in items if item is not None))
    if kind == "table":
        header, *rows = _rows(inner, lines)
        # The line of dashes under the column names belongs to the header.
        header_span = lines.span(first, first + 2) or header.span
        return Block(kind, span, header=TableRow(header_span, header.cells), rows=tuple(rows))
    return Block(kind, span)


def _inside(tokens: list[Token], index: int) -> Iterator[Token]:
    opener = tokens[index]
    if opener.nesting != 1:
        return
    for token in tokens[index + 1 :]:
        if token.level == opener.level and token.nesting == -1:
            return
        yield token


def _rows(tokens: list[Token], lines: _Lines) -> Iterator[TableRow]:
    span: Span | None = None
    cells: list[str] = []
    for token in tokens:
        if token.type == "tr_open" and token.map:
            span, cells = lines.span(*token.map), []
        elif token.type == "inline":
            cells.append(token.content)
        elif token.type == "tr_close" and span is not None:
            yield TableRow(span, tuple(cells))


def _left_over(lines: _Lines, covered: set[int]) -> Iterator[Block]:
    rest = [number for number in range(lines.count) if number not in covered]
    for _, group in groupby(enumerate(rest), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        span = lines.span(numbers[0], numbers[-1] + 1)
        if span is not None:
            yield Block("paragraph", span)
