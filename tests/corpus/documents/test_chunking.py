"""Chunks have exact spans, cover the text and stay within their section."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccp_assistant.corpus.documents.chunking import MAX_CHUNK_CHARS, chunk, section_label
from eccp_assistant.corpus.documents.loader import load_document, sections
from eccp_assistant.domain.documents import Document, DocumentInfo, Span
from eccp_assistant.text.sentences import sentences
from tests.locations import ROOT

PAPER = ROOT / "corpus/documents/eu-colombia-discussion-paper.md"
GARDEN = ROOT / "tests/data/garden/documents/guide.md"

LINES = st.sampled_from(
    [
        "# Title",
        "## Part one",
        "### Deep ñandú",
        "A sentence. Another one! ¿Y esta? Ça va…",
        "Words with 😀 emoji, e\u0301 decomposed and **bold** text[^1].",
        "[^1]: www.example.org, 2015.",
        "- first item: a, b",
        "- second item",
        "  - nested",
        "1) ordered",
        "| a | b |",
        "| --- | --- |",
        "| 1 | 2 \\| 3 |",
        "[ref]: http://example.org",
        "<!-- comment -->",
        "    code",
        "> quote",
        "word " * 400,
        "x" * 4000,
        "",
        "",
        "   ",
    ]
)
TEXTS = st.one_of(
    st.lists(LINES, max_size=30).map("\n".join),
    st.text(max_size=400).map(lambda text: text.replace("\r", " ").replace("\0", " ")),
)


def document_of(text: str, language: str = "en") -> Document:
    info = DocumentInfo("d", "D", language, "2020", "o", "l", "0")
    return Document(info=info, text=text, sections=sections(text))


@given(TEXTS)
def test_every_chunk_is_the_text_at_its_span_and_no_two_overlap(text):
    document = document_of(text)
    chunks = chunk(document)
    assert all(piece.span.of(text) == piece.text for piece in chunks)
    ordered = sorted(chunks, key=lambda piece: piece.span)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(ordered))
    assert len({piece.id for piece in chunks}) == len(chunks)


@given(TEXTS)
def test_chunks_and_headings_cover_every_character_that_is_not_blank(text):
    document = document_of(text)
    covered = set()
    for piece in chunk(document):
        covered.update(range(piece.span.start, piece.span.end))
    for section in document.sections:
        if section.heading:
            covered.update(range(section.heading.start, section.heading.end))
    lost = [place for place, char in enumerate(text) if place not in covered and not char.isspace()]
    assert lost == []


@given(TEXTS)
def test_no_chunk_crosses_a_section(text):
    document = document_of(text)
    for piece in chunk(document):
        owners = [each for each in document.sections if each.span.contains(piece.span)]
        assert len(owners) == 1
        assert owners[0].path == piece.section


@given(TEXTS)
def test_only_a_row_of_a_table_may_be_longer_than_the_limit(text):
    pieces = chunk(document_of(text), max_chars=500)
    assert all(
        piece.kind == "row" or len(piece.text) <= 500
        for piece in pieces
        if piece.kind != "contents"
    )


@given(TEXTS)
def test_sentences_of_a_chunk_cover_it_in_order(text):
    for piece in chunk(document_of(text)):
        spans = piece.sentences
        assert all(piece.span.contains(span) for span in spans)
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
        covered = {place for span in spans for place in range(span.start, span.end)}
        between = set(range(piece.span.start, piece.span.end)) - covered
        assert all(text[place].isspace() for place in between)


def test_a_repeated_sentence_keeps_the_offsets_of_each_of_its_places():
    document = load_document(GARDEN)
    found = [
        span
        for piece in chunk(document)
        for span in piece.sentences
        if span.of(document.text) == "El jardín abrió en 1911."
    ]
    assert len(found) == 2
    assert found[0] != found[1]


def test_a_row_carries_its_column_names_and_a_list_its_lead():
    pieces = {piece.locator: piece for piece in chunk(load_document(GARDEN))}
    row = pieces["Table 1, row 2"]
    assert row.passage.endswith("Nombre: Ginkgo | Origen: China | Altura: 21 | Hoja: Caduca")
    listed = pieces["2, list 2"]
    assert listed.lead is not None
    assert (
        listed.lead.of(load_document(GARDEN).text) == "Los árboles más viejos son los siguientes:"
    )


def test_the_paper_is_chunked_by_its_structure():
    pieces = chunk(load_document(PAPER))
    annex = [piece for piece in pieces if piece.locator.startswith("Annex 3, row")]
    assert [piece.locator for piece in annex] == [f"Annex 3, row {n}" for n in range(1, 35)]
    assert len([piece for piece in pieces if piece.locator.startswith("Table 1, row")]) == 6
    assert max(len(piece.passage) for piece in pieces) < 2 * MAX_CHUNK_CHARS


def test_the_table_of_contents_is_kept_but_marked_as_contents():
    pieces = chunk(load_document(PAPER))
    contents = [piece for piece in pieces if piece.section == ("Table of content",)]
    assert [piece.kind for piece in contents] == ["contents"]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        (("1. Overview",), "1"),
        (("1. Overview", "1.1. Existing collaboration"), "1.1"),
        (("1. Overview", "1.1. Existing", "BOGOTA", "Music"), "1.1 › Music"),
        (("Annex 3: list of clusters",), "Annex 3"),
        (("Introduction",), "Introduction"),
        ((), ""),
    ],
)
def test_a_section_is_named_by_its_number_or_label(path, label):
    assert section_label(path) == label


def test_footnote_marks_and_closing_emphasis_stay_with_their_sentence():
    text = "**It was so.** Then it ended[^2]. See www.a-b.org. Next, e.g. this one."
    found = [span.of(text) for span in sentences(text, Span(0, len(text)), language="en")]
    assert found == [
        "**It was so.**",
        "Then it ended[^2].",
        "See www.a-b.org.",
        "Next, e.g. this one.",
    ]
