"""An invented corpus of two kinds, as an index and as plain data for an oracle.

The oracle uses nothing of the package: what it says is worked out from the data alone.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.records import (
    FieldItem,
    FieldSpec,
    FieldType,
    KindSpec,
    Record,
    RecordSource,
)
from eccp_assistant.index.content.reader import Content
from eccp_assistant.index.content.writer import write_content

PORTS: dict[str, dict[str, Any]] = {
    "ystad": {"name": "Ystad", "land": "Sweden", "depth": 7},
    "gdynia": {"name": "Gdynia", "land": "Poland", "depth": 13},
    "sassnitz": {"name": "Sassnitz", "land": "Germany", "depth": 10},
    "odd": {"name": "North and South", "land": "Norway"},
}
BOATS: dict[str, dict[str, Any]] = {
    "ada": {
        "name": "Ada",
        "home": "Ystad",
        "cars": 120,
        "price": 0.1,
        "open": "yes",
        "built": "1998",
        "uses": ["Cargo", "Cars"],
        "note": "quick or slow",
    },
    "bruno": {
        "name": "Bruno",
        "home": "Gdynia",
        "cars": 120,
        "price": 0.2,
        "open": "no",
        "built": "1998-06-03",
        "uses": ["Cars"],
        "note": "3",
    },
    "clio": {
        "name": "Clio",
        "home": "Ystad",
        "cars": 80,
        "price": 12.75,
        "open": "yes",
        "built": "2003/2005",
        "uses": ["Cars", "Guests", "Cargo"],
    },
    "dora": {"name": "Dora", "cars": 0, "price": 3.0, "built": "2005-02", "note": "No"},
    "emil": {"name": "Emil", "home": "Sassnitz", "open": "no", "uses": ["Guests"]},
    "frida": {"name": "Frida", "home": "Nowhere", "cars": 300, "built": "2005"},
}
DATA = {"boat": BOATS, "port": PORTS}

_TYPES: dict[str, dict[str, FieldType]] = {
    "boat": {
        "name": "text",
        "home": "reference",
        "cars": "number",
        "price": "decimal",
        "open": "boolean",
        "built": "date",
        "uses": "keyword",
        "note": "text",
    },
    "port": {"name": "text", "land": "country", "depth": "number"},
}
LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "ca")


def kinds() -> list[KindSpec]:
    """The two kinds, called by their identifiers in every language."""
    return [
        KindSpec(
            name=kind,
            labels=dict.fromkeys(LANGUAGES, (kind, f"{kind}s")),
            fields=tuple(
                FieldSpec(
                    name=name,
                    type=each,
                    labels=dict.fromkeys(LANGUAGES, name),
                    many=name == "uses",
                    role="name" if name == "name" else "plain",
                    family="words" if name in {"uses", "note"} else None,
                    refers_to="port" if each == "reference" else None,
                )
                for name, each in fields.items()
            ),
        )
        for kind, fields in _TYPES.items()
    ]


def open_content(folder: Path) -> Content:
    """The small world as an index version holds it."""
    path = folder / "content.sqlite"
    write_content(
        path,
        documents=[],
        chunks=[],
        kinds=kinds(),
        records=[_record(kind, name, row) for kind in DATA for name, row in DATA[kind].items()],
        aliases=[],
        claims=[],
        passage_keys=[],
        sentence_keys=[],
        values=[],
        questions=[],
        question_keys=[],
        starters=[],
    )
    return Content(path)


def _record(kind: str, record_id: str, row: dict[str, Any]) -> Record:
    fields = {
        name: tuple(FieldItem(str(value), value) for value in _listed(row.get(name)))
        for name in _TYPES[kind]
    }
    source = RecordSource("made-up", Span(0, 1), "", (), name=row["name"], fields=fields)
    return Record(kind, record_id, row["name"], (source,), fields)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


class Oracle:
    """Answers queries, given as JSON data, from the dictionaries above."""

    def values(self, kind: str, row: str, field: str) -> list[Any]:
        names = ("uses", "note") if field == "words" else (field,)
        return [value for name in names for value in _listed(DATA[kind][row].get(name))]

    def rows(self, kind: str, conditions: list[dict[str, Any]]) -> set[str]:
        return {row for row in DATA[kind] if all(self.holds(kind, row, c) for c in conditions)}

    def holds(self, kind: str, row: str, condition: dict[str, Any]) -> bool:
        if "not" in condition:
            return not self.holds(kind, row, condition["not"])
        if "any" in condition:
            return any(self.holds(kind, row, each) for each in condition["any"])
        if "all" in condition:
            return all(self.holds(kind, row, each) for each in condition["all"])
        via = condition.get("via")
        if via is None:
            return self.meets(kind, row, condition)
        if via == "home":
            others = [o for o in PORTS if PORTS[o]["name"] in self.values(kind, row, "home")]
            other = "port"
        else:
            others = [b for b in BOATS if BOATS[b].get("home") == PORTS[row]["name"]]
            other = "boat"
        op, inner = condition["op"], {**condition, "via": None}
        if condition["field"] == "id" and op in SIGNS:
            return SIGNS[op](len(others), condition["value"])
        if op in {"is_not", "empty"}:
            inner["op"] = {"is_not": "is", "empty": "not_empty"}[op]
        found = any(self.meets(other, each, inner) for each in others)
        return found != (op in {"is_not", "empty"})

    def meets(self, kind: str, row: str, each: dict[str, Any]) -> bool:
        op, wanted = each["op"], _listed(each.get("value"))
        if isinstance(each.get("value"), tuple):
            wanted = list(each["value"])
        if each["field"] == "id":
            return {"empty": False, "not_empty": True}.get(op, (row in wanted) == (op == "is"))
        values = self.values(kind, row, each["field"])
        if op in {"empty", "not_empty"}:
            return bool(values) == (op == "not_empty")
        if op in {"is", "is_not"}:
            equal = any(same(each["field"], v, w) for v in values for w in wanted)
            return equal == (op == "is")
        if op == "contains":
            return any(fold(w) in fold(v) for v in values for w in wanted)
        if each["field"] == "built":
            first, last = days(wanted[0])
            return any(
                SIGNS[op](days(v)[0], last if op in {"above", "at_most"} else first) for v in values
            )
        if each["field"] in {"cars", "price", "depth"}:
            return any(SIGNS[op](v, wanted[0]) for v in values)
        return bool(values) and SIGNS[op](len(values), wanted[0])

    def measure(self, kind: str, row: str, field: str) -> Any:
        values = self.values(kind, row, field)
        if not values:
            return None
        return values[0] if field in {"cars", "price", "depth"} else len(values)


SIGNS = {
    "at_least": lambda a, b: a >= b,
    "at_most": lambda a, b: a <= b,
    "above": lambda a, b: a > b,
    "below": lambda a, b: a < b,
}


def fold(value: object) -> str:
    parts = unicodedata.normalize("NFKD", str(value)).casefold()
    return "".join(char for char in parts if not unicodedata.combining(char))


def same(field: str, value: Any, wanted: Any) -> bool:
    if fold(value) == fold(wanted):
        return True
    if field in {"cars", "price", "depth"}:
        try:
            return value == float(wanted)
        except ValueError:
            return False
    if field == "built":
        try:
            (first, last), (begin, end) = days(value), days(wanted)
        except ValueError:
            return False
        return begin <= first and last <= end
    return False


def days(date: object) -> tuple[str, str]:
    """First and last day as text that sorts by time (no month here is short of 31 days)."""
    first, _, last = str(date).partition("/")
    last = last or first
    if not first.replace("-", "").isdigit():
        raise ValueError(date)
    return (first + "-01-01")[:10] if len(first) == 4 else (first + "-01")[:10], (
        last + "-12-31" if len(last) == 4 else (last + "-31")[:10]
    )
