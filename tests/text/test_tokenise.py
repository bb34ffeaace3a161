"""Texts and questions are cut into the same tokens, with offsets into what was typed."""

from __future__ import annotations

import unicodedata

import pytest

from eccp_assistant.text.tokenise import folded_words, stem, stems, tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("l'annexe e-mail WP-3b", ("l", "annexe", "e", "mail", "wp", "3b")),
        ("R&D in 4i, 3D and M24", ("r", "d", "in", "4i", "3d", "and", "m24")),
        ("1.234,5 of 13,2bn", ("1.234,5", "of", "13,2", "bn")),
        ("2014-15 (20%)", ("2014", "15", "20")),
        ("el col·lectiu", ("el", "collectiu")),
        ("", ()),
        ("¿?", ()),
    ],
)
def test_a_text_is_cut_into_words_and_numbers(text, tokens):
    assert folded_words(text) == tokens


@pytest.mark.parametrize(
    "text",
    ["¿Cuántos clústeres hay?", "Où est l’énergie ?", "Größe über alles", "àèò col·lectiu"],
)
def test_decomposed_letters_give_the_same_tokens(text):
    composed = tokenize(unicodedata.normalize("NFC", text))
    decomposed = tokenize(unicodedata.normalize("NFD", text))
    assert [each.folded for each in composed] == [each.folded for each in decomposed]
    assert [each.text for each in composed] == [each.text for each in decomposed]


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u200d", "\ufeff", "\u202a"])
def test_hidden_characters_do_not_change_a_word(hidden):
    text = f"the clus{hidden}ter"
    token = tokenize(text)[1]
    assert token.folded == token.text == "cluster"
    assert text[token.start : token.end] == f"clus{hidden}ter"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_point_into_the_text_as_given(form):
    text = unicodedata.normalize(form, "clústeres de énergia 3,5")
    said = [text[token.start : token.end] for token in tokenize(text)]
    assert said == [unicodedata.normalize(form, w) for w in ("clústeres", "de", "énergia", "3,5")]


def test_names_and_acronyms_are_seen_as_such():
    assert [token.capitalised for token in tokenize("the Oak eU oak")] == [False, True, True, False]


def test_words_are_stemmed_in_their_language_and_others_left_alone():
    assert stems(("companies", "company"), "en") == (stem("company", "en"),) * 2
    assert stem("companies", "xx") == "companies"
    assert stem("4i", "en") == "4i"
