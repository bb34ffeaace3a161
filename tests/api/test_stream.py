"""``POST /ask/stream`` over a real server: events, their order, errors and disconnects."""

from __future__ import annotations

import json
import threading
import time

import httpx
import pytest
import uvicorn

from eccp_assistant.api.app import create_app
from eccp_assistant.domain.answers import Answer


@pytest.fixture(scope="module")
def url(assistant, settings):
    config = uvicorn.Config(create_app(assistant, settings), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


def events(url, **body):
    found = []
    with httpx.stream("POST", f"{url}/ask/stream", json=body, timeout=60) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in response.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((name, json.loads(line.removeprefix("data: "))))
    return found


@pytest.mark.parametrize(
    "question",
    ["How many Spanish clusters are there?", "¿Desde cuándo se aplica el acuerdo comercial?"],
)
def test_a_stream_ends_with_the_complete_answer(url, question):
    found = events(url, question=question)
    names = [name for name, _ in found]
    assert names[:2] == ["status", "citations"]
    assert set(names[2:-1]) == {"delta"}
    assert names[-1] == "answer"
    status, citations, answer = found[0][1], found[1][1], found[-1][1]
    assert status["records"]["cluster"] == 34
    assert "".join(data["text"] for name, data in found if name == "delta") == answer["answer"]
    assert citations["citations"] == answer["citations"]
    whole = httpx.post(f"{url}/ask", json={"question": question}, timeout=60).json()
    for each in (whole, answer):
        Answer.model_validate(each)
        each.pop("timings_ms")
    assert whole == answer


def test_an_answer_not_in_the_corpus_has_no_citations(url):
    found = events(url, question="clusters in Peru")
    assert [name for name, _ in found] == ["status", "delta", "answer"]
    assert found[-1][1]["status"] == "not_in_corpus"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "x", "mode": "llm"}, "mode"),
        ({"question": "x", "documents": ["none"]}, "documents"),
        ({"question": "x", "colour": "red"}, "colour"),
    ],
)
def test_an_impossible_request_is_rejected_with_the_field(url, body, field):
    response = httpx.post(f"{url}/ask/stream", json=body, timeout=60)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["errors"][0]["field"] == field


def test_a_client_that_disconnects_early_does_not_disturb_others(url):
    for _ in range(5):
        body = {"question": "How many Spanish clusters are there?"}
        with httpx.stream("POST", f"{url}/ask/stream", json=body, timeout=60) as response:
            next(response.iter_lines())
    assert httpx.post(f"{url}/ask", json=body, timeout=60).status_code == 200
