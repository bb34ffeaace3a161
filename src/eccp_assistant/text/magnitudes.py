"""Words and signs of magnitude and percent, in every language, from CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale
from babel.units import format_unit

from eccp_assistant.text.tokenise import folded_words

Phrase = tuple[str, ...]

_OTHER_PERCENT: dict[str, tuple[str, ...]] = {"en": ("per cent",), "it": ("percento", "per cento")}
_OTHER_MAGNITUDES: dict[str, dict[str, int]] = {
    "en": {"bn": 10**9, "mn": 10**6, "hundred": 100},
    "it": {"mila": 1000, "mille": 1000},
}


@lru_cache(maxsize=16)
def magnitude_words(language: str) -> dict[Phrase, int]:
    """Folded words → the number that they multiply by ("million" → 1000000), from CLDR."""
    found: dict[Phrase, int] = {}
    for style, shortest in (("long", 1), ("short", 2)):
        for factor, word in _compact(language, style):
            phrase = folded_words(word)
            if phrase and len("".join(phrase)) > shortest:
                found.setdefault(phrase, factor)
    for word, factor in _OTHER_MAGNITUDES.get(language, {}).items():
        if len(word) > 1:
            found.setdefault(folded_words(word), factor)
    return found


@lru_cache(maxsize=16)
def magnitude_signs(language: str) -> dict[str, int]:
    """Signs of magnitude that follow a number without a space ("M", "bn")."""
    found = {
        word.rstrip(".").replace("\u00a0", ""): factor
        for each in ("en", language)
        for factor, word in _compact(each, "short")
    }
    found |= {"k": 1000, **_OTHER_MAGNITUDES.get(language, {})}
    found.pop("", None)
    return found


def _compact(language: str, style: str) -> Iterator[tuple[int, str]]:
    """What CLDR writes behind a number of a certain size: ``(factor, words)``."""
    for plural in Locale(language).compact_decimal_formats[style].values():
        for size, pattern in plural.items():
            zeros = re.match(r"0+", str(pattern.pattern))
            if zeros is not None:
                word = str(pattern.pattern)[zeros.end() :].replace("'", "").strip(" \u00a0")
                yield int(size) // 10 ** (len(zeros[0]) - 1), word


@lru_cache(maxsize=16)
def percent_words(language: str) -> tuple[Phrase, ...]:
    """The words that stand for the percent sign, longest first."""
    said = {format_unit(number, "concentr-percent", "long", locale=language) for number in (1, 2)}
    words = {folded_words(each)[1:] for each in said}
    words |= {folded_words(each) for each in _OTHER_PERCENT.get(language, ())}
    return tuple(sorted(words - {()}, key=lambda phrase: -len(phrase)))
