"""Routes of the chat page and its compact form for embedding."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from eccp_assistant.api.csp import content_security_policy
from eccp_assistant.api.dependencies import TheSettings, TheSnapshot
from eccp_assistant.pages.chat_and_document import chat_page
from eccp_assistant.pages.interface_language import interface_language, page_response

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def chat(request: Request, snapshot: TheSnapshot) -> HTMLResponse:
    """The chat page; ``?lang=`` sets the language for this and later pages."""
    return page_response(request, chat_page(snapshot, interface_language(request)))


@router.get("/embed", response_class=HTMLResponse)
def embed(request: Request, snapshot: TheSnapshot, settings: TheSettings) -> HTMLResponse:
    """The compact chat page; only the configured origins may frame it."""
    policy = content_security_policy("'self'", *settings.embed_origins.split())
    page = chat_page(snapshot, interface_language(request), embedded=True)
    return page_response(request, page, {"Content-Security-Policy": policy})
