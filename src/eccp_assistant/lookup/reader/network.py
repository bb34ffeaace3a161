"""The trained network, run by onnxruntime: no torch is imported to answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from eccp_assistant.lookup.reader.word_vectors import Vectors, WordVectors

WEIGHTS = Path(__file__).parent / "weights"
SLOTS = 40
"""Different marks that tie a mention to the fields it may belong to."""

_LONGEST = 160


class Inputs(NamedTuple):
    """What the upper layers are given: ``length`` counts the start, the units and the items.

    Attributes:
        hidden: ``(length, dimension)`` from the lower layers.
        types: ``(length,)`` indexes of unit types.
        segments: ``(length,)`` 1 for earlier turns.
        slots: ``(length, SLOTS)`` weights of marks.
        labels: ``(length, dimension)`` embeddings of the items' labels; zero for units.
    """

    hidden: Vectors
    types: NDArray[np.int64]
    segments: NDArray[np.int64]
    slots: Vectors
    labels: Vectors


class Outputs(NamedTuple):
    """What the network says, as logits.

    Attributes:
        roles: ``(length, unit roles)``.
        items: ``(length, item roles)``.
        pointers: ``(length, length)``: which item a unit belongs to.
        want: ``(wants,)``.
        one: ``(2,)`` whether one row is wanted.
        least: ``(2,)`` whether the smallest groups come first.
        offset: ``(4,)`` how many are left out first.
    """

    roles: Vectors
    items: Vectors
    pointers: Vectors
    want: Vectors
    one: Vectors
    least: Vectors
    offset: Vectors


class Network:
    """The lower layers, which see words alone, and the upper ones, which see words and schema.

    Attributes:
        meaning: The map of embeddings in which words lie near the values that they mean.
    """

    def __init__(self, words: WordVectors, weights: Path = WEIGHTS) -> None:
        """Load the weights.

        Args:
            words: Of the model that the reader was trained on.
            weights: Folder with ``lower.onnx``, ``upper-….onnx``, each trained from another seed,
                and ``meaning.npy``.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The weights are stored in 8 bits; restored once, when loaded, and not for every question.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        self._words = words
        self._lower = onnxruntime.InferenceSession(str(weights / "lower.onnx"), options)
        self._uppers = [
            onnxruntime.InferenceSession(str(path), options)
            for path in sorted(weights.glob("upper*.onnx"))
        ]
        self.meaning: Vectors = np.load(weights / "meaning.npy").astype(np.float32)

    def read(self, words: Sequence[str]) -> Vectors:
        """A vector of the start and of each word; an empty word is the mark between turns."""
        pieces, owners = [self._words.start], [0]
        for number, word in enumerate(words, start=1):
            for piece in self._words.pieces(word) if word else (self._words.end,):
                pieces.append(piece)
                owners.append(number)
        pieces.append(self._words.end)
        owners.append(len(words) + 1)
        pieces, owners = pieces[:_LONGEST], owners[:_LONGEST]
        (hidden,) = self._lower.run(None, {"vectors": self._words.rows(pieces)[None]})
        sums = np.zeros((len(words) + 2, hidden.shape[-1]), dtype=np.float32)
        np.add.at(sums, owners, hidden[0])
        counts = np.maximum(np.bincount(owners, minlength=len(words) + 2), 1).astype(np.float32)
        means: Vectors = (sums / counts[:, None]).astype(np.float32)
        return means[: len(words) + 1]

    def label(self, label: str) -> Vectors:
        """The vector of a label by itself: ``(dimension,)``."""
        words = label.split()
        hidden = self.read(words)[1:]
        # The mean over all pieces, as each word counts for as many pieces as it has.
        weights = np.array([len(self._words.pieces(word)) for word in words], dtype=np.float32)
        mean: Vectors = (hidden * weights[:, None]).sum(0) / max(weights.sum(), 1.0)
        return mean

    def decide(self, inputs: Inputs) -> Outputs:
        """What the network says of one question: the mean of those with different seeds."""
        feed = {
            "hidden": inputs.hidden[None],
            "types": inputs.types[None],
            "segments": inputs.segments[None],
            "slots": inputs.slots[None],
            "labels": inputs.labels[None],
        }
        said = [upper.run(None, feed) for upper in self._uppers]
        return Outputs(*(np.mean(outputs, axis=0)[0] for outputs in zip(*said, strict=True)))
