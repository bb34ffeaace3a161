"""Questions about running text as examples: a reader of records must know that they are not for it.

A question is read against a schema about much the same, where the two are hardest to tell apart.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from alignment import Gold
from examples import Example, Prepared
from meaning import Embedder
from model import Lower

from eccp_assistant.lookup.reader.units import units_of

_LONGEST = 70
"""Units of a question: a longer one is left out."""

_TAKEN = 0.25
"""What part of the questions: they are many, and easy to know."""

_NEAREST = 3
_LABELS_COMPARED = 4


def text_examples(
    files: Sequence[Path], sets: Sequence[Prepared], embed: Embedder, lower: Lower, seed: int
) -> list[Example]:
    """One example for each question of some sets of texts, beside one of the nearest schemas.

    Args:
        files: Sets of documents with questions.
        sets: The sets of tables to choose the schemas from.
        embed: The embedding model.
        lower: The frozen layers.
        seed: Of what is drawn.
    """
    rng = random.Random(seed)
    asked = [
        {"intent": "text", "lang": each["lang"], "question": each["question"]}
        for path in files
        for each in json.loads(path.read_text(encoding="utf-8"))["questions"]
        if rng.random() < _TAKEN
    ]
    vectors = embed([each["question"] for each in asked])
    found = []
    for each, vector in zip(asked, vectors, strict=True):
        near = [_nearness(one, each["lang"], vector) for one in sets]
        order = np.argsort(near)[::-1][:_NEAREST]
        one = sets[int(rng.choice(list(order)))]
        units = units_of(one.linker, each["question"], each["lang"])
        if len(units) <= _LONGEST:
            labels = one.asked[0].labels
            found.append(Example(one.of, each, units, Gold("text"), [], labels))
    shown = [[unit.shown for unit in each.units] for each in found]
    for example, hidden in zip(found, lower.run(shown), strict=True):
        example.hidden.append(hidden)
    return found


def _nearness(prepared: Prepared, language: str, vector: np.ndarray) -> float:
    """How near the labels of a schema are to a question."""
    labels = prepared.asked[0].labels.embedded[language].float().numpy()
    return float(np.sort(labels @ vector)[-_LABELS_COMPARED:].mean())
