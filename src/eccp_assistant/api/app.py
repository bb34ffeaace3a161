"""The FastAPI application, created over an open assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from eccp_assistant import __version__, paths
from eccp_assistant.api import problem_details as problems
from eccp_assistant.api.csp import content_security_policy
from eccp_assistant.api.routes import (
    ask,
    catalogue,
    charts,
    documents,
    feedback,
    health,
    index,
    page,
    records,
    search,
)
from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings

_DESCRIPTION = """
Answers questions about a small corpus with **verbatim, cited passages** and **exact lookups**.
A citation is a span of a stored document: `document.text[start:end] == quote`, in code points.
Errors are problem details (RFC 9457).
"""

_SECURITY_HEADERS = {
    "Content-Security-Policy": content_security_policy("'self'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_DOCS = ("/docs", "/redoc")


def create_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """Create the application.

    Args:
        assistant: An open assistant; it follows new index versions while the application runs.
        settings: Settings of the server.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with assistant.following():
            yield

    app = FastAPI(
        lifespan=lifespan,
        title="ECCP Assistant",
        version=__version__,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
    )
    app.state.assistant = assistant
    app.state.settings = settings
    problems.install(app)

    @app.middleware("http")
    async def _limits(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        length = request.headers.get("content-length", "0")
        if length.isdigit() and int(length) > settings.max_body_bytes:
            return problems.problem_response(
                413, f"the body is larger than {settings.max_body_bytes} bytes: send less"
            )
        response = await call_next(request)
        for name, value in _SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    for module in (
        ask,
        search,
        documents,
        charts,
        records,
        feedback,
        index,
        health,
        page,
        catalogue,
    ):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=paths.folder("web") / "static"), name="static")
    return app
