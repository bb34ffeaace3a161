"""Numbers are read from digits and words alike, in every language."""

from __future__ import annotations

import pytest

from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.text.numbers import find_numbers, number_words, read_digits
from eccp_assistant.text.tokenise import folded_words


def read(text, language="en", **options):
    found = find_numbers(folded_words(text), language, **options)
    return [(number.value, number.ordinal) for number in found]


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("007", (7,)),
        ("1.234", (1234, 1.234)),
        ("13,2", (13.2,)),
        ("1.234.567", (1234567,)),
        ("1 234", (1234,)),
        ("1,234.50", (1234.5,)),
        ("4i", ()),
        ("", ()),
    ],
)
def test_digits_are_read_with_either_separator(written, values):
    assert read_digits(written) == values


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_up_to_a_thousand_has_words(language):
    assert set(range(1, 1001)) <= set(number_words(language).values())


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("thirty-three", "en", 33),
        ("thirty three", "en", 33),
        ("one hundred and one", "en", 101),
        ("treinta y tres", "es", 33),
        ("soixante-dix", "fr", 70),
        ("septante", "fr", 70),
        ("dreiunddreißig", "de", 33),
        ("dezesseis", "pt", 16),
        ("dezasseis", "pt", 16),
        ("trentatré", "it", 33),
        ("vint-i-dues", "ca", 22),
    ],
)
def test_number_words_are_read_completely(text, language, value):
    assert read(f"x {text} y", language) == [(value, False)]


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("the third oak", "en", 3),
        ("the 2nd oak", "en", 2),
        ("el segundo roble", "es", 2),
        ("el 3er roble", "es", 3),
        ("la 2e forêt", "fr", 2),
        ("der zweite Baum", "de", 2),
        ("a terceira árvore", "pt", 3),
        ("il terzo albero", "it", 3),
        ("el quart arbre", "ca", 4),
    ],
)
def test_ordinals_are_read_as_positions(text, language, place):
    assert (place, True) in read(text, language)


def test_zero_is_read_only_on_request():
    assert read("zero oaks") == []
    assert read("zero oaks", zero=True) == [(0, False)]
    assert read("0 oaks") == [(0, False)]


def test_a_name_with_a_digit_is_no_number():
    assert read("4i, M24 and 3D") == []
