"""What to ask next: questions that the corpus answers, near to the one just answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Language, Lookup, RecordView
from eccp_assistant.domain.queries import filters_of
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.text.dates import is_year
from eccp_assistant.text.normalise import fold
from eccp_assistant.understanding.question import Question

MOST = 3
_LOOKED_AT = 60
_FEWEST_VALUES, _MOST_VALUES = 3, 12


def suggestions(
    draft: DraftAnswer,
    snapshot: Snapshot,
    frames: Templates,
    question: Question,
    *,
    asked: Iterable[str],
    searched: bool,
    understood: Callable[[str], bool],
    documents: Sequence[str] | None,
) -> tuple[str, ...]:
    """Up to three questions, none of them asked before.

    Args:
        draft: The answer.
        snapshot: What it was made from.
        frames: Words for questions to the records.
        question: That was answered, in the language of the answer.
        asked: What the conversation has asked so far.
        searched: Whether the text was searched, so that the question has a vector.
        understood: Whether the records answer a question.
        documents: The documents that the question is limited to.
    """
    language = question.language
    known = {fold(each) for each in asked}
    found: list[str] = []
    vector = question.asking.vector if searched and draft.lookup is None else None
    candidates = (
        _about_records(draft.lookup, draft.records, snapshot, frames, language)
        if draft.lookup is not None
        else _anticipated(draft, snapshot, language, vector, documents)
    )
    for candidate in candidates:
        if fold(candidate) in known:
            continue
        if draft.lookup is not None and not understood(candidate):
            continue
        known.add(fold(candidate))
        found.append(candidate)
        if len(found) == MOST:
            break
    return tuple(found)


def _anticipated(
    draft: DraftAnswer,
    snapshot: Snapshot,
    language: Language,
    vector: Vectors | None,
    documents: Sequence[str] | None,
) -> Iterator[str]:
    """What editors expect to be asked of other places, closest first, one question a place."""
    if not snapshot.questions:
        return
    cited = [
        (each.document_id, each.start, each.end)
        for each in (draft.citations.made if draft.citations else ())
    ]
    if vector is None:
        spoken = [asked for asked in snapshot.questions if asked.language == language]
        step = max(1, len(spoken) // MOST)
        ordered = spoken[step // 2 :: step]
    else:
        ordered = [asked for asked, _ in snapshot.questions_like(vector, k=_LOOKED_AT)]
    seen = set()
    for asked in sorted(ordered, key=lambda asked: asked.language != language):
        place = (asked.document_id, asked.span)
        answered = any(
            asked.document_id == document and asked.span.start < end and start < asked.span.end
            for document, start, end in cited
        )
        allowed = documents is None or asked.document_id in documents
        allowed = allowed and asked.text.rstrip().endswith("?")
        if asked.language == language and place not in seen and allowed and not answered:
            seen.add(place)
            yield asked.text


def _about_records(
    query: Lookup | None,
    rows: Sequence[RecordView],
    snapshot: Snapshot,
    frames: Templates,
    language: Language,
) -> Iterator[str]:
    """A record that was found, one that it refers to, and how the whole kind is spread."""
    if query is None:
        return
    kind = snapshot.kinds[query.kind]
    filtered = {each.field for each in filters_of(query.filters)}
    records = snapshot.records(kind.name)
    things = kind.label(language, plural=True)
    if "id" not in filtered and rows:
        yield frames("suggest_card", name=rows[0].name)
    referred = _referred(rows, records, kind)
    if referred:
        yield frames("suggest_card", name=referred)
    for spec in kind.fields:
        if spec.type not in {"keyword", "country"} or spec.many or spec.name in filtered:
            continue
        values = {value for record in records for value in record.values(spec.name)}
        if spec.name != query.group_by and _FEWEST_VALUES <= len(values) <= _MOST_VALUES:
            yield frames("suggest_group", things=things, field=spec.label(language))
    number = next(
        (spec for spec in kind.fields if spec.type == "number" and _is_amount(spec.name, records)),
        None,
    )
    if number is not None and query.aggregate not in {"max", "min"}:
        yield frames("suggest_most", things=things, field=number.label(language))
    if query.filters:
        yield frames("suggest_count", things=things)


def _is_amount(field: str, records: Sequence[Record]) -> bool:
    """Whether the numbers of a field are more or less of something, as years are not."""
    values = [value for record in records for value in record.values(field)]
    return not all(is_year(str(value)) for value in values)


def _referred(rows: Sequence[RecordView], records: Sequence[Record], kind: KindSpec) -> str:
    """The first record of another kind that a row refers to."""
    shown = {row.id for row in rows if row.kind == kind.name}
    return next(
        (
            str(value)
            for record in records
            for spec in kind.fields
            if record.id in shown and spec.refers_to
            for value in record.values(spec.name)
        ),
        "",
    )
