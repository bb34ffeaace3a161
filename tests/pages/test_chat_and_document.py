import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from eccp_assistant.corpus.documents.chunking import chunk
from eccp_assistant.corpus.documents.loader import load_documents
from eccp_assistant.domain.documents import Document, DocumentInfo, Span
from eccp_assistant.domain.records import FieldSpec, KindSpec
from eccp_assistant.pages.chat_and_document import chat_page, document_page, render
from eccp_assistant.text.normalise import plain
from tests.locations import ROOT

(PAPER,) = load_documents(ROOT / "corpus/documents")

SAMPLE = """\
# Trees *of* the park

1\\. A **bold start** and `code <b>`, a [link](https://example.org/trees "Trees"), a note[^a] and
a second line with **half *nested* bold.** Then R\\&D: 2 < 3.

Setext heading
--------------

- oak, **tall**
- ash and
  elm

3) third
4) **Fourth**, with a bar | here

> quoted **words**
> on two lines

| Name | Note \\| remark | Number |
| :--- | :---: | ---: |
| oak | **old** \\| tall |  |
|  | oak | 3 |

    indented <code>
    of two lines

```
fenced | code
oak
```

[^a]: A footnote with *emphasis*.

Last words\ue000 with oak.
"""


class Page(HTMLParser):
    """What a page shows: marked text, elements and attributes; refuses elements that overlap."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self, html):
        super().__init__()
        self.open, self.marks, self.elements, self.text = [], [], [], ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "mark" in self.open:
            self.marks.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def marked(text, start, end):
    return "".join(Page(render(text, Span(start, end)).html).marks)


def document(text, **info):
    values = {"id": "trees", "title": "Trees", "language": "en", "date": "2024-05"}
    values |= {"origin": "A gardener", "licence": "CC0", "sha256": "0" * 64}
    return Document(info=DocumentInfo(**values | info), text=text, sections=())


def without_marks(html):
    return re.sub("</?mark>", "", html)


def letters(quote):
    """What a reader sees of a quote, without blank space and the lines of tables."""
    quote = re.sub(r"^\|[\s|:-]*\|$", "", quote, flags=re.MULTILINE)
    quote = re.sub(r"^\d+[.)] ", "", quote, flags=re.MULTILINE)
    return re.sub(r"[\s|]", "", plain(quote))


# The passage


def paper_spans():
    for each in chunk(PAPER):
        yield each.span
        yield from each.sentences
    yield from (section.heading for section in PAPER.sections if section.heading)


def test_every_chunk_sentence_and_heading_of_the_paper_is_marked_exactly():
    spans = sorted(set(paper_spans()))
    assert len(spans) > 250
    for span in spans:
        found = re.sub(r"[\s|]", "", marked(PAPER.text, span.start, span.end))
        assert found == letters(span.of(PAPER.text))


def test_a_passage_over_many_blocks_of_the_paper_is_marked_exactly():
    start = PAPER.text.index("## 1. Overview")
    end = PAPER.text.index("[^1]:")
    found = re.sub(r"[\s|]", "", marked(PAPER.text, start, end))
    assert found == letters(PAPER.text[start:end])


def test_a_repeated_sentence_is_marked_where_the_span_says():
    text = "The oak is old.\n\nThe oak is old.\n"
    second = text.rindex("The")
    html = render(text, Span(second, second + 15)).html
    assert html == "<p>The oak is old.</p>\n<p><mark>The oak is old.</mark></p>\n"


def test_every_visible_character_is_found_by_its_own_offset():
    # An escaped character is one with its backslash.
    units = [unit.span() for unit in re.finditer(r"\\[!-/|]|.", SAMPLE, re.DOTALL)]
    found = [marked(SAMPLE, start, end) for start, end in units]
    assert all(mark in ("", SAMPLE[end - 1]) for mark, (_, end) in zip(found, units, strict=True))
    shown = re.sub(r"\s|\[1\]|↩︎", "", Page(render(SAMPLE).html).text)
    # The page shows footnotes at its end.
    note = "Afootnotewithemphasis."
    assert re.sub(r"\s", "", "".join(found)).replace(note, "") == shown.replace(note, "")
    assert note in shown


def test_a_passage_ends_where_the_next_one_begins():
    whole = re.sub(r"\s", "", marked(SAMPLE, 0, len(SAMPLE)))
    for cut in range(1, len(SAMPLE)):
        if SAMPLE[cut - 1] == "\\":
            continue
        parts = marked(SAMPLE, 0, cut) + marked(SAMPLE, cut, len(SAMPLE))
        # The footnote stands at the end of the page, and so at the end of either part.
        assert sorted(re.sub(r"\s", "", parts)) == sorted(whole)


def test_marking_changes_nothing_else():
    unmarked = render(SAMPLE).html
    for start in range(0, len(SAMPLE), 5):
        for end in range(start + 1, len(SAMPLE) + 1, 23):
            assert without_marks(render(SAMPLE, Span(start, end)).html) == unmarked


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("See <https://example.org/oak> now.", "<https://example.org/oak>", True),
        ("See <https://example.org/oak> now.", "example.org", False),
        ("Ash &amp; oak", "&amp;", True),
        ("Ash &amp; oak", "amp", False),
    ],
)
def test_indivisible_blocks_are_marked_completely(text, quote, expected):
    start = text.index(quote)
    assert bool(marked(text, start, start + len(quote))) is expected


def test_a_quote_may_begin_and_end_with_emphasis_markup():
    text = "They have **no action planned.** Nothing more."
    assert marked(text, text.index("**"), text.rindex("**") + 2) == "no action planned."


@pytest.mark.parametrize(
    ("start", "end"), [(None, None), (3, None), (None, 3), (-1, 3), (3, 3), (5, 2), (0, 10**6)]
)
def test_a_passage_outside_the_document_is_not_marked(start, end):
    page = document_page(document("Oak and ash."), start=start, end=end)
    assert "Oak and ash." in page
    assert Page(page).marks == []


# The document page


def test_raw_html_is_text_and_links_are_harmless():
    text = (
        "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) "
        "![tree](https://example.org/tree.png) [b](https://example.org)\n"
    )
    page = Page(render(text).html)
    assert {tag for tag, _ in page.elements} == {"p", "span", "a"}
    assert "<img src=x onerror=alert(1)>" in page.text
    assert "tree" in page.text
    (link,) = page.all("a")
    assert link == {
        "href": "https://example.org",
        "target": "_blank",
        "rel": "noopener noreferrer",
    }


def test_the_document_page_shows_title_and_origin():
    info = {"title": "Trees <&>", "language": "es", "origin": "Ana & Co", "deliverable": "D 1"}
    html = document_page(document("Roble.", **info))
    page = Page(html)
    assert page.all("article") == [{"class": "text", "lang": "es"}]
    assert all(said in page.text for said in ("Trees <&>", "Ana & Co", "2024-05", "CC0", "D 1"))
    assert len(page.all("h1")) == 1


def test_the_outline_leads_to_every_heading():
    outline = render(PAPER.text).outline
    page = Page(document_page(PAPER))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(outline) == len(PAPER.sections)
    assert len(set(ids)) == len(ids)
    assert {entry.anchor for entry in outline} <= set(ids)
    assert len(page.all("h1")) == 1


def test_repeated_headings_get_distinct_anchors():
    outline = render("# Oak\n\n## Oak\n\n## *Oak*[^1]\n\n[^1]: Note.\n").outline
    assert [(entry.level, entry.text, entry.anchor) for entry in outline] == [
        (1, "Oak", "section-oak"),
        (2, "Oak", "section-oak-2"),
        (2, "Oak", "section-oak-3"),
    ]


# Both pages


def snapshot():
    fields = (FieldSpec("name", "text", {}), FieldSpec("soil", "keyword", {"es": "suelo"}))
    tree = KindSpec("tree", {"en": ("tree", "trees<b>"), "es": ("árbol", "árboles")}, fields)
    bush = KindSpec("bush", {"en": ("bush", "bushes")}, ())
    kinds = {"tree": tree, "bush": bush}
    return index_of(kinds=kinds, documents={PAPER.id: PAPER})


def index_of(*, kinds, documents):
    """What the chat page takes from an index."""
    manifest = SimpleNamespace(built_at=datetime(2026, 3, 4, tzinfo=UTC))
    return SimpleNamespace(
        kinds=kinds, documents=documents, starters=(), version="1", manifest=manifest
    )


def chat_examples(language):
    html = chat_page(snapshot(), language)
    (found,) = re.findall(r'<ul class="examples".*?</ul>', html, re.DOTALL)
    return re.findall(r"<button[^>]*>(.*?)</button>", found)


def test_the_examples_come_from_the_corpus_in_both_languages():
    english, spanish = chat_examples("en"), chat_examples("es")
    assert english[:3] == [
        "Which trees&lt;b&gt; are there?",
        "Number of trees&lt;b&gt; by soil",
        "Which bushes are there?",
    ]
    assert spanish[:2] == ["¿Qué árboles hay?", "Número de árboles por suelo"]
    assert len(english) == len(spanish) == 4


def test_a_corpus_without_records_still_has_a_page():
    empty = index_of(kinds={}, documents={})
    assert Page(chat_page(empty, "en")).all("textarea")


def test_the_chat_page_names_the_language_of_every_document():
    links = [each for each in Page(chat_page(snapshot(), "en")).all("a") if "data-document" in each]
    assert links == [
        {"href": f"/documents/{PAPER.id}", "lang": "en", "data-document": PAPER.id},
    ]


@pytest.mark.parametrize(
    "html", [chat_page(snapshot(), "en"), document_page(PAPER, start=0, end=20)]
)
def test_a_page_keeps_to_the_content_security_policy(html):
    page = Page(html)
    for tag, attributes in page.elements:
        assert tag not in {"style", "base", "object", "embed"}
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
    sources = [each["src"] for each in page.all("script")]
    sources += [each["href"] for each in page.all("link")]
    assert sources
    for source in sources:
        assert (ROOT / "web" / source.lstrip("/")).is_file()


def test_every_text_of_the_interface_exists_in_spanish():
    script = (ROOT / "web/static/i18n.js").read_text(encoding="utf-8")
    both = re.search(r"  en: \{(.*?)\n  \},\n  es: \{(.*?)\n  \},", script, re.DOTALL)
    english, spanish = both.groups()
    keys = re.compile(r"^    (\w+):", re.MULTILINE)
    templates = "".join(path.read_text() for path in (ROOT / "web/templates").glob("*.j2"))
    in_pages = re.findall(r'data-i18n(?:-label)?="(\w+)"', templates)
    assert set(keys.findall(spanish)) >= {*keys.findall(english), *in_pages}
    scripts = "".join(path.read_text() for path in (ROOT / "web/static").glob("*.js"))
    assert set(re.findall(r'\bt\("(\w+)"', scripts)) <= set(keys.findall(english))
