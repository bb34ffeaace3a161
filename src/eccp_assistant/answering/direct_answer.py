"""Answers that need no search of the text: small talk, claims, and lookups in the records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from eccp_assistant.answering.claim_answer import claim_answer
from eccp_assistant.answering.compound_answer import compound_answer
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.lookup_answer import lookup_answer
from eccp_assistant.answering.lookup_gate import lookup_answers
from eccp_assistant.answering.small_talk_answer import refusal, small_talk_answer
from eccp_assistant.answering.step_clock import StepClock
from eccp_assistant.answering.templates import templates_of
from eccp_assistant.domain.answers import Language
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.live_index import LoadedIndex
from eccp_assistant.lookup.by_meaning import read_by_meaning
from eccp_assistant.lookup.follow_up import carried
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.lookup.parser import parse
from eccp_assistant.lookup.reader.reader import Reading, ReadResult
from eccp_assistant.lookup.reader.readers import holds_text
from eccp_assistant.understanding.contradiction_cues import doubts, names_contradiction
from eccp_assistant.understanding.conversation import ConversationState, points_back
from eccp_assistant.understanding.dialogue_acts import Talk, gives_orders
from eccp_assistant.understanding.question import Question

_ASKS_RECORDS = frozenset({"records", "compound"})
"""What the reader calls a question to the records."""


def direct_answer(
    question: Question,
    talk: tuple[Talk, Language] | None,
    state: ConversationState | None,
    index: LoadedIndex,
    clock: StepClock,
    documents: tuple[str, ...] | None,
    read: Callable[[], ReadResult | None],
) -> tuple[DraftAnswer | None, tuple[Reading, ...]]:
    """The answer without a search of the text, if there is one; and the readings to offer.

    Args:
        question: As asked.
        talk: What small talk it is, and in which language, if it is nothing more.
        state: The conversation before, where the question leans on it.
        index: The version to answer it from.
        clock: Measures the steps.
        documents: Only these, if given.
        read: Reads the question with the learned reader, where there is one.
    """
    frames = templates_of(question.language)
    if talk is not None:
        return small_talk_answer(talk[0], question, index.snapshot), ()
    if gives_orders(question.folded, question.language):
        return refusal(question.language), ()
    standalone = question if state is None else question.after(state.standalone.text)
    with clock.step("understand"):
        parsed = read_lookup(question, index, state)
    with clock.step("compose"):
        if _may_ask_of_claims(parsed, standalone, index):
            draft = claim_answer(standalone, index.snapshot, frames, documents=documents)
            if draft is not None:
                return draft, ()
    with clock.step("understand"):
        parsed = read_by_meaning(parsed, standalone, index.snapshot)
        if not lookup_answers(parsed, standalone, index.snapshot):
            # What the rules do not read, the learned reader may.
            result = read()
            if result is None or result.decision == "none":
                return None, ()
            if result.decision == "offer" or _may_ask_the_text(result, index.snapshot):
                return None, result.readings
            return _as_read(result, question, index), result.readings
    with clock.step("lookup"):
        return looked_up(parsed, question, index), ()


def _as_read(result: ReadResult, question: Question, index: LoadedIndex) -> DraftAnswer | None:
    """The answer to what the learned reader is sure of; none where a part has no answer."""
    if not result.parts:
        return looked_up(ParsedQuestion(query=result.readings[0].query), question, index)
    asked = [(part.text, part.result.readings[0].query) for part in result.parts]
    frames = templates_of(question.language)
    return compound_answer(asked, index.snapshot, frames, question.language)


def _may_ask_the_text(result: ReadResult, snapshot: Snapshot) -> bool:
    """Whether a question may be one to the text, though its best reading is probable.

    One that lists every record of a kind may only name the kind.
    """
    if not holds_text(snapshot):
        return False
    query = result.readings[0].query
    conditional = query.filters or query.order_by or query.limit
    return result.intent not in _ASKS_RECORDS or (query.aggregate == "list" and not conditional)


def read_lookup(
    question: Question, index: LoadedIndex, state: ConversationState | None
) -> ParsedQuestion:
    """What a question asks of the records.

    Args:
        question: As asked.
        index: Whose records.
        state: The conversation before, where the question leans on it.
    """
    if state is None:
        return parse(question)
    if state.query is None:
        return parse(question.after(state.standalone.text))
    read = parse(question, about=state.query.kind)
    merged = carried(state.query, read, within=points_back(question))
    return replace(read, query=merged, followed=True) if merged else parse(question)


def looked_up(parsed: ParsedQuestion, question: Question, index: LoadedIndex) -> DraftAnswer:
    """The answer of the records to a question that has a query."""
    frames = templates_of(question.language)
    return lookup_answer(parsed, index.snapshot, frames, question.language)


def _may_ask_of_claims(parsed: ParsedQuestion, question: Question, index: LoadedIndex) -> bool:
    """Whether a question may ask for what the corpus says in two ways.

    In a follow-up the words of the question before would be taken for words of this one.
    """
    if parsed.followed:
        return False
    words, language = question.folded, question.language
    doubted = bool(doubts(words, language)) or names_contradiction(words, language)
    query = parsed.query
    exact = query is not None and bool(query.filters or query.show)
    return doubted or not (exact and lookup_answers(parsed, question, index.snapshot))
