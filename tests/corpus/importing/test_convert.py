"""Conversion of PDF, Word, HTML and text files to Markdown."""

from __future__ import annotations

import re
import zipfile

import pytest
from fpdf import FPDF

from eccp_assistant.corpus.documents.markdown_blocks import blocks
from eccp_assistant.corpus.importing.convert import ENDINGS, convert
from eccp_assistant.errors import CorpusError
from tests.corpus.importing.files import empty_pdf, encrypted_pdf, pdf_of_lines, write_docx
from tests.data.example.paper import CLIMATE, PROGRAMME, SECTORS, STEPS, TITLE, VISITS, write_paper


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    path = tmp_path_factory.mktemp("paper") / "chile.pdf"
    write_paper(path)
    return convert(path)


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text)


def test_a_pdf_provides_title_date_and_pages(paper):
    assert (paper.title, paper.date, paper.pages) == (TITLE, "2024-06", 2)
    assert re.findall(r"^<!-- page (\d+) -->$", paper.text, re.MULTILINE) == ["1", "2"]


def test_paragraphs_of_a_pdf_are_joined_across_pages(paper):
    lines = paper.text.splitlines()
    for paragraph in (CLIMATE, PROGRAMME, VISITS):
        assert paragraph in lines
    # The last one runs over: the mark of the page comes after it.
    assert paper.text.index(VISITS) < paper.text.index("<!-- page 2 -->")


def test_headings_of_a_pdf_have_the_levels_of_their_size(paper):
    headings = [line for line in paper.text.splitlines() if line.startswith("#")]
    assert headings == [
        f"# {TITLE}",
        "## 1. Clusters in Chile",
        "### 1.1. The Regional Cluster Programme",
        "### 1.2. Sectors",
        "## 2. Cooperation with Europe",
        "### 2.1. Missions",
        "## 3. What could come next",
    ]


def test_lists_and_tables_of_a_pdf_are_recognised(paper):
    found = blocks(paper.text)
    (table,) = [block for block in found if block.kind == "table"]
    assert table.header.cells == SECTORS[0]
    assert tuple(row.cells for row in table.rows) == SECTORS[1:]
    (steps,) = [block for block in found if block.kind == "list"]
    assert [span.of(paper.text) for span in steps.items] == [f"- {step}" for step in STEPS]


def test_running_heads_and_page_numbers_are_left_out(paper):
    assert "(illustration)" not in paper.text
    assert "Page 1" not in paper.text


def test_page_marks_are_not_content(paper):
    assert not [block for block in blocks(paper.text) if "<!--" in block.span.of(paper.text)]


def test_hyphenated_words_are_joined(tmp_path):
    path = pdf_of_lines(
        tmp_path / "hyphens.pdf",
        [
            (20, 30, "The pro-"),
            (20, 36, "gramme supports small and medium-"),
            (20, 42, "Sized firms."),
        ],
    )
    assert "The programme supports small and medium- Sized firms." in convert(path).text


def test_two_columns_are_read_one_after_the_other(tmp_path):
    left = [f"The left column speaks of item {number} here" for number in range(12)]
    right = [f"And the right column of place {number} there" for number in range(12)]
    lines = [(20, 30 + 6 * n, text) for n, text in enumerate(left)]
    lines += [(112, 30 + 6 * n, text) for n, text in enumerate(right)]
    text = convert(pdf_of_lines(tmp_path / "columns.pdf", lines)).text
    assert text.index("item 11") < text.index("place 0")
    assert " ".join(left) in text


def test_a_table_over_two_pages_is_one(tmp_path):
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", "", 11)
    with pdf.table() as table:
        table.row(("Name", "Place"))
        for number in range(60):
            table.row((f"Cluster {number}", f"Place {number}"))
    pdf.output(str(tmp_path / "long.pdf"))
    found = blocks(convert(tmp_path / "long.pdf").text)
    (table,) = [block for block in found if block.kind == "table"]
    assert [row.cells[0] for row in table.rows] == [f"Cluster {number}" for number in range(60)]


