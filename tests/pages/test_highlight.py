"""A span of a Markdown source is marked in the rendered HTML, character by character."""

import re

import pytest

from eccp_assistant.corpus.documents.markdown_blocks import parser
from eccp_assistant.domain.documents import Span
from eccp_assistant.pages.highlight import mark_passage


def rendered(source, start, end):
    md = parser()
    mark_passage(md, Span(start, end))
    return md.render(source)


def marked(source, quote):
    start = source.index(quote)
    return re.findall(r"<mark>(.*?)</mark>", rendered(source, start, start + len(quote)))


@pytest.mark.parametrize(
    ("source", "quote", "expected"),
    [
        ("One two three.", "two", ["two"]),
        ("One **two** three.", "two** three", ["two", " three"]),
        ("One **two** three.", "One **two", ["One ", "two"]),
        ("- first\n- second\n- third\n", "second\n- third", ["second", "third"]),
        ("| a | b |\n| --- | --- |\n| c | d |\n", "c | d", ["c", "d"]),
        ("# Head\n\nBody.", "Head\n\nBody.", ["Head", "Body."]),
        ("See `code` here.", "code` here", ["code", " here"]),
        ("```\nline one\nline two\n```\n", "line two", ["line two"]),
        ("A [link](http://x.example) here.", "link](http://x.example) here", ["link", " here"]),
        ("one \\* two", "\\* two", ["*", " two"]),
    ],
)
def test_the_visible_text_of_a_span_is_marked(source, quote, expected):
    found = marked(source, quote)
    assert "".join(found) == "".join(expected)


def test_the_second_occurrence_is_marked_where_the_span_says():
    source = "oak and oak"
    assert rendered(source, 8, 11) == "<p>oak and <mark>oak</mark></p>\n"


def test_a_span_inside_markup_moves_inwards_instead_of_breaking_it():
    source = "One **two** three."
    whole = rendered(source, source.index("*two"), source.index("** three") + 1)
    assert whole == "<p>One <strong><mark>two</mark></strong> three.</p>\n"


def test_an_entity_is_marked_only_if_it_lies_in_the_span():
    source = "a &amp; b"
    assert "<mark>&amp;" in rendered(source, 2, len(source))
    half = rendered(source, source.index("amp"), len(source))
    assert "&amp; <mark>b</mark>" in half


def test_nothing_is_marked_outside_the_text():
    assert "<mark>" not in rendered("One two.", 20, 30)


def test_marking_changes_nothing_else():
    source = "# Head\n\nOne **two** `three`[^1].\n\n[^1]: A note.\n\n| a |\n| --- |\n| b |\n"
    plain = parser().render(source)
    bare = re.sub(r"</?mark>", "", rendered(source, 0, len(source)))
    assert bare == plain
