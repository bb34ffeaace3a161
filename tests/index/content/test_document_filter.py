"""Content restricted to documents holds only the records, sources and claims of these."""

from datetime import UTC, datetime

import pytest

from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.content.document_filter import RestrictedContent
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.fixtures.two_documents import park_corpus


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    folder = tmp_path_factory.mktemp("park")
    store = IndexStore(folder / "index")
    corpus = park_corpus(folder / "corpus")
    build_index(corpus, store, HashingEmbedder(), now=datetime(2026, 1, 1, tzinfo=UTC))
    snapshot = store.open()
    yield snapshot.content
    snapshot.close()


def restricted(content, *documents):
    return RestrictedContent(content, frozenset(documents))


def sources(record):
    return [source.document_id for source in record.sources]


def test_records_of_other_documents_are_left_out(content):
    assert {each.id for each in content.records()} - {
        each.id for each in restricted(content, "guide").records()
    } == {"beech"}
    assert restricted(content, "rules").records() == []


def test_a_record_keeps_only_the_sources_and_values_of_the_documents(content):
    (ginkgo,) = [each for each in content.records() if each.id == "ginkgo"]
    assert sources(ginkgo) == ["guide", "nursery"]
    assert ginkgo.values("height") == (21, 25)
    (seen,) = [each for each in restricted(content, "nursery").records() if each.id == "ginkgo"]
    assert sources(seen) == ["nursery"]
    assert seen.values("height") == (25,)
    assert seen.conflicts == ()


def test_queries_see_the_restricted_records(content):
    sql = "SELECT count(*) FROM records WHERE kind = 'tree'"
    assert content.rows(sql) == [(5,)]
    assert restricted(content, "guide").rows(sql) == [(4,)]


def test_chunks_and_documents_are_those_of_the_version(content):
    view = restricted(content, "guide")
    assert view.documents == content.documents
    assert view.chunks() == content.chunks()


def test_a_claim_is_kept_if_its_places_and_records_are_unaffected(content):
    known = {each.claim.id for each in content.claims}
    assert {"five-trees", "ginkgo"} <= known
    kept = {each.claim.id for each in restricted(content, "guide").claims}
    # "five-trees" counts the trees, of which the nursery has one more.
    assert "ginkgo" in kept
    assert "five-trees" not in kept
    assert restricted(content, "nursery").claims == ()


def test_all_documents_together_are_the_version(content):
    view = restricted(content, *content.documents)
    assert view.records() == content.records()
    assert view.claims == content.claims
