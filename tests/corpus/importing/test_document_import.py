"""Adding a document: complete, described, nothing overwritten."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.corpus.documents.chunking import chunk
from eccp_assistant.corpus.importing.convert import convert
from eccp_assistant.corpus.importing.document_import import Description, add_document, id_of
from eccp_assistant.errors import CorpusError
from tests.data.example.paper import VISITS, write_paper
from tests.fixtures.command_line import run_eccp
from tests.locations import ROOT

GARDEN = ROOT / "tests/data/garden"
ABOUT = Description(
    id="chile",
    title="Clusters in Chile",
    date="2024-06",
    language="en",
    origin="Invented.",
    licence="MIT",
)


@pytest.fixture
def corpus(tmp_path):
    return Path(shutil.copytree(GARDEN, tmp_path / "corpus"))


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "Chile paper.pdf"
    write_paper(path)
    return path


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_document_is_added_with_its_pages(corpus, pdf):
    document = add_document(corpus, pdf, convert(pdf), ABOUT)
    loaded = load_corpus(corpus)
    assert [each.id for each in loaded.documents] == ["chile", "guide"]
    assert document in loaded.documents
    assert document.info.sha256 == hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert (corpus / "originals/Chile paper.pdf").read_bytes() == pdf.read_bytes()
    start = document.text.index(VISITS[:40])
    assert document.page_at(start) == 1
    assert document.page_at(document.text.index("3. What could come next")) == 2
    assert not [piece for piece in chunk(document) if "<!--" in piece.text]
    guide = next(each for each in loaded.documents if each.id == "guide")
    assert guide.page_at(10) is None


def test_nothing_is_overwritten_without_replace(corpus, pdf, tmp_path):
    add_document(corpus, pdf, convert(pdf), ABOUT)
    before = contents(corpus)
    with pytest.raises(CorpusError, match=r"'chile' exists.*--replace"):
        add_document(corpus, pdf, convert(pdf), ABOUT)
    with pytest.raises(CorpusError, match=r"added already.*--id chile --replace"):
        add_document(corpus, pdf, convert(pdf), replace(ABOUT, id="again"))
    other = tmp_path / "other" / pdf.name
    other.parent.mkdir()
    other.write_bytes(pdf.read_bytes() + b"\n%")
    with pytest.raises(CorpusError, match="another original has this name"):
        add_document(corpus, other, convert(other), replace(ABOUT, id="again"))
    assert contents(corpus) == before
    changed = replace(ABOUT, title="Anew")
    assert add_document(corpus, other, convert(other), changed, replace=True).info.title == "Anew"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("id", "No Id", "--id"),
        ("date", "last year", "--date"),
        ("title", " ", "--title"),
        ("licence", "", "--licence"),
    ],
)
def test_an_invalid_description_writes_nothing(corpus, pdf, field, value, told):
    before = contents(corpus)
    with pytest.raises(CorpusError, match=told):
        add_document(corpus, pdf, convert(pdf), replace(ABOUT, **{field: value}))
    assert contents(corpus) == before


def test_if_one_file_cannot_be_written_none_is(corpus, pdf):
    # The document is written last; a folder stands where it should go.
    (corpus / "documents/chile.md").mkdir()
    before = contents(corpus)
    with pytest.raises(CorpusError, match="cannot be written"):
        add_document(corpus, pdf, convert(pdf), ABOUT, replace=True)
    assert contents(corpus) == before


def test_ids_are_made_from_titles_in_every_language():
    assert id_of("Guía: ¿Dónde está Ñuble? (2024)") == "guia-donde-esta-nuble-2024"
    assert id_of("???") == "document"
    assert len(id_of("word " * 40)) <= 60


def eccp(corpus, *arguments):
    return run_eccp("corpus", *arguments, environment={"ECCP_CORPUS_DIR": str(corpus)})


def test_the_command_detects_missing_metadata(corpus, pdf):
    done = eccp(corpus, "add", str(pdf), "--json", "--licence", "MIT")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["id"] == "eu-chile-cluster-cooperation-an-illustration"
    assert (told["language"], told["date"], told["licence"]) == ("en", "2024-06", "MIT")
    assert (told["pages"], told["sections"]) == (2, 7)
    again = eccp(corpus, "add", str(pdf))
    assert again.returncode == 1
    assert again.stderr.startswith("eccp: ")
    assert again.stderr.count("\n") == 1
    check = eccp(corpus, "check", "--json")
    assert json.loads(check.stdout)["documents"] == 2


def test_the_command_names_metadata_to_complete(corpus, pdf):
    done = eccp(corpus, "add", str(pdf), "--yes", "--id", "chile")
    assert "documents/chile.md: 2 pages, 7 sections" in done.stdout
    assert "origin is not stated" in done.stdout
    assert "eccp index build" in done.stdout
