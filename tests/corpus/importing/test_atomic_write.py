"""All files of an addition are written or none, and nothing over another."""

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


def test_files_are_written_into_folders_that_are_made(tmp_path):
    write_all({tmp_path / "a/one.md": b"1", tmp_path / "b/two.yaml": b"2"})
    assert (tmp_path / "a/one.md").read_bytes() + (tmp_path / "b/two.yaml").read_bytes() == b"12"
    assert names(tmp_path) == ["one.md", "two.yaml"]


def test_where_one_cannot_be_written_the_others_are_as_before(tmp_path):
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


def test_front_matter_is_yaml_between_fences_whatever_it_says():
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


def test_something_new_is_not_refused(corpus):
    refuse(corpus)


def test_an_id_that_is_taken_is_refused(corpus):
    with pytest.raises(CorpusError, match=r"'guide' exists.*--id"):
        refuse(corpus, document_id="guide")


def test_the_same_bytes_under_another_id_are_refused(corpus):
    guide = corpus / "documents/guide.md"
    digest = hashlib.sha256(b"new").hexdigest()
    guide.write_text(guide.read_text("utf-8").replace("0" * 64, digest), "utf-8")
    with pytest.raises(CorpusError, match="--id guide --replace"):
        refuse(corpus)


def test_another_original_of_the_same_name_is_refused_and_the_same_one_is_not(corpus):
    (corpus / "originals").mkdir()
    (corpus / "originals/new.pdf").write_bytes(b"new")
    refuse(corpus)
    with pytest.raises(CorpusError, match="another original"):
        refuse(corpus, data=b"other")


def test_a_document_that_cannot_be_read_refuses_nothing(corpus):
    (corpus / "documents/torn.md").write_text("no front matter", "utf-8")
    refuse(corpus)
