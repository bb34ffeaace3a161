"""Follow-ups: the query before, carried over and changed by what the new question says."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import Aggregate, Condition, RecordQuery, filters_of, fitted
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.text.tokenise import tokenize
from eccp_assistant.understanding.cue_words import cues_of

_SHORT = 4


def leans_on_history(question: str, parsed: ParsedQuestion, language: Language) -> bool:
    """Whether a question cannot be understood without the one before it.

    It opens like a continuation ("and in …"), points back ("those", "its"), or is too short to
    name what it is about.
    """
    words = cues_of(language)
    tokens = [token.folded for token in tokenize(question)]
    opens = any(start == 0 for start, _ in words.find(tokens, "continue"))
    points = _points(tokens, language)
    names_kind = any(link.of_type("kind") for link in parsed.links)
    names_record = any(link.of_type("name") for link in parsed.links)
    content = [link for link in parsed.links if not link.categories]
    bare = len(content) <= _SHORT and not names_kind and not names_record
    return opens or (points and not names_record) or bare


def continues(question: str, language: Language) -> bool:
    """Whether a question opens like a continuation or points back, and so cannot stand alone."""
    words = cues_of(language)
    tokens = [token.folded for token in tokenize(question)]
    opens = any(start == 0 for start, _ in words.find(tokens, "continue"))
    return opens or _points(tokens, language)


def _points(tokens: Sequence[str], language: Language) -> bool:
    """Whether a word stands for something said before; "are there" only asks whether there is."""
    words = cues_of(language)
    asks = {place for start, end in words.find(tokens, "exists") for place in range(start, end)}
    return any(not {*range(start, end)} <= asks for start, end in words.find(tokens, "refer"))


def points_back(question: str, language: Language) -> bool:
    """Whether a question speaks of what was found before ("which of those")."""
    return _points([token.folded for token in tokenize(question)], language)


def carried(previous: RecordQuery, parsed: ParsedQuestion, *, within: bool) -> RecordQuery | None:
    """The query before with the changes of a new question, or ``None`` if it says nothing new.

    Args:
        previous: What was asked before.
        parsed: The new question, read with the kind of the query before.
        within: Whether the new question narrows down what was found ("of those").
    """
    query = parsed.query
    new = () if query is None else query.filters
    if query is not None and query.kind != previous.kind and new:
        return None
    if query is None and not parsed.show and not parsed.extreme and parsed.aggregate == "list":
        return None
    changed = {_field(condition) for condition in new}
    kept = tuple(
        condition
        for condition in previous.filters
        if within or (_field(condition) not in changed and "id" not in changed)
    )
    aggregate: Aggregate = previous.aggregate
    if parsed.aggregate != "list":
        aggregate = parsed.aggregate
    elif parsed.show:
        aggregate = "field"
    elif new and previous.aggregate == "field":
        aggregate = "list" if "id" not in changed else "field"
    same = aggregate == previous.aggregate
    particular: dict[str, object] = {
        "group_by": (query.group_by if query else None) or (previous.group_by if same else None),
        "order_by": (query.order_by if query else None) or (previous.order_by if same else None),
        "field": (query.field if query else None) or (previous.field if same else None),
        "limit": query.limit if query else None,
    }
    if same and particular["order_by"] == previous.order_by:
        particular["descending"] = previous.descending
    filters = (*kept, *(condition for condition in new if condition not in kept))
    return fitted(previous.kind, filters, aggregate, parsed.show or previous.show, particular)


def _field(condition: Condition) -> str:
    first = next(filters_of((condition,)))
    return f"{first.via}:{first.field}" if first.via else first.field
