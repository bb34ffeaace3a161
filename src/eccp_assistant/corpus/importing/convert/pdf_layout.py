"""Joins the lines of printed pages into headings, paragraphs, lists and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eccp_assistant.corpus.importing.convert.blocks import Part

_BULLET = re.compile(r"^\s*[•●▪◦‣∙·–*\uf0b7\x95-]\s+")
_NUMBERED_ITEM = re.compile(r"^\s*(?:\d{1,2}|[a-z])\)\s+")
_ENDS = re.compile(r"[.!?:;…][\"”»)]?$")
_FIGURES = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad]$")

_HEADING_GROWTH = 1.12
"""Minimum ratio of the font size of a heading to that of the body text."""

_LONGEST_HEADING = 120
_NEW_PARAGRAPH_GAP = 1.5
"""Minimum distance to the line above that starts a paragraph, in multiples of the usual one."""

_MARGIN = 0.09
"""Share of the page height at top and bottom that may hold running heads and page numbers."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line.

    Attributes:
        size: Height of its letters, in points.
        top: Its distance from the top of the page, in points.
        indent: Its distance from the left.
        right: Where it ends, from the left.
        height: Of the page.
    """

    text: str
    page: int
    top: float
    indent: float
    right: float
    size: float
    bold: bool
    height: float


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table.

    Attributes:
        top: Its distance from the top of the page, in points.
    """

    rows: tuple[tuple[str, ...], ...]
    page: int
    top: float


def parts_of(found: Sequence[Line | Table]) -> list[Part]:
    """The parts of a printed text.

    Args:
        found: Lines and tables in reading order, page after page.
    """
    lines = [each for each in found if isinstance(each, Line)]
    running = _running(lines)
    style = _Style(lines)
    parts: list[Part] = []
    above: Line | None = None
    for each in found:
        if isinstance(each, Table):
            _add_table(parts, each)
            above = None
        elif each not in running:
            style.add(parts, each, above)
            above = each
    return parts


def _running(lines: Sequence[Line]) -> set[Line]:
    """Running heads, footers and page numbers: margin lines that recur, digits aside, on pages."""
    edge = [
        line
        for line in lines
        if line.top < line.height * _MARGIN or line.top > line.height * (1 - _MARGIN)
    ]
    pages = len({line.page for line in lines})
    seen = Counter(_FIGURES.sub("#", line.text.strip()) for line in edge)
    often = max(2, pages // 3)
    return {
        line
        for line in edge
        if seen[_FIGURES.sub("#", line.text.strip())] >= often
        or _FIGURES.fullmatch(line.text.strip())
    }


class _Style:
    """Font sizes and line distance of a text, used to classify its lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        letters: Counter[float] = Counter()
        for line in lines:
            letters[line.size] += len(line.text)
        self.body = letters.most_common(1)[0][0] if letters else 0.0
        larger = {line.size for line in lines if line.size >= self.body * _HEADING_GROWTH}
        self.levels = {size: place for place, size in enumerate(sorted(larger, reverse=True), 1)}
        steps = Counter(
            round(low.top - high.top, 1)
            for high, low in pairwise(lines)
            if high.page == low.page and high.top < low.top and high.size == low.size == self.body
        )
        usual = steps.most_common(1)[0][0] if steps else 0.0
        self.step = min(usual, 2 * self.body) or 1.5 * self.body

    def add(self, parts: list[Part], line: Line, above: Line | None) -> None:
        """Start a new part with a line, or append the line to the last part."""
        level = self._level(line)
        last = parts[-1] if parts else None
        if level:
            if last is not None and last.kind == "heading" and self._goes_on(line, above):
                last.text = f"{last.text} {line.text.strip()}"
            else:
                parts.append(Part("heading", line.text.strip(), level=level, page=line.page))
        elif bullet := _BULLET.match(line.text) or _NUMBERED_ITEM.match(line.text):
            text = line.text[bullet.end() :] if _BULLET.match(line.text) else line.text
            parts.append(Part("item", text.strip(), page=line.page))
        elif (
            last is not None
            and last.kind in {"paragraph", "item"}
            and self._same(last, line, above)
        ):
            last.text = _joined(last.text, line.text.strip())
        else:
            parts.append(Part("paragraph", line.text.strip(), page=line.page))

    def _level(self, line: Line) -> int:
        if len(line.text) > _LONGEST_HEADING or not any(map(str.isalpha, line.text)):
            return 0
        if line.size in self.levels:
            return self.levels[line.size]
        alone = line.bold and not _ENDS.search(line.text.strip()) and len(line.text) < 80
        return len(self.levels) + 1 if alone and not _BULLET.match(line.text) else 0

    def _goes_on(self, line: Line, above: Line | None) -> bool:
        """Whether a heading has a second line."""
        return (
            above is not None
            and above.page == line.page
            and above.size == line.size
            and above.bold == line.bold
            and 0 < line.top - above.top < _NEW_PARAGRAPH_GAP * line.size
        )

    def _same(self, last: Part, line: Line, above: Line | None) -> bool:
        """Whether a line goes on with the part before it."""
        if above is None or last.kind not in {"paragraph", "item"}:
            return False
        if above.page != line.page or line.top < above.top:
            # Across a page or column break, an unfinished sentence continues.
            return not _ENDS.search(last.text)
        near = line.top - above.top < _NEW_PARAGRAPH_GAP * self.step
        indented = last.kind == "paragraph" and line.indent > above.indent + line.size
        return near and not (indented and _ENDS.search(last.text))


def _joined(text: str, more: str) -> str:
    """Join two lines and undo hyphenation at the end of the first."""
    if _HYPHEN.search(text) and more[:1].islower():
        return _HYPHEN.sub("", text) + more
    return f"{text} {more}"


def _add_table(parts: list[Part], table: Table) -> None:
    """Add a table, or append its rows to a table continued from the previous page."""
    rows = table.rows
    last = parts[-1] if parts else None
    if last is not None and last.kind == "table" and len(last.rows[0]) == len(rows[0]):
        last.rows += rows[1:] if rows[0] == last.rows[0] else rows
    else:
        parts.append(Part("table", rows=rows, page=table.page))


def in_reading_order(found: Sequence[Line | Table]) -> Iterator[Line | Table]:
    """Sort the elements of one page from top to bottom; ties keep their order."""
    yield from sorted(found, key=lambda each: each.top)
