"""Vector and word search give exact results in a fixed order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eccp_assistant.domain.documents import Chunk, Span
from eccp_assistant.errors import IndexDamagedError
from eccp_assistant.index import vectors
from eccp_assistant.index.bm25 import BM25Index
from eccp_assistant.index.vectors import VectorIndex


def unit_rows(count, dimension=16, seed=0):
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def stored(tmp_path, rows):
    path = tmp_path / "v.faiss"
    VectorIndex.build(path, rows)
    return VectorIndex(path, rows=len(rows))


def chunk_of(number, passage, language="en", document="d"):
    return Chunk(
        id=str(number),
        document_id=document,
        ordinal=number,
        kind="paragraph",
        section=(),
        locator="",
        span=Span(number, number + 1),
        text="x",
        passage=passage,
        sentences=(),
        language=language,
    )


@pytest.mark.parametrize("k", [1, 5, 200])
def test_nearest_rows_are_those_of_brute_force(tmp_path, k):
    rows = unit_rows(150)
    query = unit_rows(1, seed=9)[0]
    found = stored(tmp_path, rows).search(query, k=k)
    expected = np.argsort(-(rows @ query))[:k]
    assert list(found) == expected.tolist()
    assert np.allclose(list(found.values()), (rows @ query)[expected], atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, 149), min_size=0, max_size=60))
def test_a_filter_leaves_exactly_the_allowed_rows(tmp_path_factory, allowed):
    rows = unit_rows(150)
    index = stored(tmp_path_factory.mktemp("v"), rows)
    query = unit_rows(1, seed=9)[0]
    numbers = np.asarray(sorted(allowed), dtype=np.int64)
    found = index.search(query, k=10, allowed=numbers)
    best = sorted(allowed, key=lambda number: -float(rows[number] @ query))[:10]
    assert list(found) == best


def test_a_filter_too_large_to_gather_is_still_exact(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT_FILTERED_UP_TO", 10)
    rows = unit_rows(150)
    query = unit_rows(1, seed=9)[0]
    allowed = np.arange(0, 150, 2)
    found = stored(tmp_path, rows).search(query, k=7, allowed=allowed)
    assert list(found) == sorted(allowed, key=lambda number: -float(rows[number] @ query))[:7]


def test_a_large_index_is_clustered_mapped_and_still_finds(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 1000)
    rows = unit_rows(3000)
    index = stored(tmp_path, rows)
    query = rows[1234]
    assert next(iter(index.search(query, k=3))) == 1234
    assert np.allclose(index.rows([1234])[0], query, atol=0.02)


def test_the_background_is_the_mean_and_deviation_of_the_cosines(tmp_path):
    rows = unit_rows(100)
    query = unit_rows(1, seed=9)[0]
    mean, deviation = stored(tmp_path, rows).background(query)
    assert mean == pytest.approx(float((rows @ query).mean()), abs=1e-6)
    assert deviation == pytest.approx(float((rows @ query).std()), abs=1e-6)


def test_a_file_that_is_no_index_is_refused(tmp_path):
    path = tmp_path / "v.faiss"
    path.write_bytes(b"nonsense")
    with pytest.raises(IndexDamagedError, match="eccp index build"):
        VectorIndex(path, rows=1)


PASSAGES = [
    "Clusters of the dairy sector",
    "The dairy industry and its cluster",
    "Wind energy in the north",
    "Los clústeres lácteos de Galicia",
]


@pytest.fixture
def words(tmp_path):
    chunks = [
        chunk_of(number, passage, "es" if number == 3 else "en", "es" if number == 3 else "en")
        for number, passage in enumerate(PASSAGES)
    ]
    BM25Index.build(tmp_path / "words", chunks, ["en", "es"])
    return BM25Index(tmp_path / "words", ["en", "es"])


def test_words_are_stemmed_and_stop_words_ignored(words):
    assert set(words.search("the cluster", k=10)) == {0, 1}
    assert words.search("the of and", k=10) == {}


def test_each_language_uses_its_own_analysis(words):
    assert set(words.search("clúster lácteo", k=10)) >= {3}
    assert set(words.search("cluster lacteo", k=10)) >= {3}


def test_words_can_be_looked_for_in_some_documents_only(words):
    assert set(words.search("dairy lácteos", k=10, documents=["es"])) == {3}
    assert words.search("dairy", k=10, documents=["es"]) == {}


def test_query_syntax_is_treated_as_text(words):
    assert set(words.search('wind AND -energy "north" *:* (', k=10)) == {2}


def test_a_folder_that_is_no_word_index_is_refused(tmp_path):
    (tmp_path / "words").mkdir()
    with pytest.raises(IndexDamagedError, match="eccp index build"):
        BM25Index(tmp_path / "words", ["en"])
