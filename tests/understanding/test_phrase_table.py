"""Phrases are found as written, else by their stems in one language."""

import pytest

from eccp_assistant.understanding.phrase_table import PhraseTable, is_stemmed


@pytest.fixture
def table():
    found = PhraseTable()
    found.add(("evergreen", "trees"), "leaf", stemmed_in=["en"])
    found.add(("arboles",), "tree", stemmed_in=["es"])
    found.add(("leads",), "name")
    return found


def test_a_phrase_is_found_as_written_in_any_language(table):
    assert table.find(("evergreen", "trees"), "fr") == {"leaf"}
    assert table.exact(("evergreen", "trees")) == {"leaf"}


def test_a_phrase_is_found_by_its_stems_in_its_language_only(table):
    assert table.find(("evergreen", "tree"), "en") == {"leaf"}
    assert table.find(("evergreen", "tree"), "es") == frozenset()
    assert table.find(("arbol",), "es") == {"tree"}
    assert table.exact(("arbol",)) == frozenset()


def test_the_written_form_comes_before_the_stems(table):
    table.add(("evergreen", "tree"), "one", stemmed_in=["en"])
    assert table.find(("evergreen", "tree"), "en") == {"one"}


def test_without_a_language_there_are_no_stems(table):
    assert table.find(("lead",), "en") == frozenset()


def test_short_single_words_are_not_stemmed(table):
    table.add(("oaks",), "oak", stemmed_in=["en"])
    assert table.find(("oak",), "en") == frozenset()
    assert not is_stemmed(("oaks",))
    assert is_stemmed(("an", "oak"))


def test_a_word_is_known_in_a_phrase_or_by_a_stem_that_is_one(table):
    assert table.knows("evergreen", "de")
    assert table.knows("arbol", "es")
    assert not table.knows("arbol", "en")


def test_longer_words_are_sorted(table):
    table.add(("the", "oak"), "oak")
    assert table.longer_words() == ["arboles", "evergreen", "leads", "trees"]
