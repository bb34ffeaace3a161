"""The source of a record is one place of its document, which holds the printed values."""

from pathlib import Path

import pytest

from eccp_assistant.corpus.documents.chunking import chunk
from eccp_assistant.corpus.documents.loader import load_document
from eccp_assistant.corpus.records.file_schema import SourceEntry
from eccp_assistant.corpus.records.locator import RecordLocator
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.records import FieldItem
from eccp_assistant.errors import CorpusError
from tests.locations import GARDEN

FILE = Path("records/trees.yaml")


@pytest.fixture
def locator():
    document = load_document(GARDEN / "documents/guide.md")
    return RecordLocator(document, chunk(document), FILE)


def found(locator, **source):
    entry = SourceEntry.model_validate({"line": 7, **source})
    return locator.find(entry, 3).of(locator.document.text)


def test_a_row_is_found_by_its_first_cell(locator):
    assert found(locator, row="Ginkgo") == "| Ginkgo | China | 21 | Caduca |"


def test_a_text_is_found_where_it_occurs_once(locator):
    assert found(locator, text="Está junto al río.") == "Está junto al río."


def test_a_heading_limits_the_search(locator):
    assert found(locator, **{"row": "Roble", "in": "2.1. Lista"}).startswith("| Roble")
    with pytest.raises(CorpusError, match="'Roble' is not in document 'guide'"):
        found(locator, **{"row": "Roble", "in": "1. El jardín"})


@pytest.mark.parametrize(
    ("source", "reason", "repair"),
    [
        ({"row": "Haya"}, "'Haya' is not in document 'guide'", "copy the words"),
        ({"text": "El jardín abrió en 1911."}, "occurs 2 times in document", "add 'in: <heading>'"),
        ({"row": "Roble", "in": "3. Setas"}, "has no heading '3. Setas'", "copy the heading"),
    ],
)
def test_a_source_that_is_not_one_place_is_an_error_with_file_and_line(
    locator, source, reason, repair
):
    with pytest.raises(CorpusError, match=reason) as caught:
        found(locator, **source)
    assert repair in caught.value.repair
    assert (caught.value.path, caught.value.line) == (FILE, 7)


def test_the_line_of_the_record_is_used_where_the_source_has_none(locator):
    with pytest.raises(CorpusError) as caught:
        locator.find(SourceEntry(row="Haya"), 3)
    assert caught.value.line == 3


def test_printed_values_must_stand_in_the_source(locator):
    row = locator.find(SourceEntry(row="Tejo común"), 3)
    locator.check_printed((FieldItem("12", 12), FieldItem("Perenne", "evergreen")), row, "yew", 3)
    with pytest.raises(CorpusError, match=r"yew\.height: '13' is not printed") as caught:
        locator.check_printed((FieldItem("12", 12), FieldItem("13", 13)), row, "yew.height", 3)
    assert caught.value.line == 3


def test_markup_is_ignored_in_printed_values(locator):
    text = locator.document.text
    start = text.index("La entrada cuesta")
    span = Span(start, text.index("\n", start))
    locator.check_printed((FieldItem("cuesta **4,50** euros", 4.5),), span, "guide.price", 1)


def test_the_chunk_of_a_place_is_the_first_that_overlaps_it(locator):
    row = locator.find(SourceEntry(row="Ginkgo"), 3)
    assert "Ginkgo | China" in locator.chunk_at(row).text
    assert (
        locator.chunk_at(Span(len(locator.document.text), len(locator.document.text) + 1)) is None
    )
