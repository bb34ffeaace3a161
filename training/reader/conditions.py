"""Synthetic conditions: a wording and what it means."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from num2words import num2words
from tables import Query, TableSet

from eccp_assistant.domain.records import FieldSpec
from eccp_assistant.understanding.linking.countries import country_code

Names = dict[str, str]
Condition = tuple[str, Query]

WORDINGS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "wordings.yaml").read_text(encoding="utf-8")
)
LANGUAGES = tuple(language for language in WORDINGS if language != "names")

_ELSEWHERE = ("Iceland", "Kenya", "Peru", "New Zealand", "Vietnam")
_KINDS = (
    *["C"] * 4, *["nC"] * 3, "CC", "nCC", *["V"] * 4, *["nV"] * 3, "VW", "VoW", "VoW", "nVW",
    "VnW",
    *["gt", "lt", "ge", "le"] * 2, "eq", "bt", "since", "after", "before", "until", "empty",
    "empty", "full", "yes", "yes", "no", "no", "several", "single",
    "via", "via", "viaV", "byV", "has", "hasnot",
)  # fmt: skip
_COMPARED = {
    "gt": "above", "lt": "below", "ge": "at_least", "le": "at_most",
    "since": "at_least", "after": "above", "before": "below", "until": "at_most",
}  # fmt: skip
_OF_YEARS = {"since", "after", "before", "until"}
_GIVEN: dict[str, Query] = {
    "empty": {"op": "empty"},
    "full": {"op": "not_empty"},
    "several": {"op": "above", "value": 1},
    "single": {"op": "at_most", "value": 1},
}


class ConditionWriter:
    """Writes conditions on the rows of one set."""

    def __init__(self, of: TableSet, rng: random.Random) -> None:
        self.of, self.rng = of, rng

    # -- pieces ---------------------------------------------------------------------------------

    def fields(self, table: str, *types: str, many: bool | None = None) -> list[FieldSpec]:
        """The fields of some types, but for names and yes or no."""
        catalogue = self.of.catalogue
        return [
            spec
            for spec in catalogue.kinds[table].fields
            if spec.type in types
            and spec.role == "plain"
            and (many is None or spec.many == many)
            and catalogue.yes_and_no((table, spec.name)) is None
        ]

    def values(self, table: str, field: str) -> list[Any]:
        """The different values of a field, in order."""
        rows = self.of.tables[table]["rows"]
        found = {value for row in rows for value in self.of.values(row, field)}
        return sorted(found, key=str)

    def wording(self, language: str, pattern: str) -> str:
        """One of the wordings of a pattern."""
        return self.rng.choice(WORDINGS[language][pattern])

    def label(self, spec: FieldSpec, language: str) -> str:
        """What a field is called, mostly without what stands in brackets."""
        said = spec.label(language)
        if self.rng.random() < 0.7:
            said = re.sub(r"\s*\(.*?\)", "", said) or said
        return self.lowered(said)

    def lowered(self, said: str) -> str:
        """Mostly with a small first letter."""
        return said if self.rng.random() < 0.25 else said[:1].lower() + said[1:]

    def kind(self, table: str, language: str, number: str = "") -> Names:
        """The names of a kind, singular and plural."""
        kind = self.of.catalogue.kinds[table]
        one, many = kind.label(language), kind.label(language, plural=True)
        if language != "de":
            one, many = self.lowered(one), self.lowered(many)
        return {f"K{number}": one, f"K{number}s": many}

    def amount(self, value: float, language: str) -> str:
        """An amount in words or digits."""
        if not float(value).is_integer():
            return str(value).replace(".", "." if language == "en" else ",")
        whole, chance = int(value), self.rng.random()
        if (whole <= 12 and chance < 0.5) or (whole in {20, 30, 50, 100} and chance < 0.3):
            return str(num2words(whole, lang=language))
        if whole <= 2100:
            return str(whole)
        between = {"en": ",", "fr": " "}.get(language, ".")
        return f"{whole:,}".replace(",", between if chance < 0.6 else "")

    @staticmethod
    def country(name: str, language: str) -> str:
        """The name of a country in a language."""
        code = country_code(name)
        return str(Locale(language).territories.get(code, name)) if code else name

    @staticmethod
    def fill(wording: str, names: Names) -> str:
        """A wording with its names put in."""
        wording = wording.replace("{K2}s", "{K2s}")
        return re.sub(r"\{(\w+)\}", lambda match: names.get(match[1], match[0]), wording)

    # -- conditions -----------------------------------------------------------------------------

    def several(self, table: str, language: str, first: float, second: float) -> tuple[str, Query]:
        """None, one or two conditions, with these probabilities; an empty query for none."""
        found: list[Condition] = []
        for number, chance in enumerate((first, second)):
            if self.rng.random() >= chance:
                break
            condition = self.one(table, language, joined=number == 0)
            if condition is not None:
                found.append(condition)
        words = " ".join(words for words, _ in found)
        meant = [query for _, query in found]
        return words, meant[0] if len(meant) == 1 else {"all": meant} if meant else {}

    def one(self, table: str, language: str, *, joined: bool = True) -> Condition | None:
        """One condition; none where nothing drawn fits the table."""
        for _ in range(30):
            kind = self.rng.choice(_KINDS)
            wording = self.wording(language, kind)
            if kind in {"C", "nC", "CC", "nCC"}:
                found = self._countries(table, language, kind, wording)
            elif kind in {"V", "nV", "VW", "VoW", "nVW", "VnW"}:
                found = self._values(table, kind, wording)
            elif kind in _COMPARED or kind in {"eq", "bt"}:
                found = self._amounts(table, language, kind, wording)
            elif kind in {"yes", "no"}:
                found = self._yes_or_no(table, language, kind, wording)
            elif kind in _GIVEN:
                found = self._given(table, language, kind, wording)
            else:
                found = self._joined(table, language, kind, wording) if joined else None
            if found is not None:
                return found
        return None

    def _countries(self, table: str, language: str, kind: str, wording: str) -> Condition | None:
        fields = self.fields(table, "country")
        if not fields:
            return None
        spec = fields[0] if self.rng.random() < 0.8 else self.rng.choice(fields)
        values = self.values(table, spec.name)
        if len(values) < 4:
            return None
        drawn = self.rng.sample(values, 3)
        if self.rng.random() < 0.05:
            drawn[0] = self.rng.choice(_ELSEWHERE)
        pairs = dict(zip("CDE", drawn, strict=True))
        leaves = [
            _is(spec.name, value) for each, value in pairs.items() if f"{{{each}}}" in wording
        ]
        meant = leaves[0] if len(leaves) == 1 else {"any": leaves}
        names = {each: self.country(value, language) for each, value in pairs.items()}
        return self.fill(wording, names), {"not": meant} if kind.startswith("n") else meant

    def _values(self, table: str, kind: str, wording: str) -> Condition | None:
        many = True if kind in {"VW", "VnW"} else None
        fields = [
            spec
            for spec in self.fields(table, "keyword", many=many)
            if len(self.values(table, spec.name)) >= 3
        ]
        if not fields:
            return None
        spec = self.rng.choice(fields)
        drawn = dict(zip("VWX", self.rng.sample(self.values(table, spec.name), 3), strict=True))
        leaves = [
            _is(spec.name, value) for each, value in drawn.items() if f"{{{each}}}" in wording
        ]
        meant: Query = leaves[0] if len(leaves) == 1 else {"any": leaves}
        if kind == "VW":
            meant = {"all": leaves}
        elif kind == "VnW":
            meant = {"all": [leaves[0], {"not": leaves[1]}]}
        elif kind.startswith("n"):
            meant = {"not": meant}
        return self.fill(wording, drawn), meant

    def _amounts(self, table: str, language: str, kind: str, wording: str) -> Condition | None:
        fields = self.fields(table, "number")
        if self.rng.random() < 0.35:
            fields += self.fields(table, "keyword", "country", many=True)
        if not fields:
            return None
        spec = self.rng.choice(fields)
        years = False
        low, high = float(self.rng.choice([2, 3, 4])), 5.0
        if spec.type == "number":
            values = [float(value) for value in self.values(table, spec.name)]
            if not values:
                return None
            low, high = self.rng.choice(values), max(values)
            years = all(1000 <= value <= 2100 for value in values)
            if not years and low > 20 and self.rng.random() < 0.5:
                low = round(low, 1 - len(str(int(low)))) or low
        if years != (kind in _OF_YEARS) or (kind == "bt" and low >= high):
            return None
        if kind in _COMPARED:
            meant: Query = {"field": spec.name, "op": _COMPARED[kind], "value": low}
        else:
            meant = {
                "all": [
                    {"field": spec.name, "op": "at_least", "value": low},
                    {"field": spec.name, "op": "at_most", "value": low if kind == "eq" else high},
                ]
            }
        names = {
            "n": self.amount(low, language),
            "m": self.amount(high, language),
            "y": str(int(low)),
            "F": self.label(spec, language),
        }
        return self.fill(wording, names), meant

    def _given(self, table: str, language: str, kind: str, wording: str) -> Condition | None:
        if kind in {"empty", "full"}:
            fields = self.fields(table, "keyword", "country", "text", "reference", "number")
        else:
            fields = self.fields(table, "keyword", "country", "reference", many=True)
        if not fields:
            return None
        spec = self.rng.choice(fields)
        words = self.fill(wording, {"F": self.label(spec, language)})
        return words, {"field": spec.name, **_GIVEN[kind]}

    def _yes_or_no(self, table: str, language: str, kind: str, wording: str) -> Condition | None:
        catalogue = self.of.catalogue
        found = []
        for spec in catalogue.kinds[table].fields:
            words = catalogue.yes_and_no((table, spec.name))
            if words is not None:
                found.append((spec, words))
        if not found:
            return None
        spec, words = self.rng.choice(found)
        meant = _is(spec.name, words[0] if kind == "yes" else words[1])
        return self.fill(wording, {"F": self.label(spec, language)}), meant

    def _joined(self, table: str, language: str, kind: str, wording: str) -> Condition | None:
        there = [spec for spec in self.fields(table, "reference") if spec.refers_to != table]
        back = [
            (other, spec)
            for other in self.of.tables
            if other != table
            for spec in self.fields(other, "reference")
            if spec.refers_to == table
        ]
        if kind in {"has", "hasnot"}:
            if there and (not back or self.rng.random() < 0.5):
                spec = self.rng.choice(there)
                words = self.fill(wording, self.kind(str(spec.refers_to), language, "2"))
                return words, {"field": spec.name, "op": "not_empty" if kind == "has" else "empty"}
            if not back:
                return None
            other, spec = self.rng.choice(back)
            meant: Query = {"referred_by": f"{other}.{spec.name}", "where": {"all": []}}
            words = self.fill(wording, self.kind(other, language, "2"))
            return words, meant if kind == "has" else {"not": meant}
        if kind == "byV":
            if not back:
                return None
            other, spec = self.rng.choice(back)
        elif there:
            spec = self.rng.choice(there)
            other = str(spec.refers_to)
        else:
            return None
        type_ = "country" if kind == "via" else "keyword"
        fields = [each for each in self.fields(other, type_) if self.values(other, each.name)]
        if not fields:
            return None
        field = self.rng.choice(fields)
        value = str(self.rng.choice(self.values(other, field.name)))
        names = {"C": self.country(value, language), "V": value, **self.kind(other, language, "2")}
        where = _is(field.name, value)
        words = self.fill(wording, names)
        if kind == "byV":
            return words, {"referred_by": f"{other}.{spec.name}", "where": where}
        return words, {"via": spec.name, "where": where}


def _is(field: str, value: object) -> Query:
    return {"field": field, "op": "is", "value": value}
