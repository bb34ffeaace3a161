"""One question from request to answer: understand, look up or retrieve, compose, cite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from eccp_assistant.answering.assemble import assemble, earlier_questions
from eccp_assistant.answering.conversation_turns import after_draft, after_search
from eccp_assistant.answering.digest_answer import digest_answer
from eccp_assistant.answering.direct_answer import direct_answer, looked_up
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.extractive import extractive_answer
from eccp_assistant.answering.nearest_answer import nearest_answer
from eccp_assistant.answering.small_talk_answer import (
    small_talk_of,
)
from eccp_assistant.answering.step_clock import StepClock
from eccp_assistant.answering.templates import Templates, templates_of
from eccp_assistant.answering.unclear_answer import unclear_answer
from eccp_assistant.domain.answers import Answer, AskRequest
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.errors import RequestError
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.live_index import LoadedIndex
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.lookup.parser import parse
from eccp_assistant.lookup.reader.reader import Reading, ReadResult
from eccp_assistant.lookup.reader.readers import Readers
from eccp_assistant.retrieval.digest import digest_of
from eccp_assistant.retrieval.evidence_selection import Evidence
from eccp_assistant.retrieval.nearest_sentences import (
    Nearest,
    NearSentence,
    ReadTokens,
    judged,
    nearest_sentences,
)
from eccp_assistant.retrieval.passage_search import search_passages
from eccp_assistant.understanding.conversation import (
    ConversationState,
    leans_on_history,
)
from eccp_assistant.understanding.question import Question, read_question

ReadRecords = Callable[[Question, Sequence[str]], ReadResult | None]
"""Reads a question to the records, after earlier ones; ``None`` without a learned reader."""

_LONGEST_TURN = 2000
"""Characters of an earlier question that are read."""

_PASSAGES = 6
"""Chunks that the answer to an earlier question may come from."""


def check(request: AskRequest, snapshot: Snapshot) -> None:
    """Refuse what cannot be done, rather than do something else.

    Raises:
        RequestError: Naming the field.
    """
    unknown = set(request.documents or ()) - set(snapshot.documents)
    if unknown:
        known = ", ".join(snapshot.documents)
        raise RequestError("documents", f"no document '{min(unknown)}': the corpus holds {known}")


def ask(
    request: AskRequest,
    index: LoadedIndex,
    embed: Callable[[str], Vectors],
    query: RecordQuery | None = None,
    *,
    readers: Readers | None = None,
    read_tokens: ReadTokens | None = None,
) -> Answer:
    """Answer a question without a language model; the whole conversation from one version.

    Args:
        request: The question.
        index: The version to answer it from.
        embed: Embeds a question, ``(dimension,)``; only called when words do not suffice.
        query: What the question asks of the records, where that was read by other means.
        readers: Learned readers of questions to the records; without them rules read alone.
        read_tokens: Gives a question's token states; without it no closest sentences are shown.
    """
    check(request, index.snapshot)
    index = index.within(request.documents)
    clock = StepClock()
    history = earlier_questions(request)
    state: ConversationState | None = None
    evidence: Evidence | None = None
    given = None if request.language == "auto" else request.language
    query = query or request.query
    read = _reading_with(readers, index.snapshot)
    readings: tuple[Reading, ...] = ()
    with clock.step("understand"):
        question = read_question(
            request.question, index.vocabulary, embed, language=given, history=history
        )
        talk = None if query is not None else small_talk_of(question)
        if talk is not None and given is None:
            question = question.in_language(talk[1])
        if query is None and talk is None and history and leans_on_history(question):
            state = conversation_state(history, index, embed, request.documents, read=read)
    if query is not None:
        with clock.step("lookup"):
            draft: DraftAnswer | None = looked_up(ParsedQuestion(query=query), question, index)
    else:
        earlier = history if state is not None else ()
        draft, readings = direct_answer(
            question, talk, state, index, clock, request.documents, lambda: read(question, earlier)
        )
    if draft is None and state is None:
        with clock.step("retrieve"):
            digest = digest_of(question, index.snapshot, documents=request.documents)
        if digest is not None:
            draft = digest_answer(digest, index.snapshot, templates_of(question.language))
    if draft is None:
        with clock.step("retrieve"):
            evidence = find_evidence(question, index, state, request.documents, request.k)
        with clock.step("compose"):
            frames = templates_of(question.language)
            near = _nearest(question, state, index, request.documents, read_tokens)
            if near is not None:
                evidence = judged(evidence, near, index.snapshot)
            draft = extractive_answer(evidence, index.snapshot, frames, question.language)
            if draft.status != "answered":
                closest = near.sentences if near is not None and near.tier != "absent" else ()
                draft = _undecided(readings, closest, index, frames) or draft
    return assemble(
        draft,
        request,
        question,
        index.snapshot,
        state=state,
        evidence=evidence,
        understood=lambda text: _is_understood(text, question),
        timings=clock.timings,
    )


def _nearest(
    question: Question,
    state: ConversationState | None,
    index: LoadedIndex,
    documents: tuple[str, ...] | None,
    read_tokens: ReadTokens | None,
) -> Nearest | None:
    """The sentences nearest to a question."""
    if read_tokens is None:
        return None
    asked = question.asking if state is None else question.after(state.standalone.text)
    return nearest_sentences(asked.text, index.snapshot, read_tokens, documents=documents)


def _undecided(
    readings: Sequence[Reading],
    near: Sequence[NearSentence],
    index: LoadedIndex,
    frames: Templates,
) -> DraftAnswer | None:
    """What the question may ask of the records, or else the closest sentences."""
    if readings:
        return unclear_answer(readings, index.snapshot, frames)
    return nearest_answer(near, index.snapshot, frames) if near else None


def find_evidence(
    question: Question,
    index: LoadedIndex,
    state: ConversationState | None,
    documents: tuple[str, ...] | None,
    k: int,
) -> Evidence:
    """The sentences of the text that answer a question, or that none does.

    Args:
        question: As asked.
        index: Whose text.
        state: The conversation before, where the question leans on it.
        documents: Only these, if given.
        k: How many chunks at most the sentences may come from.
    """
    return search_passages(question, index.snapshot, state=state, documents=documents, k=k)


def conversation_state(
    history: Sequence[str],
    index: LoadedIndex,
    embed: Callable[[str], Vectors],
    documents: tuple[str, ...] | None,
    *,
    read: ReadRecords | None = None,
) -> ConversationState | None:
    """Where a conversation stands, in one pass over the questions that lean on one another.

    Args:
        history: Its questions, oldest first.
        index: The version to read them with.
        embed: Embeds a question, ``(dimension,)``.
        documents: The documents that the conversation is limited to.
        read: Reads a question to the records, after earlier ones; by default rules read alone.
    """
    read = read or _reading_with(None, index.snapshot)
    questions: list[Question] = []
    for place in range(len(history) - 1, -1, -1):
        text = history[place][:_LONGEST_TURN]
        if not text.strip():
            break
        question = read_question(text, index.vocabulary, embed, history=history[:place])
        questions.append(question)
        if not leans_on_history(question) or small_talk_of(question):
            break
    state: ConversationState | None = None
    for place, question in reversed(list(enumerate(questions))):
        before = state if leans_on_history(question) else None
        earlier = history[:place] if before is not None else ()
        draft, _ = direct_answer(
            question,
            small_talk_of(question),
            before,
            index,
            StepClock(),
            documents,
            partial(read, question, earlier),
        )
        if draft is not None:
            state = after_draft(question, draft, before, state)
            continue
        # Where an earlier question was answered matters only to the one right after it.
        found = None if place else find_evidence(question, index, before, documents, _PASSAGES)
        state = after_search(question, found, before, state)
    return state


def _reading_with(readers: Readers | None, snapshot: Snapshot) -> ReadRecords:
    def read(question: Question, earlier: Sequence[str]) -> ReadResult | None:
        reader = readers.of(snapshot) if readers is not None else None
        if reader is None:
            return None
        return reader.read(question.text, question.language, earlier)

    return read


def _is_understood(text: str, like: Question) -> bool:
    """Whether the records can answer a question that may be suggested."""
    parsed = parse(_read_again(text, like))
    return parsed.query is not None and not parsed.unexplained


def _read_again(text: str, like: Question) -> Question:
    """Another text, in the language of a question."""
    return read_question(text, like.vocabulary, like.embed, language=like.language)
