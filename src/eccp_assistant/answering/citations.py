"""Citations: numbered spans, each checked against its document where it is made."""

from __future__ import annotations

from eccp_assistant.domain.answers import Citation
from eccp_assistant.domain.documents import Span
from eccp_assistant.index.snapshot import Snapshot


class Citations:
    """Numbers the passages of one answer; the same span keeps its number."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._markers: dict[tuple[str, Span], int] = {}
        self._made: list[Citation] = []

    def cite(self, document_id: str, span: Span) -> int:
        """The marker of a passage.

        Raises:
            ValueError: If the span does not lie in the document.
        """
        key = (document_id, span)
        if key in self._markers:
            return self._markers[key]
        document = self._snapshot.document(document_id)
        if span.end > len(document.text):
            raise ValueError(f"[{span.start}, {span.end}) lies outside document {document_id}")
        chunk = self._snapshot.chunk_at(document_id, span.start)
        marker = len(self._made) + 1
        self._markers[key] = marker
        self._made.append(
            Citation(
                marker=marker,
                document_id=document_id,
                document_title=document.info.title,
                section=chunk.section if chunk else (),
                locator=chunk.locator if chunk else "",
                page=document.page_at(span.start),
                quote=span.of(document.text),
                start=span.start,
                end=span.end,
                url=f"/documents/{document_id}?start={span.start}&end={span.end}"
                f"&version={self._snapshot.version}",
            )
        )
        return marker

    @property
    def made(self) -> tuple[Citation, ...]:
        """All citations so far, by marker."""
        return tuple(self._made)
