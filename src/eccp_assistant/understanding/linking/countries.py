"""Countries in seven languages: names from CLDR, everyday names and adjectives from lists."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from babel import Locale

from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.text.normalise import fold
from eccp_assistant.text.tokenise import folded_words

Phrase = tuple[str, ...]

_DATA = Path(__file__).parent / "data"
_CODE = 2

# Folded ending of the masculine singular -> what replaces it in the other forms. The first that
# fits counts; "" fits every word.
_ENDINGS: dict[Language, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "en": (("", ("s",)),),
    "es": (
        ("o", ("a", "os", "as")),
        *((end, (end + "a", end + "es", end + "as")) for end in "snlr"),
        ("", ("s", "es")),
    ),
    "fr": (
        ("ien", ("ienne", "iens", "iennes")),
        ("een", ("eenne", "eens", "eennes")),
        ("on", ("onne", "ons", "onnes")),
        ("c", ("que", "ques", "cque", "cques", "cs")),
        ("e", ("es",)),
        ("", ("e", "s", "es")),
    ),
    "de": (
        ("isch", ("ische", "ischen", "ischer", "isches", "ischem")),
        ("deutsch", ("deutsche", "deutschen", "deutscher", "deutsches", "deutschem")),
        ("e", ("en",)),
        ("er", ("ern", "erin", "erinnen", "ers")),
        ("", ("en", "n", "s")),
    ),
    "pt": (
        ("ao", ("a", "as", "aes", "oes", "aos")),
        ("o", ("a", "os", "as")),
        ("ol", ("ola", "ois", "olas")),
        *((end, (end + "a", end + "es", end + "as")) for end in "snr"),
        ("", ("s",)),
    ),
    "it": (
        ("o", ("a", "i", "e", "hi", "he")),
        ("e", ("i",)),
        ("a", ("i", "e", "hi", "he")),
        ("", ("",)),
    ),
    "ca": (
        ("es", ("esa", "esos", "eses")),
        ("c", ("ca", "cs", "ga", "gues", "ques")),
        ("a", ("es", "as", "ana", "ans", "anes")),
        ("", ("a", "s", "es", "os", "na", "ns", "nes", "sa", "ssa", "ssos", "sses")),
    ),
}


class CountryNames(NamedTuple):
    """Folded words -> ISO 3166 code.

    Attributes:
        names: Names, the same in every language.
        adjectives: By language.
    """

    names: MappingProxyType[Phrase, str]
    adjectives: MappingProxyType[Language, dict[Phrase, str]]


def _lines(name: str) -> list[list[str]]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _forms(word: str, language: Language) -> set[str]:
    base = fold(word)
    for ending, others in _ENDINGS[language]:
        if base.endswith(ending):
            root = base[: len(base) - len(ending)]
            return {base, *(root + other for other in others)}
    return {base}


@lru_cache(maxsize=1)
def country_names() -> CountryNames:
    """Every way to name a country that is known."""
    names: dict[Phrase, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == _CODE and code.isalpha():
                names.setdefault(folded_words(name), code)
    for code, said in _lines("country_names.tsv"):
        for name in said.split(","):
            names.setdefault(folded_words(name), code)
    adjectives: dict[Language, dict[Phrase, str]] = {language: {} for language in LANGUAGES}
    columns: tuple[Language, ...] = ("en", "es", "fr", "de", "pt", "it", "ca")
    for code, *said_in in _lines("demonyms.tsv"):
        for language, words in zip(columns, said_in, strict=True):
            for word in words.split(","):
                for form in _forms(word, language):
                    adjectives[language].setdefault(folded_words(form), code)
    return CountryNames(MappingProxyType(names), MappingProxyType(adjectives))


def country_code(name: str) -> str | None:
    """The code of a country by one of its names."""
    return country_names().names.get(folded_words(name))


def find_country(phrase: Phrase, language: Language) -> str | None:
    """The code of the country that folded words name, by noun or adjective."""
    known = country_names()
    return known.names.get(phrase) or known.adjectives[language].get(phrase)


@lru_cache(maxsize=1)
def place_names() -> dict[Phrase, tuple[str, ...]]:
    """Folded name of a place -> its names in every language."""
    found: dict[Phrase, tuple[str, ...]] = {}
    for (line,) in _lines("place_names.tsv"):
        names = tuple(line.split(","))
        found |= {folded_words(name): names for name in names}
    return found


@lru_cache(maxsize=1)
def language_names() -> dict[str, tuple[str, ...]]:
    """English name of a language, folded -> its names in the seven languages."""
    found: dict[str, list[str]] = {}
    for code, english in Locale("en").languages.items():
        if len(code) == _CODE:
            names = (Locale(language).languages.get(code) for language in LANGUAGES)
            found[fold(english)] = [str(name) for name in names if name]
    found["spanish"] += ["castellano", "castellà", "castillan", "castelhano", "castigliano"]
    return {name: tuple(said) for name, said in found.items()}
