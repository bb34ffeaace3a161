"""Dates as people write them: years, months, days and ranges of them, in every language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from eccp_assistant.text.amounts import is_short_year, joins_range
from eccp_assistant.text.dates import PartialDate, is_year, month_names, short_month_names
from eccp_assistant.text.tokenise import Token, tokenize

_DECADE = re.compile(r"((?:1[89]|20)\d0)s")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o|a)?")
_NUMERIC = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_JOINING = frozenset({"of", "the", "de", "del", "d", "do", "di", "dell", "l", "le", "el", "al"})
"""Words between a day, a month and a year ("14 de julio de 2017")."""

_SEPARATORS = frozenset("-–/")
_MOST_MONTHS = 12
_MOST_DAYS = 31
_CENTURY = 100
_DECADE_YEARS = 9


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a range of dates in a sequence of tokens.

    Attributes:
        start: Index of its first token.
        end: Index after its last token.
        first: The date, or the beginning.
        last: The date, or the end.
    """

    start: int
    end: int
    first: PartialDate
    last: PartialDate


@lru_cache(maxsize=8192)
def holds_date(text: str, language: str, *, month: bool = False) -> bool:
    """Whether a text names a date; with ``month``, one that says the month."""
    return any(date.first.month or not month for date in find_dates(text, language))


def find_dates(
    text: str, language: str, tokens: Sequence[Token] | None = None
) -> tuple[DateMention, ...]:
    """The dates of a text, in order.

    A month without day or year counts in English only with a capital: "may" and "march" are verbs.
    "2010-11" is two years, "2017-09" a month: the second number tells them apart.

    Args:
        text: What they stand in.
        language: Its language, as an ISO 639-1 code.
        tokens: Its tokens, where they are known already.
    """
    tokens = tokenize(text) if tokens is None else tokens
    reader = _Reader(text, tokens, language)
    found: list[DateMention] = []
    place = 0
    while place < len(tokens):
        date = reader.at(place)
        if date is not None:
            found.append(date)
        place = date.end if date else place + 1
    return _joined(found, text, tokens, language)


