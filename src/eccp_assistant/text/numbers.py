"""Numbers as people write them: digits with either separator, and words in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from num2words import num2words

from eccp_assistant.text.tokenise import folded_words

Phrase = tuple[str, ...]

_SPELLED = (*range(1, 1000), *range(1000, 10_001, 500), *range(20_000, 100_001, 10_000), 1_000_000)
"""Numbers whose words are known; finer ones are written in digits or with a word of magnitude."""

_ORDINALS = range(1, 30)

_OTHER_COUNTRIES: dict[str, tuple[str, ...]] = {"fr": ("fr_BE", "fr_CH"), "pt": ("pt_BR",)}
"""Other countries that count differently in the same language ("septante", "dezesseis")."""

_FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": ((r" and ", " "),),
    "es": ((r"uno$", "una"), (r"uno$", "un"), (r"cientos", "cientas")),
    "fr": ((r"un$", "une"),),
    "de": ((r"^eins$", "ein"), (r"^eins$", "eine"), (r"^eins$", "einen"), (r"^eins$", "einem")),
    "pt": ((r"um$", "uma"), (r"dois$", "duas"), (r"entos$", "entas"), (r"^catorze$", "quatorze")),
    "it": ((r"uno$", "una"), (r"uno$", "un")),
    "ca": ((r"un$", "una"), (r"un$", "u"), (r"dos$", "dues"), (r"cents", "centes")),
}
"""Other forms of a number's words (gender, elision, British "and"): pattern → replacement."""

_ORDINAL_FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "es": ((r"o$", "a"), (r"ero$", "er")),
    "fr": ((r"premier$", "première"), (r"deuxième$", "second"), (r"deuxième$", "seconde")),
    "de": ((r"e$", "er"), (r"e$", "es"), (r"e$", "en"), (r"e$", "em")),
    "pt": ((r"o$", "a"),),
    "it": ((r"o$", "a"),),
    "ca": ((r"è$", "ena"), (r"r$", "ra"), (r"n$", "na"), (r"t$", "ta"), (r"segon$", "segona")),
}

_ORDINAL_ENDINGS: dict[str, str] = {
    "en": "st|nd|rd|th",
    "es": "o|a|er|ro|ra|do|da|to|ta|vo|va|mo|ma|no|na",
    "fr": "er|ere|re|e|eme|nd|nde",
    "pt": "o|a",
    "it": "o|a",
    "ca": "r|ra|n|na|t|ta|e|a",
}
"""What makes an ordinal of digits ("3rd", "2º"), folded."""

_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SPACES = re.compile(r"[ \u00a0\u202f’']")


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number in a sequence of tokens.

    Attributes:
        start: Index of its first token.
        end: Index after its last token.
        value: What it says; a whole number is an ``int``.
        ordinal: Whether it counts a place ("third") rather than an amount.
        in_digits: Whether it is written in digits.
    """

    start: int
    end: int
    value: int | float
    ordinal: bool = False
    in_digits: bool = False


def read_digits(written: str) -> tuple[int | float, ...]:
    """The numbers that digits may mean, likeliest first; empty where they are none.

    >>> read_digits("1.234")
    (1234, 1.234)
    >>> read_digits("13,2")
    (13.2,)
    """
    compact = _SPACES.sub("", written)
    if not _DIGITS.fullmatch(compact):
        return ()
    found: list[int | float] = []
    if _GROUPED.fullmatch(compact):
        found.append(int(re.sub(r"[.,]", "", compact)))
    separators = [char for char in compact if char in ".,"]
    if not separators:
        return (int(compact),)
    if len(set(separators)) == 2 or separators.count(separators[-1]) == 1:
        whole, _, part = compact.rpartition(separators[-1])
        found.append(float(f"{re.sub('[.,]', '', whole)}.{part}"))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16)
def number_words(language: str) -> dict[Phrase, int]:
    """Folded words → the number that they say, for a language; "zero" is left to "none"."""
    return _spelled(_SPELLED, language, "cardinal", _FORMS.get(language, ()))


@lru_cache(maxsize=16)
def ordinal_words(language: str) -> dict[Phrase, int]:
    """Folded words → the place that they say ("third" → 3), for a language."""
    return _spelled(_ORDINALS, language, "ordinal", _ORDINAL_FORMS.get(language, ()))


@lru_cache(maxsize=16)
def zero_words(language: str) -> dict[Phrase, int]:
    """The words for zero, which :func:`number_words` leaves out."""
    return _spelled((0,), language, "cardinal", ())


@lru_cache(maxsize=16)
def _longest(language: str) -> int:
    return max(map(len, (*number_words(language), *ordinal_words(language))))


def _spelled(
    numbers: Sequence[int], language: str, to: str, forms: tuple[tuple[str, str], ...]
) -> dict[Phrase, int]:
    found: dict[Phrase, int] = {}
    for number in numbers:
        said = num2words(number, lang=language, to=to)
        variants = {said, *(re.sub(pattern, other, said) for pattern, other in forms)}
        if to == "cardinal":
            others = _OTHER_COUNTRIES.get(language, ())
            variants |= {num2words(number, lang=other) for other in others}
        for variant in sorted(variants):
            phrase = folded_words(variant)
            found.setdefault(phrase, number)
            found.setdefault(("".join(phrase),), number)  # typed without hyphens or spaces
    return found


def find_numbers(
    tokens: Sequence[str], language: str, *, zero: bool = False
) -> Iterator[NumberMention]:
    """The numbers among folded tokens, longest first at each place, in order.

    "One" and its like are found too: whether they are an article is for the reader to decide.

    Args:
        tokens: Folded tokens.
        language: Theirs, as an ISO 639-1 code.
        zero: Whether "zero" is a number.
    """
    place = 0
    while place < len(tokens):
        found = _at(tokens, place, language, zero)
        if found is not None:
            yield found
        place = found.end if found else place + 1


def _at(tokens: Sequence[str], place: int, language: str, zero: bool) -> NumberMention | None:
    token = tokens[place]
    if token[:1].isdigit():
        digits = read_digits(token)
        if digits:
            return NumberMention(place, place + 1, digits[0], in_digits=True)
        endings = _ORDINAL_ENDINGS.get(language)
        ordinal = re.fullmatch(rf"(\d+)(?:{endings})", token) if endings else None
        if ordinal is None:
            return None
        return NumberMention(place, place + 1, int(ordinal[1]), ordinal=True, in_digits=True)
    cardinals, ordinals = number_words(language), ordinal_words(language)
    for length in range(min(_longest(language), len(tokens) - place), 0, -1):
        phrase = tuple(tokens[place : place + length])
        if phrase in cardinals:
            return NumberMention(place, place + length, cardinals[phrase])
        if phrase in ordinals:
            return NumberMention(place, place + length, ordinals[phrase], ordinal=True)
    if zero and (token,) in zero_words(language):
        return NumberMention(place, place + 1, 0)
    return None
