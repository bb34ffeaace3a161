"""Scores the sentences of a corpus for a question, and decides what may be said with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eccp_assistant.index.embedding.token_states import TokenStates
from eccp_assistant.index.sentence_index import SentenceIndex, Shortlist
from eccp_assistant.retrieval.relevance.network import Array, logits
from eccp_assistant.retrieval.relevance.surface_features import (
    COUNT,
    Surface,
    pair_features,
    surface_of,
)

Tier = Literal["answered", "nearest", "absent"]

CANDIDATES = 12
"""Sentences that are read together with the question."""
MOST_SHOWN = 3
FEATURES = 7 + COUNT
"""How many numbers the network is told of a pair beside its words."""

_WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what stands over and before it.

    Attributes:
        text: As it stands.
        surroundings: Title, heading, the sentence before and the sentence, in small letters.
        surface: What its letters show.
    """

    text: str
    surroundings: str
    surface: Surface

    @classmethod
    def of(cls, text: str, *, title: str = "", heading: str = "", previous: str = "") -> Sentence:
        """Read a sentence in its place."""
        return cls(text, f"{title} {heading} {previous} {text}".lower(), surface_of(text))


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence and how it does.

    Attributes:
        number: Which sentence of the index.
        probability: That it answers the question.
        logit: The network's log-odds, by which sentences are ranked.
    """

    number: int
    probability: float
    logit: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What may be said.

    Attributes:
        tier: ``answered``: the first sentence answers. ``nearest``: perhaps none does, the first
            three are the closest. ``absent``: nothing is near.
        sentences: All that were read, best first.
    """

    tier: Tier
    sentences: tuple[ScoredSentence, ...]

    @property
    def shown(self) -> tuple[ScoredSentence, ...]:
        """Those that may be quoted."""
        if self.tier == "absent":
            return ()
        return self.sentences[: 1 if self.tier == "answered" else MOST_SHOWN]


class RelevanceModel:
    """The trained model; holds no state of a question, safe to share between threads."""

    def __init__(self, parts: dict[str, NDArray[np.float32]]) -> None:
        """Take the parts of a weights file.

        Args:
            parts: ``calibration`` (slope, offset, least probability to answer, least to show) and
                the network's, each ``net0.``, ``net1.`` … in front.
        """
        self._slope, self._offset, self._answer, self._show = map(float, parts["calibration"])
        count = 1 + max(int(name[3]) for name in parts if name.startswith("net"))
        self.networks = [
            {name[5:]: part for name, part in parts.items() if name.startswith(f"net{which}.")}
            for which in range(count)
        ]

    def judge(
        self,
        question: str,
        states: TokenStates,
        index: SentenceIndex,
        sentences: Sequence[Sentence],
        *,
        allowed: NDArray[np.bool_] | None = None,
    ) -> Judgement:
        """Find the sentences nearest to a question and decide whether one answers it.

        Args:
            question: Its text.
            states: Its tokens' states.
            index: Of the corpus.
            sentences: Those of the index, in its order.
            allowed: Which may be chosen, ``(sentences,)``.
        """
        found = index.shortlist(states, k=CANDIDATES, allowed=allowed)
        if not len(found.numbers):
            return Judgement("absent", ())
        features = pair_inputs(question, states, found, sentences)
        padded = index.padded(found.numbers)
        tokens = states.states.astype(np.float32)
        each = [logits(net, tokens, *padded, features) for net in self.networks]
        scores = np.mean(each, axis=0)
        order = np.argsort(-scores, kind="stable")
        ranked = tuple(
            ScoredSentence(int(found.numbers[row]), self._probability(row_score), row_score)
            for row, row_score in ((row, float(scores[row])) for row in order)
        )
        best = ranked[0].probability
        tier: Tier = "absent"
        if best >= self._answer:
            tier = "answered"
        elif best >= self._show:
            tier = "nearest"
        return Judgement(tier, ranked)

    def _probability(self, logit: float) -> float:
        return float(1 / (1 + np.exp(-(self._slope * logit + self._offset))))


@lru_cache(maxsize=1)
def relevance_model() -> RelevanceModel:
    """The model in the package."""
    with (
        files(__package__).joinpath(_WEIGHTS).open("rb") as file,
        np.load(file) as parts,
    ):
        return RelevanceModel({name: parts[name].astype(np.float32) for name in parts.files})


def pair_inputs(
    question: str, states: TokenStates, found: Shortlist, sentences: Sequence[Sentence]
) -> Array:
    """What the network is told beside the words, ``(candidates, features)``."""
    asked = surface_of(question)
    cosine = found.cosine * 15
    rows = []
    for row, number in enumerate(found.numbers):
        sentence = sentences[number]
        rows.append(
            [
                (found.words[row] - 0.5) * 6,
                cosine[row] - 0.85 * 15,
                (found.least[row] - 0.3) * 5,
                (found.words[row] - found.words.max()) * 10,
                len(states.states) / 20,
                (found.score[row] - found.score.max()) / 3,
                cosine[row] - cosine.max(),
                *pair_features(asked, sentence.surface, sentence.surroundings),
            ]
        )
    return np.array(rows, np.float32)
