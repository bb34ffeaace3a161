"""Answers to questions that ask several things of the records: part by part, one evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.lookup_answer import lookup_answer
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Language, Part, RecordView
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.parse_result import ParsedQuestion

_MARKER = re.compile(r"\[(\d+)\]")


def compound_answer(
    asked: Sequence[tuple[str, RecordQuery]],
    snapshot: Snapshot,
    frames: Templates,
    language: Language,
) -> DraftAnswer | None:
    """The answers to the parts of a question, in its order, over one list of citations.

    Args:
        asked: The words of each part and what it asks of the records.
        snapshot: The version whose records answer.
        frames: Templates of the language of the answer.
        language: Of the answer.

    Returns:
        The whole answer; none where a part has no answer.
    """
    citations = Citations(snapshot)
    parts: list[Part] = []
    drafts: list[DraftAnswer] = []
    for text, query in asked:
        draft = lookup_answer(
            ParsedQuestion(query=query), snapshot, frames, language, citations=citations
        )
        if draft.status != "answered":
            return None
        markers = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(draft.text)))
        parts.append(Part(question=text, status="answered", answer=draft.text, markers=markers))
        drafts.append(draft)
    return DraftAnswer(
        status="answered",
        text="\n\n".join(part.answer for part in parts),
        generator="lookup",
        citations=citations,
        records=_records(drafts),
        notes=tuple(dict.fromkeys(note for draft in drafts for note in draft.notes)),
        interpreted_as="; ".join(draft.interpreted_as for draft in drafts),
        beside=frozenset(marker for draft in drafts for marker in draft.beside),
        parts=tuple(parts),
    )


def _records(drafts: Sequence[DraftAnswer]) -> tuple[RecordView, ...]:
    """The records of all parts, each once."""
    found = {(record.kind, record.id): record for draft in drafts for record in draft.records}
    return tuple(found.values())
