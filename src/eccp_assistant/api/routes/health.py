"""``GET /health``: liveness and readiness."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel

from eccp_assistant.api.dependencies import TheAssistant
from eccp_assistant.api.problem_details import (
    ProblemDetails,
    problem_as_response,
    problem_details_of,
)
from eccp_assistant.errors import EccpError

router = APIRouter(prefix="/health", tags=["health"])


class Health(BaseModel):
    """The server's state.

    Attributes:
        problem: A problem to look at, although questions are answered.
    """

    status: str
    index_version: str | None = None
    problem: str | None = None


@router.get("/live")
def live() -> Health:
    """The process is running."""
    return Health(status="live")


@router.get("/ready", response_model=Health, responses={503: {"model": ProblemDetails}})
def ready(assistant: TheAssistant) -> Response | Health:
    """Questions can be answered."""
    try:
        version = assistant.loaded_index().snapshot.version
    except EccpError as error:
        return problem_as_response(problem_details_of(error))
    return Health(status="ready", index_version=version, problem=assistant.index_problem)
