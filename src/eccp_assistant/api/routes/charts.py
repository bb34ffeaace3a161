"""``GET /records/{kind}/chart.svg`` and ``map.svg``: charts and maps of records."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from eccp_assistant import __version__
from eccp_assistant.answering.templates import templates_of
from eccp_assistant.api.dependencies import TheSnapshot
from eccp_assistant.api.problem_details import ProblemDetails
from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import Filter, RecordQuery
from eccp_assistant.domain.records import FieldSpec, KindSpec, Record
from eccp_assistant.errors import RequestError
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.executor import execute
from eccp_assistant.lookup.filter_syntax import read_filters
from eccp_assistant.lookup.sql import Compiler
from eccp_assistant.lookup.verbaliser import Verbaliser
from eccp_assistant.pages.charts import MAX_BARS, bar_chart, map_chart
from eccp_assistant.pages.map_layout import MapPoint
from eccp_assistant.pages.svg_theme import Theme
from eccp_assistant.text.country_names import country_name
from eccp_assistant.text.normalise import fold

router = APIRouter(tags=["records"])

_PAGE_PARAMETERS = frozenset({"by", "theme", "language", "q"})
# Ignored here, so that the query string of a list can be used for its chart.
_LIST_PARAMETERS = frozenset({"offset", "limit", "sort", "facets", "format"})
_COUNTED = frozenset({"keyword", "country"})


class SvgResponse(Response):
    """An SVG image."""

    media_type = "image/svg+xml"


class Pictures(BaseModel):
    """The fields by which the records of a kind can be drawn."""

    charts: list[str]
    maps: list[str]


_RESPONSES: dict[int | str, dict[str, object]] = {
    304: {"description": "The picture is the one that `If-None-Match` names."},
    404: {"model": ProblemDetails, "description": "There is no such kind."},
    422: {"model": ProblemDetails, "description": "A parameter was refused; it is named."},
}
By = Annotated[str, Query(description="A field, or a family of fields, to count by.")]
Piece = Annotated[str | None, Query(description="Part of the name.")]
InTheme = Annotated[Theme, Query(description="Theme of the surrounding page.")]
InLanguage = Annotated[Language, Query(description="Language of the labels.")]


@router.get("/records/{kind}/pictures")
def pictures(kind: str, snapshot: TheSnapshot) -> Pictures:
    """List the fields by which the records of a kind can be drawn."""
    spec = Compiler(snapshot.content).kind(kind)
    return Pictures(charts=_charts(spec), maps=_maps(spec))


@dataclass(frozen=True, slots=True)
class Drawing:
    """The records that are to be drawn, and how.

    Attributes:
        request: The HTTP request.
        snapshot: The index version.
        spec: The kind of the records.
        query: The records, grouped by ``by``.
        by: A field, or a family of fields.
        theme: Of the surrounding page.
        language: Of the labels.
    """

    request: Request
    snapshot: Snapshot
    spec: KindSpec
    query: RecordQuery
    by: str
    theme: Theme
    language: Language

    @property
    def fields(self) -> Sequence[FieldSpec]:
        """The fields whose values are counted."""
        return self.spec.members(self.by)

    def rows(self) -> Sequence[Record]:
        """The records."""
        return execute(self.query, self.snapshot.content).rows

    def title(self) -> str:
        """The query in words."""
        frames = templates_of(self.language)
        explain = Verbaliser(self.snapshot.kinds, self.language, frames, self.snapshot.record_name)
        words = explain.query(self.query)
        return words[:1].upper() + words[1:]


def _drawing(
    kind: str,
    request: Request,
    snapshot: TheSnapshot,
    by: By,
    q: Piece = None,
    theme: InTheme = "light",
    language: InLanguage = "en",
) -> Drawing:
    spec = Compiler(snapshot.content).kind(kind)
    query = _query(spec, snapshot, request, by, q)
    return Drawing(request, snapshot, spec, query, by, theme, language)


TheDrawing = Annotated[Drawing, Depends(_drawing)]


@router.get("/records/{kind}/chart.svg", response_class=SvgResponse, responses=_RESPONSES)
def chart(drawing: TheDrawing) -> Response:
    """Bar chart of the number of records per value of a field.

    Every other query parameter filters, as in `GET /records/{kind}`.
    """
    _check(drawing.by, _charts(drawing.spec))
    fields, language = drawing.fields, drawing.language

    def draw() -> str:
        rows = drawing.rows()
        groups = _groups(rows, fields)
        beyond = {value for value, _ in groups[MAX_BARS - 1 :]}
        return bar_chart(
            [(_called(value, fields, language), count) for value, count in groups],
            drawing.title(),
            drawing.spec.label(language, plural=True),
            drawing.theme,
            note=_note(rows, fields, language),
            remaining=sum(not beyond.isdisjoint(_values(row, fields)) for row in rows),
        )

    return _answer(drawing, draw)


@router.get("/records/{kind}/map.svg", response_class=SvgResponse, responses=_RESPONSES)
def map_(drawing: TheDrawing) -> Response:
    """Map of the number of records per value of a field with coordinates.

    Every other query parameter filters, as in `GET /records/{kind}`.
    """
    _check(drawing.by, _maps(drawing.spec))
    fields, language = drawing.fields, drawing.language

    def draw() -> str:
        rows = drawing.rows()
        places = {value: at for field in fields for value, at in field.places.items()}
        groups = _groups(rows, fields)
        elsewhere = [
            f"{_called(value, fields, language)}: {count}"
            for value, count in groups
            if value not in places
        ]
        return map_chart(
            [
                MapPoint(_called(value, fields, language), *places[value], count)
                for value, count in groups
                if value in places
            ],
            drawing.title(),
            drawing.theme,
            note=" · ".join(filter(None, [*elsewhere, _note(rows, fields, language)])),
        )

    return _answer(drawing, draw)


def _charts(spec: KindSpec) -> list[str]:
    """The fields, then the families, whose values can be counted."""
    fields = [field.name for field in spec.fields if field.type in _COUNTED]
    families = dict.fromkeys(field.family for field in spec.fields if field.family)
    return fields + [
        name for name in families if all(field.type in _COUNTED for field in spec.members(name))
    ]


def _maps(spec: KindSpec) -> list[str]:
    return [field.name for field in spec.fields if field.places]


def _check(by: str, usable: Sequence[str]) -> None:
    if by not in usable:
        known = f"use one of {', '.join(usable)}" if usable else "these records have none to use"
        raise RequestError("by", f"cannot draw by '{by}': {known}")


def _query(
    spec: KindSpec, snapshot: Snapshot, request: Request, by: str, q: str | None
) -> RecordQuery:
    left_out = _PAGE_PARAMETERS | _LIST_PARAMETERS
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in left_out]
    filters = read_filters(spec, snapshot.kinds, pairs)
    if q:
        named = next(field.name for field in spec.fields if field.role == "name")
        filters = (*filters, Filter(field=named, op="contains", value=q))
    return RecordQuery(kind=spec.name, filters=filters, aggregate="group", group_by=by)


def _values(row: Record, fields: Iterable[FieldSpec]) -> list[str]:
    """The different values that a record has in some fields."""
    return list(dict.fromkeys(str(value) for each in fields for value in row.values(each.name)))


def _groups(rows: Iterable[Record], fields: Sequence[FieldSpec]) -> list[tuple[str, int]]:
    """Value → how many rows have it, most first, then by name."""
    counted = Counter(value for row in rows for value in _values(row, fields))
    return sorted(counted.items(), key=lambda pair: (-pair[1], fold(pair[0])))


def _called(value: str, fields: Iterable[FieldSpec], language: Language) -> str:
    """The name of a country in ``language``; other values unchanged."""
    is_country = any(field.type == "country" for field in fields)
    return country_name(value, language) if is_country else value


def _note(rows: Iterable[Record], fields: Sequence[FieldSpec], language: Language) -> str:
    """A note with the number of rows that have no value; ``""`` if there are none."""
    without = sum(not _values(row, fields) for row in rows)
    return f"{templates_of(language)('empty')}: {without}" if without else ""


def _answer(drawing: Drawing, draw: Callable[[], str]) -> Response:
    """The image, or 304 if the client has it; it changes only with the index version."""
    request, version = drawing.request, drawing.snapshot.manifest.version
    key = "\n".join((__version__, version, request.url.path, request.url.query))
    tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:32]}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag}
    known = request.headers.get("if-none-match", "")
    if tag in (each.strip().removeprefix("W/") for each in known.split(",")):
        return Response(status_code=304, headers=headers)
    return SvgResponse(draw(), headers=headers)
