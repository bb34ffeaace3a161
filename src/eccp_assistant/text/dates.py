"""Dates as people write them, in seven languages."""

from __future__ import annotations

import datetime
import re

from babel.dates import format_skeleton

from eccp_assistant.domain.answers import Language

_ISO = re.compile(r"\d{4}(?:-\d{2}){0,2}")


def in_words(date: str, language: Language) -> str:
    """An ISO date of any precision in words; other words stay as they are.

    >>> in_words("2017-09", "en")
    'September 2017'
    >>> in_words("2013", "es")
    '2013'
    >>> in_words("mid-July 2017", "en")
    'mid-July 2017'
    """
    if not _ISO.fullmatch(date):
        return date
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return str(year)
    day = datetime.date(year, rest[0], rest[1] if len(rest) > 1 else 1)
    return str(format_skeleton("yMMMMd" if len(rest) > 1 else "yMMMM", day, locale=language))
