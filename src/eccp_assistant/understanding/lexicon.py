"""Concepts: words of the seven languages that mean the same.

With them a question in one language can be held against a text in another, word by word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from importlib.resources import files

import yaml

from eccp_assistant.domain.answers import LANGUAGES, Language
from eccp_assistant.text.tokenise import folded_words, stems

Phrase = tuple[str, ...]


_VAGUE = frozenset({"actions.yaml", "qualities.yaml"})


class Lexicon:
    """Finds concepts in folded words.

    Attributes:
        vague: Concepts of doing and being, which a text need not name to answer.
    """

    def __init__(
        self,
        concepts: Mapping[str, Mapping[Language, Sequence[str]]],
        *,
        vague: Set[str] = frozenset(),
    ) -> None:
        self.vague = frozenset(vague)
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

    def means(self, concept: str, folded: str, language: Language) -> bool:
        """Whether a word of this language stands for a concept."""
        return concept in self._by_stem[language].get(stems((folded,), language), ())

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
    """The lexicon of the package (read once): files by subject, shared concepts merged."""
    concepts: dict[str, dict[Language, list[str]]] = {}
    vague: set[str] = set()
    named: set[str] = set()
    folder = files("eccp_assistant.understanding") / "lexicon"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        (vague if path.name in _VAGUE else named).update(data)
        for concept, said in data.items():
            merged = concepts.setdefault(concept, {})
            for language, words in said.items():
                merged.setdefault(language, []).extend(words)
    return Lexicon(concepts, vague=vague - named)
