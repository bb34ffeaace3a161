"""What the corpus says differently in two places: told with every answer that touches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eccp_assistant.answering.citations import Citations
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Citation, Language, Lookup, Note
from eccp_assistant.domain.claims import CheckedClaim, ClaimTrigger
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import Filter, filters_of
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.text.normalise import fold, plain
from eccp_assistant.understanding.contradiction_cues import all_groups, any_of
from eccp_assistant.understanding.question import Question

MOST_NOTES = 3

_OWN_SHARE = 0.5
"""A passage is about a claim when the two share this much of either."""

_OF_ROWS = frozenset({"list", "count", "exists", "share"})
"""What tells which rows there are; a sum or a maximum tells of something in them."""

_FEW_RECORDS = 3
"""An answer of more records is about none of them in particular."""


def discrepancy_notes(
    draft: DraftAnswer,
    question: Question,
    snapshot: Snapshot,
    frames: Templates,
    *,
    documents: tuple[str, ...] | None = None,
) -> tuple[Note, ...]:
    """Notes on the conflicts that an answer touches; their places are added to its citations.

    A conflict is touched where the answer rests on the conflicting statement itself, where it
    rests on any of the places and the question speaks of the matter, or where the claim names the
    records asked.
    """
    if draft.status != "answered" or draft.citations is None:
        return ()
    language = question.language
    said_already = any(
        said in draft.text for each in snapshot.claims if (said := explanation(each, language))
    )
    if said_already:
        return ()
    words = question.folded
    # A sentence beside a figure may state more figures; the answer rests on that one alone.
    cited = tuple(each for each in draft.citations.made if each.marker not in draft.beside)
    notes = []
    for checked in snapshot.claims:
        said = explanation(checked, language)
        if checked.verdict != "conflict" or not said or not stands_in(checked, documents):
            continue
        if _touched(checked, draft, cited, words):
            quotes = quoted(checked, draft.citations, snapshot)
            text = frames("note_discrepancy", explanation=said, quotes=quotes)
            markers = tuple(int(str(quote["marker"])) for quote in quotes)
            notes.append(Note(kind="discrepancy", text=text, markers=markers))
        if len(notes) == MOST_NOTES:
            break
    return tuple(notes)


def explanation(checked: CheckedClaim, language: Language) -> str:
    """What the places of a claim say, in the language where the corpus has it, else in English."""
    said: Mapping[str, str] = checked.claim.explanation
    return said.get(language) or said.get("en", "")


def stands_in(checked: CheckedClaim, documents: tuple[str, ...] | None) -> bool:
    """Whether all places of a claim stand in the documents that a question is restricted to."""
    return documents is None or all(place.document_id in documents for place in checked.places)


def speaks_of(checked: CheckedClaim, words: tuple[str, ...]) -> frozenset[int] | None:
    """Positions of the words with which a question speaks of a claim; ``None`` if it does not."""
    claim = checked.claim
    if not claim.about or any_of(claim.unless, words):
        return None
    return all_groups(claim.about, words)


def quoted(
    checked: CheckedClaim, citations: Citations, snapshot: Snapshot
) -> list[dict[str, object]]:
    """The places of a claim, each cited: its quotes as text, its rows by their name."""
    quotes: list[dict[str, object]] = []
    for place in checked.places:
        marker = citations.cite(place.document_id, place.span)
        quotes.append({"text": plain(place.quote), "marker": marker})
    for kind, record_id in checked.rows:
        record = next(each for each in snapshot.records(kind) if each.id == record_id)
        marker = citations.cite(record.document_id, record.span)
        quotes.append({"text": record.name, "marker": marker})
    return quotes


def _touched(
    checked: CheckedClaim,
    draft: DraftAnswer,
    cited: tuple[Citation, ...],
    words: tuple[str, ...],
) -> bool:
    own = checked.claim.place
    if any(
        citation.document_id == own.document_id and _common(own.span, citation) >= _OWN_SHARE
        for citation in cited
    ):
        return True
    if speaks_of(checked, words) is not None and any(
        citation.document_id == place.document_id and _common(place.span, citation) > 0
        for citation in cited
        for place in checked.places
    ):
        return True
    return any(_asked(touch, checked, draft) for touch in checked.claim.touches)


def _common(span: Span, citation: Citation) -> float:
    """How much a span and a cited passage share, of the longer one."""
    shared = min(span.end, citation.end) - max(span.start, citation.start)
    longer = max(span.end - span.start, citation.end - citation.start)
    return max(0, shared) / longer


def _asked(touch: ClaimTrigger, checked: CheckedClaim, draft: DraftAnswer) -> bool:
    lookup = draft.lookup
    if lookup is None or lookup.kind != touch.kind:
        return False
    ids = {(view.kind, view.id) for view in draft.records}
    if touch.record is not None:
        shown = not lookup.show or touch.field is None or touch.field in lookup.show
        return (touch.kind, touch.record) in ids and len(ids) <= _FEW_RECORDS and shown
    if checked.rows and not ids & set(checked.rows):
        return False
    if touch.field is None and lookup.aggregate not in _OF_ROWS:
        return False
    if touch.field is not None and lookup.group_by != touch.field:
        return False
    conditions = list(_conditions(lookup))
    if touch.only and len(conditions) > len(touch.where):
        return False
    return all(
        any(each.field == field and _asks_for(each, values) for each in conditions)
        for field, values in touch.where.items()
    )


def _conditions(lookup: Lookup) -> Iterator[Filter]:
    yield from filters_of(lookup.filters)


def _asks_for(condition: Filter, values: tuple[str, ...]) -> bool:
    if condition.op != "is" or condition.via is not None:
        return False
    given = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return bool({fold(str(value)) for value in given} & {fold(value) for value in values})
