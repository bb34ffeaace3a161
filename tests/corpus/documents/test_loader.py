"""Documents are loaded completely or rejected with file, line and repair."""

import itertools

import pytest

from eccp_assistant.corpus.documents.loader import load_document, load_documents
from eccp_assistant.errors import CorpusError
from tests.locations import ROOT

HEADER = """---
title: T
language: en
date: "2020"
origin: o
licence: l
sha256: "00"
---
"""


def test_the_text_begins_after_the_front_matter(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(HEADER + "\n# T\n\nBody.\n", encoding="utf-8")
    document = load_document(path)
    assert document.id == "a"
    assert document.text == "# T\n\nBody.\n"


def test_sections_cover_the_whole_text_and_know_their_path():
    document = load_document(ROOT / "corpus/documents/eu-colombia-discussion-paper.md")
    sections = document.sections
    assert sections[0].span.start == 0
    assert sections[-1].span.end == len(document.text)
    assert all(a.span.end == b.span.start for a, b in itertools.pairwise(sections))
    music = next(section for section in sections if section.path[-1:] == ("Music",))
    assert music.path[0] == "1. Overview of EU-Colombia collaboration"
    assert music.path[1] == "1.1. Existing EU-Colombia cluster collaboration"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("# no front matter", "must begin with front matter"),
        ("---\ntitle: T\n", "not closed"),
        ("---\ntitle: [\n---\nx", "not YAML"),
        ("---\ntitle: T\n---\nx", "lacks language, date, origin, licence, sha256"),
        (HEADER.replace("origin", "orgin"), "lacks origin"),
        (HEADER.replace("---\n", "---\ncolour: red\n", 1), "unknown keys colour"),
    ],
)
def test_an_invalid_document_is_rejected_with_its_path(tmp_path, content, complaint):
    path = tmp_path / "bad.md"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=complaint) as caught:
        load_document(path)
    assert caught.value.path == path


def test_bytes_that_are_not_utf8_are_refused(tmp_path):
    path = tmp_path / "latin.md"
    path.write_bytes("---\ntítulo".encode("latin-1"))
    with pytest.raises(CorpusError, match="UTF-8"):
        load_document(path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="no document"):
        load_documents(tmp_path)
