"""Renders the pages for browsing: kinds of records, lists with facets, record cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from eccp_assistant.answering.draft_answer import field_view
from eccp_assistant.domain.answers import spoken
from eccp_assistant.domain.documents import DocumentInfo
from eccp_assistant.domain.queries import Filter, RecordQuery
from eccp_assistant.domain.records import FieldSpec, KindSpec, Record, RecordSource, said_in
from eccp_assistant.errors import NotFoundError
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.executor import Result, count_by, execute
from eccp_assistant.lookup.filter_syntax import read_filters
from eccp_assistant.lookup.sql import Compiler
from eccp_assistant.pages.templates import template, words
from eccp_assistant.text.dates import in_words
from eccp_assistant.text.normalise import plain

_COUNTED = frozenset({"keyword", "country", "reference"})
_MOST_VALUES = 60
_MOST_COLUMNS = 4
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with values to filter by.

    Attributes:
        values: Pairs of value and number of records that have it and match the other conditions;
            chosen values are included even with 0.
    """

    field: str
    label: str
    values: tuple[tuple[str, int], ...]
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a record card.

    Attributes:
        values: Interpreted values, each with the URL of the record that it references, or ``""``.
        printed: Printed text, if different from the values, else ``""``.
        inferred: Why the value differs from the printed text, or ``""``.
    """

    label: str
    values: tuple[tuple[str, str], ...]
    printed: str
    inferred: str


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source shown on a record card.

    Attributes:
        quote: Text of the source without markup.
    """

    document: DocumentInfo
    source: RecordSource
    quote: str


def browse_page(snapshot: Snapshot, language: str) -> str:
    """All kinds of records and all documents."""
    kinds = [(kind, len(snapshot.records(name))) for name, kind in snapshot.kinds.items()]
    documents = [document.info for document in snapshot.documents.values()]
    return _page("catalogue", "/browse", language, kinds=kinds, documents=documents)


def kind_page(
    name: str, pairs: Sequence[tuple[str, str]], q: str, snapshot: Snapshot, language: str
) -> str:
    """Render the records of a kind that match some filters, with facets.

    Args:
        name: The kind.
        pairs: Filters, as in ``GET /records/{kind}``.
        q: Part of the name; ``""`` for all.
        snapshot: The index version in use.
        language: Language of the interface.

    Raises:
        UnknownRecordKindError: If there is no such kind.
        RequestError: Naming a parameter that is not a filter of the kind.
    """
    kind = Compiler(snapshot.content).kind(name)

    def found(conditions: Sequence[tuple[str, str]]) -> Result:
        filters = read_filters(kind, snapshot.kinds, conditions)
        if q:
            named = next(field.name for field in kind.fields if field.role == "name")
            filters = (*filters, Filter(field=named, op="contains", value=q))
        return execute(RecordQuery(kind=name, filters=filters), snapshot.content)

    result = found(pairs)
    facets = []
    for spec in kind.fields:
        if spec.type in _COUNTED and _has_choice(spec, snapshot.records(name)):
            chosen = [value for field, value in pairs if field == spec.name]
            others = found([pair for pair in pairs if pair[0] != spec.name]) if chosen else result
            values = _with_chosen(count_by(others, spec.name), chosen)
            facets.append(Facet(spec.name, spec.label(language), values, frozenset(chosen)))
    return _page(
        "kind",
        f"/browse/{quote(name)}",
        language,
        kind=kind,
        as_of=in_words(said_in(kind.as_of, language), spoken(language)),
        records=result.rows,
        total=result.of_all,
        facets=facets,
        columns=list(_columns(kind, snapshot.records(name))),
        applied=list(_applied(kind, pairs, q, language)),
        q=q,
        query=urlencode([*pairs, *([("q", q)] if q else [])]),
    )


