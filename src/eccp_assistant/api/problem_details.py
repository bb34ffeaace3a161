"""Error responses as RFC 9457 problem details (``application/problem+json``)."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from eccp_assistant.errors import (
    BuildInProgressError,
    EccpError,
    FeedbackError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    ModelUnavailableError,
    NotFoundError,
    RequestError,
    UnknownFieldError,
    UnknownRecordKindError,
)

MEDIA_TYPE = "application/problem+json"

_STATUS: dict[type[EccpError], int] = {
    NotFoundError: 404,
    UnknownRecordKindError: 404,
    UnknownFieldError: 422,
    RequestError: 422,
    BuildInProgressError: 409,
    IndexMissingError: 503,
    IndexStaleError: 503,
    IndexDamagedError: 503,
    ModelUnavailableError: 503,
    FeedbackError: 503,
}


class FieldError(BaseModel):
    """An invalid field of a request."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """Problem details of an error; ``detail`` says how to repair it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None


def problem_response(
    status: int,
    detail: str,
    *,
    kind: str = "about:blank",
    errors: list[FieldError] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """An error response with problem details."""
    body = ProblemDetails(
        type=kind, title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors
    )
    return problem_as_response(body, headers)


def problem_as_response(
    body: ProblemDetails, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Problem details as a response with their media type."""
    content = body.model_dump(exclude_none=True)
    return JSONResponse(content, status_code=body.status, media_type=MEDIA_TYPE, headers=headers)


def problem_details_of(error: EccpError) -> ProblemDetails:
    """Convert an error of this package to problem details."""
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    name = type(error).__name__.removesuffix("Error")
    errors = None
    if isinstance(error, RequestError):
        errors = [FieldError(field=error.field, message=str(error))]
    return ProblemDetails(
        type=f"urn:eccp:problem:{name}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=str(error),
        errors=errors,
    )


def _field_error(error: dict[str, object]) -> FieldError:
    location = error.get("loc", ())
    steps = [str(step) for step in location if step not in {"body", "query", "path"}]  # type: ignore[attr-defined]
    return FieldError(field=".".join(steps) or "body", message=str(error.get("msg", "")))


def install(app: FastAPI) -> None:
    """Register handlers that return every error as problem details."""

    @app.exception_handler(EccpError)
    async def _own(_: Request, error: EccpError) -> JSONResponse:
        return problem_as_response(problem_details_of(error))

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        field_errors = [_field_error(dict(each)) for each in error.errors()]
        detail = "; ".join(f"{each.field}: {each.message}" for each in field_errors)
        return problem_response(
            422, detail, kind="urn:eccp:problem:InvalidInput", errors=field_errors
        )

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers) if error.headers else None
        return problem_response(error.status_code, str(error.detail), headers=headers)

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, error: Exception) -> JSONResponse:
        # The text of an unexpected error may contain internal data; it is only logged.
        kind = type(error).__name__
        return problem_response(500, f"an unforeseen error ({kind}): the server's log tells more")
