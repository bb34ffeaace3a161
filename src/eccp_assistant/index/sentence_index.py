"""The sentences of a corpus as their words' states, and which of them are nearest to a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eccp_assistant.index.embedding.token_states import TokenStates

Array = NDArray[np.float32]

_NEAREST_OF_DOCUMENT = 3
_LEAST_MET = 3
_WEIGHTS = (1.95, 0.6, -0.65, 0.95, -0.88)
"""What a sentence's own closeness by words and by vector, its document's by words, its section's
by words and its document's by vector count, standardised; fitted to four sets of questions. The
last is negative: a vector is closer to whatever is in the question's language."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The sentences nearest to a question, nearest first.

    Attributes:
        numbers: Which they are, ``(k,)``.
        words: Mean over the question's tokens of the closest token's cosine, ``(k,)``.
        least: The same over the three tokens that are worst met, ``(k,)``.
        cosine: Of the vectors, ``(k,)``.
        score: By which they were chosen, ``(k,)``.
    """

    numbers: NDArray[np.int64]
    words: Array
    least: Array
    cosine: Array
    score: Array


class SentenceIndex:
    """States of all sentences; never changed, safe to share between threads."""

    def __init__(
        self,
        states: NDArray[np.float16],
        starts: NDArray[np.int64],
        headings: NDArray[np.int64],
        vectors: Array,
        documents: NDArray[np.int64],
        sections: NDArray[np.int64],
        keys: Sequence[str] = (),
    ) -> None:
        """Take over the parts.

        Args:
            states: Of all tokens, ``(tokens, 2 * dimension)``.
            starts: Where each sentence begins among them, and where the last ends.
            headings: How many tokens of each sentence are its heading's.
            vectors: ``(sentences, model dimension)``.
            documents: A number for each sentence's document.
            sections: A number for each sentence's section, different between documents.
            keys: Of the sentences' texts, by which a build knows them again.
        """
        self.states, self.starts, self.headings = states, starts, headings
        self.vectors, self.documents, self.sections = vectors, documents, sections
        self.keys = tuple(keys)
        self._units = _unit(states[:, : states.shape[1] // 2].astype(np.float32))

    @classmethod
    def of(
        cls,
        sentences: Iterable[TokenStates],
        documents: Sequence[int],
        sections: Sequence[int],
        keys: Sequence[str] = (),
    ) -> SentenceIndex:
        """Put together the states of sentences, in order; at least one."""
        kept = list(sentences)
        return cls(
            np.concatenate([each.states for each in kept]),
            np.cumsum([0, *(len(each.states) for each in kept)]),
            np.array([each.heading for each in kept]),
            np.stack([each.vector for each in kept]),
            np.asarray(documents, dtype=np.int64),
            np.asarray(sections, dtype=np.int64),
            keys,
        )

    def __len__(self) -> int:
        return len(self.headings)

    def save(self, path: Path) -> None:
        """Write one file."""
        np.savez(
            path,
            states=self.states,
            starts=self.starts,
            headings=self.headings,
            vectors=self.vectors.astype(np.float16),
            documents=self.documents,
            sections=self.sections,
            keys=np.array(self.keys),
        )

    @classmethod
    def load(cls, path: Path) -> SentenceIndex:
        """Read what :meth:`save` wrote."""
        with np.load(path) as parts:
            return cls(
                parts["states"],
                parts["starts"],
                parts["headings"],
                parts["vectors"].astype(np.float32),
                parts["documents"],
                parts["sections"],
                parts["keys"].tolist(),
            )

    @property
    def places(self) -> dict[str, int]:
        """Key of a sentence's text -> its number."""
        return {key: number for number, key in enumerate(self.keys)}

    def states_of(self, number: int) -> TokenStates:
        """The states of one sentence."""
        start, end = self.starts[number], self.starts[number + 1]
        heading = int(self.headings[number])
        return TokenStates(self.states[start:end], heading, self.vectors[number])

    def padded(
        self, numbers: NDArray[np.int64]
    ) -> tuple[Array, NDArray[np.int64], NDArray[np.int64]]:
        """States of some sentences ``(n, longest, width)``, their lengths and headings."""
        lengths = self.starts[numbers + 1] - self.starts[numbers]
        states = np.zeros((len(numbers), lengths.max(), self.states.shape[1]), np.float32)
        for row, number in enumerate(numbers):
            states[row, : lengths[row]] = self.states[self.starts[number] : self.starts[number + 1]]
        return states, lengths, self.headings[numbers]

    def shortlist(
        self, question: TokenStates, *, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> Shortlist:
        """The ``k`` sentences nearest to a question.

        Args:
            question: Its states.
            k: How many at most.
            allowed: Which sentences may be chosen, ``(sentences,)``; ``None`` for all.
        """
        every = self.compare(question, np.arange(len(self)))
        score = every.score
        ranks = np.where(allowed, score, -np.inf) if allowed is not None else score
        chosen = np.argsort(-ranks, kind="stable")[:k]
        chosen = chosen[np.isfinite(ranks[chosen])]
        return Shortlist(
            chosen, every.words[chosen], every.least[chosen], every.cosine[chosen], score[chosen]
        )

    def compare(self, question: TokenStates, numbers: NDArray[np.int64]) -> Shortlist:
        """How near some sentences are to a question, in the order given.

        Args:
            question: Its states.
            numbers: Which sentences.
        """
        half = question.states.shape[1] // 2
        tokens = _unit(question.states[:, :half].astype(np.float32))
        best = np.maximum.reduceat(tokens @ self._units.T, self.starts[:-1], axis=1)
        words = best.mean(axis=0)
        worst = min(_LEAST_MET, len(best))
        least = np.partition(best, worst - 1, axis=0)[:worst].mean(axis=0)
        cosine = self.vectors @ question.vector
        parts = (
            words,
            cosine,
            self._of_document(words),
            self._of_section(words),
            self._of_document(cosine),
        )
        score = np.zeros_like(words)
        for weight, part in zip(_WEIGHTS, parts, strict=True):
            score += weight * _standard(part)
        return Shortlist(numbers, words[numbers], least[numbers], cosine[numbers], score[numbers])

    def _of_document(self, values: Array) -> Array:
        """For each sentence, the mean of its document's three highest values."""
        result = np.empty_like(values)
        for document in np.unique(self.documents):
            own = self.documents == document
            result[own] = np.sort(values[own])[-_NEAREST_OF_DOCUMENT:].mean()
        return result

    def _of_section(self, values: Array) -> Array:
        """For each sentence, its section's highest value."""
        highest = np.full(self.sections.max() + 1, -np.inf, np.float32)
        np.maximum.at(highest, self.sections, values)
        return highest[self.sections]


def _standard(values: Array) -> Array:
    result: Array = (values - values.mean()) / (values.std() + 1e-4)
    return result


def _unit(x: Array) -> Array:
    result: Array = x / (np.linalg.norm(x, axis=1, keepdims=True) + 1e-6)
    return result
