"""Dates of any precision, the names of the months, and dates in words."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from babel.dates import format_skeleton, get_month_names

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.normalise import fold

_ISO = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_SHORT_NAME = 3


Period = tuple[int, int]
"""First and last day of a date or range, each as the number yyyymmdd, which sorts by time."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of any precision.

    Attributes:
        year: Four digits; ``None`` where it is left open ("in March").
        month: 1 to 12, where it is said.
        day: 1 to 31, where it is said.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """The date in ISO 8601 as far as it is known ("2017-09"); empty without a year."""
        if self.year is None:
            return ""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)


def period(date: str) -> Period | None:
    """The days that an ISO date of any precision, or a range of two, stands for.

    >>> period("2017-02")
    (20170201, 20170228)
    >>> period("2014/2020-06")
    (20140101, 20200630)
    >>> period("mid-July") is None
    True
    """
    first, slash, last = date.partition("/")
    begin, end = _days(first), _days(last if slash else first)
    if begin is None or end is None or begin[0] > end[1]:
        return None
    return begin[0], end[1]


def _days(date: str) -> Period | None:
    found = _PERIOD.fullmatch(date)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = datetime.date(year, month or 1, day or 1)
        if day:
            last = first
        else:
            after = datetime.date(year + (month in {0, 12}), month % 12 + 1 if month else 1, 1)
            last = after - datetime.timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return _number(first), _number(last)


def _number(day: datetime.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def in_words(date: str, language: Language) -> str:
    """An ISO date of any precision, or a range of two, in words; other words stay as they are.

    >>> in_words("2017-09", "en")
    'September 2017'
    >>> in_words("2013", "es")
    '2013'
    >>> in_words("mid-July 2017", "en")
    'mid-July 2017'
    """
    first, slash, last = date.partition("/")
    if slash and period(date) is not None:
        return f"{in_words(first, language)} – {in_words(last, language)}"
    if not _ISO.fullmatch(date) or period(date) is None:
        return date
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return str(year)
    day = datetime.date(year, rest[0], rest[1] if len(rest) > 1 else 1)
    return str(format_skeleton("yMMMMd" if len(rest) > 1 else "yMMMM", day, locale=language))


def is_year(word: str) -> bool:
    """Whether digits are a year of the last two centuries or of this one."""
    return _YEAR.fullmatch(word) is not None


def years_in(text: str) -> list[str]:
    """The years that a text names in four digits, in order."""
    return re.findall(rf"(?<!\d){_YEAR.pattern}(?!\d)", text)


@lru_cache(maxsize=16)
def month_names(language: str) -> dict[str, int]:
    """Folded name of a month, as CLDR spells it → 1 to 12."""
    return _names(language, "wide")


@lru_cache(maxsize=16)
def short_month_names(language: str) -> dict[str, int]:
    """The same with abbreviations ("Jul")."""
    return {**_names(language, "abbreviated"), **month_names(language)}


def _names(language: str, width: Literal["wide", "abbreviated"]) -> dict[str, int]:
    forms = (
        get_month_names(width, context=context, locale=language)
        for context in ("format", "stand-alone")
    )
    found = {
        fold(name.split()[-1].split("’")[-1]).rstrip("."): number
        for each in forms
        for number, name in each.items()
    }
    return {name: number for name, number in found.items() if len(name) >= _SHORT_NAME}
