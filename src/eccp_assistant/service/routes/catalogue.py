"""Pages to look around in, and what this is."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from eccp_assistant.service.catalogue import browse_page, card_page, kind_page
from eccp_assistant.service.dependencies import TheSettings, TheSnapshot
from eccp_assistant.service.language import interface_language, page_response
from eccp_assistant.service.notice import notice_page

router = APIRouter(include_in_schema=False)
_OWN = frozenset({"lang", "q"})


@router.get("/browse", response_class=HTMLResponse)
def browse(request: Request, snapshot: TheSnapshot) -> HTMLResponse:
    """All kinds of records and all documents."""
    return page_response(request, browse_page(snapshot, interface_language(request)))


@router.get("/browse/{kind}", response_class=HTMLResponse)
def browse_kind(kind: str, request: Request, snapshot: TheSnapshot, q: str = "") -> HTMLResponse:
    """The records of a kind, with facets; filters as in `GET /records/{kind}`."""
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in _OWN]
    page = kind_page(kind, pairs, q, snapshot, interface_language(request))
    return page_response(request, page)


@router.get("/browse/{kind}/{record_id}", response_class=HTMLResponse)
def card(kind: str, record_id: str, request: Request, snapshot: TheSnapshot) -> HTMLResponse:
    """One record with its source."""
    return page_response(request, card_page(kind, record_id, snapshot, interface_language(request)))


@router.get("/about", response_class=HTMLResponse)
def about(request: Request, snapshot: TheSnapshot, settings: TheSettings) -> HTMLResponse:
    """What this is, what is guaranteed, and what is not."""
    page = notice_page(snapshot, settings, interface_language(request))
    return page_response(request, page)
