"""Routes of the pages for browsing records and about the service."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from eccp_assistant.api.dependencies import TheSettings, TheSnapshot
from eccp_assistant.api.problem_details import problem_details_of
from eccp_assistant.errors import NotFoundError, RequestError, UnknownRecordKindError
from eccp_assistant.pages.about import about_page
from eccp_assistant.pages.interface_language import interface_language, page_response
from eccp_assistant.pages.records import browse_page, card_page, error_page, kind_page

router = APIRouter(include_in_schema=False)
_PAGE_PARAMETERS = frozenset({"lang", "q"})


@router.get("/browse", response_class=HTMLResponse)
def browse(request: Request, snapshot: TheSnapshot) -> HTMLResponse:
    """All kinds of records and all documents."""
    return page_response(request, browse_page(snapshot, interface_language(request)))


@router.get("/browse/{kind}", response_class=HTMLResponse)
def browse_kind(kind: str, request: Request, snapshot: TheSnapshot, q: str = "") -> HTMLResponse:
    """The records of a kind, with facets; filters as in `GET /records/{kind}`."""
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in _PAGE_PARAMETERS]
    language = interface_language(request)
    return _or_error_page(request, lambda: kind_page(kind, pairs, q, snapshot, language))


@router.get("/browse/{kind}/{record_id}", response_class=HTMLResponse)
def card(kind: str, record_id: str, request: Request, snapshot: TheSnapshot) -> HTMLResponse:
    """One record with its source."""
    language = interface_language(request)
    return _or_error_page(request, lambda: card_page(kind, record_id, snapshot, language))


@router.get("/about", response_class=HTMLResponse)
def about(request: Request, snapshot: TheSnapshot, settings: TheSettings) -> HTMLResponse:
    """Description of the service: guarantees and limits."""
    page = about_page(snapshot, settings, interface_language(request))
    return page_response(request, page)


def _or_error_page(request: Request, make: Callable[[], str]) -> HTMLResponse:
    """A page or an error page; problem details if the client does not accept HTML."""
    try:
        return page_response(request, make())
    except (NotFoundError, UnknownRecordKindError, RequestError) as error:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        page = error_page(str(error), interface_language(request))
        return HTMLResponse(page, status_code=problem_details_of(error).status)
