"""Names of countries in the seven languages, from CLDR."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from babel import Locale

from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.text.normalise import fold
from eccp_assistant.text.tokenise import folded_words

_CODE_LENGTH = 2
"""Letters of a country's code; CLDR's other territories (continents, groups) have numbers."""


def country_of_code(code: str) -> str | None:
    """The English name of the country with an ISO 3166 code."""
    name = Locale("en").territories.get(code) if _is_country(code) else None
    return str(name) if name is not None else None


def english_name(name: str) -> str | None:
    """The English name of a country by its name in any of the languages."""
    code = _codes().get(fold(name))
    return country_of_code(code) if code else None


@lru_cache(maxsize=4096)
def names_of_country(name: str) -> tuple[str, ...]:
    """The names of a country in the seven languages; empty if it is not a country."""
    code = _codes().get(fold(name))
    if code is None:
        return ()
    return tuple(Locale(language).territories[code] for language in LANGUAGES)


def country_name(name: str, language: Language) -> str:
    """A country's name in ``language``; the name itself if it is not a country."""
    code = _codes().get(fold(name))
    return str(Locale(language).territories[code]) if code else name


def is_country_name(folded: str) -> bool:
    """Whether a folded text is the name of a country in any of the languages."""
    return folded in _codes()


@lru_cache(maxsize=1)
def countries_by_words() -> Mapping[tuple[str, ...], str]:
    """Folded words of a country's name in each of the languages → its English name."""
    english = Locale("en").territories
    return MappingProxyType({folded_words(name): str(english[code]) for name, code in _names()})


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    return MappingProxyType({fold(name): code for name, code in _names()})


def _names() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if _is_country(code):
                yield name, code


def _is_country(code: str) -> bool:
    return len(code) == _CODE_LENGTH and code.isalpha()
