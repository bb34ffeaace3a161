"""``GET /index`` and ``POST /index/rebuild``: index version, history, rebuild."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict

from eccp_assistant.api.background_build import start_rebuild
from eccp_assistant.api.dependencies import TheAssistant, TheSettings, TheSnapshot
from eccp_assistant.api.problem_details import ProblemDetails, problem_response
from eccp_assistant.index.store.build_progress import BuildState
from eccp_assistant.index.store.history import IndexEvent
from eccp_assistant.index.store.manifest import Counts, ModelStamp
from eccp_assistant.index.store.reader import IndexVersions

router = APIRouter(tags=["index"])

_EVENTS = 20

_bearer = HTTPBearer(auto_error=False, description="The value of ECCP_ADMIN_TOKEN.")


class IndexView(BaseModel):
    """The version in use and the state of the index.

    Attributes:
        published: The published version; it differs from ``version`` while it is being opened, or
            if it cannot be opened (see ``problem``).
        problem: Why the published version is not in use.
        building: The running build, if there is one.
        versions: The kept versions, oldest first.
        history: The latest events, newest first.
    """

    version: str
    built_at: datetime
    corpus_hash: str
    chunking: str
    model: ModelStamp
    languages: tuple[str, ...]
    counts: Counts
    published: str | None
    problem: str | None
    building: BuildState | None
    versions: list[str]
    history: list[IndexEvent]


class RebuildRequest(BaseModel):
    """Options of a rebuild.

    Attributes:
        full: Embed all texts again, even if nothing changed.
    """

    model_config = ConfigDict(extra="forbid")

    full: bool = False


class RebuildView(BaseModel):
    """A started build; ``GET /index`` shows its progress and result."""

    state: str
    progress: str


@router.get("/index")
def index(assistant: TheAssistant, settings: TheSettings, snapshot: TheSnapshot) -> IndexView:
    """The index version in use, a running build, and the history."""
    versions = IndexVersions(settings.index_dir)
    manifest = snapshot.manifest.model_dump(include=set(IndexView.model_fields))
    return IndexView(
        **manifest,
        published=versions.current_or_none(),
        problem=assistant.index_problem,
        building=versions.running_build(),
        versions=versions.versions(),
        history=versions.history.events()[: -_EVENTS - 1 : -1],
    )


@router.post(
    "/index/rebuild",
    status_code=202,
    response_model=RebuildView,
    responses={code: {"model": ProblemDetails} for code in (401, 403, 409)},
)
def rebuild(
    settings: TheSettings,
    response: Response,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    request: RebuildRequest | None = None,
) -> Response | RebuildView:
    """Build the index from the corpus in a separate process; the server keeps answering."""
    if settings.admin_token is None:
        return problem_response(
            403, "nobody may rebuild: set ECCP_ADMIN_TOKEN and restart the server"
        )
    token = settings.admin_token.get_secret_value().encode()
    if credentials is None or not secrets.compare_digest(credentials.credentials.encode(), token):
        return problem_response(
            401,
            "send the header 'Authorization: Bearer <token>' with the value of ECCP_ADMIN_TOKEN",
            headers={"WWW-Authenticate": "Bearer"},
        )
    start_rebuild(settings, full=request is not None and request.full)
    response.headers["Location"] = "/index"
    return RebuildView(state="started", progress="/index")
