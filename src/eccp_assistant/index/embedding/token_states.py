"""The words of a text as an embedding model sees them, made small enough to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from eccp_assistant.index.embedding.bundled_model import FINGERPRINT
from eccp_assistant.index.embedding.embedder import Embedder
from eccp_assistant.index.embedding.token_layers import TokenLayers

LONGEST_QUESTION = 40
LONGEST_SENTENCE = 72
"""Tokens after which a text is cut, headings included."""


_PROJECTION = "projection.npz"


@runtime_checkable
class TokenEncoder(Protocol):
    """A model that shows its states inside as well as its vector."""

    def token_layers(self, texts: Sequence[str], *, query: bool) -> list[TokenLayers]:
        """The states of each text's tokens, without those of the prompt."""


@dataclass(frozen=True, slots=True)
class TokenStates:
    """A text ready for comparison.

    Attributes:
        states: Of its tokens, the upper layer's components before the lower one's,
            float16 ``(tokens, 2 * dimension)``.
        heading: How many of them, at the beginning, are the heading's.
        vector: The whole text's embedding, unit length ``(model dimension,)``.
    """

    states: NDArray[np.float16]
    heading: int
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Projection:
    """Centres the states of two layers and keeps the directions in which they differ most.

    Attributes:
        question_mean: Mean state of questions' tokens, ``(2 * model dimension,)``.
        sentence_mean: That of sentences'.
        upper: For the last layer, ``(model dimension, dimension)``.
        lower: For the layer below, ``(model dimension, dimension)``.
    """

    question_mean: NDArray[np.float32]
    sentence_mean: NDArray[np.float32]
    upper: NDArray[np.float32]
    lower: NDArray[np.float32]

    def question(self, layers: TokenLayers) -> TokenStates:
        """A question's."""
        return self._project(layers, self.question_mean, LONGEST_QUESTION)

    def sentence(self, layers: TokenLayers) -> TokenStates:
        """A sentence's with its heading."""
        return self._project(layers, self.sentence_mean, LONGEST_SENTENCE)

    def _project(self, layers: TokenLayers, mean: NDArray[np.float32], longest: int) -> TokenStates:
        half = len(mean) // 2
        states = np.concatenate(
            [
                (layers.upper[:longest] - mean[:half]) @ self.upper,
                (layers.lower[:longest] - mean[half:]) @ self.lower,
            ],
            axis=1,
        )
        return TokenStates(
            states.astype(np.float16), min(layers.heading, longest - 1), layers.vector
        )


@lru_cache(maxsize=1)
def default_projection() -> Projection:
    """The projection of the embedded model, learned with the relevance model."""
    with files(__package__).joinpath(_PROJECTION).open("rb") as file, np.load(file) as parts:
        names = ("question_mean", "sentence_mean", "upper", "lower")
        return Projection(*(parts[name].astype(np.float32) for name in names))


def token_encoder(embedder: Embedder) -> TokenEncoder | None:
    """An embedding model as the one that the projection was learned on; ``None`` for any other."""
    if embedder.fingerprint != FINGERPRINT or not isinstance(embedder, TokenEncoder):
        return None
    return embedder
