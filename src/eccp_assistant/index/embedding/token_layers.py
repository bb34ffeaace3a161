"""What a transformer holds of every token of a text, beside the one vector of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LOWER_LAYER = 8
UPPER_LAYER = 12
"""Layers that are shown: one that still tells what kind of thing a word is, and the last."""


@dataclass(frozen=True, slots=True)
class TokenLayers:
    """The states of one text's tokens, without those of the prompt.

    Attributes:
        upper: Of the last layer, float32 ``(tokens, dimension)``.
        lower: Of the layer below, float32 ``(tokens, dimension)``.
        heading: How many of the tokens, at the beginning, stand before the first line break.
        vector: The embedding of the whole text, unit length ``(dimension,)``.
    """

    upper: NDArray[np.float32]
    lower: NDArray[np.float32]
    heading: int
    vector: NDArray[np.float32]


def token_layers(model: SentenceTransformer, text: str, prompt: str) -> TokenLayers:
    """Run one text through a model of mean pooling with at least twelve layers.

    Args:
        model: A loaded model.
        text: A question, or a heading, a line break and a sentence.
        prompt: Goes before it, and is not shown.
    """
    import torch  # noqa: PLC0415 - loaded with the model

    encoded = model.tokenizer(
        prompt + text, return_tensors="pt", return_offsets_mapping=True, truncation=True
    )
    offsets = encoded.pop("offset_mapping")[0].numpy()
    transformer: Any = model[0]  # its module is untyped
    with torch.inference_mode():
        hidden = transformer.auto_model(**encoded, output_hidden_states=True).hidden_states
    last = hidden[UPPER_LAYER][0].numpy()
    mean = last.mean(axis=0)
    # A token may begin at the space before its word, so it is told by where it ends.
    own = (offsets[:, 1] > len(prompt)) & (offsets[:, 1] > offsets[:, 0])
    before, line_break, _ = text.partition("\n")
    start = len(prompt) + (len(before) if line_break else 0)
    return TokenLayers(
        upper=last[own],
        lower=hidden[LOWER_LAYER][0].numpy()[own],
        heading=int((own & (offsets[:, 1] <= start)).sum()),
        vector=(mean / np.linalg.norm(mean)).astype(np.float32),
    )
