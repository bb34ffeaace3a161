"""The digest of a corpus changes with its content only."""

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
def test_an_edit_changes_the_digest_and_undoing_it_restores_it(folder, name):
    before, data = corpus_hash(folder), (folder / name).read_bytes()
    (folder / name).write_bytes(data + b"\n")
    assert corpus_hash(folder) != before
    (folder / name).write_bytes(data)
    assert corpus_hash(folder) == before


def test_file_names_are_part_of_the_digest(folder):
    before = corpus_hash(folder)
    (folder / "documents/guide.md").rename(folder / "documents/other.md")
    assert corpus_hash(folder) != before


def test_unused_files_do_not_change_the_digest(folder):
    before = corpus_hash(folder)
    (folder / "README.md").write_text("Read me.", encoding="utf-8")
    (folder / "originals").mkdir(exist_ok=True)
    (folder / "originals/guide.pdf").write_bytes(b"%PDF")
    (folder / "smoke.jsonl").write_text('{"question": "?"}\n', encoding="utf-8")
    assert corpus_hash(folder) == before


def test_a_corpus_has_the_digest_of_its_files(folder):
    digest, corpus = read_consistently(folder)
    assert digest == corpus_hash(folder)
    assert [document.id for document in corpus.documents] == ["guide"]


def test_a_persistent_error_is_raised_with_its_place(folder):
    path = folder / "records/trees.yaml"
    path.write_text(path.read_text("utf-8").replace("height: 21", "height: 22"), "utf-8")
    with pytest.raises(CorpusError, match=r"trees\.yaml:\d+: ginkgo\.height"):
        read_consistently(folder)


def test_a_file_that_cannot_be_read_is_named(folder):
    (folder / "records/folder.yaml").mkdir()
    with pytest.raises(CorpusError, match="cannot be read") as caught:
        corpus_hash(folder)
    assert caught.value.path == folder / "records/folder.yaml"
