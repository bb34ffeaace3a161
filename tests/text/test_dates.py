"""Dates are written in the language of the answer; years and months are recognised."""

from __future__ import annotations

import pytest

from eccp_assistant.text.dates import PartialDate, in_words, is_year, month_names, years_in


def test_only_four_digits_of_recent_centuries_are_a_year():
    assert years_in("2016, 20167 and 1999") == ["2016", "1999"]
    assert is_year("1850")
    assert not is_year("3000")


def test_a_date_is_as_exact_in_iso_as_it_is_known():
    assert PartialDate(2017, 9).iso == "2017-09"
    assert PartialDate(None, 9).iso == ""


def test_months_have_the_names_that_cldr_gives_them():
    assert month_names("ca")["agost"] == 8
    assert month_names("fr")["aout"] == 8


@pytest.mark.parametrize(
    ("date", "language", "words"),
    [
        ("2017-09-14", "es", "14 de septiembre de 2017"),
        ("2017-09", "fr", "septembre 2017"),
        ("2017", "de", "2017"),
        ("mid-July", "en", "mid-July"),
    ],
)
def test_dates_are_written_in_the_language_of_the_answer(date, language, words):
    assert in_words(date, language) == words
