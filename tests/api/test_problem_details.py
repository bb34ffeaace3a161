"""Errors have one shape, the right status, and expose no internals."""

import json

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from pydantic import BaseModel

from eccp_assistant import errors
from eccp_assistant.api.problem_details import (
    MEDIA_TYPE,
    install,
    problem_details_of,
    problem_response,
)


class Body(BaseModel):
    number: int


@pytest.fixture(scope="module")
def client():
    """An application that fails as its paths say."""
    app = FastAPI()
    install(app)

    @app.get("/own")
    def own():
        raise errors.IndexMissingError("run `eccp index build`")

    @app.get("/unforeseen")
    def unforeseen():
        raise RuntimeError("password=secret")

    @app.get("/forbidden")
    def forbidden():
        raise HTTPException(401, "no token", headers={"WWW-Authenticate": "Bearer"})

    @app.post("/body")
    def body(body: Body, k: int = 1):
        return body.number + k

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


ERRORS = [
    (errors.NotFoundError("x"), 404),
    (errors.UnknownRecordKindError("x"), 404),
    (errors.UnknownFieldError("x"), 422),
    (errors.RequestError("k", "x"), 422),
    (errors.BuildInProgressError("x"), 409),
    (errors.IndexMissingError("x"), 503),
    (errors.IndexStaleError("x"), 503),
    (errors.IndexDamagedError("x"), 503),
    (errors.ModelUnavailableError("x"), 503),
    (errors.FeedbackError("x"), 503),
    (errors.PromptError("x"), 500),
]


@pytest.mark.parametrize(("error", "status"), ERRORS, ids=lambda each: type(each).__name__)
def test_errors_have_their_status(error, status):
    found = problem_details_of(error)
    assert (found.status, found.detail) == (status, str(error))
    assert found.type == f"urn:eccp:problem:{type(error).__name__.removesuffix('Error')}"


def test_subclasses_of_an_error_have_its_status():
    class RecentlyDamagedError(errors.IndexDamagedError):
        pass

    assert problem_details_of(RecentlyDamagedError("x")).status == 503


def test_the_invalid_field_is_named():
    (error,) = problem_details_of(errors.RequestError("filters.0", "no such field")).errors
    assert error.field == "filters.0"


def test_empty_members_are_omitted():
    assert json.loads(problem_response(404, "none").body) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "none",
    }


@pytest.mark.parametrize("path", ["/own", "/unforeseen", "/forbidden", "/nowhere"])
def test_every_error_of_an_application_is_a_problem(client, path):
    answer = client.get(path)
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json()["status"] == answer.status_code >= 400


def test_an_unexpected_error_shows_its_type_but_not_its_text(client):
    answer = client.get("/unforeseen")
    assert answer.status_code == 500
    assert "RuntimeError" in answer.text
    assert "secret" not in answer.text


def test_headers_of_an_error_are_kept(client):
    assert client.get("/forbidden").headers["www-authenticate"] == "Bearer"


def test_all_invalid_fields_are_named(client):
    answer = client.post("/body?k=x", json={"number": "y"}).json()
    assert [error["field"] for error in answer["errors"]] == ["k", "number"]
    assert "number" in answer["detail"]
    (whole,) = client.post("/body").json()["errors"]
    assert whole["field"] == "body"
