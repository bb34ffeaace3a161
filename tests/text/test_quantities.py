"""Figures, numbers in words, months and addresses are read alike in every language."""

from __future__ import annotations

import pytest

from eccp_assistant.text import quantities as facts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("13.2", {"13.2"}),
        ("13,2", {"13.2"}),
        ("1,234,567", {"1234567"}),
        ("1.234.567", {"1234567"}),
        ("1 234 567", {"1234567"}),
        ("1.234", {"1234", "1.234"}),
        ("1.234,50", {"1234.5"}),
        ("007", {"7"}),
    ],
)
def test_a_figure_is_read_in_every_notation(text, values):
    (found,) = facts.figures(f"about {text} trees").values()
    assert found == values


def test_parts_of_words_and_addresses_are_no_figures():
    assert facts.figures("M24, H2020 and www.a2.example/3") == {}
    assert facts.mixed_words("M24, H2020 and ESCP-4i") == {"m24", "h2020", "4i"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("twenty-six trees", "en"),
        ("veintiséis árboles", "es"),
        ("vingt-six arbres", "fr"),
        ("sechsundzwanzig Bäume", "de"),
        ("vinte e seis árvores", "pt"),
        ("ventisei alberi", "it"),
        ("vint-i-sis arbres", "ca"),
    ],
)
def test_numbers_are_read_from_words(text, language):
    assert facts.numbers_in_words(text, language) == {"26"}


@pytest.mark.parametrize(
    ("text", "language", "months"),
    [
        ("in March 2016 it may march", "en", {3}),
        ("en marzo y agosto", "es", {3, 8}),
        ("d’août à décembre", "fr", {8, 12}),
        ("im Dezember", "de", {12}),
        ("em junho", "pt", {6}),
        ("a maggio", "it", {5}),
        ("al setembre", "ca", {9}),
    ],
)
def test_months_are_read_in_every_language(text, language, months):
    assert facts.months(text, language) == months


def test_addresses_are_compared_without_scheme_and_dot():
    said = facts.addresses("See https://www.Tree.example/a. or mail info@tree.example.")
    assert said == {"tree.example/a", "info@tree.example"}


@pytest.mark.parametrize("text", ["<b>", "[x](y)", "![x", "a\u202eb", "`x`", "{{ x }}", "a\u0000"])
def test_markup_and_hidden_marks_are_not_plain(text):
    assert not facts.is_plain(f"A tree {text}.")
    assert facts.is_plain("A tree – “tall”, 13.2 m (oak); isn’t it?")
