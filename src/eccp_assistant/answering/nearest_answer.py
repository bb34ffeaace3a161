"""Where no sentence surely answers: the closest ones, quoted, with no claim that they do."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.templates import Templates
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.nearest_sentences import NearSentence
from eccp_assistant.text.normalise import plain

MOST_QUOTED = 3
"""Quotes that a person reads before giving up."""


def nearest_answer(
    sentences: Sequence[NearSentence], snapshot: Snapshot, frames: Templates
) -> DraftAnswer:
    """Quote the closest sentences; nothing in it is stressed, and it says neither yes nor no.

    Args:
        sentences: Likeliest first, at least one.
        snapshot: The version that they stand in.
        frames: Templates of the language of the answer.
    """
    citations = Citations(snapshot)
    quotes = []
    for near in sentences[:MOST_QUOTED]:
        document_id = near.chunk.document_id
        said = plain(near.span.of(snapshot.document(document_id).text))
        title = snapshot.title_if_several(document_id)
        marker = citations.cite(document_id, near.span)
        quotes.append({"text": said, "title": title, "marker": marker})
    text = frames("nearest", quotes=quotes)
    return DraftAnswer(status="unclear", text=text, generator="extractive", citations=citations)
