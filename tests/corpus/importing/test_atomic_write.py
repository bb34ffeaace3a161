"""The files of an import are written together or not at all, and overwrite nothing."""

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml

from eccp_assistant.corpus.importing.atomic_write import (
    reject_existing,
    with_front_matter,
    write_all,
)
from eccp_assistant.errors import CorpusError
from tests.locations import GARDEN


def names(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_missing_folders_are_created(tmp_path):
    write_all({tmp_path / "a/one.md": b"1", tmp_path / "b/two.yaml": b"2"})
    assert (tmp_path / "a/one.md").read_bytes() + (tmp_path / "b/two.yaml").read_bytes() == b"12"
    assert names(tmp_path) == ["one.md", "two.yaml"]


def test_if_one_file_cannot_be_written_the_others_are_restored(tmp_path):
    (tmp_path / "old.md").write_bytes(b"before")
    (tmp_path / "blocked.md").mkdir()
    files = {
        tmp_path / "old.md": b"after",
        tmp_path / "new.md": b"after",
        tmp_path / "blocked.md": b"after",
    }
    with pytest.raises(CorpusError, match="cannot be written"):
        write_all(files)
    assert (tmp_path / "old.md").read_bytes() == b"before"
    assert names(tmp_path) == ["old.md"]


def test_front_matter_survives_any_value():
    header = {"title": 'A: "quoted" – ñ #1', "date": "2024-06", "origin": "no"}
    written = with_front_matter(header, "\n\n# Text\n\n")
    _, front, text = written.split("---\n")
    assert yaml.safe_load(front) == header
    assert text == "# Text\n"


@pytest.fixture
def corpus(tmp_path):
    return Path(shutil.copytree(GARDEN, tmp_path / "corpus"))


def refuse(corpus, *, document_id="new", name="new.pdf", data=b"new"):
    reject_existing(corpus, document_id=document_id, original=Path(name), data=data)


def test_a_new_document_is_accepted(corpus):
    refuse(corpus)


def test_an_existing_id_is_rejected(corpus):
    with pytest.raises(CorpusError, match=r"'guide' exists.*--id"):
        refuse(corpus, document_id="guide")


def test_the_same_file_under_another_id_is_rejected(corpus):
    guide = corpus / "documents/guide.md"
    digest = hashlib.sha256(b"new").hexdigest()
    guide.write_text(guide.read_text("utf-8").replace("0" * 64, digest), "utf-8")
    with pytest.raises(CorpusError, match="--id guide --replace"):
        refuse(corpus)


def test_a_different_original_of_the_same_name_is_rejected(corpus):
    (corpus / "originals").mkdir()
    (corpus / "originals/new.pdf").write_bytes(b"new")
    refuse(corpus)
    with pytest.raises(CorpusError, match="another original"):
        refuse(corpus, data=b"other")


def test_an_unreadable_document_does_not_block_an_import(corpus):
    (corpus / "documents/torn.md").write_text("no front matter", "utf-8")
    refuse(corpus)
