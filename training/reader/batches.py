"""Examples as tensors, what the network should say of them, and how wrong it was."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import torch
from examples import Example
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from eccp_assistant.lookup.reader.network import SLOTS
from eccp_assistant.lookup.reader.roles import AGGREGATES, ITEM_ROLES, UNIT_ROLES, UNIT_TYPES, WANTS
from eccp_assistant.understanding.linking.catalogue import Catalogue, ItemKey

_IGNORED = -100
_MASKED = -1e4
_ITEM_TYPES = {
    "keyword": "keyword item",
    "country": "country item",
    "number": "number item",
    "reference": "reference item",
}


@dataclass
class Batch:
    """Inputs of the network, and of each row: its example, where items begin, and the items."""

    inputs: tuple[Tensor, ...]
    rows: list[tuple[Example, int, list[ItemKey]]]


def item_type(catalogue: Catalogue, key: ItemKey) -> int:
    """The index of an item's type."""
    spec = catalogue.field(key)
    if spec is None:
        name = "kind item"
    elif spec.role == "name":
        name = "name item"
    elif catalogue.yes_and_no(key):
        name = "boolean item"
    else:
        name = _ITEM_TYPES.get(spec.type, "text item")
    return UNIT_TYPES.index(name)  # type: ignore[arg-type]


def make_batch(examples: list[Example], rng: random.Random) -> Batch:
    """A batch for training: items left out and reordered, marks and languages drawn."""
    drawn = []
    for example in examples:
        hidden = example.hidden[0] if len(example.hidden) == 1 else rng.choice(example.hidden)
        language = example.asked["lang"]
        if rng.random() < 0.15:
            language = rng.choice(list(example.labels.lower))
        slots = list(range(SLOTS))
        rng.shuffle(slots)
        drawn.append((example, hidden, _items(example, rng), language, slots))
    length = max(len(hidden) + len(items) for _, hidden, items, _, _ in drawn)
    size = drawn[0][1].shape[1]
    hidden_ = torch.zeros(len(drawn), length, size)
    labels = torch.zeros(len(drawn), length, size)
    types = torch.zeros(len(drawn), length, dtype=torch.long)
    segments = torch.zeros(len(drawn), length, dtype=torch.long)
    marks = torch.zeros(len(drawn), length, SLOTS)
    mask = torch.zeros(len(drawn), length)
    rows = []
    for row, (example, hidden, items, language, slots) in enumerate(drawn):
        start, end = len(hidden), len(hidden) + len(items)
        hidden_[row, :start] = hidden.float()
        hidden_[row, start:end] = example.labels.lower[language][items].float()
        if rng.random() > 0.1:
            labels[row, start:end] = example.labels.embedded[language][items].float()
        mask[row, :end] = 1
        catalogue = example.of.catalogue
        keys = [example.labels.items[place] for place in items]
        slot = {key: slots[number] for number, key in enumerate(keys)}
        for place, unit in enumerate(example.units[: start - 1], start=1):
            types[row, place] = UNIT_TYPES.index(unit.type)
            segments[row, place] = int(unit.earlier)
            if unit.type in {"label", "hint"} and rng.random() < 0.12:
                continue
            named = {link.item for link in unit.links if link.type != "number"} & slot.keys()
            for key in named:
                marks[row, place, slot[key]] = 1 / math.sqrt(len(named))
        for place, key in enumerate(keys, start=start):
            types[row, place] = item_type(catalogue, key)
            marks[row, place, slot[key]] = 1
            spec = catalogue.field(key)
            if spec is not None and (key[0], "") in slot:
                marks[row, place, slot[key[0], ""]] += 0.5
            if spec is not None and spec.refers_to and (spec.refers_to, "") in slot:
                marks[row, place, slot[spec.refers_to, ""]] += 0.35
        rows.append((example, start, keys))
    return Batch((hidden_, types, segments, marks, labels, mask), rows)


