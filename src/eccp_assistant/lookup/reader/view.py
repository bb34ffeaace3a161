"""What the network says of one question, by word and by item."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eccp_assistant.domain.answers import Language
from eccp_assistant.lookup.reader.decisions import log_softmax, softmax
from eccp_assistant.lookup.reader.network import Outputs
from eccp_assistant.lookup.reader.roles import ALLOWED, ITEM_ROLES, UNIT_ROLES, ItemRole, UnitRole
from eccp_assistant.lookup.reader.units import Unit
from eccp_assistant.understanding.linking.catalogue import Catalogue, ItemKey


class View:
    """The outputs of the network beside the question and the schema that they are about.

    Attributes:
        catalogue: What may be asked about.
        language: Of the question.
        units: The question.
        keys: The items that it was read against.
        at: Item -> its place among them.
        items: Logits of the items' roles.
        points: Log probability of each item for each unit, the start of the text first.
        roles: Of each unit, the probability of every role that it may have.
        outputs: All that the network says.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        language: Language,
        units: Sequence[Unit],
        keys: Sequence[ItemKey],
        outputs: Outputs,
    ) -> None:
        self.catalogue, self.language = catalogue, language
        self.units, self.keys, self.outputs = units, keys, outputs
        start = len(units) + 1
        self.items = outputs.items[start : start + len(keys)]
        self._chances = 1 / (1 + np.exp(-self.items))
        self.points = log_softmax(outputs.pointers[:, start : start + len(keys)])
        self.at = {key: place for place, key in enumerate(keys)}
        self.roles = [self._of_unit(place, unit) for place, unit in enumerate(units)]

    def _of_unit(self, place: int, unit: Unit) -> dict[UnitRole, float]:
        allowed = ALLOWED.get(unit.type)
        if allowed is None:
            return {}
        logits = self.outputs.roles[place + 1, [UNIT_ROLES.index(role) for role in allowed]]
        return dict(zip(allowed, map(float, softmax(logits)), strict=True))

    def chance(self, key: ItemKey, role: ItemRole) -> float:
        """How probable a role of an item is by itself."""
        return float(self._chances[self.at[key], ITEM_ROLES.index(role)])
