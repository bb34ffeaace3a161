from __future__ import annotations

import pytest

from eccp_assistant.text.tokenise import tokenize
from eccp_assistant.understanding.linking.amounts import find_amounts


def amounts(text, language):
    tokens = tokenize(text)
    return [each.value for each in find_amounts(tokens, [t.folded for t in tokens], language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("more than twenty-four boats", "en", [24]),
        ("über hundert Boote", "de", [100]),
        ("plus de 128 600 visiteurs", "fr", [128600]),
        ("dos milions i mig d'euros", "ca", [2500000]),
        ("menos de medio millón", "es", [500000]),
        ("mais de 1,5 milhões", "pt", [1500000]),
        ("boats of the 1970s", "en", [(1970, 1979)]),
        ("bateaux des années 90", "fr", [(1990, 1999)]),
        ("Boote der neunziger Jahre", "de", [(1990, 1999)]),
        ("barche del XIX secolo", "it", [(1801, 1900)]),
        ("Boote aus dem 19. Jahrhundert", "de", [(1801, 1900)]),
        ("between 10 and 20 boats", "en", [10, 20]),
    ],
)
def test_amounts_are_read_with_their_words(text, language, expected):
    assert amounts(text, language) == expected


def test_an_article_is_no_amount():
    assert amounts("un barco y una barca", "es") == []


def test_a_place_in_a_row_is_no_amount():
    assert amounts("the second largest boat", "en") == []
