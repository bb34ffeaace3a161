"""Recognises small talk and orders by the vocabulary of the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.understanding.cue_words import cues_of

Talk = Literal["greeting", "thanks", "goodbye", "capability"]
_TALK: tuple[Talk, ...] = ("capability", "thanks", "greeting", "goodbye")
_WORDS_BESIDE = 3


def small_talk(folded: Sequence[str], language: Language) -> tuple[Talk, Language] | None:
    """What kind of small talk a message is, if it is nothing more, and in which language.

    A single "hola" tells the language better than any detector does; said in several languages,
    it is taken for the one that more people speak.

    Args:
        folded: The folded tokens of the message.
        language: Its language as far as it is known.
    """
    alone = len(folded) == 1
    for candidate in LANGUAGES if alone else (language, *LANGUAGES):
        talk = _small_talk(folded, candidate)
        if talk is not None:
            return talk, candidate
    return None


def _small_talk(folded: Sequence[str], language: Language) -> Talk | None:
    words = cues_of(language)
    for talk in _TALK:
        places = words.find(folded, talk)
        covered = {place for start, end in places for place in range(start, end)}
        beside = [
            token
            for place, token in enumerate(folded)
            if place not in covered and not words.categories((token,))
        ]
        if places and len(beside) <= (_WORDS_BESIDE if talk != "greeting" else 0):
            return talk
    return None


def gives_orders(folded: Sequence[str], language: Language) -> bool:
    """Whether a message tries to command the assistant or asks it to make something up."""
    words = cues_of(language)
    return bool(words.find(folded, "orders") or words.find(folded, "invent"))


def asked_for(folded: Sequence[str], language: Language) -> frozenset[str]:
    """What a question asks for: the ``ask.…`` categories, "list", "exists" and the like."""
    words = cues_of(language)
    found: set[str] = set()
    place = 0
    while place < len(folded):
        for length in range(min(words.longest, len(folded) - place), 0, -1):
            categories = words.categories(tuple(folded[place : place + length]))
            if length > 1 and categories == {"filler"}:
                place += length - 1  # "can we count on …" counts nothing
                break
            asking = {name for name in categories if name.startswith("ask.") or name in _OTHER}
            if asking:
                found |= asking
                place += length - 1
                break
        place += 1
    return frozenset(found)


def asking_words(folded: Sequence[str], language: Language) -> int:
    """How many words ask ("who pays, and who …": two)."""
    words = cues_of(language)
    roles = {name for names in words.phrases.values() for name in names if name.startswith("ask.")}
    places = {start for role in roles for start, _ in words.find(folded, role)}
    return sum(place - 1 not in places for place in places)


_OTHER = frozenset({"list", "exists", "total", "today"})