def test_what_looks_like_markup_in_a_pdf_stays_text(tmp_path):
    path = pdf_of_lines(
        tmp_path / "signs.pdf", [(20, 30, "# 7 is our number"), (20, 60, "> 3 firms")]
    )
    assert [block.kind for block in blocks(convert(path).text)] == ["paragraph", "paragraph"]


def test_a_word_document_provides_headings_and_date(tmp_path):
    path = write_docx(
        tmp_path / "paper.docx",
        title="Clusters in Chile",
        created="2023-11-02T10:00:00Z",
        parts=[("Heading1", "1. Aims"), ("", "Ñuble has one cluster."), ("Heading2", "1.1. More")],
    )
    converted = convert(path)
    assert (converted.title, converted.date, converted.pages) == ("Clusters in Chile", "2023-11", 0)
    assert converted.text == "# 1. Aims\n\nÑuble has one cluster.\n\n## 1.1. More\n"


def test_html_is_read_without_scripts_and_menus(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><title>Clusters</title><meta name='date' content='2022-03-04'>"
        "<style>p {color: red}</style></head><body><nav><a href='/'>Home</a></nav><main>"
        "<h1>Clusters</h1><p>There are <b>two</b>.</p><script>alert(1)</script>"
        "<table><tr><th>Name</th><th>Place</th></tr><tr><td>Vino</td><td>Maule</td></tr></table>"
        "<ul><li>One</li><li>Two</li></ul><img src='https://elsewhere/x.png' alt='A map'>"
        "</main></body></html>",
        encoding="utf-8",
    )
    converted = convert(path)
    assert (converted.title, converted.date) == ("Clusters", "2022-03")
    assert {"alert", "color", "Home", "elsewhere"}.isdisjoint(words(converted.text))
    assert [block.kind for block in blocks(converted.text)][:4] == [
        "heading",
        "paragraph",
        "table",
        "list",
    ]
    assert "A map" in converted.text


@pytest.mark.parametrize("ending", [".md", ".txt"])
def test_plain_text_is_kept_unchanged(tmp_path, ending):
    path = tmp_path / f"note{ending}"
    path.write_text("# A note\n\nWith *words*.\n", encoding="utf-8-sig")
    assert convert(path).text == "# A note\n\nWith *words*.\n"
    assert convert(path).title == "A note"


def test_unreadable_files_are_rejected_with_a_repair(tmp_path):
    def written(name: str, data: bytes):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    with zipfile.ZipFile(tmp_path / "other.docx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    hopeless = {
        "encrypted": encrypted_pdf(tmp_path / "secret.pdf"),
        "OCR": empty_pdf(tmp_path / "scan.pdf"),
        "export it as PDF again": written("torn.pdf", b"%PDF-1.7 and then nothing"),
        "not a readable PDF": written("nothing.pdf", b""),
        "save it as .docx": written("torn.docx", b"PK and then nothing"),
        "Word document": tmp_path / "other.docx",
        "no text": written("nothing.html", b"<html><script>1</script></html>"),
        "UTF-8": written("latin.txt", "Señor".encode("latin-1")),
        "the words": written("nothing.txt", b" \n"),
        "correct the path": tmp_path / "missing.pdf",
        "add-records": written("table.xlsx", b"PK"),
        ".pdf, .docx": written("slides.pptx", b"PK"),
    }
    for told, path in hopeless.items():
        with pytest.raises(CorpusError, match=re.escape(told)) as caught:
            convert(path)
        assert path.name in str(caught.value)
        assert caught.value.repair


def test_file_name_endings_are_case_insensitive(tmp_path):
    path = tmp_path / "NOTE.TXT"
    path.write_text("Words.", encoding="utf-8")
    assert convert(path).text == "Words."
    assert {".pdf", ".docx", ".html", ".md", ".txt"} <= set(ENDINGS)
