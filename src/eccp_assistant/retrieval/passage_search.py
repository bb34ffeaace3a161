"""From a question to evidence in the running text, with what the conversation adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.evidence_selection import Evidence, select_evidence
from eccp_assistant.retrieval.question_bank import bank_matches
from eccp_assistant.retrieval.reranker import TextQuery
from eccp_assistant.understanding.conversation import ConversationState, continues
from eccp_assistant.understanding.question import Question
from eccp_assistant.understanding.question_terms import QuestionTerm

CARRIED_WEIGHT = 0.5
"""How much a term of the question before counts beside those of the new one."""

THIN = 2.0
"""Weight of terms below which the sentence that asks leaves its subject to those before it."""


def search_passages(
    question: Question,
    snapshot: Snapshot,
    *,
    state: ConversationState | None,
    documents: tuple[str, ...] | None,
    k: int,
) -> Evidence:
    """Evidence for the sentence that asks; where it is too little, for the whole message.

    A question that may lean on the one before is also read together with it.

    Args:
        question: As asked, of a conversation only the last message.
        snapshot: Where to look.
        state: The conversation before, where the question leans on it.
        documents: Only these, if given.
        k: How many chunks at most the sentences may come from.
    """
    asked = question.asking
    readings: list[tuple[Question, ConversationState | None]] = [(asked, None)]
    if asked is not question:
        # "… invited us to an event. From whom, and what is the event?"
        thin = sum(term.weight for term in asked.terms) < THIN
        readings = [*(() if thin else readings), (question, None)]
    if state is not None:
        readings.insert(0 if continues(question) else len(readings), (question, state))
    found: Evidence | None = None
    for reading, before in readings:
        read = _gather(reading, snapshot, state=before, documents=documents, k=k)
        if found is None or read.units:
            found = read
        if found.units:
            break
    assert found is not None
    return found


def _gather(
    asked: Question,
    snapshot: Snapshot,
    *,
    state: ConversationState | None,
    documents: tuple[str, ...] | None,
    k: int,
) -> Evidence:
    text, vector, terms = asked.text, None, asked.terms
    if state is not None:
        text = f"{state.standalone.text} {asked.text}"
        vector = asked.embed(text)
        terms = _carried(state.standalone.terms, terms)
    if vector is None:
        vector = asked.vector
    read = TextQuery(
        asked.folded,
        terms,
        asked.language,
        vector,
        asks=asked.asks,
        expected=bank_matches(
            snapshot, vector=vector, language=asked.language, documents=documents
        ),
        sections=state.sections if state is not None else (),
        carries=state is not None,
        parts=asked.parts,
    )
    return select_evidence(text, read, snapshot, documents=documents, k=k)


def _carried(
    before: Sequence[QuestionTerm], terms: Sequence[QuestionTerm]
) -> tuple[QuestionTerm, ...]:
    """The terms of a question and, counting less and not demanded, those of the one before it."""
    known = {term.folded for term in terms}
    figures = any(term.required and term.folded[0][0].isdigit() for term in terms)
    old = (
        replace(term, weight=term.weight * CARRIED_WEIGHT, required=False, vague=True)
        for term in before
        if term.folded not in known and not (figures and term.folded[0][0].isdigit())
    )
    return (*old, *terms)
