"""How common a word is in its language: common words say little about what is asked."""

from __future__ import annotations

from functools import lru_cache

from wordfreq import zipf_frequency

from eccp_assistant.domain.answers import Language

COMMON = 6.0
"""Zipf frequency (log10 of uses in a billion words) of words that say nothing ("people")."""

RARE = 3.4
"""Zipf frequency from which on a word says all that a word can ("tariff")."""


NO_WORD = 1.5
"""Zipf frequency below which a word is hardly one: misspellings get that far."""


@lru_cache(maxsize=16_384)
def is_strange(word: str, language: Language) -> bool:
    """Whether a word is hardly ever written in a language, as if it were misspelt."""
    return float(zipf_frequency(word.lower(), language)) < NO_WORD


@lru_cache(maxsize=16_384)
def rarity(word: str, language: Language) -> float:
    """Between 0 (as common as "people") and 1 (as rare as "tariff", or unknown)."""
    frequency = float(zipf_frequency(word.lower(), language))
    return min(max((COMMON - frequency) / (COMMON - RARE), 0.0), 1.0)
