"""Dates of any precision are read in every language."""

from __future__ import annotations

import pytest

from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.text.date_mentions import find_dates, holds_date
from eccp_assistant.text.dates import PartialDate, month_names
from eccp_assistant.text.tokenise import tokenize


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("in 2016", "en", "2016"),
        ("in July 2017", "en", "2017-07"),
        ("in Jul 2017", "en", "2017-07"),
        ("on 14 July 2017", "en", "2017-07-14"),
        ("on the 14th of July, 2017", "en", "2017-07-14"),
        ("on July 14, 2017", "en", "2017-07-14"),
        ("on 2017-07-14", "en", "2017-07-14"),
        ("in 2017-07", "en", "2017-07"),
        ("on 7/14/2017", "en", "2017-07-14"),
        ("el 14 de julio de 2017", "es", "2017-07-14"),
        ("en julio del 2017", "es", "2017-07"),
        ("le 1er juillet 2017", "fr", "2017-07-01"),
        ("am 14. Juli 2017", "de", "2017-07-14"),
        ("am 14.07.2017", "de", "2017-07-14"),
        ("em março de 2016", "pt", "2016-03"),
        ("nel maggio 2016", "it", "2016-05"),
        ("l'1 d’agost de 2016", "ca", "2016-08-01"),
    ],
)
def test_dates_keep_their_precision(text, language, iso):
    (date,) = find_dates(text, language)
    assert date.first == date.last
    assert date.first.iso == iso


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("2014-15", "en", "2014", "2015"),
        ("2014–2017", "en", "2014", "2017"),
        ("from 2014 to 2017", "en", "2014", "2017"),
        ("between March and June 2016", "en", "2016-03", "2016-06"),
        ("3-5 July 2017", "en", "2017-07-03", "2017-07-05"),
        ("the 1990s", "en", "1990", "1999"),
        ("entre 2014 y 2016", "es", "2014", "2016"),
        ("de 2014 à 2016", "fr", "2014", "2016"),
        ("von 2014 bis 2016", "de", "2014", "2016"),
        ("tra 2014 e 2016", "it", "2014", "2016"),
    ],
)
def test_a_range_of_dates_has_a_beginning_and_an_end(text, language, first, last):
    (date,) = find_dates(text, language)
    assert (date.first.iso, date.last.iso) == (first, last)


def test_a_date_knows_its_tokens():
    text = "since 14 July 2017 here"
    (date,) = find_dates(text, "en")
    tokens = tokenize(text)
    assert text[tokens[date.start].start : tokens[date.end - 1].end] == "14 July 2017"


def test_a_month_alone_leaves_the_year_open():
    (date,) = find_dates("en marzo", "es")
    assert date.first == PartialDate(None, 3)
    assert date.first.iso == ""


@pytest.mark.parametrize("text", ["it may march on", "99 trees", "3000", "13.2 of 2.5", "M24"])
def test_other_numbers_are_not_dates(text):
    assert find_dates(text, "en") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_twelve_months(language):
    assert set(month_names(language).values()) == set(range(1, 13))
    for name in month_names(language):
        assert holds_date(f"x {name.title()} 2016", language, month=True)


def test_a_year_is_a_date_without_a_month():
    assert holds_date("in 2016", "en")
    assert not holds_date("in 2016", "en", month=True)
