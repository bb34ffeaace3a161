"""Likely misspellings of the words of a catalogue and of countries, put right."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.tokenise import Token, stem
from eccp_assistant.understanding.linking.countries import country_names, find_country
from eccp_assistant.understanding.linking.phrases import PhraseIndex, frequency

_SHORTEST_MISSPELT, _LONG_WORD, _MANY_LETTERS = 4, 8, 6

# Zipf frequencies from which on a word is one in its own right.
_RARE, _NO_WORD = 3.3, 1.7


class Speller:
    """Corrects questions towards the words of one catalogue."""

    def __init__(self, index: PhraseIndex) -> None:
        self._index = index
        self._choices: dict[Language, list[str]] = {}

    def corrected(self, tokens: Sequence[Token], language: Language) -> tuple[list[str], set[int]]:
        """The folded words with likely misspellings put right, and which these were."""
        folded, changed = [], set()
        for place, token in enumerate(tokens):
            word = self._spelt(token, language)
            if word != token.folded:
                changed.add(place)
            folded.append(word)
        return folded, changed

    def _spelt(self, token: Token, language: Language) -> str:
        word = token.folded
        if len(word) < _SHORTEST_MISSPELT or not word.isalpha() or self._knows(word, language):
            return word
        if frequency(token.text.lower(), language) > _NO_WORD or frequency(word, "en") > _RARE:
            return word  # a word in its own right, though not of these records
        slips = 2 if len(word) >= _LONG_WORD else 1
        near = process.extract(
            word, self._spellings(language), scorer=OSA.distance, score_cutoff=slips, limit=6
        )
        for other, distance, _ in near:
            if other[0] == word[0] or (len(word) >= _MANY_LETTERS and distance == 1):
                return str(other)
        return word

    def _knows(self, word: str, language: Language) -> bool:
        return (
            word in self._index.words
            or word in self._index.pieces
            or (language, stem(word, language)) in self._index.stemmed
            or find_country((word,), language) is not None
        )

    def _spellings(self, language: Language) -> list[str]:
        if language not in self._choices:
            known = country_names()
            countries = {
                word
                for phrases in (known.names, known.adjectives[language])
                for phrase in phrases
                if len(phrase) == 1
                for word in phrase
                if len(word) > _SHORTEST_MISSPELT
            }
            words = {word for word in self._index.words if len(word) >= _SHORTEST_MISSPELT}
            self._choices[language] = sorted(
                word for word in words | countries if not word.isdigit()
            )
        return self._choices[language]
