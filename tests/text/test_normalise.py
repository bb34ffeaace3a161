"""One word has one spelling, however it was typed, copied or composed."""

from __future__ import annotations

import unicodedata

import pytest

from eccp_assistant.text.normalise import clean, fold, plain


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("cafe\u0301", "café"),
        ("co\u00adoperation", "cooperation"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffbegin", "begin"),
        ("col·lectiu", "col·lectiu"),
        ("ﬁnance", "finance"),
        ("Wood™ oak", "Wood™ oak"),
        ("as it is", "as it is"),
    ],
)
def test_text_is_composed_and_stripped_of_invisible_characters(typed, text):
    assert clean(typed).text == text


@pytest.mark.parametrize("typed", ["el cafe\u0301 frío", "a co\u00adop oak", "ﬁr ﬁnds", "oak"])
def test_every_word_keeps_its_place_in_the_original(typed):
    known = clean(typed)
    start = 0
    for word in known.text.split():
        start = known.text.index(word, start)
        first, last = known.original(start, start + len(word))
        assert clean(typed[first:last]).text == word
        assert fold(typed[first:last]) == fold(word)


@pytest.mark.parametrize("typed", ["Où est l’Annexe ?", "CLÚSTERES", "Straße", "co\u00adop"])
def test_folding_does_not_depend_on_how_letters_are_composed(typed):
    assert fold(unicodedata.normalize("NFD", typed)) == fold(unicodedata.normalize("NFC", typed))


def test_folding_leaves_neither_accents_nor_case():
    assert fold("  ÇA  va,\tŁódź ß") == "ca va, lodz ss"


def test_a_reader_sees_no_markup():
    assert plain("- **Oak**[^1] and [yew](https://tree.example) `x`") == "Oak and yew x"