def card_page(name: str, record_id: str, snapshot: Snapshot, language: str) -> str:
    """Render one record: fields with values and printed text, sources, referring records.

    Raises:
        UnknownRecordKindError: If there is no such kind.
        NotFoundError: If the kind has no such record.
    """
    kind = Compiler(snapshot.content).kind(name)
    record = next((each for each in snapshot.records(name) if each.id == record_id), None)
    if record is None:
        raise NotFoundError(f"no {name} '{record_id}'")
    by_name = {(each.kind, each.name): each for each in snapshot.records()}
    return _page(
        "card",
        f"/browse/{quote(name)}/{quote(record_id)}",
        language,
        kind=kind,
        record=record,
        fields=[
            _shown(spec, record, by_name, language)
            for spec in kind.fields
            if spec.name in record.fields
        ],
        referring=list(_referring(record, snapshot, language)),
        sources=[_shown_source(source, snapshot) for source in record.sources],
    )


def _shown_source(source: RecordSource, snapshot: Snapshot) -> ShownSource:
    document = snapshot.document(source.document_id)
    return ShownSource(document.info, source, _readable(source.span.of(document.text)))


def error_page(message: str, language: str) -> str:
    """Render an error page with a link back."""
    return _page("error", "/browse", language, message=message)


def _applied(
    kind: KindSpec, pairs: Sequence[tuple[str, str]], q: str, language: str
) -> Iterator[tuple[str, str]]:
    """Each condition in words, with the query string of the page without it."""
    for place, (name, value) in enumerate(pairs):
        rest = [pair for other, pair in enumerate(pairs) if other != place]
        said = kind.called(name.split(".")[0], language)
        yield f"{said}: {value}", urlencode([*rest, *([("q", q)] if q else [])])
    if q:
        yield f"“{q}”", urlencode(pairs)


def _page(name: str, here: str, language: str, **values: object) -> str:
    return template(name).render(language=language, words=words(language), here=here, **values)


def _has_choice(spec: FieldSpec, records: Sequence[Record]) -> bool:
    values = {value for record in records for value in record.values(spec.name)}
    return 1 < len(values) <= _MOST_VALUES


def _with_chosen(
    counted: Sequence[tuple[str, int]], chosen: Sequence[str]
) -> tuple[tuple[str, int], ...]:
    known = {value for value, _ in counted}
    return (*counted, *((value, 0) for value in dict.fromkeys(chosen) if value not in known))


def _columns(kind: KindSpec, records: Sequence[Record]) -> Iterator[FieldSpec]:
    """The first few plain fields with short values."""
    shown = 0
    for spec in kind.fields:
        said = ["; ".join(map(str, record.values(spec.name))) for record in records]
        short = all(len(each) <= _SHORT for each in said)
        if spec.role == "plain" and short and any(said) and shown < _MOST_COLUMNS:
            shown += 1
            yield spec


def _shown(
    spec: FieldSpec, record: Record, by_name: Mapping[tuple[str, str], Record], language: str
) -> ShownField:
    view = field_view(record.fields[spec.name], spoken(language), many=True)
    values = view.value if isinstance(view.value, tuple) else ()
    linked = []
    for value in values:
        other = by_name.get((spec.refers_to or "", str(value)))
        link = f"/browse/{quote(other.kind)}/{quote(other.id)}" if other else ""
        linked.append((str(value), link))
    same = view.printed == "; ".join(map(str, values))
    return ShownField(
        spec.label(language), tuple(linked), "" if same else view.printed, view.inferred or ""
    )


def _referring(record: Record, snapshot: Snapshot, language: str) -> Iterator[tuple[Record, str]]:
    """The records that reference this one, each with the label of its kind."""
    for kind in snapshot.kinds.values():
        fields = [spec.name for spec in kind.fields if spec.refers_to == record.kind]
        for other in snapshot.records(kind.name) if fields else ():
            if any(record.name in other.values(field) for field in fields):
                yield other, kind.label(language)


def _readable(source: str) -> str:
    """A passage without markup; the cells of a table row are separated by dots."""
    said = plain(source)
    if said.lstrip().startswith("|"):
        return " · ".join(
            cell.strip() for cell in said.strip().strip("|").split("|") if cell.strip()
        )
    return said
