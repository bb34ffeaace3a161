"""The chat page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from eccp_assistant.service.dependencies import TheSnapshot
from eccp_assistant.service.pages import chat_page

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def chat(snapshot: TheSnapshot) -> HTMLResponse:
    """The page to ask from."""
    return HTMLResponse(chat_page(snapshot))
