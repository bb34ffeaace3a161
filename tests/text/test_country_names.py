"""Names of countries in the seven languages, from CLDR."""

import pytest

from eccp_assistant.text.country_names import (
    countries_by_words,
    country_name,
    country_of_code,
    english_name,
    is_country_name,
    names_of_country,
)


@pytest.mark.parametrize(
    "name", ["Germany", "ALEMANIA", "Allemagne", "Deutschland", "Alemanha", "Germania", "Alemanya"]
)
def test_a_country_is_recognised_in_every_language(name):
    assert english_name(name) == "Germany"
    assert country_name(name, "es") == "Alemania"
    assert names_of_country(name)[0] == "Germany"
    assert len(names_of_country(name)) == 7


@pytest.mark.parametrize("name", ["Galicia", "World", "Europe", "", "the Germany"])
def test_other_names_are_not_countries(name):
    assert english_name(name) is None
    assert names_of_country(name) == ()
    assert country_name(name, "es") == name
    assert not is_country_name(name.lower())


def test_codes_are_those_of_iso_3166():
    assert country_of_code("CO") == "Colombia"
    assert country_of_code("QQ") is None
    assert country_of_code("419") is None, "Latin America is no country"


def test_words_of_a_name_lead_to_the_english_name():
    assert countries_by_words()["estados", "unidos"] == "United States"
    assert countries_by_words()["cote", "d", "ivoire"] == "Côte d’Ivoire"
    assert ("world",) not in countries_by_words()
