"""Whether chosen passages answer a question, or only speak of the same things.

A near miss ("GDP in 2020", "the director of X") shares all but one of its words with a question
that the corpus answers. So every part of the question is held against the passages by itself: what
must be named, what is asked for, and the kind of answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from eccp_assistant.domain.answers import spoken
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.passage_context import headings_over, surroundings
from eccp_assistant.retrieval.reranker import REASONS, Candidate, TextQuery
from eccp_assistant.text.date_mentions import holds_date
from eccp_assistant.text.dates import is_year
from eccp_assistant.text.normalise import plain
from eccp_assistant.text.tokenise import folded_words, tokenize
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.lexicon import lexicon
from eccp_assistant.understanding.question_terms import QuestionTerm
from eccp_assistant.understanding.term_matching import (
    SHOWN_BY,
    TextContent,
    content_of,
    coverage,
    is_met,
)

SUPPORT_NEEDED = 0.5
"""Share of the question's terms that the chosen evidence and its context must meet."""

BESIDES_NEEDED = 0.4
"""Share of what the question asks beside names that must be met: "who presides over X?" is not
answered by a passage that names X alone."""

BESIDES_NEEDED_WHERE_LIKE = 0.34
"""The same where an expected question is very like this one."""

SAYS_NOTHING = 0.3
"""Weight up to which the words beside names are but common verbs ("made", "came")."""

CONCEPTS_NEEDED = 0.7
"""Share of the question's known concepts that the place of the best sentence must meet: a question
for a budget is not answered by a place that never speaks of money."""

LIKE_ENOUGH = 3.0
"""Likeness to an expected question from which on other words for the same need not be known."""

_CURRENCY = re.compile(r"[€$£]|\b(?:EUR|USD|euros?|dollars?|pesos?)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\d ?%|\bper ?cent\b|[€$£] ?\d|\d ?[€$£]", re.IGNORECASE)
_PRICES = frozenset({"price", "budget"})
_RATES = frozenset({"tariff", "rate"})
_MONEY = _PRICES | {"money", "fund", "finance", "tax"}
_PRINTED = frozenset({"email", "phone"})
_LISTED = frozenset({"website", "link_web"})
"""What must be printed in the passage, or in the item of a list: the one beside it is another's."""

_DURATION = re.compile(r"\b\d+ (?:years?|months?|weeks?|days?)\b|\bterm\b|\bphase\b", re.IGNORECASE)


def support_of(
    chosen: Sequence[Candidate], asked: TextQuery, snapshot: Snapshot
) -> tuple[float, tuple[QuestionTerm, ...]]:
    """The share of the question that the chosen place meets, and the terms that it does not."""
    # The place of the best sentence must carry the answer; further sentences only add to it.
    texts = [_context_of(unit, snapshot) for unit in chosen if _beside(unit, chosen[0])]
    texts += [each for unit in chosen[:1] for each in unit.asks]
    support, met = coverage(asked.terms, texts, asked.language)
    return support, tuple(term for place, term in enumerate(asked.terms) if place not in met)


def is_answerable(
    chosen: Sequence[Candidate],
    support: float,
    missing: Sequence[QuestionTerm],
    asked: TextQuery,
    snapshot: Snapshot,
) -> bool:
    """Whether the chosen passages answer.

    Args:
        chosen: Best first.
        support: Share of the question that they meet, from :func:`support_of`.
        missing: What they do not meet.
        asked: The question.
        snapshot: Where the passages stand.
    """
    if not asked.terms or not chosen or support < SUPPORT_NEEDED:
        return False
    first = chosen[0]
    named = _names_all(chosen, asked, snapshot) and _has_fields(first, asked, snapshot)
    if not named or not _picks_from(first, asked) or not _is_of_kind(chosen, asked, snapshot):
        return False
    besides = [term for term in asked.terms if not term.required]
    priced = [term for term in besides if not term.concepts & _PRICES]
    if priced and _share(priced, missing) < BESIDES_NEEDED_WHERE_LIKE:
        return False  # that there is a price says nothing of what it is the price of
    if sum(term.weight for term in besides) < SAYS_NOTHING:
        return True
    if first.signs.likeness >= LIKE_ENOUGH:
        return _share(besides, missing) >= BESIDES_NEEDED_WHERE_LIKE
    if any(term.asked and term.concepts and not term.vague for term in missing):
        return False
    concepts = [term for term in besides if term.concepts and not term.vague]
    return _share(besides, missing) >= BESIDES_NEEDED and (
        not concepts or _share(concepts, missing) >= CONCEPTS_NEEDED
    )


def _has_fields(unit: Candidate, asked: TextQuery, snapshot: Snapshot) -> bool:
    """Whether the row of a record has fields for what is asked; any other passage may have."""
    if unit.chunk.kind != "row" or not unit.chunk.span.contains(unit.span):
        return True
    kinds = {record.kind for record in snapshot.records_at(unit.chunk.document_id, unit.chunk.span)}
    fields = [
        content_of(" \n ".join((spec.label(language), *spec.synonyms.get(language, ()))), language)
        for kind in kinds
        for spec in snapshot.kinds[kind].fields
        for language in (asked.language, "en")
    ]
    return not fields or all(
        any(is_met(term, text, asked.language) for text in fields)
        for term in asked.terms
        if term.concepts and not term.required and (term.asked or not term.vague)
    )


