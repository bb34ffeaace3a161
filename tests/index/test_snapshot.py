"""A snapshot is one version, or its part that some documents make."""

from datetime import UTC, datetime

import numpy as np
import pytest

from eccp_assistant.domain.documents import Span
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.snapshot import MIN_VALUE_DEVIATIONS
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.fixtures.two_documents import park_corpus

EMBEDDER = HashingEmbedder()


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("park")
    store = IndexStore(folder / "index")
    corpus = park_corpus(folder / "corpus")
    build_index(corpus, store, EMBEDDER, now=datetime(2026, 1, 1, tzinfo=UTC))
    opened = store.open()
    yield opened
    opened.close()


def vector(text):
    return EMBEDDER.embed_queries([text])[0]


def test_no_restriction_or_all_documents_is_the_version_itself(snapshot):
    assert snapshot.within(None) is snapshot
    assert snapshot.within(snapshot.documents) is snapshot
    assert snapshot.within(["guide", "nursery", "rules", "unknown"]) is snapshot


def test_a_restriction_is_made_once(snapshot):
    view = snapshot.within(["guide"])
    assert view is snapshot.within({"guide"})
    assert view is not snapshot.within(["nursery"])
    assert view.version == snapshot.version
    assert len(view.records("tree")) == 4
    assert len(snapshot.records("tree")) == 5


def test_there_is_a_vector_for_every_text(snapshot):
    assert snapshot.vector_counts_match()
    assert len(snapshot.stored_vectors()) > 0


def test_stored_vectors_are_those_of_the_embedder(snapshot):
    chunk = snapshot.chunk(0)
    stored = snapshot.stored_vectors()
    assert any(
        np.allclose(each, EMBEDDER.embed_passages([chunk.passage])[0], atol=1e-6)
        for each in stored.values()
    )


def test_a_title_is_named_only_among_several_documents(snapshot):
    assert snapshot.title_if_several("guide") == "Guía del jardín botánico"


def test_sentence_cosines_belong_to_the_chunks_asked_for(snapshot):
    text = snapshot.document("guide").text
    place = text.index("Está junto al río.")
    chunk = snapshot.chunk_at("guide", place)
    question = vector("Está junto al río.")
    cosines = snapshot.sentence_cosines(question, [chunk])
    assert set(cosines) == set(chunk.sentences)
    assert max(cosines, key=cosines.get).of(text).strip() == "Está junto al río."
    assert snapshot.sentence_cosines(question, []) == {}


def test_the_nearest_expected_question_is_the_same_one(snapshot):
    asked = snapshot.questions[0]
    nearest, score = snapshot.questions_like(vector(asked.text), k=3)[0]
    assert nearest.text == asked.text
    assert score == max(each for _, each in snapshot.questions_like(vector(asked.text), k=3))


def test_a_phrase_far_from_all_values_is_like_none(snapshot):
    assert snapshot.values_like(vector("Wie spät ist es?")) == []


def test_values_that_are_returned_stand_out(snapshot):
    assert all(
        score >= MIN_VALUE_DEVIATIONS for _, score in snapshot.values_like(vector("Perenne"))
    )


def test_records_are_found_by_a_place_of_any_of_their_sources(snapshot):
    (ginkgo,) = [each for each in snapshot.records("tree") if each.id == "ginkgo"]
    assert len(ginkgo.sources) == 2
    for source in ginkgo.sources:
        inside = Span(source.span.start + 2, source.span.start + 3)
        assert [each.id for each in snapshot.records_at(source.document_id, inside)] == ["ginkgo"]
    assert snapshot.records_at("guide", Span(0, 1)) == []


def test_an_unknown_record_is_named_by_its_id(snapshot):
    assert snapshot.record_name("tree", "ginkgo") == "Ginkgo"
    assert snapshot.record_name("tree", "baobab") == "baobab"


def test_chunk_numbers_are_those_of_the_documents(snapshot):
    numbers = snapshot.chunk_numbers(["nursery"])
    assert numbers.dtype == np.int64
    assert {snapshot.chunk(int(number)).document_id for number in numbers} == {"nursery"}
