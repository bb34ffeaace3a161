"""Blocks have exact positions and together cover the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccp_assistant.corpus.documents.markdown_blocks import blocks, line_of

TEXT = """# Trees

A first paragraph
of two lines.

- oak
- ash,
  and elm

| Name | Height |
| --- | --- |
| Oak | 18 |
| *Ash* | 12 \\| 13 |

<!-- page 2 -->

```
code | here
```

[link]: https://example.org
"""


def test_kinds_and_places_of_blocks():
    assert [(block.kind, block.span.of(TEXT).splitlines()[0]) for block in blocks(TEXT)] == [
        ("heading", "# Trees"),
        ("paragraph", "A first paragraph"),
        ("list", "- oak"),
        ("table", "| Name | Height |"),
        ("paragraph", "```"),
        ("paragraph", "[link]: https://example.org"),
    ]


def test_list_items_are_complete():
    (found,) = [block for block in blocks(TEXT) if block.kind == "list"]
    assert [span.of(TEXT) for span in found.items] == ["- oak", "- ash,\n  and elm"]


def test_nested_items_belong_to_the_nested_list():
    text = "- oak\n  - red\n  - white\n- ash\n"
    (found,) = blocks(text)
    assert [span.of(text) for span in found.items] == ["- oak\n  - red\n  - white", "- ash"]


def test_a_table_has_a_header_and_rows_with_their_lines():
    (table,) = [block for block in blocks(TEXT) if block.kind == "table"]
    assert table.header.cells == ("Name", "Height")
    assert table.header.span.of(TEXT) == "| Name | Height |\n| --- | --- |"
    assert [(row.span.of(TEXT), row.cells) for row in table.rows] == [
        ("| Oak | 18 |", ("Oak", "18")),
        ("| *Ash* | 12 \\| 13 |", ("*Ash*", "12 | 13")),
    ]


@pytest.mark.parametrize("depth", range(1, 7))
def test_a_heading_has_its_depth(depth):
    (found,) = blocks(f"{'#' * depth} Trees\n")
    assert found.level == depth


def test_a_page_mark_is_not_a_block():
    assert "page 2" not in "".join(block.span.of(TEXT) for block in blocks(TEXT))


PIECES = st.sampled_from(
    (
        *("# Oak", "old trees", "- ash", "1. elm", "| a | b |", "| --- | --- |", "> said", ""),
        *("```", "<div>", "[a]: b", "    code", "***", "[^1]: note", "é̃ 🌳"),
    )
)


@given(st.lists(PIECES, max_size=14).map("\n".join))
def test_blocks_do_not_overlap_and_cover_all_text(text):
    found = blocks(text)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    covered = {place for block in found for place in range(block.span.start, block.span.end)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)


def test_a_line_is_counted_from_one():
    assert [line_of("a\nb\n\nc", offset) for offset in (0, 1, 2, 5)] == [1, 1, 2, 4]
