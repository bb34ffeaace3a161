"""Which candidate reading is meant, and how probable it is that it is right.

The network is too sure of itself, and its decisions are not independent. What they are worth was
fitted on sets of tables that it had not been trained on: a linear ranking of the candidates of a
question, then a logistic regression on the first of them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eccp_assistant.lookup.reader.features import FEATURES
from eccp_assistant.lookup.reader.network import WEIGHTS
from eccp_assistant.lookup.reader.word_vectors import Vectors

SURE_FEATURES = (*FEATURES, "share of the first candidate", "log of the intent")
"""What the probability of the first candidate hangs on."""

_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights, and from which probability on a reading is answered or offered.

    Attributes:
        ranking: Of ``FEATURES``: the candidate with the greatest sum is the first.
        weights: Of ``SURE_FEATURES``.
        answered: A reading at least this probable is answered.
        offered: A reading at least this probable is worth offering.
    """

    ranking: tuple[float, ...]
    weights: tuple[float, ...]
    answered: float
    offered: float

    def shares(self, features: Vectors) -> Vectors:
        """The share of each candidate among them.

        Args:
            features: ``(candidates, FEATURES)``.
        """
        scores = features @ np.array(self.ranking, dtype=np.float32)
        powers = np.exp(scores - scores.max())
        shares: Vectors = powers / powers.sum()
        return shares

    def probability(self, sure: Vectors) -> float:
        """That the first candidate is right, from its ``SURE_FEATURES``."""
        return 1 / (1 + math.exp(-float(np.dot(self.weights, sure))))


def sure_features(features: Vectors, share: float, intent: float) -> Vectors:
    """The ``SURE_FEATURES`` of a candidate.

    Args:
        features: Its ``FEATURES``.
        share: Its share among all candidates.
        intent: The probability that the question is one to the records.
    """
    more = (math.log(max(share, _LEAST)), math.log(max(intent, _LEAST)))
    return np.append(features, np.array(more, dtype=np.float32))


def load_calibration(path: Path = WEIGHTS / "calibration.json") -> Calibration:
    """The calibration that belongs to the weights."""
    data = json.loads(path.read_text(encoding="utf-8"))
    ranking = tuple(float(data["ranking"][name]) for name in FEATURES)
    weights = tuple(float(data["weights"][name]) for name in SURE_FEATURES)
    return Calibration(ranking, weights, float(data["answered"]), float(data["offered"]))
