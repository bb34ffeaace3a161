"""Each text of a corpus is embedded once; known vectors are reused."""

import numpy as np
import pytest

from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.index.build.embed_corpus import (
    CorpusTexts,
    Texts,
    filterable_values,
    matrix,
    vectors_of,
)
from eccp_assistant.index.store.build_progress import ignore_progress
from eccp_assistant.index.store.vector_journal import VectorJournal
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(GARDEN)


@pytest.fixture(scope="module")
def texts(corpus):
    return CorpusTexts.of(corpus)


@pytest.fixture
def journal(tmp_path):
    opened = VectorJournal(tmp_path / "unfinished.sqlite", fingerprint="hashing", dimension=64)
    yield opened
    opened.close()


def test_a_text_has_the_same_key_wherever_it_stands():
    first, second = Texts.of(["oak", "yew"]), Texts.of(["yew"])
    assert first.keys[1] == second.keys[0] != first.keys[0]
    assert all(len(key) == 32 for key in first.keys)


def test_tables_of_contents_are_not_embedded(corpus, texts):
    searched = [chunk for chunk in corpus.chunks if chunk.kind != "contents"]
    assert list(texts.chunks) == searched
    assert len(texts.passages.texts) == len(searched)


def test_sentences_are_embedded_under_their_headings_without_markup(texts):
    assert any(text.endswith("1. El jardín\nEstá junto al río.") for text in texts.sentences.texts)
    assert not any("[^1]" in text.splitlines()[-1] for text in texts.sentences.texts)


def test_only_values_of_keyword_fields_are_embedded(corpus):
    assert filterable_values(corpus.kinds, corpus.records) == ["Caduca", "Perenne"]


def test_every_text_gets_its_vector_and_a_repeated_one_is_embedded_once(texts, journal):
    embedder = HashingEmbedder()
    vectors, new = vectors_of(texts, embedder, {}, journal, ignore_progress)
    wanted = {key for group in texts.all() for key in group.keys}
    assert set(vectors) == wanted
    assert new == len(wanted) == len(embedder.embedded) == len(set(embedder.embedded))
    for group in texts.all():
        for key, text in zip(group.keys, group.texts, strict=True):
            np.testing.assert_array_equal(vectors[key], embedder.embed_passages([text])[0])


def test_texts_are_embedded_longest_first(texts, journal):
    embedder = HashingEmbedder()
    vectors_of(texts, embedder, {}, journal, ignore_progress)
    lengths = [len(text) for text in embedder.embedded]
    assert lengths == sorted(lengths, reverse=True)


def test_known_vectors_are_neither_embedded_nor_changed(texts, journal):
    known_vector = np.ones(64, dtype=np.float32)
    known = {texts.values.keys[0]: known_vector}
    embedder = HashingEmbedder()
    vectors, _ = vectors_of(texts, embedder, known, journal, ignore_progress)
    assert vectors[texts.values.keys[0]] is known_vector
    assert texts.values.texts[0] not in embedder.embedded


def test_vectors_of_an_interrupted_build_are_taken_from_the_journal(texts, journal):
    _, new = vectors_of(texts, HashingEmbedder(), {}, journal, ignore_progress)
    again = HashingEmbedder()
    vectors, embedded = vectors_of(texts, again, {}, journal, ignore_progress)
    assert (embedded, again.embedded) == (0, [])
    assert len(vectors) == new


def test_progress_counts_the_new_texts(texts, journal):
    told = []
    _, new = vectors_of(texts, HashingEmbedder(), {}, journal, told.append)
    assert {(each.stage, each.total) for each in told} == {("embedding", new)}
    assert told[-1].done == new


def test_a_matrix_has_the_vectors_in_the_order_of_the_texts():
    texts = Texts.of(["oak", "yew", "oak"])
    vectors = {texts.keys[0]: np.full(2, 1.0), texts.keys[1]: np.full(2, 2.0)}
    rows = matrix(texts, vectors, 2)
    assert rows.dtype == np.float32
    assert rows.tolist() == [[1.0, 1.0], [2.0, 2.0], [1.0, 1.0]]
    assert matrix(Texts.of([]), {}, 2).shape == (0, 2)
