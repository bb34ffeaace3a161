"""What in a statement can be checked by code: figures, dates, addresses, quotations."""

from __future__ import annotations

import re

from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.text.dates import month_names
from eccp_assistant.text.normalise import fold
from eccp_assistant.text.numbers import find_numbers, read_digits
from eccp_assistant.text.tokenise import folded_words

_FIGURE = re.compile(r"(?<![\w.,])\d+(?:[ \u00a0\u202f.,’']\d{3})*(?:[.,]\d+)?(?![\w]|[.,]\d)")
_MIXED = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d_])\w+\b")
_ADDRESS = re.compile(
    r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:https?://|www\.)[^\s<>()\[\]]+|"
    r"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/[^\s<>()\[\]]*)?\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“”«»„\"]([^“”«»„\"]{3,})[“”«»\"]")
_UNSAFE = re.compile(
    r"[<>`|{}\\]|\]\(|!\[|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)


def figures(text: str) -> dict[str, frozenset[str]]:
    """Every figure as written → the numbers it may mean, in one notation.

    "1.234" is a thousand and more in some languages and little more than one in others.
    """
    without = _ADDRESS.sub(" ", text)
    return {match.group(): _values(match.group()) for match in _FIGURE.finditer(without)}


def _values(written: str) -> frozenset[str]:
    return frozenset(_canonical(value) for value in read_digits(written))


def _canonical(number: int | float) -> str:
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    return str(number)


def numbers_in_words(text: str, language: Language) -> frozenset[str]:
    """The numbers from two on that are written as words; "one" is too often an article."""
    found = find_numbers(folded_words(text), language)
    return frozenset(
        str(number.value)
        for number in found
        if number.value > 1 and not number.ordinal and not number.in_digits
    )


def months(text: str, language: Language) -> frozenset[int]:
    """The months that a text names, 1 to 12."""
    names = month_names(language)
    # "may" and "march" are verbs; months are capitalised where those words are.
    written = re.findall(r"[^\W\d_]+", text)
    if language == "en":
        written = [word for word in written if word[0].isupper()]
    return frozenset(names[fold(word)] for word in written if fold(word) in names)


def addresses(text: str) -> frozenset[str]:
    """E-mail and web addresses in one notation."""
    found = (match.group().lower().rstrip("./,;:") for match in _ADDRESS.finditer(text))
    return frozenset(re.sub(r"^(?:https?://)?(?:www\.)?", "", each) for each in found)


def mixed_words(text: str) -> frozenset[str]:
    """Words of letters and digits ("4i", "M24", "3D"), folded."""
    return frozenset(fold(match.group()) for match in _MIXED.finditer(_ADDRESS.sub(" ", text)))


def quotations(text: str) -> list[str]:
    """What stands between quotation marks."""
    return [match.group(1).strip() for match in _QUOTED.finditer(text)]


def is_plain(text: str) -> bool:
    """Whether a text is words alone: no markup, no code, no control or direction marks."""
    return _UNSAFE.search(text) is None


def all_numbers(text: str, languages: tuple[Language, ...] = LANGUAGES) -> frozenset[str]:
    """Every number of a text, in figures or in words of these languages."""
    written = {value for values in figures(text).values() for value in values}
    for language in languages:
        written |= numbers_in_words(text, language)
    return frozenset(written)
