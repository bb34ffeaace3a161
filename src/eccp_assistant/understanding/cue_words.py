"""The vocabulary of each language: function words, ways to ask, count, deny, compare, greet.

Language knowledge is data (``words/<language>.yaml``); nothing in the code holds a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import yaml

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.numbers import number_words
from eccp_assistant.text.tokenise import folded_words

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class CueWords:
    """The vocabulary of one language.

    Attributes:
        phrases: Folded tokens → the categories they stand for ("ask.who", "count", "not", …).
        numbers: Folded tokens → number.
        longest: Length of the longest phrase, in tokens.
        plural_endings: How nouns end that stand for several things.
        vocabulary: Every single word of four letters or more, for close spellings.
    """

    language: Language
    phrases: dict[Phrase, frozenset[str]]
    numbers: dict[Phrase, int]
    longest: int
    plural_endings: tuple[str, ...]
    vocabulary: tuple[str, ...]

    def knows(self, folded: str) -> bool:
        """Whether a word stands in any phrase."""
        return folded in self._single

    @cached_property
    def _single(self) -> frozenset[str]:
        return frozenset(word for phrase in (*self.phrases, *self.numbers) for word in phrase)

    def is_function(self, folded: str) -> bool:
        """Whether a word carries no content of its own in this language."""
        return "function" in self.phrases.get((folded,), frozenset())

    def categories(self, phrase: Phrase) -> frozenset[str]:
        """The categories of a phrase; empty for a phrase that is none."""
        return self.phrases.get(phrase, frozenset())

    def find(self, tokens: Sequence[str], category: str) -> list[tuple[int, int]]:
        """Places ``[start, end)`` of the phrases of a category, longest first at each place."""
        found = []
        place = 0
        while place < len(tokens):
            for length in range(min(self.longest, len(tokens) - place), 0, -1):
                if category in self.categories(tuple(tokens[place : place + length])):
                    found.append((place, place + length))
                    place += length - 1
                    break
            place += 1
        return found


@lru_cache(maxsize=16)
def cues_of(language: Language) -> CueWords:
    """The vocabulary of a language (read once)."""
    path = files("eccp_assistant.understanding") / "words" / f"{language}.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    phrases: dict[Phrase, set[str]] = {}
    for category, said in data.items():
        if category in {"plural_endings"}:
            continue
        groups = (
            {f"ask.{name}": list_ for name, list_ in said.items()}
            if category == "ask"
            else {category: said}
        )
        for name, entries in groups.items():
            for entry in entries:
                phrases.setdefault(folded_words(str(entry)), set()).add(name)
    phrases.pop((), None)
    return CueWords(
        language=language,
        phrases={phrase: frozenset(names) for phrase, names in phrases.items()},
        numbers=number_words(language),
        longest=max(map(len, phrases)),
        plural_endings=tuple(data["plural_endings"]),
        vocabulary=tuple(sorted({word for phrase in phrases for word in phrase if len(word) > 3})),
    )
