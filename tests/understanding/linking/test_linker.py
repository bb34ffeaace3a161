from __future__ import annotations

import pytest

from eccp_assistant.understanding.linking.linker import Linker
from tests.lookup.reader.harbour import CATALOGUE

LINKER = Linker(CATALOGUE)


def mentions(text, language):
    tokens, found = LINKER.link(text, language)
    return {" ".join(token.text for token in tokens[each.start : each.end]): each for each in found}


@pytest.mark.parametrize(
    ("text", "language", "said", "value"),
    [
        ("boats from Spain", "en", "Spain", "Spain"),
        ("deutsche Boote", "de", "deutsche", "Germany"),
        ("barche norvegesi", "it", "norvegesi", "Norway"),
        ("boats with life rafts", "en", "life rafts", "Life raft"),
        ("boats with a fihsing net", "en", "fihsing net", "Fishing net"),
        ("who owns the Santa Ana", "en", "Santa Ana", "ana"),
        ("quando foi construído o Rio Lima", "pt", "Rio Lima", "rio"),
        ("the Queen", "en", "Queen", "elbe"),
    ],
)
def test_names_and_values_are_linked(text, language, said, value):
    found = mentions(text, language)
    assert value in {link.value for link in found[said].links}


def test_a_kind_and_a_field_may_be_the_same_word():
    found = mentions("Welche Werft hat das Boot gebaut?", "de")
    assert {link.type for link in found["Werft"].links} == {"kind", "field"}


def test_a_country_that_no_record_has_is_understood():
    found = mentions("boats from Peru", "en")
    assert {link.value for link in found["Peru"].links} == {"Peru"}


def test_no_real_word_becomes_a_value_by_its_spelling():
    assert "rover" not in mentions("is there a rover", "en")


def test_no_two_mentions_overlap():
    tokens, found = LINKER.link("Which boats from Norway have radar, a crane or 12 metres?", "en")
    taken = [place for each in found for place in range(each.start, each.end)]
    assert len(taken) == len(set(taken))
    assert max(taken) < len(tokens)
