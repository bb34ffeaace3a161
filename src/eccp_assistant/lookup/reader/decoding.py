"""From what the network says to drafts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from eccp_assistant.lookup.reader.decisions import LEAST, Decision, Decisions, shared_out, softmax
from eccp_assistant.lookup.reader.draft import Draft
from eccp_assistant.lookup.reader.item_reading import ItemReading
from eccp_assistant.lookup.reader.roles import AGGREGATES, ITEM_ROLES, WANTS, ItemRole, Want
from eccp_assistant.lookup.reader.span_linking import SpanLinker
from eccp_assistant.lookup.reader.unit_reading import UnitReading
from eccp_assistant.lookup.reader.view import View

_NOT_OF_KIND = 0.6
"""How much less likely a kind is for every mention that is none of its own."""


@dataclass(slots=True)
class Decoded:
    """A draft and how it came about.

    Attributes:
        used: The units that have a role.
        decisions: Every point that was decided.
    """

    draft: Draft
    used: list[int] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def log_probability(self) -> float:
        """Of all decisions together."""
        return sum(math.log(max(each.chosen, LEAST)) for each in self.decisions)


class Decoder:
    """Decodes one question, again and again if need be, with some points decided otherwise."""

    def __init__(self, view: View, spans: SpanLinker) -> None:
        self._view = view
        self._words, self._schema = UnitReading(view, spans), ItemReading(view)

    def decode(self, otherwise: Mapping[str, int] | None = None) -> Decoded:
        """The likeliest draft, should the question be one to the records.

        Args:
            otherwise: Points to decide otherwise: 1 for the second likeliest, and so on.
        """
        decisions = Decisions(otherwise or {})
        self._decide = decisions.decide
        wants = softmax(self._view.outputs.want[: len(AGGREGATES)])
        want = self._decide("want", list(zip(WANTS, wants, strict=False)))
        draft = Draft(want, self._kind(want))
        decoded = Decoded(draft, decisions=decisions.made)
        draft.paths = {key: self._view.chance(key, "path") for key in self._view.keys}
        self._sentence(draft)
        decoded.used = self._words.read(draft, decisions)
        self._schema.read(draft, decisions)
        return decoded

    def _kind(self, want: Want) -> str:
        """Whose rows are wanted: by the network, by what else is named, and by what is needed."""
        kinds = [place for place, key in enumerate(self._view.keys) if not key[1]]
        chances = softmax(self._view.items[kinds, ITEM_ROLES.index("from")])
        options = []
        for place, chance in zip(kinds, chances, strict=True):
            kind = self._view.keys[place][0]
            weight = float(chance) * self._has_field(want, kind) * self._is_spoken_of(kind)
            options.append((kind, weight))
        return self._decide("kind", shared_out(options))

    def _is_spoken_of(self, kind: str) -> float:
        """How well what is named fits a kind: each mention that is not its own counts against."""
        mentions = {unit.links for unit in self._view.units if unit.links and unit.type != "number"}
        others = sum(all(link.kind != kind for link in links) for links in mentions)
        return float(_NOT_OF_KIND**others)

    def _has_field(self, want: Want, kind: str) -> float:
        """How well a kind has the field that a want needs, against the other kinds."""
        role: ItemRole | None = None
        if want in {"groups", "compare"}:
            role = "group"
        elif want in {"sum", "average", "difference", "values"}:
            role = "agg"
        if role is None:
            return 1.0
        logits = self._view.items[:, ITEM_ROLES.index(role)]
        own = [place for place, key in enumerate(self._view.keys) if key[0] == kind and key[1]]
        return float(softmax(logits)[own].max(initial=0.0)) + LEAST

    def _sentence(self, draft: Draft) -> None:
        if draft.want in {"rows", "values", "groups"}:
            one = list(enumerate(softmax(self._view.outputs.one)))
            draft.one = bool(self._decide("one", one))
            draft.offset = self._decide(
                "offset", list(enumerate(softmax(self._view.outputs.offset)))
            )
        if draft.want == "groups":
            draft.least = bool(
                self._decide("least", list(enumerate(softmax(self._view.outputs.least))))
            )
