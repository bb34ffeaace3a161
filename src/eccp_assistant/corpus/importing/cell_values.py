"""What a cell says beyond its words: amounts, dates, yes and no, as one column writes them.

"1.234" is a thousand in one column and little more than one in another, and "03/04/2020" is in
March or in April: a column is read as a whole, and what it leaves open is read as most write it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel.dates import get_month_names

from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.text.dates import period
from eccp_assistant.text.normalise import fold

_SPACE = "[' \u00a0\u202f’]"
_CURRENCY = r"[€$£¥]|\b(?:eur|euros?|usd|gbp|chf|cop|brl|pln|sek|dkk|nok|czk|huf|ron|us\$)\b"
_DIGITS = rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_AMOUNT = re.compile(rf"^([-+−–]?)({_DIGITS})\s*(%|‰)?\s*((?:[^\W\d_]+\.?)(?:\s[^\W\d_]+)?)?$")
_SPACES = re.compile(_SPACE)
_LARGEST = 2**63

_SCALES = {
    1_000: "thousand thousands tsd tausend mil mille mila milers millares k",
    1_000_000: "million millions mio mill mn millón millones millon milhão milhões milione milioni "
    "milió milions millionen m",
    1_000_000_000: "billion billions bn milliard milliards milliarden mrd miliardo miliardi "
    "bilhão bilhões",
}
_SHORT = frozenset({"k", "m"})
"""Scales that are also units: believed beside a currency alone."""

_YES = "yes y true sí si oui ja sim sì vrai wahr verdadero verdadeiro vero cert"
_NO = "no n false non nein não nao falso faux falsch fals"
_TICKS = frozenset({"x", "✓", "✔", "•"})
_NOTHING = frozenset(
    ["-", "–", "—", "n/a", "na", "n.a.", "n.d.", "s/d", "s.d.", "k.a.", "…", "..."]
)

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_DOTTED = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
_MONTHLY = re.compile(r"^(\d{1,2})[./](\d{4})$")
_RANGE = re.compile(r"\s+(?:[-–—]|to|a|à|al|bis|até|fins a)\s+|\s*[–—/]\s*(?=\d{4})")
_YEARS = re.compile(r"^(\d{4})-(\d{4})$")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a cell.

    Attributes:
        scaled: Whether a word for thousands, millions or billions has been worked into it.
        unit: The word behind it, folded.
    """

    value: int | float
    scaled: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """How a column writes amounts and dates.

    Attributes:
        decimal: What stands before the fraction: a point or a comma; ``""`` where nothing in the
            column tells and separators are taken to part thousands.
        scale: What its heading multiplies each amount with ("in million euros").
        month_first: Whether 03/04/2020 is in March.
    """

    decimal: str = ""
    scale: int = 1
    month_first: bool = False

    @classmethod
    def of(cls, heading: str, cells: Sequence[str]) -> ColumnStyle:
        """The style of a column, from its heading and all its cells."""
        dotted = [found for cell in cells if (found := _DOTTED.match(cell.strip()))]
        first_over = any(int(found.group(1)) > 12 for found in dotted)
        second_over = any(int(found.group(2)) > 12 for found in dotted)
        words = re.findall(r"[^\W\d_]+", fold(heading))
        money = re.search(_CURRENCY, fold(heading)) is not None
        scales = [scale for word in words if (scale := _scale(word, money=money)) > 1]
        return cls(
            decimal=_decimal_mark(cells),
            scale=scales[0] if len(scales) == 1 else 1,
            month_first=second_over and not first_over,
        )


def _decimal_mark(cells: Sequence[str]) -> str:
    """The sign before the fraction, where one cell at least leaves no doubt."""
    for cell in cells:
        for found in re.finditer(r"\d+(?:[.,]\d+)+", cell):
            written = found.group()
            marks = [char for char in written if char in ".,"]
            last = len(re.split(r"[.,]", written)[-1])
            if len(set(marks)) == 2:
                return marks[-1]
            if len(marks) == 1 and (last != 3 or written.startswith("0")):
                return marks[0]
            if len(marks) > 1:
                return "," if marks[0] == "." else "."
    return ""


