"""What there is to say of a candidate reading: by this candidates are ranked and calibrated."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from eccp_assistant.domain.conditions import AllOf, Condition, Filter, Not
from eccp_assistant.lookup.reader.candidates import Candidate
from eccp_assistant.lookup.reader.decisions import softmax
from eccp_assistant.lookup.reader.roles import ITEM_ROLES, ItemRole
from eccp_assistant.lookup.reader.units import Unit
from eccp_assistant.lookup.reader.view import View
from eccp_assistant.lookup.reader.word_vectors import Vectors
from eccp_assistant.understanding.linking.phrases import frequency

FEATURES = (
    "constant",
    "log of all decisions",
    "log of the least sure",
    "log of the second least sure",
    "log of the want",
    "log of the kind",
    "kind named",
    "other kind named",
    "joined conditions",
    "record of another kind",
    "record of this kind",
    "field asked for of another kind",
    "field asked for of this kind",
    "reference shown",
    "content words without a role",
    "names and values without a role",
    "labels without a role",
    "values found by meaning",
    "values that mean nothing here",
    "conditions that no word says",
    "no row meets it",
    "all rows meet it",
    "no condition",
    "rows are wanted",
    "a number of rows is wanted",
    "it is asked whether there are any",
    "groups are wanted",
    "groups of a field with several values",
    "an amount is measured",
    "a few rows in no order",
    "a condition said twice",
    "a value both asked for and denied",
    "earlier turns",
)

_LEAST = 1e-4
_COMMON = 5.0
_MOST = 8
_ASKED: tuple[ItemRole, ...] = ("show", "agg", "desc", "asc", "group")


class Describer:
    """Describes the candidates of one question."""

    def __init__(self, view: View) -> None:
        self._view, self._language = view, view.language
        self._now = [(place, unit) for place, unit in enumerate(view.units) if not unit.earlier]
        self._kinds = [place for place, key in enumerate(view.keys) if not key[1]]
        logits = view.items[self._kinds, ITEM_ROLES.index("from")]
        names = (view.keys[place][0] for place in self._kinds)
        self._kind_chances = dict(zip(names, map(float, softmax(logits)), strict=True))
        self._kinds_named = {
            link.kind for _, unit in self._now for link in unit.links if link.type == "kind"
        }
        self._asked = {
            key: max(view.chance(key, role) for role in _ASKED) for key in view.keys if key[1]
        }

    def features(self, candidate: Candidate, rows: int | None, whole: int | None) -> Vectors:
        """The features of a candidate, in the order of ``FEATURES``.

        Args:
            candidate: The reading.
            rows: How many rows meet the query, where that is known.
            whole: How many rows its kind has, where that is known.
        """
        decoded, query = candidate.decoded, candidate.query
        draft = decoded.draft
        kind = draft.kind
        chances = sorted(decision.chosen for decision in decoded.decisions)
        least, second = ([*chances, 1.0, 1.0])[:2]
        point = {decision.name: decision.chosen for decision in decoded.decisions}
        filters = [each for condition in query.filters for each in _filters(condition)]
        joined = [each for each in filters if each.via is not None]
        used = set(decoded.used)
        idle = [unit for place, unit in self._now if place not in used]
        flags = [role for _, role in draft.flags if role not in {"has", "hasnot"}]
        named = {read.key[0] for read in draft.values if read.named and not read.key[1]}
        return np.array(
            [
                1.0,
                max(decoded.log_probability, -12.0),
                _log(least),
                _log(second),
                _log(point["want"]),
                _log(self._kind_chances.get(kind, _LEAST)),
                float(kind in self._kinds_named),
                float(bool(self._kinds_named) and kind not in self._kinds_named),
                min(len(joined), 3),
                float(any(each.field == "id" and each.op == "is" for each in joined)),
                float(kind in named),
                max((p for key, p in self._asked.items() if key[0] != kind), default=0.0),
                max((p for key, p in self._asked.items() if key[0] == kind), default=0.0),
                float(any(self._is_reference(kind, name) for name in query.show)),
                min(len(self._content(idle)), _MOST),
                min(sum(unit.type in {"value", "country", "name"} for unit in idle), _MOST),
                self._idle_labels(candidate),
                sum(each.name.startswith("meaning") for each in decoded.decisions),
                draft.meaningless,
                len(flags),
                float(rows == 0),
                float(rows is not None and rows == whole and bool(query.filters)),
                float(not query.filters),
                float(draft.want == "rows"),
                float(draft.want == "count"),
                float(draft.want == "exists"),
                float(draft.want in {"groups", "compare"}),
                float(query.limit == 1 and self._holds_several(kind, query.group_by)),
                float(draft.want in {"sum", "average", "difference"}),
                float(_unordered(candidate)),
                float(_repeated(candidate)),
                float(_contrary(candidate)),
                float(any(unit.earlier for unit in self._view.units)),
            ],
            dtype=np.float32,
        )

    def _holds_several(self, kind: str, name: str | None) -> bool:
        spec = self._view.catalogue.field((kind, name)) if name else None
        return spec is not None and spec.many

    def _is_reference(self, kind: str, name: str) -> bool:
        spec = self._view.catalogue.field((kind, name))
        return spec is not None and spec.type == "reference"

    def _content(self, idle: Sequence[Unit]) -> list[Unit]:
        return [
            unit
            for unit in idle
            if unit.type in {"word", "hint"}
            and unit.content
            and frequency(unit.text.lower(), self._language) < _COMMON
        ]

    def _idle_labels(self, candidate: Candidate) -> int:
        """How many words name kinds and fields of which none has a part in the reading."""
        items = candidate.decoded.draft.items
        labels = {unit.links for _, unit in self._now if unit.type == "label"}
        idle = [links for links in labels if not items & {link.item for link in links}]
        return min(len(idle), _MOST)


def _filters(condition: Condition) -> Iterator[Filter]:
    if isinstance(condition, Filter):
        yield condition
    elif isinstance(condition, Not):
        yield from _filters(condition.not_)
    else:
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        for part in parts:
            yield from _filters(part)


def _log(chance: float) -> float:
    return math.log(max(chance, _LEAST))


def _unordered(candidate: Candidate) -> bool:
    draft = candidate.decoded.draft
    if draft.want != "rows" or draft.order is not None:
        return False
    return draft.one or draft.offset > 0 or draft.limit is not None


def _repeated(candidate: Candidate) -> bool:
    values = [(read.key, read.values) for read in candidate.decoded.draft.values]
    return len(values) > len(set(values))


def _contrary(candidate: Candidate) -> bool:
    values = candidate.decoded.draft.values
    denied = {(read.key, read.values) for read in values if read.role == "exc"}
    return any((read.key, read.values) in denied for read in values if read.role in {"inc", "any"})
