"""A question as a query over the records, or the reason why it is none.

The words are linked to the corpus's vocabulary; one kind of record is chosen; values become
filters, named fields are what is wanted, and what no record knows is kept as unexplained.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from eccp_assistant.domain.queries import Filter, filters_of
from eccp_assistant.lookup.meant_words import Meant, with_meaning
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.lookup.query_builder import read
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.entity_linking import Mention
from eccp_assistant.understanding.question import Question

_PART_WEIGHT = 0.4
_LONGEST_MEANT = 4
_ASKING = ("ask.which", "ask.how_many", "ask.define", "ask.who")
_KIND_FIRST = 4.0
_KIND_AGAIN = 1.0
_LONGEST_COUNTED = 2
"""A long name says no more about the kind that is asked for than a short one."""


def parse(
    question: Question, *, about: str | None = None, meant: Meant = MappingProxyType({})
) -> ParsedQuestion:
    """Understand a question.

    Args:
        question: As asked.
        about: Kind of record that the conversation is about, where the question names none.
        meant: Words of the question that are known to mean values in other words.
    """
    asked = question.asking_alone
    if _begins_by_asking(question):
        asked = question  # a full stop inside a name parted the question
    best = _read(asked, about, meant)
    if best.query is None and asked is not question.asking:
        asked = question.asking
        best = _read(asked, about, meant)
    if asked is question or not _points_at_more(best):
        return best
    whole = _read(question, about, meant)
    named = bool(whole.names) or any(each.via for each in _filters(whole))
    if whole.query is None or not named:
        return best
    # What the sentences before say beside the record that is spoken of needs no explanation.
    said = {each.said for each in best.links}
    whole.unexplained = tuple(word for word in whole.unexplained if word in said)
    return whole


def _begins_by_asking(question: Question) -> bool:
    """Whether what stands before the sentence that asks begins like a question itself."""
    before = question.preamble
    folded = question.folded[: before[-1].last] if before else ()
    words = cues_of(question.language)
    return any(start == 0 for role in _ASKING for start, _ in words.find(folded, role))


def _filters(parsed: ParsedQuestion) -> list[Filter]:
    return list(filters_of(parsed.query.filters)) if parsed.query is not None else []


def _points_at_more(parsed: ParsedQuestion) -> bool:
    """Whether a question speaks of something ("it", "each") that it does not name itself."""
    points = any("refer" in each.categories for each in parsed.links)
    return parsed.query is None or (points and not parsed.query.filters)


def _read(asked: Question, about: str | None, meant: Meant) -> ParsedQuestion:
    links = with_meaning(asked.mentions, meant)
    vocabulary, language = asked.vocabulary, asked.language
    named = any(each.of_type("kind") for each in links)
    scores = _scores(links)
    if about:
        scores = {**(scores if named else {}), about: _KIND_FIRST + scores.get(about, 0.0)}
    readings = [
        (
            read(links, vocabulary.kinds[kind], vocabulary, language, asked_about=kind == about),
            score,
        )
        for kind, score in sorted(scores.items())
    ]
    if not readings:
        unexplained = tuple(each.said for each in links if each.is_content)
        return ParsedQuestion(unexplained=unexplained, links=links)
    best, _ = min(readings, key=_preference)
    return best


def unknown_phrase(parsed: ParsedQuestion) -> tuple[str, ...]:
    """The folded words of a question about records that nothing accounts for.

    Empty unless they stand together and the question names a kind of record but no record: only
    then can they be another way to say a value.
    """
    named = any(each.of_type("kind") for each in parsed.links)
    if parsed.query is None or parsed.names or not parsed.unexplained or not named:
        return ()
    places = [place for place, each in enumerate(parsed.links) if each.said in parsed.unexplained]
    together = range(places[0], places[-1] + 1) if places else range(0)
    said = [word for place in together for word in folded_words(parsed.links[place].said)]
    return tuple(said) if len(places) == len(together) and len(said) <= _LONGEST_MEANT else ()


def _preference(reading: tuple[ParsedQuestion, float]) -> tuple[int, bool, float]:
    """First what leaves least unexplained; then a record named; then the kind spoken of most."""
    parsed, score = reading
    return len(parsed.unexplained), not parsed.names, -score


def _scores(links: Sequence[Mention]) -> dict[str, float]:
    """How much of a question speaks of each kind of record."""
    scores: dict[str, float] = {}
    named = False
    for each in links:
        weights: dict[str, float] = {}
        for term in each.terms - frozenset(each.of_type("kind")):
            length = min(each.end - each.start, _LONGEST_COUNTED)
            weight = length * (_PART_WEIGHT if term.type == "part" else 1.0)
            weights[term.kind] = max(weights.get(term.kind, 0.0), weight)
        for kind, weight in weights.items():
            scores[kind] = scores.get(kind, 0.0) + weight
        for term in each.of_type("kind"):
            # The kind that is named first is the one that is asked for.
            weight = _KIND_AGAIN if named else _KIND_FIRST
            scores[term.kind] = scores.get(term.kind, 0.0) + weight
        named = named or bool(each.of_type("kind"))
    return scores
