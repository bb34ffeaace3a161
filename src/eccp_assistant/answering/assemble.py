"""Completes a draft to an answer: id, notes, further reading and suggestions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import islice

from eccp_assistant.answering.discrepancy_notes import discrepancy_notes
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.suggestions import suggestions
from eccp_assistant.answering.templates import templates_of
from eccp_assistant.domain.answers import AlsoRead, Answer, AskRequest, Timings
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.evidence_selection import Evidence
from eccp_assistant.understanding.conversation import ConversationState
from eccp_assistant.understanding.question import Question

_ALSO_READ = 3


def assemble(
    draft: DraftAnswer,
    request: AskRequest,
    question: Question,
    snapshot: Snapshot,
    *,
    state: ConversationState | None,
    evidence: Evidence | None,
    understood: Callable[[str], bool],
    timings: Callable[[], Timings],
) -> Answer:
    """Make the complete answer.

    Args:
        draft: What it says.
        request: What was asked for.
        question: The question, in the language of the answer.
        snapshot: The version that it was answered from.
        state: The conversation before, where the question leans on it.
        evidence: What was found in the text, where it was searched.
        understood: Whether the records answer a question that may be suggested.
        timings: Gives the time spent so far.
    """
    frames = templates_of(question.language)
    spoken_of = question if state is None else question.after(state.standalone.text)
    touched = discrepancy_notes(draft, spoken_of, snapshot, frames, documents=request.documents)
    citations = draft.citations.made if draft.citations else ()
    return Answer(
        id=_id(request, snapshot),
        question=request.question,
        interpreted_as=draft.interpreted_as or standalone_text(question, state, evidence),
        language=question.language,
        status=draft.status,
        answer=draft.text,
        citations=citations,
        records=draft.records,
        lookup=draft.lookup,
        parts=draft.parts,
        readings=draft.readings,
        notes=(*draft.notes, *touched),
        also_read=tuple(
            islice(_also_read(evidence, [each.start for each in citations]), _ALSO_READ)
        ),
        suggestions=suggestions(
            draft,
            snapshot,
            frames,
            question,
            asked=[*earlier_questions(request), request.question],
            searched=evidence is not None,
            understood=understood,
            documents=request.documents,
        ),
        generator=draft.generator,
        index_version=snapshot.version,
        timings_ms=timings(),
    )


def earlier_questions(request: AskRequest) -> list[str]:
    """What the conversation has asked before, oldest first."""
    return [turn.content for turn in request.history if turn.role == "user"]


def standalone_text(
    question: Question, state: ConversationState | None, evidence: Evidence | None
) -> str:
    """The question with what it was asked after, where that was needed to understand it."""
    if state is None or (evidence is not None and not evidence.asked.carries):
        return question.text
    return f"{question.text} ({state.standalone.text})"


def _id(request: AskRequest, snapshot: Snapshot) -> str:
    """The same question to the same index has the same id."""
    asked = json.dumps(request.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(f"{snapshot.version}\n{asked}".encode()).hexdigest()[:16]


def _also_read(evidence: Evidence | None, cited: list[int]) -> Iterator[AlsoRead]:
    """The nearest chunks that the answer does not cite."""
    for scored in evidence.near if evidence else ():
        chunk = scored.chunk
        if any(chunk.span.start <= start < chunk.span.end for start in cited):
            continue
        yield AlsoRead(
            document_id=chunk.document_id,
            section=chunk.section,
            quote=chunk.text,
            start=chunk.span.start,
            end=chunk.span.end,
            score=round(scored.score, 4),
        )
