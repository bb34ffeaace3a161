"""Amounts, years, decades and centuries among the words of a question, in seven languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.numbers import find_numbers
from eccp_assistant.text.tokenise import Token
from eccp_assistant.understanding.linking.mentions import Amount, Period


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MAGNITUDES: dict[str, float] = {
    **dict.fromkeys(_words("thousand thousands mil tausend mille mila milers"), 1e3),
    **dict.fromkeys(_words("million millions millon millones milioes milhao milhoes mill"), 1e6),
    **dict.fromkeys(_words("milione milioni milio milions mio millionen"), 1e6),
    **dict.fromkeys(_words("billion billions milliard milliards milliarde milliarden"), 1e9),
    **dict.fromkeys(_words("miliardo miliardi"), 1e9),
}
_ALONE = {"million": 1e6, "millon": 1e6, "milhao": 1e6, "milione": 1e6, "milio": 1e6}
_ALONE |= {"hundred": 100, "hundert": 100, "cento": 100, "thousand": 1e3, "tausend": 1e3}
_ALONE |= dict.fromkeys(_words("dozen docena douzaine dutzend duzia dozzina dotzena"), 12)
"""Words that are an amount without one before them ("a hundred", "a dozen")."""

_HALF = _words("half demi mezzo medio media mig mitja meio meia halb halbe halben")
_AND = _words("and y e i et und a")
_YEARS = _words("annees anos anni anys jahre jahren jahres")
_CENTURY = _words("century siglo siecle jahrhundert jahrhunderts seculo secolo segle")
_ROMAN = {"xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}
_TENS: dict[str, int] = {
    word: 1900 + 10 * tens
    for tens, words in {
        2: "twenties veinte vint zwanziger venti",
        3: "thirties treinta trente dreissiger trenta",
        4: "forties cuarenta quarante vierziger quaranta quarenta",
        5: "fifties cincuenta cinquante funfziger cinquanta cinquenta",
        6: "sixties sesenta soixante sechziger sessanta sessenta seixanta",
        7: "seventies setenta siebziger settanta",
        8: "eighties ochenta achtziger ottanta oitenta vuitanta",
        9: "nineties noventa neunziger novanta noranta",
    }.items()
    for word in words.split()
}
_DECADE = re.compile(r"(1[5-9]\d0|20[0-2]0|[2-9]0)(?:s|er|ern)")
_DECADE_YEAR = re.compile(r"1[5-9]\d0|20[0-2]0|[2-9]0")
_NUMBERED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|e|eme)?")
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_MILLION = 1e6
_GROUP = 3
_DOZEN = 12
_SMALL_WORD = 1
"""Words for one and less are articles as often as amounts; only digits say them."""


@dataclass(frozen=True, slots=True)
class AmountMention:
    """An amount and the tokens that say it: ``start`` to before ``end``."""

    start: int
    end: int
    value: Amount


def find_amounts(
    tokens: Sequence[Token], folded: Sequence[str], language: Language
) -> Iterator[AmountMention]:
    """The amounts of a question, in order.

    Args:
        tokens: The question.
        folded: Its folded words, spelling corrected.
        language: Whose number words count.
    """
    numbers = {each.start: each for each in find_numbers(folded, language) if not each.ordinal}
    place = 0
    while place < len(tokens):
        found = _period(folded, place)
        if found is None and place in numbers:
            number = numbers[place]
            found = _amount(tokens, folded, place, number.end, number.value)
        if found is None:
            found = _alone(folded, place)
        if found is not None:
            yield found
        place = found.end if found else place + 1


def _amount(
    tokens: Sequence[Token], folded: Sequence[str], start: int, end: int, value: float
) -> AmountMention | None:
    digits = tokens[start].text[0].isdigit()
    if tokens[start].text.isdigit() and len(tokens[start].text) <= _GROUP:
        grouped = tokens[start].text  # "128 600"
        while end < len(tokens) and _continues(tokens[end - 1], tokens[end]):
            grouped += tokens[end].text
            end += 1
        value = int(grouped)
    magnitude = _MAGNITUDES.get(folded[end]) if end < len(folded) else None
    if magnitude and not (magnitude < _MILLION and not digits and value >= magnitude):
        value, end = value * magnitude, end + 1
        half = end + 1 < len(folded) and folded[end] in _AND and folded[end + 1] in _HALF
        if half and magnitude >= _MILLION:
            value, end = value + magnitude / 2, end + 2
    elif not digits and value <= _SMALL_WORD:
        return None
    return AmountMention(start, end, _whole(value))


def _continues(before: Token, token: Token) -> bool:
    return token.text.isdigit() and len(token.text) == _GROUP and token.start - before.end == 1


def _alone(folded: Sequence[str], place: int) -> AmountMention | None:
    after = folded[place + 1] if place + 1 < len(folded) else ""
    if folded[place] in _HALF and _MAGNITUDES.get(after, 0) >= _MILLION:
        return AmountMention(place, place + 2, _whole(_MAGNITUDES[after] / 2))
    if folded[place] in _HALF and _ALONE.get(after) == _DOZEN:
        return AmountMention(place, place + 2, _DOZEN // 2)
    if folded[place] in _ALONE:
        return AmountMention(place, place + 1, _whole(_ALONE[folded[place]]))
    return None


def _whole(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _period(folded: Sequence[str], place: int) -> AmountMention | None:
    """A decade or a century that begins at a word."""
    word = folded[place]
    after = folded[place + 1] if place + 1 < len(folded) else ""
    one, two = place + 1, place + 2
    decade: Period | None = None
    if match := _DECADE.fullmatch(word):
        return AmountMention(place, two if after in _YEARS else one, _decade(int(match[1])))
    if word in _YEARS and _DECADE_YEAR.fullmatch(after):
        decade = _decade(int(after))
    elif word in _YEARS and after in _TENS:
        decade = _decade(_TENS[after])
    if decade is not None:
        return AmountMention(place, two, decade)
    if word in _TENS and word.endswith(("ies", "iger")):
        return AmountMention(place, two if after in _YEARS else one, _decade(_TENS[word]))
    century = None
    if word in _CENTURY and after:
        century = _ROMAN.get(re.sub(r"[eo]$", "", after)) or _numbered(after)
    elif after in _CENTURY:
        century = _ROMAN.get(re.sub(r"(eme|e|o)$", "", word)) or _numbered(word)
    if century:
        return AmountMention(place, two, ((century - 1) * 100 + 1, century * 100))
    return None


def _decade(year: int) -> Period:
    first = year + 1900 if year < 100 else year
    return first, first + 9


def _numbered(word: str) -> int | None:
    match = _NUMBERED.fullmatch(word)
    return int(match[1]) if match and int(match[1]) <= max(_ROMAN.values()) else None
