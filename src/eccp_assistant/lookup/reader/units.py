"""A question as the reader sees it: words, placeholders for what they name, and earlier turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eccp_assistant.domain.answers import Language
from eccp_assistant.lookup.reader.roles import UnitType
from eccp_assistant.understanding.linking.linker import Linker
from eccp_assistant.understanding.linking.mentions import Amount, Link
from eccp_assistant.understanding.linking.phrases import function_words

MOST_UNITS = 80
_EARLIER_TURNS = 2
_LONGEST_TURN = 400
_PUNCTUATION = re.compile(r"[?!.,;:()/&+]")
_PLACEHOLDERS: dict[UnitType, str] = {"country": "Peru", "name": "Delta", "value": "jazz"}
"""Ordinary words that stand for what is named: what is read must not hang on the name itself."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, a mark, or a mention that is seen as one.

    Attributes:
        text: As typed.
        earlier: Whether it is of an earlier turn.
        links: What it may stand for.
        content: Whether it is more than a function word.
    """

    text: str
    type: UnitType
    earlier: bool
    links: tuple[Link, ...] = ()
    content: bool = False

    @property
    def amount(self) -> Amount:
        """What a number says."""
        return next(link.amount for link in self.links if link.type == "number")

    @property
    def shown(self) -> str:
        """The word that the reader sees for it; empty for the mark between turns."""
        if self.type == "number":
            return _like(self.amount)
        return "" if self.type == "sep" else _PLACEHOLDERS.get(self.type, self.text)


def units_of(
    linker: Linker, question: str, language: Language, earlier: Sequence[str] = ()
) -> list[Unit]:
    """The units of a question, those of the last earlier turns before it."""
    units: list[Unit] = []
    for turn in earlier[-_EARLIER_TURNS:]:
        units += _turn(linker, turn, language, earlier=True)
        units.append(Unit("", "sep", earlier=True))
    units += _turn(linker, question, language, earlier=False)
    return units[:MOST_UNITS]


def _turn(linker: Linker, text: str, language: Language, *, earlier: bool) -> list[Unit]:
    text = text[:_LONGEST_TURN]
    tokens, mentions = linker.link(text, language)
    small = function_words(language)
    starting = {mention.start: mention for mention in mentions}
    units: list[Unit] = []
    place = offset = 0
    while place < len(tokens):
        gap = text[offset : tokens[place].start]
        units += [Unit(mark, "punct", earlier) for mark in _PUNCTUATION.findall(gap)]
        mention = starting.get(place)
        end = mention.end if mention else place + 1
        offset = tokens[end - 1].end
        if mention and mention.type not in {"label", "hint"}:
            said = text[tokens[place].start : offset]
            units.append(Unit(said, mention.type, earlier, mention.links))
        else:
            type_: UnitType = mention.type if mention else "word"
            links = mention.links if mention else ()
            units += [
                Unit(token.text, type_, earlier, links, token.folded not in small)
                for token in tokens[place:end]
            ]
        place = end
    units += [Unit(mark, "punct", earlier) for mark in _PUNCTUATION.findall(text[offset:])]
    return units


def _like(amount: Amount) -> str:
    """A number that stands for all of about its size."""
    value = amount[0] if isinstance(amount, tuple) else amount
    if value <= 20:
        return "7"
    if value <= 150:
        return "50"
    if value <= 999:
        return "500"
    return "1990" if value <= 2100 and float(value).is_integer() else "5000"