def amount_in(cell: str, style: ColumnStyle) -> Amount | None:
    """The amount that a cell says ("-3,5", "12 %", "€ 2.4 million", "85 firms"), if it says one."""
    text = fold(cell.strip())
    money = re.search(_CURRENCY, text) is not None
    text = re.sub(_CURRENCY, " ", text).strip()
    negative = text.startswith("(") and text.endswith(")")
    found = _AMOUNT.match(" ".join(text.strip("()").split()))
    if found is None:
        return None
    sign, digits, _, tail = found.groups()
    number = _number(digits, style.decimal)
    if number is None:
        return None
    words = (tail or "").replace(".", "").split()
    scale = _scale(words[0], money=money) if words else 1
    scaled = scale > 1 or style.scale > 1
    number *= scale if scale > 1 else style.scale
    number = round(number, 9) if isinstance(number, float) else number
    whole = int(number) if scaled and number == int(number) else number
    value = -whole if negative or sign in {"-", "−", "–"} else whole
    if abs(value) >= _LARGEST:
        return None
    unit = " ".join(words[1:] if scale > 1 else words)
    return Amount(value, scaled=scaled, unit=unit)


def _number(digits: str, mark: str) -> int | float | None:
    compact = _SPACES.sub("", digits)
    marks = [char for char in compact if char in ".,"]
    if not marks:
        return int(compact)
    if mark and mark in marks:
        whole, _, part = compact.rpartition(mark)
        grouped = re.split(r"[.,]", whole)
        if mark in whole or any(len(group) != 3 for group in grouped[1:]):
            return None
        return float(f"{''.join(grouped)}.{part}")
    groups = re.split(r"[.,]", compact)
    if len(set(marks)) > 1 or any(len(group) != 3 for group in groups[1:]):
        return None
    return int("".join(groups))


@cache
def _scales() -> dict[str, int]:
    return {fold(word): scale for scale, words in _SCALES.items() for word in words.split()}


def _scale(word: str, *, money: bool) -> int:
    return 1 if word in _SHORT and not money else _scales().get(word, 1)


def says_nothing(cell: str) -> bool:
    """Whether a cell is filled only to say that nothing is given ("-", "n/a")."""
    return fold(cell.strip()) in _NOTHING


def truth_in(cell: str) -> str | None:
    """Say whether a cell means yes or no, in one of the seven languages or by a tick."""
    said = fold(cell.strip())
    if said in _TICKS or said in {fold(word) for word in _YES.split()}:
        return "yes"
    return "no" if said in {fold(word) for word in _NO.split()} else None


def is_ticked(cells: Sequence[str]) -> bool:
    """Whether a column ticks what holds and leaves blank what does not."""
    filled = {fold(cell.strip()) for cell in cells if cell.strip()}
    return bool(filled) and filled <= _TICKS and any(not cell.strip() for cell in cells)


def date_in(cell: str, style: ColumnStyle) -> str | None:
    """The ISO date of any precision, or the range of two, that a cell says, if it says one."""
    text = " ".join(cell.split())
    single = _one_date(text, style)
    if single is not None:
        return single if period(single) is not None else None
    years = _YEARS.match(text)
    ends = list(years.groups()) if years else _RANGE.split(text)
    dates = [_one_date(end, style) for end in ends]
    if len(dates) > 2 or any(date is None for date in dates):
        return None
    found = "/".join(date for date in dates if date)
    return found if period(found) is not None else None


def _one_date(text: str, style: ColumnStyle) -> str | None:
    if _ISO.match(text):
        return text
    if found := _DOTTED.match(text):
        day, month, year = (int(part) for part in found.groups())
        day, month = (month, day) if style.month_first else (day, month)
        return f"{year:04}-{month:02}-{day:02}"
    if found := _MONTHLY.match(text):
        return f"{found.group(2)}-{int(found.group(1)):02}"
    words = re.findall(r"[^\W_]+", fold(text))
    named = [_months()[word] for word in words if word in _months()]
    numbers = [word for word in words if re.fullmatch(r"\d+(?:st|nd|rd|th|er|º)?", word)]
    other = [word for word in words if word not in _months() and word not in numbers]
    if len(named) != 1 or not set(other) <= {"de", "del", "di", "d", "of", "the", "den", "le"}:
        return None
    years = [number for number in numbers if re.fullmatch(r"\d{4}", number)]
    days = [re.sub(r"\D", "", number) for number in numbers if number not in years]
    if len(years) != 1 or len(days) > 1:
        return None
    in_month = f"{years[0]}-{named[0]:02}"
    return f"{in_month}-{int(days[0]):02}" if days else in_month


@cache
def _months() -> dict[str, int]:
    """Names and short names of months in the seven languages, folded."""
    return {
        fold(name).strip(". ").split()[-1].split("’")[-1]: number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context=context, locale=language).items()
    }
