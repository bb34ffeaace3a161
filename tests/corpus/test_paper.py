"""The paper in the corpus is the delivered one, word for word."""

import hashlib
import re
import unicodedata

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from tests.locations import CORPUS

PAPER = CORPUS / "documents" / "eu-colombia-discussion-paper.md"
KEYS = ["title", "deliverable", "origin", "date", "language", "licence", "sha256", "original"]


def front_matter():
    return yaml.safe_load(PAPER.read_text(encoding="utf-8").split("---\n", 2)[1])


def body():
    return PAPER.read_text(encoding="utf-8").split("---\n", 2)[2]


def original():
    return CORPUS / front_matter()["original"]


def corrections():
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    return yaml.safe_load(
        re.search(r"^## Corrections$.*?^```yaml\n(.*?)^```$", readme, re.M | re.S)[1]
    )


def without_markup(text):
    """The printed text: letters, digits and punctuation, but no sign of Markdown or HTML."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"^\|(?: --- \|)+$", "", text, flags=re.M)
    text = re.sub(r"^(?:#{1,6}|-) ", "", text, flags=re.M)
    text = re.sub(r"\[\^(\d)\]:?", r" \1 ", text)
    text = re.sub("[¹²³⁰⁴-⁹]", lambda mark: f" {unicodedata.digit(mark[0])} ", text)
    text = re.sub(r"\[([^\]]*)\]\(#\)", r"\1", text)
    text = re.sub(r"</?p>|\|", " ", text)
    return re.sub(r"\*+|\\", "", text)


def words(text):
    """Maximal runs of letters and digits."""
    return re.findall(r"[^\W_]+", without_markup(text))


def words_with_punctuation(text):
    """What stands between spaces, so that "6.4" is not "6,4"."""
    return without_markup(text).split()


def place_of(run, sequence):
    """Where ``run`` stands in ``sequence``: in one place only."""
    length = len(run)
    places = [at for at in range(len(sequence)) if sequence[at : at + length] == run]
    assert len(places) == 1, f"{' '.join(run)!r} stands in {len(places)} places, not in one"
    return places[0]


def corrected(delivered, split):
    """The words of the delivered file with those that a correction moves in their new place."""
    result = delivered
    for correction in corrections():
        if "moved" not in correction:
            continue
        moved, after = split(correction["moved"]), split(correction["after"])
        start = place_of(moved, result)
        rest = result[:start] + result[start + len(moved) :]
        place = place_of(after, rest) + len(after)
        assert place != start, f"this correction moves nothing: {correction['what']}"
        result = rest[:place] + moved + rest[place:]
    return result


def tables():
    """The tables of the paper: rows of cells, the head first."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(body()))
    return [
        [[cell.children[0].content for cell in row.children] for row in rows_of(table)]
        for table in tree.children
        if table.type == "table"
    ]


def rows_of(table):
    return [node for node in table.walk() if node.type == "tr"]


def table_headed(first, second):
    (table,) = [table for table in tables() if table[0][:2] == [first, second]]
    return table


def headings():
    return re.findall(r"^#{1,6} (.+)$", body(), re.M)


def contents():
    """The entries of the table of content without dots and page numbers."""
    part = re.search(r"^## Table of content\n\n(.*?)\n\n", body(), re.M | re.S)[1]
    lines = [without_markup(line) for line in part.splitlines()]
    return [re.sub(r"\.*\s+\d+$", "", line) for line in lines]


def test_the_front_matter_has_the_described_keys():
    assert list(front_matter()) == KEYS


def test_the_digest_in_the_front_matter_is_that_of_the_delivered_file():
    assert front_matter()["sha256"] == hashlib.sha256(original().read_bytes()).hexdigest()


@pytest.mark.parametrize("split", [words, words_with_punctuation])
def test_the_paper_has_the_words_of_the_delivered_file_except_listed_corrections(split):
    assert split(body()) == corrected(split(original().read_text(encoding="utf-8")), split)


def test_a_correction_has_place_description_and_target():
    for correction in corrections():
        assert set(correction) in ({"where", "what"}, {"where", "what", "moved", "after"}), (
            correction
        )


def test_the_paper_is_normalised_text_without_html_that_ends_with_a_newline():
    tokens = MarkdownIt("commonmark").enable("table").parse(body())
    kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
    assert kinds.isdisjoint({"html_block", "html_inline"})
    assert unicodedata.is_normalized("NFC", body())
    assert body().endswith("\n")


@pytest.mark.parametrize(
    ("first", "second", "rows"), [("Acronym", "Name", 6), ("Name", "Country", 34)]
)
def test_a_table_is_complete(first, second, rows):
    _, *data = table_headed(first, second)
    assert len(data) == rows
    assert {len(cells) for cells in data} == {6}


def test_every_cell_of_a_table_is_a_cell_of_the_delivered_file():
    lines = original().read_text(encoding="utf-8").splitlines()
    delivered = [re.sub(r"</?p>", "", line).split("\t") for line in lines]
    for table in (table_headed("Acronym", "Name"), table_headed("Name", "Country")):
        start = delivered.index(table[0])
        rows = [cells for cells in delivered[start:] if len(cells) == 6]
        assert rows[: len(table)] == table


def test_every_line_of_the_table_of_content_is_a_heading():
    assert len(contents()) == 12
    assert [entry for entry in contents() if entry not in headings()] == []
