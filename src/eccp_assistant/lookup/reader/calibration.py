"""How probable it is that a reading is right: a logistic regression over what was decided.

The network is too sure of itself, and its decisions are not independent. What they are worth was
fitted on a set of tables that it had not been trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eccp_assistant.domain.answers import Language
from eccp_assistant.lookup.reader.decoding import Decoded
from eccp_assistant.lookup.reader.network import WEIGHTS
from eccp_assistant.lookup.reader.units import Unit
from eccp_assistant.lookup.reader.word_vectors import Vectors
from eccp_assistant.understanding.linking.phrases import frequency

FEATURES = (
    "constant",
    "log of all decisions",
    "log of the least sure",
    "log of the second least sure",
    "log of the want",
    "content words without a role",
    "names and values without a role",
    "nearness of the next reading",
    "values found by meaning",
    "earlier turns",
    "no row meets it",
    "rows are wanted",
    "labels without a role",
    "a few rows in no order",
    "a condition said twice",
)

_LEAST = 1e-4
_COMMON = 5.0
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the features, and from which probability on a reading is answered or offered.

    Attributes:
        answered: A reading at least this probable is answered.
        offered: A reading at least this probable is worth offering.
    """

    weights: tuple[float, ...]
    answered: float
    offered: float

    def probability(self, features: Vectors) -> float:
        """Of being right."""
        return 1 / (1 + math.exp(-float(np.dot(self.weights, features))))


def load_calibration(path: Path = WEIGHTS / "calibration.json") -> Calibration:
    """The calibration that belongs to the weights."""
    data = json.loads(path.read_text(encoding="utf-8"))
    weights = tuple(float(data["weights"][name]) for name in FEATURES)
    return Calibration(weights, float(data["answered"]), float(data["offered"]))


def features_of(
    decoded: Decoded,
    units: Sequence[Unit],
    language: Language,
    *,
    next_: float | None,
    rows: int | None,
) -> Vectors:
    """What there is to say of a reading, in the order of ``FEATURES``.

    Args:
        decoded: The reading.
        units: The question.
        language: Its language.
        next_: Log probability of the next reading that is another query; none if there is none.
        rows: How many rows meet the query, where that is known.
    """
    chances = sorted(decision.chosen for decision in decoded.decisions)
    least, second = ([*chances, 1.0, 1.0])[:2]
    used = set(decoded.used)
    now = [(place, unit) for place, unit in enumerate(units) if not unit.earlier]
    words = [
        unit
        for place, unit in now
        if place not in used
        and unit.type in {"word", "hint"}
        and unit.content
        and frequency(unit.text.lower(), language) < _COMMON
    ]
    named = [
        unit
        for place, unit in now
        if place not in used and unit.type in {"value", "country", "name"}
    ]
    want = next(each.chosen for each in decoded.decisions if each.name == "want")
    by_meaning = sum(each.name.startswith("meaning") for each in decoded.decisions)
    gap = 8.0 if next_ is None else decoded.log_probability - next_
    return np.array(
        [
            1.0,
            max(decoded.log_probability, -8.0),
            math.log(max(least, _LEAST)),
            math.log(max(second, _LEAST)),
            math.log(max(want, _LEAST)),
            min(len(words), _MOST_WORDS),
            min(len(named), _MOST_WORDS),
            math.exp(-max(min(gap, 8.0), -8.0)) if gap > 0 else 1.0,
            by_meaning,
            float(any(unit.earlier for unit in units)),
            float(rows == 0),
            float(decoded.want == "rows"),
            _idle_labels(decoded, units),
            float(_unordered(decoded)),
            float(_repeated(decoded)),
        ],
        dtype=np.float32,
    )


def _idle_labels(decoded: Decoded, units: Sequence[Unit]) -> int:
    """How many words name kinds and fields of which none has a part in the reading."""
    items = decoded.draft.items if decoded.draft else set()
    labels = {unit.links for unit in units if unit.type == "label" and not unit.earlier}
    idle = [links for links in labels if not items & {link.item for link in links}]
    return min(len(idle), _MOST_WORDS)


def _unordered(decoded: Decoded) -> bool:
    draft = decoded.draft
    if draft is None or draft.want != "rows" or draft.order is not None:
        return False
    return draft.one or draft.offset > 0 or draft.limit is not None


def _repeated(decoded: Decoded) -> bool:
    values = [(read.key, read.values) for read in decoded.draft.values] if decoded.draft else []
    return len(values) > len(set(values))
