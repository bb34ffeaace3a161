"""``POST /feedback``: store feedback on an answer."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from eccp_assistant.api.dependencies import TheSettings
from eccp_assistant.api.feedback_store import Feedback, FeedbackStore
from eccp_assistant.api.problem_details import ProblemDetails

router = APIRouter(tags=["feedback"])

_PROBLEMS: dict[int | str, dict[str, object]] = {
    413: {"model": ProblemDetails, "description": "The body is too large."},
    422: {"model": ProblemDetails, "description": "A field was refused; it is named."},
    503: {
        "model": ProblemDetails,
        "description": "It cannot be stored; the file is named.",
    },
}


class FeedbackKept(BaseModel):
    """The id of the stored feedback."""

    id: int


@router.post("/feedback", status_code=201, responses=_PROBLEMS)
def keep(feedback: Feedback, settings: TheSettings) -> FeedbackKept:
    """Store a thumbs up or down for the editors of the corpus."""
    store = FeedbackStore(settings.feedback_db, settings.feedback_retention_days)
    return FeedbackKept(id=store.add(feedback))
