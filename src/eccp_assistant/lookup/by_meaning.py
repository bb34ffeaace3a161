"""Words that no record knows, read as the values of records that mean the same."""

from __future__ import annotations

from dataclasses import replace

from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.lookup.parser import parse, unknown_phrase
from eccp_assistant.understanding.question import Question


def read_by_meaning(
    parsed: ParsedQuestion, question: Question, snapshot: Snapshot
) -> ParsedQuestion:
    """A question read again with the values nearest to its unknown words ("for ship builders").

    Args:
        parsed: What was understood of it by words alone.
        question: The question, standalone.
        snapshot: Whose values to look among.

    Returns:
        The reading by meaning where it accounts for every word, else ``parsed``.
    """
    phrase = unknown_phrase(parsed)
    if not phrase or parsed.query is None:
        return parsed
    vector = question.embed(" ".join(phrase))
    like = [value for value, _ in snapshot.values_like(vector)]
    terms = question.vocabulary.terms_of(like, parsed.query.kind)
    if not terms:
        return parsed
    again = parse(question, meant={phrase: terms})
    if again.query is None or again.unexplained or again.query.kind != parsed.query.kind:
        return parsed
    values = dict.fromkeys(value for value in like for term in terms if term.value == value)
    return replace(again, meant=(" ".join(phrase), tuple(values)))
