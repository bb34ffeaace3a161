"""Whether the records alone can answer a question, or the text has to."""

from __future__ import annotations

from eccp_assistant.domain.conditions import DENIALS, AllOf, Condition, Filter, Not
from eccp_assistant.domain.queries import RecordQuery, filters_of
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.executor import execute
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.question import Question

_AMOUNTS = frozenset({"ask.how_many", "ask.how_much"})
_OPEN = _AMOUNTS | {"ask.why", "ask.which", "ask.who", "ask.name", "ask.where", "ask.when"}
"""Questions that "yes" and "no" do not answer."""

_COMPARED = frozenset({"above", "below", "at_least", "at_most"})
"""What "no more than" says without denying."""


def lookup_answers(parsed: ParsedQuestion, question: Question, snapshot: Snapshot) -> bool:
    """Whether the records account for the whole question.

    Args:
        parsed: The question as read by the records' vocabulary.
        question: The question, standalone.
        snapshot: The index version.
    """
    query = parsed.query
    if query is None or parsed.unexplained:
        return False
    if parsed.names and parsed.show and not _has_fields(parsed, snapshot):
        return False
    if parsed.followed:
        return True
    if not parsed.speaks_of(query.kind):
        return False
    asks = question.asks
    if not parsed.verify and _loses_denial(question, query):
        return False  # "Which are not members of any?": the members are no answer
    if parsed.verify and not parsed.show and asks & _OPEN:
        # Neither "yes" nor "no" answers; but a premise that does not hold is put right.
        return _is_wrong(parsed, query, snapshot, surely="ask.why" not in asks)
    if query.filters and (parsed.show or asks & _OPEN - _AMOUNTS - {"ask.which"}):
        joined = any(each.via for each in filters_of(query.filters))
        if not parsed.names and not joined and not execute(query, snapshot.content).total:
            return False  # "In which city did X meet?": that no row has it, nobody asked
    if asks & {"ask.why", "ask.define", "ask.when"} and not parsed.show:
        return False
    if parsed.names and not parsed.show and not parsed.compare and asks & _AMOUNTS:
        return False  # "How many members has X?": no field is a number of members
    if parsed.asks_names_of_others():
        return False
    asked = asks & {"list", "ask.which", "exists"}
    return bool(query.filters or asked) or query.aggregate != "list"


def _loses_denial(question: Question, query: RecordQuery) -> bool:
    """Whether a question denies something and its query neither denies nor compares anything."""
    if not cues_of(question.language).find(question.folded, "not"):
        return False
    return not any(_denies(condition) for condition in query.filters)


def _denies(condition: Condition) -> bool:
    if isinstance(condition, Filter):
        return condition.op in DENIALS or condition.op in _COMPARED
    if isinstance(condition, Not):
        return True
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return any(_denies(part) for part in parts)


def _is_wrong(
    parsed: ParsedQuestion, query: RecordQuery, snapshot: Snapshot, *, surely: bool
) -> bool:
    """Whether what a question takes for granted of a record is otherwise in its source.

    Args:
        parsed: The question, which names the record.
        query: What it takes for granted.
        snapshot: The index version.
        surely: Whether an empty cell is too little to say so.
    """
    asked = {each.field for each in filters_of(query.filters) if each.field != "id"}
    named = set(parsed.names)
    return not execute(query, snapshot.content).total and all(
        not surely or record.values(field)
        for record in snapshot.records()
        if (record.kind, record.id) in named
        for field in asked
    )


def _has_fields(parsed: ParsedQuestion, snapshot: Snapshot) -> bool:
    """Whether the source of a named record has a field that is asked for, be it empty."""
    named = set(parsed.names)
    return any(
        spec.name in record.fields
        for record in snapshot.records()
        if (record.kind, record.id) in named
        for field in parsed.show
        for spec in snapshot.kinds[record.kind].members(field)
        if spec.role != "name" or len(parsed.show) == 1
    )
