"""A record from several documents shows all its sources, on its card and over HTTP."""

import pytest
from fastapi.testclient import TestClient

from eccp_assistant.api.app import create_app
from tests.fixtures.two_documents import open_park


@pytest.fixture(scope="module")
def park(tmp_path_factory, settings):
    assistant = open_park(tmp_path_factory.mktemp("park"))
    with TestClient(create_app(assistant, settings), raise_server_exceptions=False) as client:
        yield client


def test_a_record_lists_its_sources_and_conflicts(park):
    ginkgo = park.get("/records/tree/ginkgo").json()
    assert ginkgo["conflicts"] == ["height"]
    assert ginkgo["fields"]["height"]["value"] == [21, 25]
    assert [each["document_id"] for each in ginkgo["sources"]] == ["guide", "nursery"]
    assert ginkgo["sources"][0]["quote"] == ginkgo["quote"] == "| Ginkgo | China | 21 | Caduca |"
    assert ginkgo["sources"][1]["quote"].startswith("| GINKGO |")


def test_a_card_shows_every_place_with_a_link_to_it(park):
    page = park.get("/browse/tree/ginkgo", headers={"accept": "text/html"}).text
    assert "Guía del jardín botánico" in page
    assert "Catálogo del vivero" in page
    assert page.count("<blockquote") == 2
    assert 'href="/documents/nursery?start=' in page


def test_a_question_over_http_is_restricted_to_its_documents(park):
    question = {"question": "Which trees are there?", "documents": ["nursery"]}
    answer = park.post("/ask", json=question).json()
    assert {record["id"] for record in answer["records"]} == {"ginkgo", "redwood", "oak", "beech"}
    assert {citation["document_id"] for citation in answer["citations"]} == {"nursery"}
