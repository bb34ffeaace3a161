"""What can be told of a question and a sentence from their letters alone: figures, years, names.

Only words of closed classes are listed (question words, conjunctions of reason), in the languages
the assistant speaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(how many|how much|cu[aá]nt[oa]s?|combien|wie ?viele?|quant[oaie]s?|quantes?|quants?"
        r"|wie hoch|wie lang|how long|how often|how big|what share|percent|porcentaje|was kostet"
        r"|cost)\b",
        r"\b(when|cu[aá]ndo|quand|wann|quando|quan|what year|which year|month|date|año|ano|anno"
        r"|année|jahr|since|desde|depuis|seit)\b",
        r"\b(who|whom|whose|qui[eé]n(es)?|qui|wer|wen|wem|quem|chi)\b",
        r"\b(why|por ?qu[eé]|pourquoi|warum|wieso|weshalb|perch[eé]|per qu[eè]|porqu[eê]|reason"
        r"|motivo|grund|raison)\b",
        r"\b(where|d[oó]nde|o[uù]|wo|woher|wohin|onde|dove|on)\b",
        r"(mail|phone|tel[eéè]f|correo|correu|adres|address|direcci|telefon)",
    )
)
"""Question words for a number, a time, a person, a reason, a place, a contact."""

_NUMBER = re.compile("\\d+(?:[.,\u202f \u00a0]\\d+)*")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_GROUPING = str.maketrans("", "", "., \u202f\u00a0")
_NAME = re.compile(r"(?<=[\w,;:] )[A-ZÁÉÍÓÚÄÖÜÀÈ][\wáéíóúäöüßàèçñ\-]{2,}")
_REASON = re.compile(
    r"\b(because|since|due|as|so that|owing|porque|debido|ya que|para|parce|car|afin|weil|da|wegen"
    r"|damit|aufgrund|denn|perch[eé]|poich[eé]|perqu[eè]|reason|caus\w*|therefore|in order)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"@|\d{3} \d{2,}|www")
_STEM = 5
_LONGEST = 50

COUNT = 12 + len(_ASKS)
"""Length of what :func:`pair_features` returns."""


@dataclass(frozen=True, slots=True)
class Surface:
    """What one text shows.

    Attributes:
        numbers: Its figures, without separators, years among them.
        years: Its years.
        names: Words with a capital letter inside a sentence, in small letters.
        asks: Which question words it holds, in the order of the patterns.
        reason: Whether it holds a conjunction of reason or purpose.
        contact: Whether it holds an address or a telephone number.
        words: How many words it has.
    """

    numbers: frozenset[str]
    years: frozenset[str]
    names: frozenset[str]
    asks: tuple[bool, ...]
    reason: bool
    contact: bool
    words: int


def surface_of(text: str) -> Surface:
    """Read a question or a sentence."""
    return Surface(
        numbers=frozenset(found.translate(_GROUPING) for found in _NUMBER.findall(text)),
        years=frozenset(_YEAR.findall(text)),
        names=frozenset(name.lower() for name in _NAME.findall(text)),
        asks=tuple(bool(pattern.search(text)) for pattern in _ASKS),
        reason=bool(_REASON.search(text)),
        contact=bool(_CONTACT.search(text)),
        words=len(text.split()),
    )


def pair_features(question: Surface, sentence: Surface, surroundings: str) -> list[float]:
    """Numbers between -1 and 1 that tell how the two go together.

    Args:
        question: Of the question.
        sentence: Of the sentence.
        surroundings: Title, heading, the sentence before and the sentence, in small letters.
    """
    years = question.years
    figures = question.numbers - years
    new = len(sentence.numbers - question.numbers)
    new_years = len(sentence.years - years)
    unnamed = sum(name[:_STEM] not in surroundings for name in question.names)
    number, time, _, reason, _, contact = question.asks
    return [
        float(bool(years & sentence.years)),
        float(bool(years) and bool(sentence.years) and not years & sentence.years),
        float(bool(years) and not sentence.years),
        float(bool(figures - sentence.numbers)),
        min(new - new_years, 3) / 3,
        min(new_years, 2) / 2,
        float(number and new == 0),
        float(time and new == 0),
        float(reason) * (1.0 if sentence.reason else -1.0),
        float(contact) * (1.0 if sentence.contact else -1.0),
        min(unnamed, 2) / 2,
        min(sentence.words, _LONGEST) / _LONGEST,
        *map(float, question.asks),
    ]
