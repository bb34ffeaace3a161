"""The blocks of a converted file and their rendering as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from eccp_assistant.domain.documents import page_mark

PartKind = Literal["heading", "paragraph", "item", "table"]

_READ_AS_MARKUP = re.compile(r"^(?=#{1,6}\s|>|\||[-+*]\s|={3,}$|-{3,}$|`{3}|<)")


@dataclass(slots=True)
class Part:
    """A heading, a paragraph, an item of a list, or a table.

    Attributes:
        text: What it says; empty for a table.
        level: Of a heading, from 1.
        rows: Of a table, the first one its column names.
        page: The page it begins on, from 1; ``None`` where the format has none.
    """

    kind: PartKind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    page: int | None = None


def as_markdown(parts: Sequence[Part]) -> str:
    """The parts as Markdown, with a mark before the first part of each page.

    A list is not interrupted: if it crosses a page break, the mark follows the list.
    """
    lines: list[str] = []
    page: int | None = None
    for before, part in pairwise([None, *parts]):
        assert part is not None
        in_list = before is not None and before.kind == part.kind == "item"
        if part.page is not None and part.page != page and not in_list:
            page = part.page
            lines += ["", page_mark(page)]
        if not in_list:
            lines.append("")
        lines += _lines(part)
    return "\n".join(lines).strip() + "\n"


def _lines(part: Part) -> Iterable[str]:
    if part.kind == "heading":
        return [f"{'#' * min(part.level, 6)} {part.text}"]
    if part.kind == "item":
        return [f"- {part.text}"]
    if part.kind == "table":
        return table_lines(part.rows)
    return [_READ_AS_MARKUP.sub(r"\\", part.text)]


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as a Markdown table; the first row holds the column names."""
    head, *body = [[_cell(cell) for cell in row] for row in rows]
    return [
        f"| {' | '.join(head)} |",
        f"|{' --- |' * len(head)}",
        *(f"| {' | '.join(row)} |" for row in body),
    ]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
