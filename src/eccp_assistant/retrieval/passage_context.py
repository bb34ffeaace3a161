"""What stands around a chunk: its headings, the sentence that introduces it, the text before."""

from __future__ import annotations

from eccp_assistant.domain.documents import Chunk
from eccp_assistant.index.snapshot import Snapshot


def surroundings(chunk: Chunk, snapshot: Snapshot) -> str:
    """What a chunk's sentences may leave unsaid: its headings and the sentence before a list."""
    return f"{headings_over(chunk, snapshot)} \n {_text_before(chunk, snapshot)}"


def headings_over(chunk: Chunk, snapshot: Snapshot) -> str:
    """The headings of a chunk, the sentence that introduces it, the names of its columns."""
    text = snapshot.document(chunk.document_id).text
    lead = chunk.lead.of(text) if chunk.lead else ""
    names = chunk.passage if chunk.kind == "row" else ""
    return " \n ".join((*chunk.section, lead, names))


def _text_before(chunk: Chunk, snapshot: Snapshot) -> str:
    """The paragraph before, in the same section: what "it" and "this network" speak of."""
    if chunk.kind == "row":
        return ""
    text = snapshot.document(chunk.document_id).text
    end = len(text[: chunk.span.start].rstrip())
    before = snapshot.chunk_at(chunk.document_id, end - 1) if end else None
    return before.text if before is not None and before.section == chunk.section else ""
