"""The network in torch: the frozen lower layers of the embedding model, and what is trained."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from eccp_assistant.lookup.reader.network import SLOTS
from eccp_assistant.lookup.reader.roles import ITEM_ROLES, UNIT_ROLES, UNIT_TYPES, WANTS
from eccp_assistant.lookup.reader.word_vectors import WordVectors

FROZEN, TRAINED = 6, 3
"""Layers of the embedding model that are kept as they are, and those on top that are trained."""

_BATCH = 64
_LONGEST = 160
_MASKED = -1e4


def _layer(layer: nn.Module, hidden: Tensor, mask: Tensor | None) -> Tensor:
    out = layer(hidden, attention_mask=mask)
    return out[0] if isinstance(out, tuple) else out


class LowerLayers(nn.Module):
    """Positions, normalisation and the frozen layers: vectors of pieces in, vectors out."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.position = model.embeddings.position_embeddings
        self.segment = model.embeddings.token_type_embeddings
        self.norm = model.embeddings.LayerNorm
        self.layers = model.encoder.layer[:FROZEN]

    def forward(self, vectors: Tensor, mask: Tensor | None = None) -> Tensor:
        """``(batch, length, dimension)`` of word vectors to the same of hidden ones."""
        places = torch.arange(vectors.shape[1])
        hidden = self.norm(vectors + self.position(places) + self.segment.weight[0])
        for layer in self.layers:
            hidden = _layer(layer, hidden, mask)
        return hidden


class Lower:
    """Runs the frozen layers over many questions."""

    def __init__(self, folder: Path) -> None:
        self.words = WordVectors(folder)
        model = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
        self._table = model.embeddings.word_embeddings.weight.detach()
        self.layers = LowerLayers(model).eval()
        self.upper = model.encoder.layer[FROZEN : FROZEN + TRAINED]

    def _pieces(self, words: list[str]) -> tuple[list[int], list[int]]:
        pieces, owners = [self.words.start], [0]
        for number, word in enumerate(words, start=1):
            for piece in self.words.pieces(word) if word else (self.words.end,):
                pieces.append(piece)
                owners.append(number)
        return [*pieces, self.words.end][:_LONGEST], [*owners, len(words) + 1][:_LONGEST]

    @torch.no_grad()
    def run(self, questions: list[list[str]]) -> list[Tensor]:
        """For each list of words, a half-precision vector of the start and of each word."""
        cut = [self._pieces(words) for words in questions]
        found: list[Tensor] = [torch.empty(0)] * len(questions)
        order = sorted(range(len(questions)), key=lambda place: len(cut[place][0]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            size = max(len(cut[place][0]) for place in batch)
            vectors = torch.zeros(len(batch), size, self._table.shape[1])
            mask = torch.full((len(batch), 1, 1, size), _MASKED)
            for row, place in enumerate(batch):
                pieces = cut[place][0]
                vectors[row, : len(pieces)] = self._table[pieces]
                mask[row, ..., : len(pieces)] = 0
            hidden = self.layers(vectors, mask)
            for row, place in enumerate(batch):
                owners = torch.tensor(cut[place][1])
                count = len(questions[place]) + 2
                sums = torch.zeros(count, hidden.shape[-1])
                sums.index_add_(0, owners, hidden[row, : len(owners)])
                sizes = torch.bincount(owners, minlength=count).clamp(min=1)
                found[place] = (sums / sizes[:, None])[: count - 1].half()
        return found

    def labels(self, labels: list[str]) -> Tensor:
        """A vector for each label: the mean over its pieces."""
        rows = self.run([label.split() for label in labels])
        means = []
        for label, row in zip(labels, rows, strict=True):
            weights = torch.tensor([float(len(self.words.pieces(w))) for w in label.split()])
            means.append((row[1:].float() * weights[:, None]).sum(0) / weights.sum().clamp(min=1))
        return torch.stack(means).half()


class Upper(nn.Module):
    """The trained layers over the words of a question and the items of the schema."""

    def __init__(self, layers: nn.Module, size: int = 384) -> None:
        super().__init__()
        self.layers = layers
        self.types = nn.Embedding(len(UNIT_TYPES), size)
        self.segments = nn.Embedding(2, size)
        self.slots = nn.Linear(SLOTS, size, bias=False)
        self.labels = nn.Linear(size, size, bias=False)
        self.role = nn.Linear(size, len(UNIT_ROLES))
        self.item = nn.Linear(size, len(ITEM_ROLES))
        self.points_from, self.points_to = nn.Linear(size, 96), nn.Linear(size, 96)
        self.pool = nn.Linear(size, 1)
        self.sentence = nn.Sequential(nn.Linear(2 * size, 192), nn.GELU())
        self.want = nn.Linear(192, len(WANTS))
        self.one, self.least, self.offset = nn.Linear(192, 2), nn.Linear(192, 2), nn.Linear(192, 4)
        self.dropout = nn.Dropout(0.1)
        for table in (self.types, self.segments):
            nn.init.normal_(table.weight, std=0.02)
        nn.init.normal_(self.slots.weight, std=0.15)
        nn.init.normal_(self.labels.weight, std=0.01)
        nn.init.constant_(self.item.bias, -2.0)

    def forward(
        self,
        hidden: Tensor,
        types: Tensor,
        segments: Tensor,
        slots: Tensor,
        labels: Tensor,
        mask: Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        """Everything ``(batch, length, …)``; ``mask`` 1 where there is something."""
        x = hidden + self.types(types) + self.segments(segments)
        x = self.dropout(x + self.slots(slots) + self.labels(labels))
        hide = None if mask is None else (1 - mask)[:, None, None, :] * _MASKED
        for layer in self.layers:
            x = _layer(layer, x, hide)
        weights = self.pool(x).squeeze(-1)
        if mask is not None:
            weights = weights + (1 - mask) * _MASKED
        mean = (torch.softmax(weights, -1).unsqueeze(-1) * x).sum(1)
        sentence = self.sentence(torch.cat([x[:, 0], mean], -1))
        x = self.dropout(x)
        pointers = self.points_from(x) @ self.points_to(x).transpose(1, 2) / math.sqrt(96)
        return (
            self.role(x),
            self.item(x),
            pointers,
            self.want(sentence),
            self.one(sentence),
            self.least(sentence),
            self.offset(sentence),
        )
