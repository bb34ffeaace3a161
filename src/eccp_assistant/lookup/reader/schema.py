"""The kinds and fields that a question is read against, as the network sees them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from eccp_assistant.domain.answers import Language
from eccp_assistant.lookup.reader.network import SLOTS, Inputs, Network
from eccp_assistant.lookup.reader.roles import UNIT_TYPES, UnitType
from eccp_assistant.lookup.reader.units import Unit
from eccp_assistant.lookup.reader.word_vectors import Vectors
from eccp_assistant.understanding.linking.catalogue import Catalogue, ItemKey

Embed = Callable[[Sequence[str]], Vectors]
"""Embeds short texts as questions: unit rows."""

FEW_ITEMS, MOST_ITEMS = 16, 36
_OF_ITS_KIND, _REFERS_TO = 0.5, 0.35
_ITEM_TYPES: dict[str, UnitType] = {
    "keyword": "keyword item",
    "country": "country item",
    "number": "number item",
    "decimal": "number item",
    "date": "number item",
    "reference": "reference item",
    "boolean": "boolean item",
}


class Schema:
    """The items of a catalogue; what is known of their labels is worked out once a language."""

    def __init__(self, catalogue: Catalogue, network: Network, embed: Embed) -> None:
        self._catalogue = catalogue
        self._network = network
        self._embed = embed
        self.labels = lru_cache(maxsize=16)(self._labels)
        self._types = {key: self._type(key) for key in catalogue.items}

    def _labels(self, language: Language) -> tuple[Vectors, Vectors]:
        """Of every item of the catalogue: vectors of the lower layers, and embeddings."""
        labels = [self._catalogue.label(key, language) for key in self._catalogue.items]
        return np.stack([self._network.label(label) for label in labels]), self._embed(labels)

    def _type(self, key: ItemKey) -> UnitType:
        spec = self._catalogue.field(key)
        if spec is None:
            return "kind item"
        if spec.role == "name":
            return "name item"
        if self._catalogue.yes_and_no(key):
            return "boolean item"
        return _ITEM_TYPES.get(spec.type, "text item")

    def chosen(self, units: Sequence[Unit], question: Vectors, language: Language) -> list[int]:
        """The items that a question is read against, by their place in the catalogue.

        All kinds and all that is mentioned, then what is likest to the question.

        Args:
            units: The question.
            question: Its embedding.
            language: Its language.
        """
        items = self._catalogue.items
        mentioned = {link.item for unit in units for link in unit.links if link.type != "number"}
        order = np.argsort(-(self.labels(language)[1] @ question), kind="stable")
        must = [int(place) for place in order if not items[place][1] or items[place] in mentioned]
        rest = [int(place) for place in order if int(place) not in set(must)]
        return [*must, *rest][: max(FEW_ITEMS, len(must))][:MOST_ITEMS]

    def inputs(self, units: Sequence[Unit], chosen: Sequence[int], language: Language) -> Inputs:
        """Everything that the upper layers are given for a question."""
        read = self._network.read([unit.shown for unit in units])
        lower, embedded = self.labels(language)
        keys = [self._catalogue.items[place] for place in chosen]
        slot = {key: number for number, key in enumerate(keys)}
        size = len(units) + 1 + len(keys)
        types = np.zeros(size, dtype=np.int64)
        segments = np.zeros(size, dtype=np.int64)
        slots = np.zeros((size, SLOTS), dtype=np.float32)
        for place, unit in enumerate(units, start=1):
            types[place] = UNIT_TYPES.index(unit.type)
            segments[place] = int(unit.earlier)
            named = {link.item for link in unit.links if link.type != "number"} & slot.keys()
            for key in named:
                slots[place, slot[key]] = 1 / math.sqrt(len(named))
        for number, key in enumerate(keys):
            place = len(units) + 1 + number
            types[place] = UNIT_TYPES.index(self._types[key])
            slots[place, number] = 1
            spec = self._catalogue.field(key)
            if spec is not None and (key[0], "") in slot:
                slots[place, slot[key[0], ""]] += _OF_ITS_KIND
            if spec is not None and spec.refers_to and (spec.refers_to, "") in slot:
                slots[place, slot[spec.refers_to, ""]] += _REFERS_TO
        labels = np.zeros((size, embedded.shape[1]), dtype=np.float32)
        labels[len(units) + 1 :] = embedded[list(chosen)]
        hidden = np.concatenate([read, lower[list(chosen)]])
        return Inputs(hidden, types, segments, slots, labels)
