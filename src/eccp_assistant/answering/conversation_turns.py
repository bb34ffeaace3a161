"""Where a conversation stands after each of its turns."""

from __future__ import annotations

from eccp_assistant.answering.assemble import standalone_text
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.retrieval.evidence_selection import Evidence
from eccp_assistant.understanding.conversation import ConversationState, continues
from eccp_assistant.understanding.question import Question, read_question


def after_draft(
    question: Question,
    draft: DraftAnswer,
    leans_on: ConversationState | None,
    earlier: ConversationState | None,
) -> ConversationState:
    """The state after a question that was answered without a search of the text.

    Args:
        question: That was asked.
        draft: Its answer.
        leans_on: The conversation before, where the question leans on it.
        earlier: The conversation before in any case.
    """
    records = (*_records(earlier), *((each.kind, each.id) for each in draft.records))
    citations = draft.citations.made if draft.citations else ()
    return ConversationState(
        standalone=_standalone(draft.interpreted_as, question, leans_on, None),
        query=draft.lookup.query() if draft.lookup is not None else None,
        records=tuple(dict.fromkeys(records)),
        sections=tuple(citation.section for citation in citations),
    )


def after_search(
    question: Question,
    evidence: Evidence | None,
    leans_on: ConversationState | None,
    earlier: ConversationState | None,
) -> ConversationState:
    """The state after a question to the text.

    Args:
        question: That was asked.
        evidence: What was found; ``None`` where nobody looked, because a later turn of the
            conversation says more of where it stands.
        leans_on: The conversation before, where the question leans on it.
        earlier: The conversation before in any case.
    """
    if evidence is None and not continues(question):
        leans_on = None
    return ConversationState(
        standalone=_standalone("", question, leans_on, evidence),
        records=_records(earlier),
        sections=tuple(unit.chunk.section for unit in evidence.units) if evidence else (),
    )


def _records(state: ConversationState | None) -> tuple[tuple[str, str], ...]:
    return state.records if state is not None else ()


def _standalone(
    said: str, question: Question, state: ConversationState | None, evidence: Evidence | None
) -> Question:
    text = said or standalone_text(question, state, evidence)
    if text == question.text:
        return question
    return read_question(text, question.vocabulary, question.embed, language=question.language)
