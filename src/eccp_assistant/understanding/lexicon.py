"""Concepts: words of the seven languages that mean the same.

With them a question in one language can be held against a text in another, word by word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import yaml

from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.understanding.tokens import folded_words, stems

Phrase = tuple[str, ...]


class Lexicon:
    """Finds concepts in folded words."""

    def __init__(self, concepts: dict[str, dict[Language, Sequence[str]]]) -> None:
        self._by_stem: dict[Language, dict[Phrase, frozenset[str]]] = {}
        self._longest: dict[Language, int] = {}
        self._words: dict[Language, tuple[str, ...]] = {}
        for language in LANGUAGES:
            found: dict[Phrase, set[str]] = {}
            for concept, said in concepts.items():
                for entry in said.get(language, ()):
                    phrase = stems(folded_words(str(entry)), language)
                    found.setdefault(phrase, set()).add(concept)
            said_words = {
                word
                for said in concepts.values()
                for entry in said.get(language, ())
                for word in folded_words(str(entry))
            }
            self._words[language] = tuple(sorted(word for word in said_words if len(word) > 3))
            found.pop((), None)
            self._by_stem[language] = {key: frozenset(value) for key, value in found.items()}
            self._longest[language] = max(map(len, found), default=0)

    def knows(self, folded: str, language: Language) -> bool:
        """Whether a word of this language is a concept by itself."""
        return stems((folded,), language) in self._by_stem[language]

    def words(self, language: Language) -> tuple[str, ...]:
        """Every single word of four letters or more, for close spellings."""
        return self._words[language]

    def match(
        self, folded: Sequence[str], language: Language
    ) -> list[tuple[int, int, frozenset[str]]]:
        """Concepts of ``folded``, longest phrases first: ``(start, end, concepts)``."""
        table = self._by_stem[language]
        stemmed = stems(folded, language)
        found = []
        place = 0
        while place < len(stemmed):
            for length in range(min(self._longest[language], len(stemmed) - place), 0, -1):
                concepts = table.get(stemmed[place : place + length])
                if concepts:
                    found.append((place, place + length, concepts))
                    place += length - 1
                    break
            place += 1
        return found

    def concepts(self, text: str, language: Language) -> frozenset[str]:
        """All concepts that a text speaks of."""
        matches = self.match(folded_words(text), language)
        return frozenset(concept for _, _, found in matches for concept in found)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the package (read once)."""
    path = files("eccp_assistant.understanding") / "lexicon.yaml"
    return Lexicon(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
