"""The API over the real application: contracts, errors and the spans of its citations."""

import json

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings
from eccp_assistant.domain.answers import Answer
from eccp_assistant.errors import IndexMissingError


def ask(client, question, **more):
    response = client.post("/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_an_answer_has_every_field_of_the_contract(client):
    answer = ask(client, "How many SMEs does PERES involve?")
    assert set(answer) == set(Answer.model_fields)
    assert Answer.model_validate(answer).status == "answered"


def test_every_quote_is_the_text_at_its_span(client):
    for question in (
        "What was Colombia's GDP?",
        "¿Qué clústeres hay en Galicia?",
        "Which regions have dairy cluster initiatives?",
    ):
        answer = ask(client, question)
        assert answer["citations"], question
        for citation in answer["citations"]:
            document = client.get(f"/documents/{citation['document_id']}").json()
            span = document["text"][citation["start"] : citation["end"]]
            assert span == citation["quote"]
            assert f"[{citation['marker']}]" in answer["answer"] or answer["lookup"]


def test_the_same_question_gets_the_same_answer_byte_for_byte(client):
    first = ask(client, "Which clusters are in Portugal?")
    second = ask(client, "Which clusters are in Portugal?")
    for answer in (first, second):
        del answer["timings_ms"]
    assert json.dumps(first) == json.dumps(second)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": "   "}, "question"),
        ({"question": "x" * 2001}, "question"),
        ({"question": "x", "colour": "red"}, "colour"),
        ({"question": "x", "language": "nl"}, "language"),
        ({"question": "x", "k": 0}, "k"),
        ({"question": "x", "k": 21}, "k"),
        ({"question": "x", "history": [{"role": "user", "content": "y"}] * 21}, "history"),
        ({"question": "x", "history": [{"role": "system", "content": "y"}]}, "history.0.role"),
        ({"question": "x", "documents": ["no-such-document"]}, "documents"),
        ({"question": "x", "mode": "llm"}, "mode"),
    ],
)
def test_invalid_input_is_rejected_naming_the_field(client, body, field):
    response = client.post("/ask", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) >= {"type", "title", "status", "detail", "errors"}
    assert field in [error["field"] for error in problem["errors"]]
    assert field in problem["detail"]


def test_invalid_json_and_large_bodies_are_rejected(client, settings):
    assert client.post("/ask", content=b"{").status_code == 422
    response = client.post("/ask", json={"question": "x" * (settings.max_body_bytes + 1)})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents/none", 404),
        ("/records/none", 404),
        ("/records/cluster/none", 404),
        ("/records/cluster?colour=red", 422),
        ("/search", 422),
        ("/nowhere", 404),
    ],
)
def test_every_error_has_the_same_shape(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert response.json()["detail"]


def test_records_are_listed_filtered_and_fetched(client):
    kinds = {kind["kind"]: kind["count"] for kind in client.get("/records").json()}
    assert kinds["cluster"] == 34
    page = client.get("/records/cluster", params={"country": "Spain", "limit": 5}).json()
    assert page["total"] == 26
    assert len(page["records"]) == 5
    one = client.get(f"/records/cluster/{page['records'][0]['id']}").json()
    assert one == page["records"][0]
    document = client.get(f"/documents/{one['document_id']}").json()
    assert document["text"][one["start"] : one["end"]] == one["quote"]


def test_documents_search_and_index_return_their_content(client, assistant):
    documents = client.get("/documents").json()
    assert [document["id"] for document in documents] == ["eu-colombia-discussion-paper"]
    hits = client.get("/search", params={"q": "dairy", "k": 3}).json()["hits"]
    assert len(hits) == 3
    assert any("dairy" in hit["quote"].lower() for hit in hits)
    index = client.get("/index").json()
    assert index["version"] == assistant.loaded_index().snapshot.version
    assert index["counts"]["records"]["cluster"] == 34


def test_health_endpoints_return_live_and_ready(client):
    assert client.get("/health/live").json()["status"] == "live"
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["index_version"]


def test_without_an_index_the_error_names_the_command(tmp_path):
    settings = Settings.load(index_dir=tmp_path / "none", _env_file=None)
    with pytest.raises(IndexMissingError, match="eccp index build"):
        Assistant.open(settings)


def test_pages_carry_a_strict_content_security_policy(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_openapi_describes_the_question_with_an_example(client):
    schema = client.get("/openapi.json").json()
    question = schema["components"]["schemas"]["AskRequest"]["properties"]["question"]
    assert question["examples"]
    assert "/ask" in schema["paths"]
