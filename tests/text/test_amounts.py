"""Ranges, magnitudes and percents are read in every language."""

from __future__ import annotations

import pytest

from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.text.amounts import find_amounts
from eccp_assistant.text.magnitudes import magnitude_words


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("between 3 and 5 oaks", "en", 3, 5),
        ("from three to five oaks", "en", 3, 5),
        ("10-20 oaks", "en", 10, 20),
        ("10 – 20 oaks", "en", 10, 20),
        ("3 to 5 million", "en", 3_000_000, 5_000_000),
        ("in 2014-15", "en", 2014, 2015),
        ("entre 3 y 5 robles", "es", 3, 5),
        ("entre tres y cinco mil millones", "es", 3 * 10**9, 5 * 10**9),
        ("entre 3 et 5 chênes", "fr", 3, 5),
        ("de 3 à 5 chênes", "fr", 3, 5),
        ("zwischen 3 und 5 Bäumen", "de", 3, 5),
        ("drei bis fünf Bäume", "de", 3, 5),
        ("entre 3 e 5 árvores", "pt", 3, 5),
        ("tra 3 e 5 alberi", "it", 3, 5),
        ("entre 3 i 5 arbres", "ca", 3, 5),
    ],
)
def test_a_range_has_two_ends(text, language, low, high):
    (amount,) = find_amounts(text, language)
    assert (amount.low, amount.high) == (low, high)
    assert amount.is_range


@pytest.mark.parametrize("text", ["12-34-56", "tel. 93 12", "5-3", "3 and 5", "the 3rd to 5th"])
def test_numbers_side_by_side_are_no_range(text):
    assert not any(amount.is_range for amount in find_amounts(text, "en"))


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("13.2 billion", "en", 13_200_000_000),
        ("€13.2bn", "en", 13_200_000_000),
        ("5M trees", "en", 5_000_000),
        ("two million", "en", 2_000_000),
        ("veinticinco mil", "es", 25_000),
        ("6.400 millones", "es", 6_400_000_000),
        ("3 milliards", "fr", 3_000_000_000),
        ("3 Mio. Euro", "de", 3_000_000),
        ("3 Milliarden", "de", 3_000_000_000),
        ("3 milhões", "pt", 3_000_000),
        ("3 miliardi", "it", 3_000_000_000),
        ("3 milions", "ca", 3_000_000),
    ],
)
def test_a_word_of_magnitude_multiplies(text, language, value):
    (amount,) = find_amounts(text, language)
    assert (amount.low, amount.high) == (value, value)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("12.5 %", "en"),
        ("12.5 percent", "en"),
        ("12.5 per cent", "en"),
        ("12,5 por ciento", "es"),
        ("12,5 pour cent", "fr"),
        ("12,5 Prozent", "de"),
        ("12,5 por cento", "pt"),
        ("12,5 per cento", "it"),
        ("12,5 per cent", "ca"),
    ],
)
def test_a_percent_is_known_by_its_sign_or_word(text, language):
    (amount,) = find_amounts(text, language)
    assert amount.percent
    assert amount.low == 12.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_thousand_and_million(language):
    assert {1000, 10**6} <= set(magnitude_words(language).values())


def test_a_name_with_a_digit_is_no_amount():
    assert find_amounts("4i, M24 and 3D", "en") == ()
