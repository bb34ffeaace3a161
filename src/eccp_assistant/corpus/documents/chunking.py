"""Splits documents into chunks by structure: a paragraph, a list, or one table row.

No chunk crosses a section, none overlaps another, and together with the headings they cover
every non-blank code point of the document.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from eccp_assistant.corpus.documents.markdown_blocks import Block, TableRow, blocks
from eccp_assistant.domain.documents import Chunk, ChunkKind, Document, Section, Span
from eccp_assistant.text.normalise import plain
from eccp_assistant.text.sentences import sentences

CHUNKING_VERSION = 2
"""Increase when the chunks of an unchanged document change."""

MAX_CHUNK_CHARS = 1500
"""About 400 tokens; the default model truncates passages after 512."""

ROW_NUMBERS = "Row"
"""Heading of the column that holds the row numbers of an imported spreadsheet."""

_PAGE_NUMBER = re.compile(r"\s\.*\d{1,4}$|\.{3,}\s*\d{1,4}$")
_NUMBERED = re.compile(r"^(\d+(?:\.\d+)*)\.?(?=\s|$)")
_LABELLED = re.compile(r"^((?:[^\W\d_]+)\s+(?:\d+|[A-Z]))\s*[:.–—-]\s")
_CAPTION = re.compile(r"^(?:table|tabla|tableau|tabelle|tabela|tabella|taula)\s+\d+", re.IGNORECASE)


@dataclass(slots=True)
class _Cut:
    """A chunk before it gets its id and passage text."""

    kind: ChunkKind
    span: Span
    locator: str
    context: str
    body: str
    sentences: tuple[Span, ...]
    lead: Span | None = None


def chunk(document: Document, *, max_chars: int = MAX_CHUNK_CHARS) -> tuple[Chunk, ...]:
    """Split a document into chunks.

    Args:
        document: The document.
        max_chars: Longer paragraphs are split between sentences, longer lists between items. A
            table row is never split.

    Returns:
        The chunks in reading order. Those of kind ``contents`` (a table of contents, the head of
        a table) complete the coverage of the text; they are not searched.
    """
    all_blocks = blocks(document.text)
    found: list[Chunk] = []
    seen: dict[str, int] = {}
    for section in document.sections:
        inside = [
            block
            for block in all_blocks
            if section.span.contains(block.span) and block.kind != "heading"
        ]
        for cut in _section(document, section, inside, max_chars):
            text = cut.span.of(document.text)
            key = "\x1f".join((document.id, *section.path, text))
            digest = hashlib.sha256(key.encode()).hexdigest()[:16]
            seen[digest] = seen.get(digest, 0) + 1
            found.append(
                Chunk(
                    # Repeated text gets a number, so that ids are unique.
                    id=f"{digest}-{seen[digest]}",
                    document_id=document.id,
                    ordinal=len(found),
                    kind=cut.kind,
                    section=section.path,
                    locator=cut.locator,
                    span=cut.span,
                    text=text,
                    passage=_passage(document, section, cut),
                    sentences=cut.sentences,
                    lead=cut.lead,
                    language=document.info.language,
                )
            )
    return tuple(found)


def _section(
    document: Document, section: Section, inside: list[Block], max_chars: int
) -> Iterator[_Cut]:
    text, language = document.text, document.info.language
    place = section_label(section.path) or document.info.title
    before: Block | None = None
    number = 0
    for block in inside:
        if block.kind == "table" and block.header is not None:
            yield from _table(text, block, block.header, place, _caption(text, before))
        else:
            number += 1
            locator = f"{place}, {block.kind} {number}"
            if block.kind == "list":
                lead = _lead(text, before, language)
                yield from _list(text, block, locator, lead, max_chars, language)
            else:
                yield from _paragraph(text, block, locator, max_chars, language)
        before = block


def _paragraph(
    text: str, block: Block, locator: str, max_chars: int, language: str
) -> Iterator[_Cut]:
    units = sentences(text, block.span, language=language)
    for part in _pack(_hard_split(units, max_chars), max_chars):
        span = Span(part[0].start, part[-1].end)
        yield _Cut("paragraph", span, locator, "", plain(span.of(text)), part)


def _list(
    text: str, block: Block, locator: str, lead: Span | None, max_chars: int, language: str
) -> Iterator[_Cut]:
    pages = sum(1 for item in block.items if _PAGE_NUMBER.search(plain(item.of(text))))
    kind: ChunkKind = "contents" if pages * 5 > len(block.items) * 4 else "list"
    context = plain(lead.of(text)) if lead else ""
    pieces: list[Span] = []
    for item in block.items:
        long = item.end - item.start > max_chars
        pieces.extend(sentences(text, item, language=language) if long else (item,))
    for part in _pack(_hard_split(tuple(pieces), max_chars), max_chars):
        span = Span(part[0].start, part[-1].end)
        body = "; ".join(plain(item.of(text)) for item in part)
        yield _Cut(kind, span, locator, context, body, part, lead)


def _table(text: str, block: Block, header: TableRow, place: str, caption: str) -> Iterator[_Cut]:
    yield _Cut("contents", header.span, f"{place}, table head", "", "", (header.span,))
    label = caption.split(".", maxsplit=1)[0] if _CAPTION.match(caption) else place
    names = [plain(cell) for cell in header.cells]
    numbered = bool(names) and names[0] == ROW_NUMBERS
    for place_in_table, row in enumerate(block.rows, start=1):
        cells = [plain(cell) for cell in row.cells]
        number = cells[0] if numbered and cells and cells[0].isdigit() else place_in_table
        pairs = zip(names, cells, strict=False)
        body = " | ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
        yield _Cut("row", row.span, f"{label}, row {number}", caption, body, (row.span,))


def _lead(text: str, before: Block | None, language: str) -> Span | None:
    """The sentence that introduces a list: the last one before it, if it ends in ":"."""
    if before is None or before.kind != "paragraph":
        return None
    found = sentences(text, before.span, language=language)
    return found[-1] if found and plain(found[-1].of(text)).endswith(":") else None


def _caption(text: str, before: Block | None) -> str:
    if before is None or before.kind != "paragraph":
        return ""
    return plain(before.span.of(text)).split("\n")[0][:200]


def _hard_split(units: tuple[Span, ...], max_chars: int) -> Iterator[Span]:
    """Split units longer than ``max_chars``, such as text without sentence ends."""
    for unit in units:
        start = unit.start
        while unit.end - start > max_chars:
            yield Span(start, start + max_chars)
            start += max_chars
        yield Span(start, unit.end)


def _pack(units: Iterator[Span], max_chars: int) -> Iterator[tuple[Span, ...]]:
    part: list[Span] = []
    for unit in units:
        if part and unit.end - part[0].start > max_chars:
            yield tuple(part)
            part = []
        part.append(unit)
    if part:
        yield tuple(part)


def _passage(document: Document, section: Section, cut: _Cut) -> str:
    heading = " › ".join(section.path) or document.info.title
    return "\n".join(part for part in (heading, cut.context, cut.body) if part)


def section_label(path: tuple[str, ...]) -> str:
    """The name of a section in a locator: "1.1", "Annex 3", "1.1 › Music"."""
    label = ""
    for heading in path:
        short = _NUMBERED.match(heading) or _LABELLED.match(heading)
        if short:
            label = short.group(1)
        else:
            name = heading if len(heading) <= 60 else heading[:59].rstrip() + "…"
            parent = label.split(" › ")[0]
            label = f"{parent} › {name}" if parent else name
    return label
