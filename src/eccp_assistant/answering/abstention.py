"""That the corpus does not say, what was looked for, and what it has nearby."""

from __future__ import annotations

from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Language
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.evidence_selection import Evidence
from eccp_assistant.text.dates import is_year, years_in
from eccp_assistant.text.normalise import plain
from eccp_assistant.understanding.term_matching import content_of, is_met

_MOST_MISSING = 3
_MOST_NAMED = 3
_NEAR = 0.6
"""Share of the question that a passage must meet to be called near."""


def abstention(
    evidence: Evidence, snapshot: Snapshot, frames: Templates, language: Language
) -> DraftAnswer:
    """Say that there is no answer, or that the question is about something else altogether."""
    if not _is_spoken_of(evidence, snapshot):
        text = frames("out_of_scope", kinds=kinds_in_words(snapshot, language))
        return DraftAnswer(status="out_of_scope", text=text, generator="extractive")
    missing = [term.said for term in evidence.missing][:_MOST_MISSING]
    best = evidence.best[0] if evidence.support >= _NEAR else None
    text = frames(
        "not_in_corpus",
        missing=missing,
        given=_other_years(evidence, snapshot),
        section=plain(best.chunk.section[-1]) if best and best.chunk.section else "",
        several=len(snapshot.documents) > 1,
    )
    return DraftAnswer(status="not_in_corpus", text=text, generator="extractive")


def kinds_in_words(snapshot: Snapshot, language: Language) -> list[str]:
    """The kinds with the most records, with how many there are: "34 clusters"."""
    counted = [(len(snapshot.records(kind.name)), kind) for kind in snapshot.kinds.values()]
    largest = sorted(counted, key=lambda each: -each[0])[:_MOST_NAMED]
    return [
        f"{total} {kind.label(language, plural=total != 1)}" for total, kind in largest if total
    ]


def _is_spoken_of(evidence: Evidence, snapshot: Snapshot) -> bool:
    """Whether the nearest passages speak of anything that was asked, as far as words can tell.

    A word that the lexicon does not know may stand in them in another language.
    """
    asked = evidence.asked
    contents = [
        content_of(found.chunk.text, snapshot.document(found.chunk.document_id).info.language)
        for found in evidence.near
    ]
    return not asked.terms or any(
        is_met(term, content, asked.language)
        or (not term.concepts and content.language != asked.language)
        for term in asked.terms
        for content in contents
    )


def _other_years(evidence: Evidence, snapshot: Snapshot) -> list[str]:
    """The years beside what was asked for another one: "the paper gives 2016"."""
    if not any(is_year(term.said) for term in evidence.missing):
        return []
    quotes = (
        unit.span.of(snapshot.document(unit.chunk.document_id).text) for unit in evidence.best
    )
    return list(dict.fromkeys(year for quote in quotes for year in years_in(quote)))
