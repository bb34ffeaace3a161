"""Answers from the running text: the chosen sentences, each quoted with its marker."""

from __future__ import annotations

from collections.abc import Iterator

from eccp_assistant.answering.abstention import abstention
from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.short_answer import is_denied, value_of
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Language, Note, spoken
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.evidence_selection import Evidence
from eccp_assistant.retrieval.reranker import Candidate
from eccp_assistant.text.dates import in_words
from eccp_assistant.text.normalise import plain
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.cue_words import cues_of


def extractive_answer(
    evidence: Evidence,
    snapshot: Snapshot,
    frames: Templates,
    language: Language,
) -> DraftAnswer:
    """Compose an extractive answer, or say that the corpus does not say."""
    if not evidence.units:
        return abstention(evidence, snapshot, frames, language)
    citations = Citations(snapshot)
    parts: list[str] = []
    quotes: list[dict[str, object]] = []
    listed: set[str] = set()
    for unit in evidence.units:
        within = unit.chunk.span.contains(unit.span)  # a heading stands over its chunk
        if unit.chunk.kind == "list" and len(unit.chunk.sentences) > 1 and within:
            if unit.chunk.id not in listed:
                listed.add(unit.chunk.id)
                parts.append(_list(unit, citations, snapshot, frames))
            continue
        marker = citations.cite(unit.chunk.document_id, unit.span)
        said = plain(unit.span.of(snapshot.document(unit.chunk.document_id).text))
        if unit.chunk.kind == "row" and within:
            said = " · ".join(cell.strip() for cell in said.strip("| ").split("|"))
        title = snapshot.title_if_several(unit.chunk.document_id)
        quotes.append({"text": said, "title": title, "marker": marker})
    if quotes:
        parts.insert(0, frames("extract", quotes=quotes))
    first = evidence.units[0]
    if is_denied(first, evidence.asked, snapshot):
        parts[0] = f"{frames('denied')} {parts[0]}"
    elif value := value_of(first, evidence.asked, snapshot):
        parts[0] = f"**{value}.** {parts[0]}"
    return DraftAnswer(
        status="answered",
        text="\n\n".join(parts),
        generator="extractive",
        citations=citations,
        notes=tuple(_dated(evidence, snapshot, frames, language)),
    )


def _dated(
    evidence: Evidence, snapshot: Snapshot, frames: Templates, language: Language
) -> Iterator[Note]:
    """The date of a document whose "currently" is long ago, or that is asked about today."""
    about_today = "today" in evidence.asked.asks
    for document_id in dict.fromkeys(unit.chunk.document_id for unit in evidence.units):
        document = snapshot.document(document_id)
        words = cues_of(spoken(document.info.language))
        speaks_of_now = any(
            words.find(folded_words(plain(unit.span.of(document.text))), "today")
            for unit in evidence.units
            if unit.chunk.document_id == document_id
        )
        if about_today or speaks_of_now:
            date = in_words(document.info.date, language)
            yield Note(kind="dated", text=frames("note_dated", date=date))


def _list(unit: Candidate, citations: Citations, snapshot: Snapshot, frames: Templates) -> str:
    chunk = unit.chunk
    text = snapshot.document(chunk.document_id).text
    markers = [citations.cite(chunk.document_id, span) for span in (chunk.lead, chunk.span) if span]
    return frames(
        "extract_list",
        lead=plain(chunk.lead.of(text)) if chunk.lead else "",
        items=[plain(span.of(text)) for span in chunk.sentences],
        title=snapshot.title_if_several(chunk.document_id),
        markers=markers,
    )
