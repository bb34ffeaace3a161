"""Answers to questions that ask whether the corpus contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.discrepancies import explanation, quoted, speaks_of, stands_in
from eccp_assistant.answering.draft import Draft
from eccp_assistant.answering.frames import Frames
from eccp_assistant.answering.terms import QuestionTerm, content_of, is_met
from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.text import plain
from eccp_assistant.indexing.snapshot import Snapshot
from eccp_assistant.understanding.phrases import all_groups, doubts, names_contradiction
from eccp_assistant.understanding.tokens import folded_words
from eccp_assistant.understanding.words import words_of

MET_NEEDED = 0.6
"""Share of the question's content that the claim must meet for the claim to be the answer."""

MET_NEEDED_WHEN_NAMED = 0.4
"""The same for a question that names a contradiction outright: it can hardly ask for else."""

_NEAR = 4
"""Words from one figure to the other in "one or six"."""


def answer_from_claims(
    question: str,
    terms: Sequence[QuestionTerm],
    snapshot: Snapshot,
    frames: Frames,
    language: Language,
    *,
    documents: tuple[str, ...] | None = None,
) -> Draft | None:
    """The claim that a question asks about, as an answer; ``None`` where it asks about none.

    Args:
        question: Standalone.
        terms: Its content.
        snapshot: Whose claims to look among.
        frames: The words of the answer.
        language: Of the question and the answer.
        documents: Only claims of these, if given.
    """
    words = folded_words(question)
    doubted = doubts(words, language)
    named = names_contradiction(words, language)
    needed = MET_NEEDED_WHEN_NAMED if named else MET_NEEDED
    best: tuple[float, int] | None = None
    chosen: CheckedClaim | None = None
    for checked in snapshot.claims:
        if not stands_in(checked, documents):
            continue
        spoken = speaks_of(checked, words)
        if spoken is None or not explanation(checked, language):
            continue
        asked = all_groups(checked.claim.asks, words) if checked.claim.asks else None
        if not (doubted or asked or _either_figure(checked, words, language)):
            continue
        covered = {words[place] for place in spoken | doubted | (asked or frozenset())}
        met = _met(terms, checked, covered, snapshot, language)
        rank = (met, len(spoken | (asked or frozenset())))
        if met >= needed and (best is None or rank > best):
            best, chosen = rank, checked
    citations = Citations(snapshot)
    if chosen is None:
        known = {words[place] for place in doubted}
        for document in snapshot.documents.values():
            known.update(folded_words(f"{document.id} {document.info.title}"))
        rest = [term for term in terms if not any(word in known for word in term.folded)]
        if rest or not named:
            return None
        return _all(citations, snapshot, frames, language, documents)
    quotes = quoted(chosen, citations, snapshot)
    text = frames("claimed", explanation=explanation(chosen, language), quotes=quotes)
    return Draft(status="answered", text=text, generator="extractive", citations=citations)


def _all(
    citations: Citations,
    snapshot: Snapshot,
    frames: Frames,
    language: Language,
    documents: tuple[str, ...] | None,
) -> Draft | None:
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
    return Draft(status="answered", text=text, generator="extractive", citations=citations)


def _either_figure(checked: CheckedClaim, words: Sequence[str], language: Language) -> bool:
    """Whether a question puts two of a claim's differing figures against each other: "1 or 6?"."""
    known = words_of(language)
    named = [
        (place, int(word) if word.isdecimal() else known.numbers[(word,)])
        for place, word in enumerate(words)
        if word.isdecimal() or (word,) in known.numbers
    ]
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
