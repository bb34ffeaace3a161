"""``POST /ask``: a question and its answer."""

from __future__ import annotations

from fastapi import APIRouter

from eccp_assistant.domain.answers import Answer, AskRequest
from eccp_assistant.service.dependencies import TheAssistant
from eccp_assistant.service.problems import Problem

router = APIRouter(tags=["ask"])

PROBLEMS: dict[int | str, dict[str, object]] = {
    413: {"model": Problem, "description": "The body is too large."},
    422: {"model": Problem, "description": "A field was refused; it is named."},
    503: {"model": Problem, "description": "No index yet; the command that builds it is named."},
}


@router.post("/ask", responses=PROBLEMS)
def ask(request: AskRequest, assistant: TheAssistant) -> Answer:
    """Answer a question with verbatim citations, the rows behind a lookup, and notes."""
    return assistant.ask(request)
