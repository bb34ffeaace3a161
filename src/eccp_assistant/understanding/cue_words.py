"""The vocabulary of each language: function words, ways to ask, count, deny, compare, greet.

Language knowledge is data (``cues/<language>.yaml``); nothing in the code holds a word. Function
words stand by part of speech, as in a grammar; the other categories hold general expressions:

* ``ask.…``: what a question asks for; ``list``, ``exists``, ``total``, ``most`` … ``common``: what
  is to be made of the records; ``not``, ``or``, ``per`` …: how its conditions are joined.
* ``source``: what the document, its parts and its data are called; ``reporting``: verbs for what
  stands in it; ``stative``: verbs of having, belonging, being somewhere and being about something;
  ``request``: ways to ask for something; ``filler``: set phrases without content.
* ``greeting``, ``thanks``, ``goodbye``, ``capability``, ``orders``, ``invent``: whole messages.
* ``refer``, ``continue``, ``today``, ``yes_no``: what a question leans on and how it begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


SILENT = frozenset({"function", "filler", "source", "reporting", "stative", "request"})
"""Categories of words that ask, point at the document or join, and carry no content themselves."""


@lru_cache(maxsize=16)
def cues_of(language: Language) -> CueWords:
    """The vocabulary of a language (read once)."""
    path = files("eccp_assistant.understanding") / "cues" / f"{language}.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    phrases: dict[Phrase, set[str]] = {}
    for category, said in data.items():
        if category == "plural_endings":
            continue
        for name, entries in _by_name(category, said):
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


def _by_name(
    category: str, said: list[str] | dict[str, list[str]]
) -> Iterator[tuple[str, list[str]]]:
    """The names under which the phrases of a category are known, each with its phrases."""
    if not isinstance(said, dict):
        yield category, said
        return
    for name, entries in said.items():
        # Question words keep their category; of function words only membership matters.
        yield (f"ask.{name}" if category == "ask" else category), entries
