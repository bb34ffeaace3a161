"""From question sets to what the network is trained on: states, features, candidates."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from question_sets import QuestionSet
from torch import Tensor

from eccp_assistant.index.embedding.token_layers import TokenLayers
from eccp_assistant.index.embedding.token_states import Projection, TokenEncoder, TokenStates
from eccp_assistant.index.sentence_index import SentenceIndex, Shortlist
from eccp_assistant.retrieval.relevance.model import Sentence, pair_inputs

_OTHERS = 3
_HARDEST = 3
_HARD = 10
_POSITIVES = 3


@dataclass(frozen=True)
class Encoded:
    """A set and the layers of its questions and sentences."""

    source: QuestionSet
    questions: list[TokenLayers]
    sentences: list[TokenLayers]


def encode(source: QuestionSet, encoder: TokenEncoder) -> Encoded:
    """Run the embedding model over a set; most of the time of a training goes here."""
    said = [
        f"{sentence.heading}\n{sentence.text}" if sentence.heading else sentence.text
        for sentence in source.sentences
    ]
    return Encoded(
        source,
        encoder.token_layers([asked.text for asked in source.questions], query=True),
        encoder.token_layers(said, query=False),
    )


def fit_projection(sets: list[Encoded], *, dimension: int = 128) -> Projection:
    """The directions in which tokens differ most, of each layer, scaled to unit variance."""

    def joined(each: TokenLayers) -> NDArray[np.float32]:
        return np.concatenate([each.upper, each.lower], axis=1)

    asked = np.concatenate([joined(each) for one in sets for each in one.questions])
    said = np.concatenate([joined(each) for one in sets for each in one.sentences])
    means = asked.mean(0), said.mean(0)
    both = np.concatenate([asked - means[0], said - means[1]])
    half = both.shape[1] // 2
    parts = []
    for layer in (both[:, :half], both[:, half:]):
        values, directions = np.linalg.eigh(layer.T @ layer / len(layer))
        kept = directions[:, ::-1][:, :dimension]
        parts.append((kept / np.sqrt(values[::-1][:dimension].mean())).astype(np.float32))
    return Projection(means[0], means[1], parts[0], parts[1])


class Examples:
    """A set whose questions can be put to the network.

    Attributes:
        bias: Log-odds that a question has an answer, told from the question alone: added while
            training, so that the network need not learn it (see ``question_bias``).
    """

    def __init__(self, encoded: Encoded, projection: Projection) -> None:
        self.source = encoded.source
        self.asked: list[TokenStates] = [projection.question(each) for each in encoded.questions]
        said = [projection.sentence(each) for each in encoded.sentences]
        rows = self.source.sentences
        self.index = SentenceIndex.of(
            said, [row.document for row in rows], [row.section for row in rows]
        )
        self.sentences = [
            Sentence.of(row.text, title=row.title, heading=row.heading, previous=row.previous)
            for row in rows
        ]
        self.bias = np.zeros(len(self.asked), np.float32)
        self._compared: dict[int, Shortlist] = {}

    def nearest(self, number: int) -> list[int]:
        """All sentences, nearest to a question first."""
        ranked: list[int] = np.argsort(-self._all(number).score, kind="stable").tolist()
        return ranked

    def compared(self, number: int, places: list[int]) -> Shortlist:
        """How near some sentences are to a question."""
        every, chosen = self._all(number), np.array(places)
        return Shortlist(
            chosen,
            every.words[chosen],
            every.least[chosen],
            every.cosine[chosen],
            every.score[chosen],
        )

    def _all(self, number: int) -> Shortlist:
        if number not in self._compared:
            places = np.arange(len(self.index))
            self._compared[number] = self.index.compare(self.asked[number], places)
        return self._compared[number]

    def candidates(
        self, number: int, chance: random.Random, *, size: int, without_gold: bool
    ) -> tuple[list[int], list[int]]:
        """Sentences that answer a question and sentences that do not.

        Args:
            number: Which question.
            chance: Draws among the less hard ones.
            size: How many at most.
            without_gold: Whether to leave out those that answer, so that none does.
        """
        asked = self.source.questions[number]
        right = sorted(asked.gold)
        if len(right) > _POSITIVES:
            right = chance.sample(right, _POSITIVES)
        order = [place for place in self.nearest(number) if place not in asked.gold]
        own = set(asked.within)
        wrong = list(asked.near[:1])
        hard = [place for place in order if place in own and place not in wrong][:_HARD]
        rest = hard[_HARDEST:]
        wrong += hard[:_HARDEST]
        wrong += chance.sample(rest, min(len(rest), max(0, size - 2 * _OTHERS)))
        others = [place for place in order if place not in wrong][: 4 * _OTHERS]
        wrong += chance.sample(others, min(_OTHERS, len(others)))
        return ([] if without_gold else right), wrong

    def batch(self, groups: list[tuple[int, list[int]]]) -> tuple[Tensor, ...]:
        """The network's arguments for questions with their candidates."""
        asked, said, extra = [], [], []
        for number, places in groups:
            states = self.asked[number]
            text = self.source.questions[number].text
            extra.append(pair_inputs(text, states, self.compared(number, places), self.sentences))
            asked += [torch.from_numpy(states.states).float()] * len(places)
            for place in places:
                span = slice(self.index.starts[place], self.index.starts[place + 1])
                said.append(torch.from_numpy(self.index.states[span]).float())
        lengths = torch.tensor([len(each) for each in said])
        headings = torch.tensor(
            [int(self.index.headings[place]) for _, places in groups for place in places]
        )
        questions = torch.nn.utils.rnn.pad_sequence(asked, batch_first=True)
        sentences = torch.nn.utils.rnn.pad_sequence(said, batch_first=True)
        counts = torch.tensor([len(each) for each in asked])
        column = torch.arange(sentences.shape[1])[None]
        return (
            questions,
            torch.arange(questions.shape[1])[None] < counts[:, None],
            sentences,
            column < lengths[:, None],
            column < headings[:, None],
            torch.from_numpy(np.concatenate(extra)),
        )
