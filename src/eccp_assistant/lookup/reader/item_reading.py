"""The kinds and fields of the schema: which are shown, ordered by, grouped by, given or not."""

from __future__ import annotations

from collections import Counter

from eccp_assistant.lookup.reader.decisions import Decisions, softmax
from eccp_assistant.lookup.reader.draft import Draft
from eccp_assistant.lookup.reader.roles import ITEM_ROLES, ItemRole
from eccp_assistant.lookup.reader.view import View
from eccp_assistant.understanding.linking.catalogue import ItemKey

_FLAGS: tuple[ItemRole, ...] = (
    "has", "hasnot", "empty", "not_empty", "several", "single", "true", "false",
)  # fmt: skip
_YES_OR_NO: tuple[ItemRole, ...] = ("true", "false")
_ORDERS: tuple[ItemRole, ...] = ("desc", "asc")
_ORDER_WHERE_ONE = 0.01
"""An order this probable counts where only one row, or a few, are wanted."""

_FAINT = 0.02
"""What is less probable is not even looked at."""

_ASKING: tuple[ItemRole, ...] = ("group", "show")
_ASKED_FOR = 0.6
"""A field of yes and no that is asked for or grouped by with this probability is no condition."""

_YES_UNLESS_DENIED = 0.25
"""Where a field of yes and no is named and the network has no opinion, yes is meant."""

_ELSEWHERE = 0.7
"""How much less a role of a field counts that is of another kind than the rows wanted."""


class ItemReading:
    """Reads the schema, after the words."""

    def __init__(self, view: View) -> None:
        self._view = view

    def read(self, draft: Draft, decisions: Decisions) -> None:
        """Put everything that is said of kinds and fields into a draft."""
        self._decide = decisions.decide
        self._read_items(draft)

    def _read_items(self, draft: Draft) -> None:
        self._flags(draft)
        if draft.want == "rows":
            shown = []
            for key in self._view.keys:
                chance = self._view.chance(key, "show")
                if chance > _FAINT and self._decide(
                    f"show {key}", [(True, chance), (False, 1 - chance)]
                ):
                    shown.append((chance, key))
            draft.show = [key for _, key in sorted(shown, key=lambda each: -each[0])]
            self._order(draft)
        if draft.want == "groups":
            draft.group = self._of_own(draft, "group", "group")
        if draft.want == "compare":
            compared = Counter(read.key for read in draft.values if read.role == "only")
            own = [key for key, _ in compared.most_common() if key[0] == draft.kind]
            draft.group = own[0] if own else self._of_own(draft, "group", "group")
        if draft.want in {"sum", "average", "difference", "values"}:
            draft.measured = self._of_own(draft, "agg", "measured")

    def _flags(self, draft: Draft) -> None:
        """Kinds and fields with a role that says all."""
        told = self._said_yes_or_no(draft)
        for key in told:
            yes, no = (self._flag_chance(key, role) for role in _YES_OR_NO)
            yes += _YES_UNLESS_DENIED
            shares = list(zip(_YES_OR_NO, (yes / (yes + no), no / (yes + no)), strict=True))
            draft.flags.append((key, self._decide(f"yes or no {key}", shares)))
        for key in self._view.keys:
            for role in _FLAGS:
                if not self._can(key, role) or (key in told and role in _YES_OR_NO):
                    continue
                chance = self._flag_chance(key, role)
                if key[0] != draft.kind and key[1]:
                    chance *= _ELSEWHERE
                if chance > _FAINT and self._decide(
                    f"{role} {key}", [(True, chance), (False, 1 - chance)]
                ):
                    draft.flags.append((key, role))

    def _said_yes_or_no(self, draft: Draft) -> list[ItemKey]:
        """Fields of yes and no that are named where no one record is asked about them."""
        if any(read.named for read in draft.values):
            return []
        named = {
            link.item for unit in self._view.units for link in unit.links if link.type == "field"
        }
        found = []
        for key in sorted(named & self._view.at.keys()):
            if key[0] != draft.kind or self._view.catalogue.yes_and_no(key) is None:
                continue
            if max(self._view.chance(key, role) for role in _ASKING) < _ASKED_FOR:
                found.append(key)
        return found

    def _flag_chance(self, key: ItemKey, role: ItemRole) -> float:
        chance = self._view.chance(key, role)
        if role in {"true", "false"}:  # a yes is often read as "given", a no as "not given"
            like: ItemRole = "not_empty" if role == "true" else "empty"
            chance = max(chance, self._view.chance(key, like))
        return chance

    def _can(self, key: ItemKey, role: ItemRole) -> bool:
        if role in {"has", "hasnot"}:
            return not key[1]
        yes_or_no = self._view.catalogue.yes_and_no(key) is not None
        return bool(key[1]) and (role in {"true", "false"}) == yes_or_no

    def _order(self, draft: Draft) -> None:
        options: list[tuple[tuple[ItemKey, bool] | None, float]] = []
        for key in self._view.keys:
            spec = self._view.catalogue.field(key)
            if key[0] == draft.kind and spec is not None and spec.role == "plain":
                for role in _ORDERS:
                    chance = self._view.chance(key, role)
                    options.append(((key, role == "desc"), chance))
        likeliest = max((chance for _, chance in options), default=0.0)
        few = draft.one or draft.limit is not None or draft.offset > 0
        none = 0.0 if few and likeliest > _ORDER_WHERE_ONE else 1 - likeliest
        draft.order = self._decide("order", [*options, (None, none)])

    def _of_own(self, draft: Draft, role: ItemRole, name: str) -> ItemKey | None:
        """The field of the rows wanted that a role is likeliest of."""
        places = [
            place
            for place, key in enumerate(self._view.keys)
            if key[0] == draft.kind
            and key[1]
            and (
                draft.want in {"groups", "compare", "values"} or self._view.catalogue.measures(key)
            )
        ]
        if not places:
            return None
        chances = softmax(self._view.items[places, ITEM_ROLES.index(role)])
        options = [(self._view.keys[at], float(p)) for at, p in zip(places, chances, strict=True)]
        return self._decide(name, options)
