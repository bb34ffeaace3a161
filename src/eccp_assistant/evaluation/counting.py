"""Whether a text states a count, in figures or in words."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from eccp_assistant.evaluation.matching import normalise
from eccp_assistant.evaluation.questions import QuestionLanguage
from eccp_assistant.text.numbers import NumberMention, find_numbers
from eccp_assistant.text.tokenise import folded_words

_SEPARATORS = (",", ".", " ", "'")
"""Of thousands, in one language or another."""


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
    return count in numbers_in_words(normalised, language)


def numbers_in_words(text: str, language: QuestionLanguage) -> set[int]:
    """The whole numbers that a text states in words of a language or of English.

    English counts as well because answers may fall back on it.
    """
    words = folded_words(text)
    found: set[int] = set()
    covered: set[int] = set()
    languages: tuple[QuestionLanguage, ...] = (language, "en")
    for each in languages:
        numbers = list(find_numbers(words, each, zero=True))
        # "vingt-six" is not six, though it ends with the English word for it.
        numbers = [number for number in numbers if covered.isdisjoint(_places(number))]
        covered.update(place for number in numbers for place in _places(number))
        found |= {
            int(number.value) for number in numbers if not number.ordinal and not number.in_digits
        }
    return found


def _places(number: NumberMention) -> range:
    return range(number.start, number.end)


@lru_cache(maxsize=1)
def _references() -> re.Pattern[str]:
    path = files("eccp_assistant.evaluation") / "references.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))["references"]
    either = "|".join(map(re.escape, words))
    return re.compile(rf"\b(?:{either})\s*(?:no\.?\s*)?\d+(?:\.\d+)*")
