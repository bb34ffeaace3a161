"""Phrases and what they stand for: as written, or by their stems in a language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.tokenise import stems

Phrase = tuple[str, ...]
MeaningT = TypeVar("MeaningT", bound=Hashable)

_SHORTEST_STEMMED = 5
_LONGER_WORD = 4


def is_stemmed(phrase: Phrase) -> bool:
    """Whether a phrase may be found by its stems: those of a short word are often other words."""
    return len(phrase) > 1 or len(phrase[0]) >= _SHORTEST_STEMMED


class PhraseTable(Generic[MeaningT]):
    """Phrases (folded words, and their stems in each language) → meanings."""

    def __init__(self) -> None:
        self._exact: dict[Phrase, set[MeaningT]] = defaultdict(set)
        self._stemmed: dict[Phrase, set[MeaningT]] = defaultdict(set)
        self._single: set[str] = set()

    def add(
        self, phrase: Phrase, meaning: MeaningT, *, stemmed_in: Iterable[Language] = ()
    ) -> None:
        """Let a phrase stand for a meaning, in some languages also by its stems."""
        self._exact[phrase].add(meaning)
        self._single.update(phrase)
        if not is_stemmed(phrase):
            return
        for language in stemmed_in:
            self._stemmed[(language, *stems(phrase, language))].add(meaning)

    def exact(self, phrase: Phrase) -> frozenset[MeaningT]:
        """The meanings of a phrase as written."""
        return frozenset(self._exact.get(phrase, ()))

    def find(self, phrase: Phrase, language: str) -> frozenset[MeaningT]:
        """The meanings of a phrase as written, else by its stems."""
        by_stems = (language, *stems(phrase, language))
        return self.exact(phrase) or frozenset(self._stemmed.get(by_stems, ()))

    def knows(self, word: str, language: str) -> bool:
        """Whether a folded word stands in any phrase, or its stem is one."""
        return word in self._single or (language, *stems((word,), language)) in self._stemmed

    def longer_words(self) -> list[str]:
        """The words of all phrases that have at least four letters, sorted."""
        return sorted(word for word in self._single if len(word) >= _LONGER_WORD)
