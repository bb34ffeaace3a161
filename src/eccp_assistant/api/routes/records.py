"""``GET /records`` and ``POST /records/query``: query the records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from eccp_assistant.answering.draft_answer import field_view
from eccp_assistant.answering.templates import templates_of
from eccp_assistant.api.csv_export import MEDIA_TYPE, as_csv
from eccp_assistant.api.dependencies import TheSnapshot
from eccp_assistant.domain.answers import FieldView, Language, Lookup
from eccp_assistant.domain.queries import Filter, RecordQuery
from eccp_assistant.domain.records import KindSpec, Record, RecordSource
from eccp_assistant.errors import NotFoundError
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.executor import Result, count_by, execute
from eccp_assistant.lookup.filter_syntax import facet_fields, read_filters, sort_order
from eccp_assistant.lookup.sql import Compiler
from eccp_assistant.lookup.verbaliser import Verbaliser

router = APIRouter(tags=["records"])

_RESERVED = frozenset({"offset", "limit", "sort", "facets", "q", "format"})


class FieldDescription(BaseModel):
    """A field of a kind, as the corpus declares it."""

    name: str
    type: str
    many: bool
    labels: dict[str, str]


class KindDescription(BaseModel):
    """A kind of record and the number of its records."""

    kind: str
    labels: dict[str, tuple[str, str]]
    count: int
    fields: list[FieldDescription]


class SourceView(BaseModel):
    """A source of a record."""

    document_id: str
    locator: str
    quote: str
    start: int
    end: int


class SourcedRecord(BaseModel):
    """A record with its sources; its own document, locator and span are those of the first.

    Attributes:
        sources: All sources.
        conflicts: Fields for which the sources give different values.
    """

    kind: str
    id: str
    name: str
    fields: dict[str, FieldView]
    document_id: str
    locator: str
    quote: str
    start: int
    end: int
    sources: list[SourceView]
    conflicts: list[str]


class FacetValue(BaseModel):
    """A value and the number of matching records that have it."""

    value: str
    count: int


class RecordPage(BaseModel):
    """A page of the matching records; ``total`` is the number of all matches.

    Attributes:
        facets: Field → its values among all matching records, most first.
    """

    kind: str
    total: int
    offset: int
    limit: int
    records: list[SourcedRecord]
    facets: dict[str, list[FacetValue]] = {}


class PostedLookup(RecordQuery):
    """A query, or the ``lookup`` of an answer posted back as it is."""

    in_words: str | None = None
    total: int | None = None


class QueryResult(RecordPage):
    """The result of a posted query.

    Attributes:
        lookup: The query that was run, in words too.
        groups: Value → count, for groups, for the values compared and for different values.
        values: The different values, where they were asked for.
        amount: The sum or the mean, where one was asked for.
        difference: How far apart the rows or values compared are.
        share: Percentage of the whole, rounded to two places.
        exceptions: The rows of the whole that do not meet the filters, for ``every``.
        as_printed: How many match when inferred values are left aside.
    """

    lookup: Lookup
    groups: list[FacetValue] = []
    values: list[str] = []
    amount: int | float | None = None
    difference: int | float | None = None
    share: float | None = None
    exceptions: list[SourcedRecord] = []
    as_printed: int


def _describe(kind: KindSpec, count: int) -> KindDescription:
    return KindDescription(
        kind=kind.name,
        labels=kind.labels,
        count=count,
        fields=[
            FieldDescription(name=spec.name, type=spec.type, many=spec.many, labels=spec.labels)
            for spec in kind.fields
        ],
    )


def _sourced(record: Record, snapshot: Snapshot) -> SourcedRecord:
    kind = snapshot.kinds[record.kind]
    sources = [_source_view(source, snapshot) for source in record.sources]
    return SourcedRecord(
        kind=record.kind,
        id=record.id,
        name=record.name,
        fields={
            spec.name: field_view(record.fields[spec.name], many=spec.many)
            for spec in kind.fields
            if spec.name in record.fields
        },
        **sources[0].model_dump(),
        sources=sources,
        conflicts=list(record.conflicts),
    )


def _source_view(source: RecordSource, snapshot: Snapshot) -> SourceView:
    return SourceView(
        document_id=source.document_id,
        locator=source.locator,
        quote=source.span.of(snapshot.document(source.document_id).text),
        start=source.span.start,
        end=source.span.end,
    )


Offset = Annotated[int, Query(ge=0, description="Number of matching records to skip.")]
Limit = Annotated[int, Query(ge=1, le=1000, description="Maximum number of records.")]


@router.get("/records")
def kinds(snapshot: TheSnapshot) -> list[KindDescription]:
    """The kinds of records, with their fields."""
    return [_describe(kind, len(snapshot.records(name))) for name, kind in snapshot.kinds.items()]


@router.post("/records/query")
def query(
    posted: PostedLookup,
    snapshot: TheSnapshot,
    offset: Offset = 0,
    limit: Limit = 100,
    language: Annotated[Language, Query(description="Language of the description.")] = "en",
) -> QueryResult:
    """Run a query; the ``lookup`` of an answer may be posted, unchanged or edited."""
    asked = RecordQuery.model_validate(posted.model_dump(exclude={"in_words", "total"}))
    result = execute(asked, snapshot.content)
    frames = templates_of(language)
    explain = Verbaliser(snapshot.kinds, language, frames, snapshot.record_name)
    page = _page(asked.kind, result, snapshot, offset=offset, limit=limit, facets=[])
    return QueryResult(
        **page.model_dump(),
        lookup=Lookup(**asked.model_dump(), in_words=explain.query(asked), total=result.total),
        groups=[FacetValue(value=group.value, count=group.count) for group in result.groups],
        values=[group.value for group in result.groups] if asked.aggregate == "values" else [],
        amount=result.amount,
        difference=result.difference,
        share=_share(result) if asked.aggregate == "share" else None,
        exceptions=[_sourced(record, snapshot) for record in result.exceptions],
        as_printed=result.as_printed,
    )


def _share(result: Result) -> float | None:
    return round(100 * result.total / result.whole, 2) if result.whole else None


@router.get("/records/{kind}", response_model=RecordPage)
def records(
    kind: str,
    request: Request,
    snapshot: TheSnapshot,
    offset: Offset = 0,
    limit: Limit = 100,
    q: Annotated[str | None, Query(description="Part of the name.")] = None,
    sort: Annotated[str | None, Query(description='Field; "-field" sorts descending.')] = None,
    facets: Annotated[str | None, Query(description='Fields to count by, or "*" for all.')] = None,
    format: Annotated[Literal["json", "csv"] | None, Query()] = None,  # noqa: A002
) -> RecordPage | Response:
    """Records of a kind.

    Every other query parameter is a field and the value it must have; repeated, any of the
    values. ``field.operator`` compares ("smes.at_least=500", "region.empty=true"), a reference
    prefix refers to the referenced record, and a leading ``not.`` negates the condition.
    """
    spec = Compiler(snapshot.content).kind(kind)
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in _RESERVED]
    filters = read_filters(spec, snapshot.kinds, pairs)
    if q:
        named = next(field.name for field in spec.fields if field.role == "name")
        filters = (*filters, Filter(field=named, op="contains", value=q))
    order_by, descending = sort_order(spec, sort)
    counted = facet_fields(spec, facets)
    asked = RecordQuery(kind=kind, filters=filters, order_by=order_by, descending=descending)
    result = execute(asked, snapshot.content)
    wants_csv = format is None and "text/csv" in request.headers.get("accept", "")
    if format == "csv" or wants_csv:
        name = f'attachment; filename="{kind}.csv"'
        body = as_csv(result.rows, spec)
        return Response(body, media_type=MEDIA_TYPE, headers={"Content-Disposition": name})
    return _page(kind, result, snapshot, offset=offset, limit=limit, facets=counted)


def _page(
    kind: str,
    result: Result,
    snapshot: Snapshot,
    *,
    offset: int,
    limit: int,
    facets: Sequence[str],
) -> RecordPage:
    return RecordPage(
        kind=kind,
        total=result.total,
        offset=offset,
        limit=limit,
        records=[_sourced(record, snapshot) for record in result.rows[offset : offset + limit]],
        facets={
            name: [FacetValue(value=value, count=count) for value, count in count_by(result, name)]
            for name in facets
        },
    )


@router.get("/records/{kind}/{record_id}")
def record(kind: str, record_id: str, snapshot: TheSnapshot) -> SourcedRecord:
    """One record."""
    Compiler(snapshot.content).kind(kind)
    found = next((each for each in snapshot.records(kind) if each.id == record_id), None)
    if found is None:
        raise NotFoundError(f"no {kind} '{record_id}': GET /records/{kind} lists them all")
    return _sourced(found, snapshot)
