"""``GET /records``: the structured records, filtered exactly."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from eccp_assistant.answering.draft import field_view
from eccp_assistant.domain.answers import FieldView
from eccp_assistant.domain.queries import Filter, RecordQuery
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.errors import NotFoundError, UnknownRecordKindError
from eccp_assistant.indexing.snapshot import Snapshot
from eccp_assistant.lookup.execute import execute
from eccp_assistant.service.dependencies import TheSnapshot

router = APIRouter(tags=["records"])

_RESERVED = frozenset({"offset", "limit"})


class FieldDescription(BaseModel):
    """A field of a kind, as the corpus declares it."""

    name: str
    type: str
    many: bool
    labels: dict[str, str]


class KindDescription(BaseModel):
    """A kind of record and how many there are."""

    kind: str
    labels: dict[str, tuple[str, str]]
    count: int
    fields: list[FieldDescription]


class SourcedRecord(BaseModel):
    """A record with the place it was read from."""

    kind: str
    id: str
    name: str
    fields: dict[str, FieldView]
    document_id: str
    locator: str
    quote: str
    start: int
    end: int


class RecordPage(BaseModel):
    """Some of the matching records; ``total`` says how many match."""

    kind: str
    total: int
    offset: int
    limit: int
    records: list[SourcedRecord]


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
    return SourcedRecord(
        kind=record.kind,
        id=record.id,
        name=record.name,
        fields={
            spec.name: field_view(record.fields[spec.name], many=spec.many)
            for spec in kind.fields
            if spec.name in record.fields
        },
        document_id=record.document_id,
        locator=record.locator,
        quote=record.span.of(snapshot.document(record.document_id).text),
        start=record.span.start,
        end=record.span.end,
    )


@router.get("/records")
def kinds(snapshot: TheSnapshot) -> list[KindDescription]:
    """The kinds of records, with their fields."""
    return [_describe(kind, len(snapshot.records(name))) for name, kind in snapshot.kinds.items()]


@router.get("/records/{kind}")
def records(
    kind: str,
    request: Request,
    snapshot: TheSnapshot,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> RecordPage:
    """Records of a kind; every other query parameter is a field and the value it must have."""
    filters = tuple(
        Filter(field=name, value=value)
        for name, value in request.query_params.multi_items()
        if name not in _RESERVED
    )
    result = execute(RecordQuery(kind=kind, filters=filters), snapshot.content)
    shown = result.rows[offset : offset + limit]
    return RecordPage(
        kind=kind,
        total=result.total,
        offset=offset,
        limit=limit,
        records=[_sourced(record, snapshot) for record in shown],
    )


@router.get("/records/{kind}/{record_id}")
def record(kind: str, record_id: str, snapshot: TheSnapshot) -> SourcedRecord:
    """One record."""
    if kind not in snapshot.kinds:
        known = ", ".join(snapshot.kinds)
        raise UnknownRecordKindError(f"no records of kind '{kind}': the corpus has {known}")
    found = next((each for each in snapshot.records(kind) if each.id == record_id), None)
    if found is None:
        raise NotFoundError(f"no {kind} '{record_id}': GET /records/{kind} lists them all")
    return _sourced(found, snapshot)