def _picks_from(unit: Candidate, asked: TextQuery) -> bool:
    """Whether some expected question asks for the names, or for the several things, of this one.

    "Which companies came?" is not answered where companies are only spoken of: there, nobody is
    expected to ask which.
    """
    language = asked.language
    several = cues_of(language).plural_endings
    wanted = [
        term
        for term in asked.terms
        if term.asked and (term.concepts or len(term.folded) > 1)
        if "ask.name" in asked.asks or term.folded[-1].endswith(several)
    ]
    if (
        not unit.picks
        or unit.chunk.kind == "row"
        or asked.asks & {"ask.how_many", "ask.how_much"}
        or not wanted
    ):
        return True
    return any(
        unit.picks & {*term.concepts, *term.folded, *lexicon().concepts(term.folded[-1], language)}
        for term in wanted
    )


def _share(terms: Sequence[QuestionTerm], missing: Sequence[QuestionTerm]) -> float:
    """The weighted share of some terms that is not missing."""
    total = sum(term.weight for term in terms)
    return 1 - sum(term.weight for term in terms if term in missing) / total if total else 1.0


def _names_all(chosen: Sequence[Candidate], asked: TextQuery, snapshot: Snapshot) -> bool:
    """Whether the passages of the best place, or what stands over them, name what they must."""
    texts = [
        each
        for unit in chosen
        if _beside(unit, chosen[0])
        for each in (_own_place_of(unit, snapshot), *unit.asks)
    ]
    return all(
        any(is_met(term, text, asked.language) for text in texts)
        for term in asked.terms
        if term.required
    )


def _is_of_kind(chosen: Sequence[Candidate], asked: TextQuery, snapshot: Snapshot) -> bool:
    """Whether the best passage holds the kind of thing that is asked for."""
    first, asks = chosen[0], asked.asks
    written = spoken(first.chunk.language)
    said = [
        plain(unit.span.of(snapshot.document(unit.chunk.document_id).text))
        for unit in chosen
        if unit.chunk.id == first.chunk.id
    ]
    concepts = {concept for term in asked.terms if not term.vague for concept in term.concepts}
    for concept in concepts & (_PRINTED | _LISTED if first.chunk.kind == "list" else _PRINTED):
        if not any(SHOWN_BY[concept].search(text) for text in said):
            return False
    if concepts & _RATES and not any(_PERCENT.search(text) for text in said):
        return False
    money = _MONEY if "ask.how_much" in asks else _PRICES
    counted = {concept for term in asked.terms if term.asked for concept in term.concepts}
    if (concepts & money or "money" in counted) and not any(
        _CURRENCY.search(text) for text in said
    ):
        return False
    if asks & {"ask.how_many", "ask.how_much"}:
        return any(_has_new_number(text, asked.terms) for text in said)
    if "ask.when" in asks and _asks_for_month(asked):
        return any(holds_date(text, written, month=True) for text in said)
    if "ask.when" in asks:
        return any(holds_date(text, written) or _DURATION.search(text) for text in said)
    if "ask.why" in asks and "ask.why" not in first.kinds:
        return any(REASONS & lexicon().concepts(text, written) for text in said)
    if "ask.who" in asks and "ask.who" not in first.kinds:
        return any(_has_new_name(text, asked.terms) for text in said)
    return True


def _asks_for_month(asked: TextQuery) -> bool:
    found = lexicon().match(asked.tokens, asked.language)
    return any("month" in concepts for _, _, concepts in found)


def _has_new_name(said: str, terms: Iterable[QuestionTerm]) -> bool:
    """Whether a text names somebody whom the question did not name itself."""
    known = {word for term in terms for word in term.folded}
    tokens = tokenize(said)
    return any(
        token.capitalised and token.folded not in known
        for token in (tokens[1:] if tokens and tokens[0].text.istitle() else tokens)
    )


def _has_new_number(said: str, terms: Iterable[QuestionTerm]) -> bool:
    """Whether a text holds a figure that the question did not bring itself."""
    known = {word for term in terms for word in term.folded}
    return any(word not in known for word in folded_words(said) if _is_figure(word))


def _is_figure(folded: str) -> bool:
    """Whether a word of a text is a number, but neither a year nor an article ("one")."""
    if folded[0].isdigit():
        return not is_year(folded)
    return cues_of("en").numbers.get((folded,), 0) > 1


def _context_of(unit: Candidate, snapshot: Snapshot) -> TextContent:
    """All that a reader of the cited place sees: the whole chunk under its headings."""
    chunk = unit.chunk
    return content_of(f"{surroundings(chunk, snapshot)} \n {chunk.text}", chunk.language)


def _own_place_of(unit: Candidate, snapshot: Snapshot) -> TextContent:
    """The cited chunk under its headings, without what stands before it."""
    chunk = unit.chunk
    return content_of(f"{headings_over(chunk, snapshot)} \n {chunk.text}", chunk.language)


def _beside(unit: Candidate, first: Candidate) -> bool:
    return unit.chunk.document_id == first.chunk.document_id and (
        unit.chunk.section == first.chunk.section
    )
