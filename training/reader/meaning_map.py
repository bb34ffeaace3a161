"""A linear map of embeddings in which words lie nearer to the values that they mean.

The embedding model compares whole sentences; for two or three words in one language and a value in
another it does better after this map, learned from the values that people said in other words.
"""

from __future__ import annotations

import numpy as np
import torch
from examples import Prepared
from meaning import Embedder
from torch.nn.functional import cross_entropy, normalize

from eccp_assistant.lookup.reader.span_linking import SPREAD
from eccp_assistant.lookup.reader.word_vectors import Vectors

_EPOCHS = 7
_RATE = 1e-3
_NEAR_IDENTITY = 3e-3


def learn_map(sets: list[Prepared], embed: Embedder) -> Vectors:
    """The map, ``(dimension, dimension)``; rows are multiplied from the left."""
    torch.manual_seed(0)
    data = [each for each in (_pairs(one, embed) for one in sets) if each is not None]
    size = data[0][0].shape[1]
    map_ = torch.nn.Parameter(torch.eye(size))
    optimiser = torch.optim.Adam([map_], lr=_RATE)
    for _ in range(_EPOCHS):
        for vocabulary, said, right in data:
            near = normalize(said @ map_, dim=-1) @ normalize(vocabulary @ map_, dim=-1).T
            loss = cross_entropy(near / SPREAD, right)
            loss = loss + _NEAR_IDENTITY * ((map_ - torch.eye(size)) ** 2).sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    found: Vectors = map_.detach().numpy().astype(np.float16)
    return found


def _pairs(
    prepared: Prepared, embed: Embedder
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None:
    """The vocabulary of a set, what was said for a part of it, and for which."""
    catalogue = prepared.of.catalogue
    entries = [(v.value, v.value) for v in catalogue.values]
    entries += [(n.id, n.name) for n in catalogue.names]
    places = {value: place for place, (value, _) in reversed(list(enumerate(entries)))}
    said, right = [], []
    for each in prepared.asked:
        if each.gold is None or each.gold.roles is None:
            continue
        for first, targets in each.gold.spans.items():
            end = first + 1
            while each.gold.roles.get(end) == "inside":
                end += 1
            for target in targets:
                if target.value in places:
                    said.append(" ".join(unit.text for unit in each.units[first:end]))
                    right.append(places[target.value])
    if not said:
        return None
    vocabulary = torch.tensor(embed([name for _, name in entries]))
    return vocabulary, torch.tensor(embed(said)), torch.tensor(right)
