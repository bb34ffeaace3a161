"""Amounts in a text: numbers with their magnitude and percent sign, and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eccp_assistant.text.magnitudes import magnitude_signs, magnitude_words, percent_words
from eccp_assistant.text.numbers import find_numbers
from eccp_assistant.text.tokenise import Token, tokenize

DASHES = frozenset("-–—‐‑−")
"""Signs that join the two ends of a range."""

RANGE_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (("between", "and"), ("from", "to"), ("", "to")),
    "es": (("entre", "y"), ("de", "a"), ("del", "al"), ("desde", "hasta"), ("", "a")),
    "fr": (("entre", "et"), ("de", "a"), ("du", "au"), ("", "a")),
    "de": (("zwischen", "und"), ("von", "bis"), ("", "bis")),
    "pt": (("entre", "e"), ("de", "a"), ("de", "ate"), ("", "a")),
    "it": (("tra", "e"), ("fra", "e"), ("da", "a"), ("dal", "al"), ("", "a")),
    "ca": (("entre", "i"), ("de", "a"), ("del", "al"), ("", "a")),
}
"""The words before and between the two ends of a range, folded; the first may be missing."""

_CENTURY = 100


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range of numbers in a sequence of tokens.

    Attributes:
        start: Index of its first token.
        end: Index after its last token.
        low: The number, or the lower end.
        high: The number, or the upper end.
        percent: Whether it is a share of a hundred.
        ordinal: Whether it counts a place ("third").
        factor: The magnitude that a word or a sign gave it, 1 for none.
    """

    start: int
    end: int
    low: int | float
    high: int | float
    percent: bool = False
    ordinal: bool = False
    factor: int = 1

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high


def find_amounts(
    text: str, language: str, tokens: Sequence[Token] | None = None
) -> tuple[Amount, ...]:
    """The amounts of a text, in order; "2014-15" is a range of years.

    Args:
        text: What they stand in.
        language: Its language, as an ISO 639-1 code.
        tokens: Its tokens, where they are known already.
    """
    tokens = tokenize(text) if tokens is None else tokens
    singles = list(_singles(text, tokens, language))
    found: list[Amount] = []
    place = 0
    while place < len(singles):
        joined = None
        if place + 1 < len(singles):
            chained = place + 2 < len(singles) and _dashed(text, tokens, *singles[place + 1 :][:2])
            before = place > 0 and _dashed(text, tokens, singles[place - 1], singles[place])
            if not (chained or before):  # "12-34-56" is no range
                joined = _range(text, tokens, singles[place], singles[place + 1], language)
        found.append(joined or singles[place])
        place += 2 if joined else 1
    return tuple(found)


def _singles(text: str, tokens: Sequence[Token], language: str) -> Iterator[Amount]:
    folded = [token.folded for token in tokens]
    taken = 0
    numbers = {number.start: number for number in find_numbers(folded, language)}
    for place, token in enumerate(tokens):
        if place < taken:
            continue
        number = numbers.get(place)
        if number is None:
            glued = _glued(token, language)
            if glued is None:
                continue
            amount = glued
        else:
            amount = Amount(place, number.end, number.value, number.value, ordinal=number.ordinal)
        amount = replace(amount, start=place, end=max(amount.end, place + 1))
        if not amount.ordinal:
            amount = _with_magnitude(amount, tokens, language)
            amount = _with_percent(amount, text, tokens, language)
        taken = amount.end
        yield amount


def _glued(token: Token, language: str) -> Amount | None:
    """A number with its magnitude in one word ("5M", "3bn")."""
    parts = re.fullmatch(r"(\d+)([^\W\d_]+)", token.text)
    factor = magnitude_signs(language).get(parts[2]) if parts else None
    if parts is None or factor is None:
        return None
    value = int(parts[1]) * factor
    return Amount(0, 0, value, value, factor=factor)


def _with_magnitude(amount: Amount, tokens: Sequence[Token], language: str) -> Amount:
    known = magnitude_words(language)
    # "five thousand million": the words for the number end with a magnitude of their own.
    spoken = known.get((tokens[amount.end - 1].folded,), 1) if amount.end - amount.start > 1 else 1
    for length in range(3, 0, -1):
        following = tokens[amount.end : amount.end + length]
        factor = known.get(tuple(token.folded for token in following))
        if factor is None and length == 1 and following:
            touches = following[0].start == tokens[amount.end - 1].end
            factor = magnitude_signs(language).get(following[0].text) if touches else None
        if factor is not None:
            value = amount.low * factor
            whole = round(value) if abs(value - round(value)) < 1e-6 else value
            end = amount.end + len(following)
            return replace(amount, end=end, low=whole, high=whole, factor=spoken * factor)
    return amount


def _with_percent(amount: Amount, text: str, tokens: Sequence[Token], language: str) -> Amount:
    last = tokens[amount.end - 1]
    if text[last.end : last.end + 2].lstrip().startswith("%"):
        return replace(amount, percent=True)
    for phrase in percent_words(language):
        end = amount.end + len(phrase)
        if tuple(token.folded for token in tokens[amount.end : end]) == phrase:
            return replace(amount, percent=True, end=end)
    return amount


def _range(
    text: str, tokens: Sequence[Token], first: Amount, second: Amount, language: str
) -> Amount | None:
    if first.ordinal or second.ordinal:
        return None
    low, high = first.low, second.high
    start = joins_range(
        text, tokens, (first.start, first.end), (second.start, second.end), language
    )
    if start is None:
        return None
    if first.factor == 1 and second.factor > 1 and low * second.factor <= high:
        low *= second.factor  # "3 to 5 million"
    if isinstance(low, int) and isinstance(high, int) and is_short_year(low, high):
        high += low - low % _CENTURY  # "2014-15"
    if low >= high:
        return None
    return Amount(start, second.end, low, high, percent=second.percent, factor=second.factor)


def is_short_year(first: int, second: int) -> bool:
    """Whether two numbers of a range are a year and the last two digits of a later one."""
    return 1800 <= first < 2100 and first % _CENTURY < second < _CENTURY


def joins_range(
    text: str,
    tokens: Sequence[Token],
    first: tuple[int, int],
    second: tuple[int, int],
    language: str,
) -> int | None:
    """Where a range begins whose ends stand at two places; ``None`` if they are not joined.

    Args:
        text: What the tokens stand in.
        tokens: All of them.
        first: Token indices ``[start, end)`` of the lower end.
        second: The same of the upper end.
        language: Of the text.
    """
    if first[1] == second[0]:
        between = text[tokens[first[1] - 1].end : tokens[second[0]].start].strip(" %\u00a0\u202f")
        return first[0] if between in DASHES else None
    if first[1] + 1 != second[0]:
        return None
    joining = tokens[first[1]].folded
    before = tokens[first[0] - 1].folded if first[0] else ""
    for opening, middle in RANGE_WORDS.get(language, ()):
        if middle == joining and opening in {before, ""}:
            return first[0] - 1 if opening else first[0]
    return None


def _dashed(text: str, tokens: Sequence[Token], first: Amount, second: Amount) -> bool:
    between = text[tokens[first.end - 1].end : tokens[second.start].start]
    return first.end == second.start and between in DASHES