class _Reader:
    """Reads a date at a place of a text."""

    def __init__(self, text: str, tokens: Sequence[Token], language: str) -> None:
        self.text = text
        self.tokens = tokens
        self.language = language
        self.names = short_month_names(language)

    def at(self, place: int) -> DateMention | None:
        return (
            self._numeric(place)
            or self._year_first(place)
            or self._day_first(place)
            or self._month_first(place)
        )

    def _numeric(self, place: int) -> DateMention | None:
        """14.07.2017, 14/07/2017 or 14-07-2017; the month first only where it must be."""
        match = _NUMERIC.fullmatch(self._word(place))
        if match is not None:
            return _full(place, place + 1, int(match[3]), int(match[2]), int(match[1]))
        words = [self._word(place + ahead) for ahead in range(3)]
        if not all(map(self._touching, (place, place + 1))) or not is_year(words[2]):
            return None
        if not all(word.isdigit() and len(word) <= 2 for word in words[:2]):
            return None
        return _full(place, place + 3, int(words[2]), int(words[1]), int(words[0]))

    def _year_first(self, place: int) -> DateMention | None:
        word = self._word(place)
        decade = _DECADE.fullmatch(word)
        if decade is not None:
            year = int(decade[1])
            last = PartialDate(year + _DECADE_YEARS)
            return DateMention(place, place + 1, PartialDate(year), last)
        if not is_year(word):
            return None
        year, following = int(word), self._word(place + 1)
        two_digits = following.isdigit() and len(following) == 2
        if not (two_digits and self._touching(place)):
            return DateMention(place, place + 1, PartialDate(year), PartialDate(year))
        third = self._word(place + 2)
        if third.isdigit() and len(third) == 2 and self._touching(place + 1):
            return _full(place, place + 3, year, int(following), int(third))
        if is_short_year(year, int(following)):
            last = PartialDate(year - year % _CENTURY + int(following))
            return DateMention(place, place + 2, PartialDate(year), last)
        if 1 <= int(following) <= _MOST_MONTHS:
            date = PartialDate(year, int(following))
            return DateMention(place, place + 2, date, date)
        return DateMention(place, place + 1, PartialDate(year), PartialDate(year))

    def _day_first(self, place: int) -> DateMention | None:
        """14 July 2017, 14 de julio, 14. Juli; "3-5 July 2017" is a range of days."""
        day = _DAY.fullmatch(self._word(place))
        if day is None or not 1 <= int(day[1]) <= _MOST_DAYS:
            return None
        at, first = place + 1, int(day[1])
        until = _DAY.fullmatch(self._word(at))
        if until is not None and self._joined_days(place):
            at, day = at + 1, until
        at = self._past_joining(at)
        month = self.names.get(self._word(at))
        if month is None:
            return None
        year, end = self._year_after(at + 1)
        last = PartialDate(year, month, int(day[1]))
        return DateMention(place, end, replace(last, day=first), last)

    def _month_first(self, place: int) -> DateMention | None:
        """July 2017, julio de 2017, July 14, 2017 or a month alone."""
        month = self.names.get(self._word(place))
        if month is None:
            return None
        day = _DAY.fullmatch(self._word(place + 1)) if self.language == "en" else None
        if day is not None and 1 <= int(day[1]) <= _MOST_DAYS and self._near(place):
            year, end = self._year_after(place + 2)
            date = PartialDate(year, month, int(day[1]))
            return DateMention(place, end, date, date)
        year, end = self._year_after(place + 1)
        date = PartialDate(year, month)
        if year is None:
            spelt_out = self._word(place) in month_names(self.language)
            lower = self.language == "en" and not self.tokens[place].text[0].isupper()
            if not spelt_out or lower:
                return None
        return DateMention(place, end, date, date)

    def _year_after(self, place: int) -> tuple[int | None, int]:
        """The year at a place or behind joining words, and where the date ends."""
        at = self._past_joining(place)
        if is_year(self._word(at)) and self._gap(at - 1).strip() in {
            "",
            ",",
            ".",
            "’",
            "'",
        }:
            return int(self._word(at)), at + 1
        return None, place

    def _past_joining(self, place: int) -> int:
        while self._word(place) in _JOINING:
            place += 1
        return place

    def _word(self, place: int) -> str:
        return self.tokens[place].folded if 0 <= place < len(self.tokens) else ""

    def _gap(self, place: int) -> str:
        """What stands between the token at a place and the next one."""
        if not 0 <= place < len(self.tokens) - 1:
            return ""
        return self.text[self.tokens[place].end : self.tokens[place + 1].start]

    def _touching(self, place: int) -> bool:
        return self._gap(place) in _SEPARATORS

    def _near(self, place: int) -> bool:
        return self._gap(place).strip(" \u00a0.") == ""

    def _joined_days(self, place: int) -> bool:
        ends = (place, place + 1), (place + 1, place + 2)
        return joins_range(self.text, self.tokens, *ends, self.language) is not None


def _full(start: int, end: int, year: int, month: int, day: int) -> DateMention | None:
    if month > _MOST_MONTHS:
        month, day = day, month
    if not (1 <= month <= _MOST_MONTHS and 1 <= day <= _MOST_DAYS):
        return None
    date = PartialDate(year, month, day)
    return DateMention(start, end, date, date)


def _joined(
    found: Sequence[DateMention], text: str, tokens: Sequence[Token], language: str
) -> tuple[DateMention, ...]:
    """Dates that a dash or "from … to" joins, as one range each."""
    dates: list[DateMention] = []
    for date in found:
        before = dates[-1] if dates else None
        if before is not None and before.first == before.last and date.first == date.last:
            ends = (before.start, before.end), (date.start, date.end)
            start = joins_range(text, tokens, *ends, language)
            first = before.first
            if first.year is None:
                first = replace(first, year=date.last.year)  # "between March and June 2016"
            if start is not None and first.iso <= date.last.iso:
                dates[-1] = DateMention(start, date.end, first, date.last)
                continue
        dates.append(date)
    return tuple(dates)
