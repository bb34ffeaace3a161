"""Doubtful points, decided one after another and remembered with their probabilities."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from eccp_assistant.lookup.reader.word_vectors import Vectors

_T = TypeVar("_T", bound=Hashable)

LEAST = 1e-6
"""What is less probable is as good as impossible."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A point that was decided.

    Attributes:
        name: Which point.
        chosen: Probability of what was chosen.
        others: Probabilities of what else there was, likeliest first.
    """

    name: str
    chosen: float
    others: tuple[float, ...]


class Decisions:
    """Decides for the likeliest, but where it is told otherwise.

    Attributes:
        made: What was decided, in order.
    """

    def __init__(self, otherwise: Mapping[str, int]) -> None:
        """Begin.

        Args:
            otherwise: Points to decide otherwise: 1 for the second likeliest, and so on.
        """
        self._otherwise = otherwise
        self.made: list[Decision] = []

    def decide(self, name: str, options: Sequence[tuple[_T, float]]) -> _T:
        """One of some options, each with its probability."""
        order = sorted(options, key=lambda option: -option[1])
        rank = min(self._otherwise.get(name, 0), len(order) - 1)
        others = tuple(float(p) for place, (_, p) in enumerate(order) if place != rank)
        self.made.append(Decision(name, float(order[rank][1]), others[:3]))
        return order[rank][0]


def shared_out(options: Sequence[tuple[_T, float]]) -> list[tuple[_T, float]]:
    """Weights as probabilities."""
    total = sum(weight for _, weight in options) or 1.0
    return [(option, weight / total) for option, weight in options]


def softmax(logits: Vectors) -> Vectors:
    """Probabilities along the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    chances: Vectors = powers / powers.sum(-1, keepdims=True)
    return chances


def log_softmax(logits: Vectors) -> Vectors:
    """Logarithms of the probabilities along the last axis."""
    shifted = logits - logits.max(-1, keepdims=True)
    logs: Vectors = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return logs
