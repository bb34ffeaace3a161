"""What words mean that no name or value spells: the nearest of the closed vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eccp_assistant.domain.answers import Language
from eccp_assistant.lookup.reader.schema import Embed
from eccp_assistant.lookup.reader.word_vectors import Vectors
from eccp_assistant.text.tokenise import folded_words, stem
from eccp_assistant.understanding.linking.catalogue import Catalogue, ItemKey

SPREAD = 0.03
"""A cosine this much above the mean is worth one point of log probability."""

_SAME_WORD = 2.5
_SAME_STEM = 0.8
_LOOKED_AT = 25


@dataclass(frozen=True, slots=True)
class Meant:
    """Values or records that words may mean.

    Attributes:
        margin: How much nearer they are than the vocabulary at large; about 0 for nothing at all.
    """

    score: float
    key: ItemKey
    values: tuple[str, ...]
    named: bool
    margin: float


class SpanLinker:
    """Finds values and records by meaning; the vocabulary is embedded when first needed."""

    def __init__(self, catalogue: Catalogue, embed: Embed, map_: Vectors | None = None) -> None:
        """Make a linker.

        Args:
            catalogue: Whose values and names.
            embed: Embeds short texts.
            map_: Of embeddings, ``(dimension, dimension)``, in which words lie near what they
                mean; none for the embeddings as they are.
        """
        self._embed_plain, self._map = embed, map_
        values = [((v.kind, v.field), v.value, v.value, False) for v in catalogue.values]
        names = [((n.kind, ""), n.id, n.name, True) for n in catalogue.names]
        self._entries = [*values, *names]
        self._words = [frozenset(folded_words(said)) for _, _, said, _ in self._entries]

    def _embed(self, texts: list[str]) -> Vectors:
        rows = self._embed_plain(texts)
        if self._map is None:
            return rows
        rows = rows @ self._map
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    @cached_property
    def vectors(self) -> Vectors:
        """Of every value and name: unit rows."""
        return self._embed([said for _, _, said, _ in self._entries])

    def meant(
        self, text: str, language: Language, likely: Callable[[ItemKey, bool], float]
    ) -> list[Meant]:
        """What a run of words may mean, likeliest first; one for each field.

        Args:
            text: The words.
            language: Their language.
            likely: Log probability that they belong to an item, and whether records are meant.
        """
        if not self._entries:
            return []
        cosines = self.vectors @ self._embed([text])[0]
        base = float(cosines.mean())
        words = set(folded_words(text))
        shared = np.array([self._shared(words, each, language) for each in self._words])
        scores = (cosines - base) / SPREAD + _SAME_WORD * shared
        best: dict[ItemKey, Meant] = {}
        for place in np.argsort(-scores, kind="stable")[:_LOOKED_AT]:
            key, value, _, named = self._entries[place]
            score = float(scores[place]) + likely(key, named)
            if key not in best or best[key].score < score:
                values = (value,) if named else self._all_that_say(words, key, value, shared)
                margin = float(cosines[place]) - base + 0.1 * float(shared[place])
                best[key] = Meant(score, key, values, named, margin)
        return sorted(best.values(), key=lambda each: -each.score)

    @staticmethod
    def _shared(words: set[str], said: frozenset[str], language: Language) -> float:
        """What part of some words stands in a value, perhaps in another form."""
        if not words:
            return 0.0
        same = len(words & said)
        if not same:
            stems = {stem(word, each) for word in words for each in (language, "en")}
            same_stems = {stem(word, language) for word in said if len(word) > 3} & stems
            return _SAME_STEM * len(same_stems) / len(words)
        return same / len(words)

    def _all_that_say(
        self, words: set[str], key: ItemKey, value: str, shared: np.ndarray
    ) -> tuple[str, ...]:
        """All values of a field that hold the words, where the best is one of several."""
        places = [
            place
            for place, entry in enumerate(self._entries)
            if entry[0] == key and not entry[3] and shared[place] >= 1
        ]
        found = {self._entries[place][1] for place in places}
        exact = any(self._words[place] == words for place in places)
        return tuple(sorted(found)) if value in found and not exact else (value,)
