"""Answers to questions that ask whether the corpus contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.discrepancy_notes import explanation, quoted, speaks_of, stands_in
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.text.normalise import plain
from eccp_assistant.text.numbers import find_numbers
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.contradiction_cues import all_groups, doubts, names_contradiction
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.question import Question
from eccp_assistant.understanding.question_terms import QuestionTerm
from eccp_assistant.understanding.term_matching import content_of, is_met

MET_NEEDED = 0.6
"""Share of the question's content that the claim must meet for the claim to be the answer."""

MET_NEEDED_WHEN_NAMED = 0.4
"""The same for a question that names a contradiction outright: it can hardly ask for else."""

_NEAR = 4
"""Words from one figure to the other in "one or six"."""


def claim_answer(
    question: Question,
    snapshot: Snapshot,
    frames: Templates,
    *,
    documents: tuple[str, ...] | None = None,
) -> DraftAnswer | None:
    """The claim that a question asks about, as an answer; ``None`` where it asks about none.

    Args:
        question: Standalone.
        snapshot: Whose claims to look among.
        frames: The words of the answer.
        documents: Only claims of these, if given.
    """
    words, language = question.folded, question.language
    doubted = doubts(words, language)
    named = names_contradiction(words, language)
    asked = [
        (checked, {words[place] for place in spoken | doubted})
        for checked in snapshot.claims
        if explanation(checked, language)
        and stands_in(checked, documents)
        and (spoken := _asked_with(checked, words, bool(doubted), language)) is not None
    ]
    if not asked and not named:
        return None
    terms = question.terms
    ranked = [
        (_met(terms, checked, covered, snapshot, language), len(covered), -place)
        for place, (checked, covered) in enumerate(asked)
    ]
    best = max(ranked, default=(0.0, 0, 0))
    citations = Citations(snapshot)
    if best[0] >= (MET_NEEDED_WHEN_NAMED if named else MET_NEEDED):
        chosen = asked[-best[2]][0]
        quotes = quoted(chosen, citations, snapshot)
        text = frames("claimed", explanation=explanation(chosen, language), quotes=quotes)
        return DraftAnswer(
            status="answered", text=text, generator="extractive", citations=citations
        )
    known = {words[place] for place in doubted}
    for document in snapshot.documents.values():
        known.update(folded_words(f"{document.id} {document.info.title}"))
    if named and all(any(word in known for word in term.folded) for term in terms):
        return _all(citations, snapshot, frames, language, documents)
    return None


def _asked_with(
    checked: CheckedClaim, words: tuple[str, ...], doubted: bool, language: Language
) -> frozenset[int] | None:
    """Positions of the words that ask about a claim; ``None`` if the question does not."""
    spoken = speaks_of(checked, words)
    if spoken is None:
        return None
    asked = all_groups(checked.claim.asks, words) if checked.claim.asks else None
    if doubted or asked or _either_figure(checked, words, language):
        return spoken | (asked or frozenset())
    return None


def _all(
    citations: Citations,
    snapshot: Snapshot,
    frames: Templates,
    language: Language,
    documents: tuple[str, ...] | None,
) -> DraftAnswer | None:
    """Every conflict but mere spellings, for a question about contradictions in general."""
    rows = []
    for checked in snapshot.claims:
        said = explanation(checked, language)
        if checked.verdict != "conflict" or not said or checked.claim.says.same_words_as:
            continue
        if stands_in(checked, documents):
            markers = [quote["marker"] for quote in quoted(checked, citations, snapshot)]
            rows.append({"text": said, "markers": markers})
    if not rows:
        return None
    text = frames("claimed_all", rows=rows)
    return DraftAnswer(status="answered", text=text, generator="extractive", citations=citations)


def _either_figure(checked: CheckedClaim, words: Sequence[str], language: Language) -> bool:
    """Whether a question puts two of a claim's differing figures against each other: "1 or 6?"."""
    known = cues_of(language)
    named = [(number.start, number.value) for number in find_numbers(words, language)]
    return any(
        first != second
        and {first, second} <= set(checked.figures)
        and end - start <= _NEAR
        and any("or" in known.categories((word,)) for word in words[start:end])
        for start, first in named
        for end, second in named
    )


def _met(
    terms: Sequence[QuestionTerm],
    checked: CheckedClaim,
    covered: set[str],
    snapshot: Snapshot,
    language: Language,
) -> float:
    """The share of the question that a claim's words, quotes, rows and explanation meet."""
    kinds = [snapshot.kinds[kind].label(language) for kind, _ in checked.rows]
    said = " ".join((explanation(checked, language), *kinds))
    quotes = " ".join(plain(place.quote) for place in checked.places)
    texts = (
        content_of(f"{quotes} {checked.claim.explanation.get('en', '')}", "en"),
        content_of(said, language),
    )
    total = sum(term.weight for term in terms)
    met = sum(
        term.weight
        for term in terms
        if any(word in covered for word in term.folded)
        or any(is_met(term, text, language) for text in texts)
    )
    return met / total if total else 1.0