def _items(example: Example, rng: random.Random) -> list[int]:
    """What a question is read against: what it needs, most of what it mentions, some others."""
    gold, keys = example.gold, example.labels.items
    needed = set(gold.items) | set(gold.points.values()) if gold else set()
    mentioned = {link.item for unit in example.units for link in unit.links}
    order = list(range(len(keys)))
    rng.shuffle(order)
    must = [
        place
        for place in order
        if keys[place] in needed
        or not keys[place][1]
        or (keys[place] in mentioned and rng.random() < 0.8)
    ]
    rest = [place for place in order if place not in set(must)]
    chosen = [*must, *rest][: max(rng.choice([8, 10, 12, 16]), len(must))][:36]
    rng.shuffle(chosen)
    return chosen


@dataclass
class _Right:
    """What should be said of a batch, by output."""

    want: Tensor
    one: Tensor
    least: Tensor
    offset: Tensor
    roles: Tensor
    items: Tensor
    counted: Tensor
    kinds: Tensor
    fields: Tensor
    wanted: list[tuple[int, int]]
    points: list[tuple[int, int, int]]


def _right(batch: Batch, size: int, length: int) -> _Right:
    right = _Right(
        torch.zeros(size, dtype=torch.long),
        *(torch.full((size,), _IGNORED) for _ in range(3)),
        torch.full((size, length), _IGNORED),
        torch.zeros(size, length, len(ITEM_ROLES)),
        torch.zeros(size, length),
        torch.full((size, length), _MASKED),
        torch.full((size, length), _MASKED),
        [],
        [],
    )
    for row, (example, start, keys) in enumerate(batch.rows):
        gold = example.gold
        assert gold is not None
        right.want[row] = WANTS.index(gold.want)
        for place, key in enumerate(keys, start=start):
            right.fields[row, place] = 0
            if not key[1]:
                right.kinds[row, place] = 0
        if gold.roles is None or gold.want not in AGGREGATES:
            continue
        for place in range(start - 1):
            if example.units[place].type not in {"sep", "punct"}:
                right.roles[row, place + 1] = UNIT_ROLES.index(gold.roles.get(place, "none"))
        at = {key: place for place, key in enumerate(keys, start=start)}
        right.counted[row, start : start + len(keys)] = 1
        for key, said in gold.items.items():
            for each in said - {"from"}:
                right.items[row, at[key], ITEM_ROLES.index(each)] = 1
        right.wanted += [(row, at[key]) for key, said in gold.items.items() if "from" in said]
        right.points += [
            (row, place + 1, at[key]) for place, key in gold.points.items() if place < start - 1
        ]
        if gold.want in {"rows", "values", "groups"}:
            right.one[row], right.offset[row] = gold.one, gold.offset
        if gold.want == "groups":
            right.least[row] = gold.least
    return right


def loss_of(outputs: tuple[Tensor, ...], batch: Batch) -> Tensor:
    """How far the outputs are from what should be said."""
    role, item, pointers, want, one, least, offset = outputs
    right = _right(batch, *role.shape[:2])
    loss = cross_entropy(want, right.want, label_smoothing=0.03)
    sentence = ((0.5, one, right.one), (0.3, least, right.least), (0.5, offset, right.offset))
    for weight, said, wanted in sentence:
        if (wanted != _IGNORED).any():
            loss = loss + weight * cross_entropy(said, wanted, ignore_index=_IGNORED)
    if (right.roles != _IGNORED).any():
        weights = torch.ones(len(UNIT_ROLES))
        weights[0] = 0.5
        loss = loss + 2 * cross_entropy(
            role.flatten(0, 1), right.roles.flatten(), weights, ignore_index=_IGNORED
        )
    single = binary_cross_entropy_with_logits(
        item[..., 1:], right.items[..., 1:], reduction="none", pos_weight=torch.tensor(2.0)
    ).sum(-1)
    known = (right.counted.sum(1) > 0).sum()
    if known > 0:
        loss = loss + 0.5 * (single * right.counted).sum() / known
    if right.wanted:
        rows, places = (torch.tensor(each) for each in zip(*right.wanted, strict=True))
        loss = loss + cross_entropy((item[..., 0] + right.kinds)[rows], places)
    if right.points:
        rows, units, places = (torch.tensor(each) for each in zip(*right.points, strict=True))
        loss = loss + cross_entropy(pointers[rows, units] + right.fields[rows], places)
    return loss
