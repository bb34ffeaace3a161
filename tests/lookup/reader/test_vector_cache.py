"""Embeddings of names and values are worked out once and kept in a file."""

import numpy as np
import pytest

from eccp_assistant.domain.records import FieldSpec, KindSpec
from eccp_assistant.lookup.reader.vector_cache import KEPT_FILES, VectorCache
from eccp_assistant.understanding.linking.catalogue import Catalogue


def catalogue_of(label: str) -> Catalogue:
    name = FieldSpec("name", "text", {"en": label}, role="name")
    return Catalogue([KindSpec("tree", {"en": ("tree", "trees")}, (name,))], [])


class CountingEmbedder:
    """Gives each text a vector of its own and counts the texts it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts):
        self.asked += texts
        return np.array([[len(text), float(hash(text) % 97)] for text in texts], dtype=np.float32)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


def test_a_second_process_embeds_nothing_that_was_kept(tmp_path, embedder):
    first = VectorCache(catalogue_of("name"), embedder, tmp_path)
    with first.keeping():
        kept = first(["oak", "beech", "oak"])
    second = VectorCache(catalogue_of("name"), CountingEmbedder(), tmp_path)
    np.testing.assert_array_equal(second(["oak", "beech", "oak"]), kept)
    assert second._embed.asked == []
    assert embedder.asked == ["oak", "beech"]


def test_questions_are_embedded_and_not_kept(tmp_path, embedder):
    cache = VectorCache(catalogue_of("name"), embedder, tmp_path)
    cache(["which is tallest"])
    cache(["which is tallest"])
    assert embedder.asked == ["which is tallest"] * 2
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_worked_out_anew(tmp_path, embedder):
    cache = VectorCache(catalogue_of("name"), embedder, tmp_path)
    with cache.keeping():
        cache(["oak"])
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(b"PK\x03\x04 no archive")
    again = VectorCache(catalogue_of("name"), embedder, tmp_path)
    assert again(["oak"]).shape == (1, 2)


def test_only_the_newest_files_are_kept(tmp_path, embedder):
    for number in range(KEPT_FILES + 3):
        cache = VectorCache(catalogue_of(f"name {number}"), embedder, tmp_path)
        with cache.keeping():
            cache([f"oak {number}"])
    assert len(list(tmp_path.iterdir())) == KEPT_FILES
