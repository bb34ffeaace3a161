"""The network that reads the words of a question against those of a sentence, on numpy.

Every word of the question looks for its counterpart in the sentence (attention over similarity);
what it finds is compared with it, and the comparisons are summed by two learned weightings, by
their mean and by their maximum. Beside that, what the question asks for is held against what the
sentence says beyond the question. The same function in torch is trained by ``training/relevance``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_HIDDEN = -30.0
"""Added to what attention must not see."""
_HEADS = 2


def logits(
    weights: Mapping[str, Array],
    question: Array,
    sentences: Array,
    lengths: NDArray[np.int64],
    headings: NDArray[np.int64],
    features: Array,
) -> Array:
    """How much each sentence answers the question, as log-odds against "none does".

    Args:
        weights: By the names of the trained network.
        question: Its token states, ``(tokens, 2 * dimension)``.
        sentences: Token states, padded, ``(sentences, longest, 2 * dimension)``.
        lengths: Tokens of each sentence with its heading, ``(sentences,)``.
        headings: How many of them are the heading's, ``(sentences,)``.
        features: ``(sentences, features)``.

    Returns:
        ``(sentences,)``.
    """
    w = weights
    longest, width = sentences.shape[1:]
    half = width // 2
    place = np.arange(longest)[None]
    inside = place < lengths[:, None]
    heading = place < headings[:, None]
    body = inside & ~heading
    on_heading = heading[..., None].astype(np.float32)
    outside, not_body = _mask(inside), _mask(body)

    upper = _unit(question[:, :half]) @ _unit(sentences[..., :half]).transpose(0, 2, 1)
    lower = _unit(question[:, half:]) @ _unit(sentences[..., half:]).transpose(0, 2, 1)
    per_head = w["hq.weight"].shape[0] // _HEADS
    asked = (question @ w["hq.weight"].T) * np.repeat(w["hw"], per_head)
    learned = asked @ (sentences @ w["hs.weight"].T).transpose(0, 2, 1)
    attention = _softmax(
        w["tau"][0] * upper + w["tau"][1] * lower + learned + outside[:, None, :], axis=-1
    )

    of_question = _linear(w, "pq", question)
    of_sentence = _linear(w, "ps", sentences) + _linear(w, "head", on_heading)
    found = attention @ of_sentence
    asked_all = np.broadcast_to(of_question, found.shape)
    signs = np.stack(
        [
            (upper + not_body[:, None, :]).max(-1),
            np.maximum((upper + (~heading)[:, None, :] * -2.0).max(-1), -1.0),
            (lower + not_body[:, None, :]).max(-1),
            (upper * attention).sum(-1),
            (attention * heading[:, None, :]).sum(-1),
        ],
        axis=-1,
    )
    compared = np.concatenate(
        [asked_all, found, asked_all * found, np.abs(asked_all - found), signs], axis=-1
    )
    compared = _gelu(_linear(w, "cmp.3", _gelu(_linear(w, "cmp.0", compared))))
    gates = _softmax(_linear(w, "gate", question), axis=0)

    wanted = (_softmax(_linear(w, "tq", question), axis=0) * of_question).sum(0)
    closeness = np.stack([upper.max(1), lower.max(1)], axis=-1)
    news = _linear(w, "nov", np.concatenate([sentences, closeness, on_heading], axis=-1))[..., 0]
    news += of_sentence @ _linear(w, "tqk", wanted) / 10
    given = (_softmax(news + not_body, axis=-1)[..., None] * of_sentence).sum(1)
    mean = (of_sentence * body[..., None]).sum(1) / np.maximum(body.sum(1, keepdims=True), 1)
    wanted_all = np.broadcast_to(wanted, given.shape)
    fits = _gelu(
        _linear(w, "typ.0", np.concatenate([wanted_all, given, wanted_all * given, mean], axis=-1))
    )
    summed = np.concatenate(
        [
            (compared * gates[:, :1]).sum(1),
            (compared * gates[:, 1:]).sum(1),
            compared.max(1),
            compared.mean(1),
            fits,
            features,
        ],
        axis=-1,
    )
    deep = _linear(w, "out.3", _gelu(_linear(w, "out.0", summed)))
    result: Array = (deep + _linear(w, "lin", features))[:, 0].astype(np.float32)
    return result


def _linear(weights: Mapping[str, Array], name: str, x: Array) -> Array:
    result: Array = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return result


def _gelu(x: Array) -> Array:
    """GELU in its tanh form, as trained."""
    result: Array = 0.5 * x * (1 + np.tanh(np.float32(0.7978845608) * (x + 0.044715 * x * x * x)))
    return result


def _softmax(x: Array, *, axis: int) -> Array:
    x = np.exp(x - x.max(axis=axis, keepdims=True))
    result: Array = x / x.sum(axis=axis, keepdims=True)
    return result


def _unit(x: Array) -> Array:
    result: Array = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
    return result


def _mask(seen: NDArray[np.bool_]) -> Array:
    result: Array = np.where(seen, np.float32(0), np.float32(_HIDDEN))
    return result
