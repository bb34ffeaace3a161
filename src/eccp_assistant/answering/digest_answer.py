"""A document or a section in short, in its own words."""

from __future__ import annotations

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.templates import Templates
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.digest import Digest
from eccp_assistant.text.normalise import plain


def digest_answer(digest: Digest, snapshot: Snapshot, frames: Templates) -> DraftAnswer:
    """Quote the sentences of a digest, each with its marker.

    Args:
        digest: What is told in short.
        snapshot: The version that it stands in.
        frames: Templates of the language of the answer.
    """
    citations = Citations(snapshot)
    text = snapshot.document(digest.document_id).text
    quotes = [
        {"text": plain(span.of(text)), "marker": citations.cite(digest.document_id, span)}
        for span in digest.sentences
    ]
    said = frames("digest", of=digest.title, quotes=quotes)
    return DraftAnswer(status="answered", text=said, generator="extractive", citations=citations)
