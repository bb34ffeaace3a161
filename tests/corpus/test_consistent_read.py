"""A digest changes with whatever an index is built from, and with nothing else."""

import shutil
from pathlib import Path

import pytest

from eccp_assistant.corpus.consistent_read import corpus_hash, read_consistently
from eccp_assistant.errors import CorpusError
from tests.locations import GARDEN


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(GARDEN, tmp_path / "corpus"))


@pytest.mark.parametrize(
    "name", ["documents/guide.md", "records/trees.yaml", "claims.yaml", "questions/guide.yaml"]
)
def test_an_edit_changes_the_digest_and_its_undoing_restores_it(folder, name):
    before, data = corpus_hash(folder), (folder / name).read_bytes()
    (folder / name).write_bytes(data + b"\n")
    assert corpus_hash(folder) != before
    (folder / name).write_bytes(data)
    assert corpus_hash(folder) == before


def test_a_name_counts_as_well_as_a_content(folder):
    before = corpus_hash(folder)
    (folder / "documents/guide.md").rename(folder / "documents/other.md")
    assert corpus_hash(folder) != before


def test_what_no_index_is_built_from_does_not_count(folder):
    before = corpus_hash(folder)
    (folder / "README.md").write_text("Read me.", encoding="utf-8")
    (folder / "originals").mkdir(exist_ok=True)
    (folder / "originals/guide.pdf").write_bytes(b"%PDF")
    (folder / "smoke.jsonl").write_text('{"question": "?"}\n', encoding="utf-8")
    assert corpus_hash(folder) == before


def test_a_corpus_comes_with_the_digest_of_what_was_read(folder):
    digest, corpus = read_consistently(folder)
    assert digest == corpus_hash(folder)
    assert [document.id for document in corpus.documents] == ["guide"]


def test_a_fault_that_stays_is_raised_at_once_with_its_place(folder):
    path = folder / "records/trees.yaml"
    path.write_text(path.read_text("utf-8").replace("height: 21", "height: 22"), "utf-8")
    with pytest.raises(CorpusError, match=r"trees\.yaml:\d+: ginkgo\.height"):
        read_consistently(folder)


def test_a_file_that_cannot_be_read_is_named(folder):
    (folder / "records/folder.yaml").mkdir()
    with pytest.raises(CorpusError, match="cannot be read") as caught:
        corpus_hash(folder)
    assert caught.value.path == folder / "records/folder.yaml"
