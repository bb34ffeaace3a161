"""Whether a text states a count, in figures or in words (``number_words.toml``)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from eccp_assistant.evaluation.matching import normalise
from eccp_assistant.evaluation.questions import QuestionLanguage

_SEPARATORS = (",", ".", " ", "'")
"""Of thousands, in one language or another."""


class _Tables(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    references: tuple[str, ...]
    numbers: dict[QuestionLanguage, str]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The numbers in words of a set of languages.

    Attributes:
        number_of: Normalised words, hyphens as spaces → number.
        pattern: Matches any of them, the longest first, so that "twenty-four" is not "four".
    """

    number_of: dict[str, int]
    pattern: re.Pattern[str]

    def stated(self, normalised: str) -> set[int]:
        """The numbers that a normalised text states in words."""
        found = self.pattern.finditer(normalised.replace("-", " "))
        return {self.number_of[match.group()] for match in found}


def states_count(text: str, count: int, language: QuestionLanguage) -> bool:
    """Whether ``text`` states ``count``: in figures, or in words of ``language`` or English.

    The number of an annex, a table, a section or a page is no count, nor is a part of a longer
    number or of a name.
    """
    normalised = _references().sub(" ", normalise(text))
    figures = [str(count)]
    if count >= 1000:
        figures += [f"{count:,}".replace(",", separator) for separator in _SEPARATORS]
    forms = "|".join(map(re.escape, figures))
    number = rf"(?<![a-z0-9])(?<![0-9][.,])(?:{forms})(?![0-9])(?![.,][0-9])(?![a-z])"
    if re.search(number, normalised):
        return True
    return count in number_words(language).stated(normalised)


@lru_cache(maxsize=16)
def number_words(language: QuestionLanguage) -> NumberWords:
    """The numbers in words of a language and of English, which answers may fall back on."""
    numbers = _tables().numbers
    number_of: dict[str, int] = {}
    languages: tuple[QuestionLanguage, ...] = ("en", language)
    for each in languages:
        for number, forms in enumerate(numbers[each].split()):
            for form in forms.split("/"):
                number_of[normalise(form).replace("-", " ")] = number
    longest_first = sorted(number_of, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    return NumberWords(number_of, re.compile(rf"(?<![a-z0-9])(?:{either})(?![a-z0-9])"))


@lru_cache(maxsize=1)
def _references() -> re.Pattern[str]:
    either = "|".join(map(re.escape, _tables().references))
    return re.compile(rf"\b(?:{either})\s*(?:no\.?\s*)?\d+(?:\.\d+)*")


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    path = files("eccp_assistant.evaluation") / "number_words.toml"
    return _Tables.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
