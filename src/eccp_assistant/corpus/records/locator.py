"""Locates the sources of records in their document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eccp_assistant.corpus.documents.markdown_blocks import blocks
from eccp_assistant.corpus.documents.quote_finder import occurrences, section_named
from eccp_assistant.corpus.records.file_schema import SourceEntry
from eccp_assistant.domain.documents import Chunk, Document, Section, Span
from eccp_assistant.domain.records import FieldItem
from eccp_assistant.errors import CorpusError
from eccp_assistant.text.normalise import plain


class RecordLocator:
    """Finds the source of a record in its document.

    Args:
        document: The document.
        chunks: The chunks of all documents.
        path: The file with the records, named in errors.
    """

    def __init__(self, document: Document, chunks: Sequence[Chunk], path: Path) -> None:
        self.document = document
        self.path = path
        self._chunks = [chunk for chunk in chunks if chunk.document_id == document.id]
        self._rows: dict[str, list[Span]] = {}
        for block in blocks(document.text):
            for row in block.rows:
                self._rows.setdefault(plain(row.cells[0]) if row.cells else "", []).append(row.span)

    def find(self, source: SourceEntry, line: int) -> Span:
        """The one place that a source names.

        Raises:
            CorpusError: If there is none, or several.
        """
        line = source.line or line
        section = self._section(source.within, line)
        inside = section.span if section else Span(0, len(self.document.text))
        if source.row is not None:
            words, spans = source.row, self._rows.get(plain(source.row), [])
            spans = [span for span in spans if inside.contains(span)]
        else:
            words = source.text or ""
            spans = occurrences(self.document.text, words, inside)
        if len(spans) == 1:
            return spans[0]
        problem = f"occurs {len(spans)} times in" if spans else "is not in"
        repair = "add 'in: <heading>' or more words" if spans else "copy the words as they stand"
        reason = f"source: '{words}' {problem} document '{self.document.id}'"
        raise CorpusError(reason, repair=repair, path=self.path, line=line)

    def check_printed(
        self, items: tuple[FieldItem, ...], span: Span, called: str, line: int
    ) -> None:
        """Check that the printed values of a field occur in the source of the record.

        Args:
            items: The values.
            span: The source.
            called: Record and field, named in the error.
            line: Line of the record in its file, 1-based.

        Raises:
            CorpusError: If a printed value does not occur in the source.
        """
        raw = span.of(self.document.text)
        shown = plain(raw)
        for item in items:
            if item.printed not in raw and plain(item.printed) not in shown:
                reason = f"{called}: '{item.printed}' is not printed in its source"
                repair = "give 'printed' as it stands there and what it means as 'value'"
                raise CorpusError(reason, repair=repair, path=self.path, line=line)

    def chunk_at(self, span: Span) -> Chunk | None:
        """The first chunk that overlaps ``span``, if any."""
        return next((chunk for chunk in self._chunks if chunk.span.overlaps(span)), None)

    def _section(self, heading: str | None, line: int) -> Section | None:
        if heading is None:
            return None
        section = section_named(self.document, heading)
        if section is not None:
            return section
        reason = f"in: document '{self.document.id}' has no heading '{heading}'"
        repair = "copy the heading from the document"
        raise CorpusError(reason, repair=repair, path=self.path, line=line)
