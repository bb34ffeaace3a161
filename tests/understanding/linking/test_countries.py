from __future__ import annotations

import pytest

from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.linking.countries import find_country


@pytest.mark.parametrize(
    ("said", "language", "code"),
    [
        ("Deutschland", "de", "DE"),
        ("Allemagne", "en", "DE"),
        ("the Netherlands", "en", "NL"),
        ("Holanda", "es", "NL"),
        ("USA", "it", "US"),
        ("spanischen", "de", "ES"),
        ("españolas", "es", "ES"),
        ("italiennes", "fr", "IT"),
        ("tedeschi", "it", "DE"),
        ("alemães", "pt", "DE"),
        ("francesos", "ca", "FR"),
        ("grega", "ca", "GR"),
        ("south african", "en", "ZA"),
    ],
)
def test_names_and_adjectives_are_known(said, language, code):
    assert find_country(folded_words(said), language) == code


def test_an_adjective_belongs_to_its_language():
    assert find_country(("tedeschi",), "en") is None
