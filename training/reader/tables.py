"""Sets of tables with questions: read from JSON, and their queries run by brute force.

The format: ``tables`` (name, labels, fields, rows) and ``questions`` (lang, question, history,
intent, query). A query is a plain tree; ``run`` gives its answer, ``plain`` writes a query of the
product in the same form, so that both are answered by the same few lines.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eccp_assistant.domain.conditions import AllOf, AnyOf, Condition, Filter, Not
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.domain.records import FieldItem, FieldSpec, KindSpec, Record, RecordSource
from eccp_assistant.understanding.linking.catalogue import Catalogue

Query = dict[str, Any]
Row = dict[str, Any]

_WANTS = {"list": "rows", "field": "rows", "group": "groups"}


@dataclass(frozen=True)
class TableSet:
    """Tables, the catalogue of what they name, and questions about them."""

    name: str
    tables: dict[str, dict[str, Any]]
    catalogue: Catalogue
    questions: list[dict[str, Any]]

    def values(self, row: Row, field: str) -> list[Any]:
        """The values of a cell; of ``id``, the row's own."""
        value = row.get(field)
        if value is None or value in ("", []):
            return []
        return list(value) if isinstance(value, list) else [value]

    def _amount(self, table: str, row: Row, field: str) -> float | None:
        values = self.values(row, field)
        if not values:
            return None
        spec = self.catalogue.kinds[table].field(field)
        if spec is not None and spec.type == "number":
            return float(values[0])
        return len(values)

    def holds(self, table: str, row: Row, condition: Query) -> bool:
        """Whether a row meets a condition."""
        if "all" in condition:
            return all(self.holds(table, row, each) for each in condition["all"])
        if "any" in condition:
            return any(self.holds(table, row, each) for each in condition["any"])
        if "not" in condition:
            return not self.holds(table, row, condition["not"])
        if "via" in condition:
            spec = self.catalogue.kinds[table].field(condition["via"])
            other = str(spec.refers_to) if spec else ""
            ids = self.values(row, condition["via"])
            rows = (each for each in self.tables[other]["rows"] if each["id"] in ids)
            return any(self.holds(other, each, condition["where"]) for each in rows)
        if "referred_by" in condition:
            other, field = condition["referred_by"].split(".")
            inner = condition.get("where", {"all": []})
            rows = self.tables[other]["rows"]
            return any(
                row["id"] in self.values(each, field) and self.holds(other, each, inner)
                for each in rows
            )
        return self._meets(table, row, condition)

    def _meets(self, table: str, row: Row, condition: Query) -> bool:
        field, op = condition["field"], condition.get("op", "is")
        values = self.values(row, field)
        if op in {"empty", "not_empty"}:
            return bool(values) == (op == "not_empty")
        given = condition["value"]
        wanted = list(given) if isinstance(given, list | tuple) else [given]
        if op == "is":
            return any(str(a).casefold() == str(b).casefold() for a in values for b in wanted)
        if op == "contains":
            return any(str(b).casefold() in str(a).casefold() for a in values for b in wanted)
        amount, bound = self._amount(table, row, field), float(wanted[0])
        if amount is None:
            return False
        return {
            "above": amount > bound,
            "below": amount < bound,
            "at_least": amount >= bound,
            "at_most": amount <= bound,
        }[op]

    def run(self, query: Query) -> dict[str, Any]:
        """The answer to a query: rows, and what else its want asks for."""
        table, want = query["from"], query["want"]
        rows = [
            row
            for row in self.tables[table]["rows"]
            if self.holds(table, row, query.get("where") or {"all": []})
        ]
        if field := query.get("order_by"):
            sign = -1 if query.get("descending") else 1
            known = [(self._amount(table, row, field), row) for row in rows]
            rows = [
                row
                for _, _, row in sorted(
                    (sign * amount, row["id"], row) for amount, row in known if amount is not None
                )
            ]
        if want not in {"groups", "compare"}:
            rows = _page(rows, query)
        ids = [row["id"] for row in rows]
        answer: dict[str, Any] = {"rows": ids}
        if want == "values":
            found = [value for row in rows for value in self.values(row, query["field"])]
            answer["values"] = sorted(set(map(str, found)))
        elif want in {"sum", "average", "difference"}:
            amounts = [self._amount(table, row, query["field"]) for row in rows]
            answer["number"] = _figure(want, [each for each in amounts if each is not None])
        elif want in {"count", "share"}:
            whole = len(ids)
            if want == "share":
                of = query.get("of") or {"all": []}
                of_rows = [r for r in self.tables[table]["rows"] if self.holds(table, r, of)]
                answer["number"] = round(100 * len(ids) / len(of_rows), 2) if of_rows else None
            else:
                answer["number"] = whole
        elif want in {"groups", "compare"}:
            answer["groups"] = self._groups(table, rows, query)
        return answer

    def _groups(self, table: str, rows: list[Row], query: Query) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for row in rows:
            counts.update(set(map(str, self.values(row, query["group_by"]))))
        only = {str(value).casefold() for value in query.get("only") or ()}
        sign = 1 if query.get("descending") is False else -1
        pairs = sorted(
            (
                (sign * n, value)
                for value, n in counts.items()
                if not only or value.casefold() in only
            )
        )
        chosen = _page(pairs, query) if query["want"] == "groups" else pairs
        return {value: abs(n) for n, value in chosen}


def _page(rows: list[Any], query: Query) -> list[Any]:
    first = query.get("offset") or 0
    return rows[first : first + query["limit"]] if query.get("limit") else rows[first:]


def _figure(want: str, amounts: list[float]) -> float | None:
    if want == "sum":
        return sum(amounts)
    if want == "average":
        return round(sum(amounts) / len(amounts), 4) if amounts else None
    return abs(amounts[0] - amounts[1]) if len(amounts) == 2 else None


def read_set(path: Path) -> TableSet:
    """A set from its file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    kinds, records = [], []
    for table in data["tables"]:
        fields = tuple(_field(each) for each in table["fields"])
        labels = {language: (one, many) for language, (one, many) in table["labels"].items()}
        kinds.append(KindSpec(table["name"], labels, fields))
        records += [_record(table["name"], fields, row) for row in table["rows"]]
    tables = {table["name"]: table for table in data["tables"]}
    questions = [each for each in data["questions"] if "lang" in each]
    return TableSet(path.stem, tables, Catalogue(kinds, records), questions)


def _field(field: dict[str, Any]) -> FieldSpec:
    labels, synonyms = {}, {}
    for language, said in field["labels"].items():
        labels[language] = said if isinstance(said, str) else said[0]
        if not isinstance(said, str) and len(said) > 1:
            synonyms[language] = tuple(said[1:])
    return FieldSpec(
        name=field["name"],
        type=field["type"],
        labels=labels,
        many=bool(field.get("many")),
        role=field.get("role") or "plain",
        refers_to=field.get("refers_to"),
        synonyms=synonyms,
    )


def _record(kind: str, fields: Sequence[FieldSpec], row: Row) -> Record:
    items = {}
    name, aliases = "", []
    for spec in fields:
        value = row.get(spec.name)
        values = value if isinstance(value, list) else [] if value in (None, "") else [value]
        items[spec.name] = tuple(FieldItem(str(each), each) for each in values)
        if spec.role == "name" and values:
            name = str(values[0])
        elif spec.role == "alias":
            aliases += map(str, values)
    source = RecordSource(kind, Span(0, 1), "", ())
    return Record(kind, str(row["id"]), name, (source,), items, tuple(aliases))


def plain(query: RecordQuery) -> Query:
    """A query of the product as a tree of the sets' format."""
    found: Query = {"from": query.kind, "want": _WANTS.get(query.aggregate, query.aggregate)}
    if query.filters:
        found["where"] = {"all": [_plain(each) for each in query.filters]}
    if query.of:
        found["of"] = {"all": [_plain(each) for each in query.of]}
    for key in ("order_by", "descending", "limit", "offset", "group_by", "field"):
        if (value := getattr(query, key)) is not None:
            found[key] = value
    found["show"], found["only"] = list(query.show), list(query.only)
    return found


def _plain(condition: Condition) -> Query:
    if isinstance(condition, AllOf):
        return {"all": [_plain(each) for each in condition.all]}
    if isinstance(condition, AnyOf):
        return {"any": [_plain(each) for each in condition.any]}
    if isinstance(condition, Not):
        return {"not": _plain(condition.not_)}
    return _filter(condition)


def _filter(condition: Filter) -> Query:
    found: Query = {"field": condition.field, "op": condition.op}
    if condition.value is not None:
        found["value"] = condition.value
    if condition.via is None:
        return found
    if "." in condition.via:
        every = condition.field == "id" and condition.op == "not_empty"
        return {"referred_by": condition.via, "where": {"all": []} if every else found}
    return {"via": condition.via, "where": found}


def same_answer(gold: Query, answer: dict[str, Any], query: Query, got: dict[str, Any]) -> bool:
    """Whether a query gives what the right one gives.

    Args:
        gold: The right query.
        answer: Its answer.
        query: The query to judge.
        got: The answer to it.
    """
    want, shown = gold["want"], set(gold.get("show") or ())
    wants = {want, query["want"]}
    if wants == {"rows", "values"}:
        field = query.get("field") or gold.get("field")
        fields = shown | set(query.get("show") or ())
        return fields == {field} and set(got["rows"]) == set(answer["rows"])
    pairs: tuple[set[str], ...] = ({"rows", "exists"}, {"groups", "compare"})
    if len(wants) == 2 and wants not in pairs:
        return False
    if want in {"groups", "compare"}:
        return query["from"] == gold["from"] and got["groups"] == answer["groups"]
    if want == "values":
        return bool(got["values"] == answer["values"])
    if query["from"] != gold["from"]:
        return False
    if want in {"rows", "exists"}:
        return set(got["rows"]) == set(answer["rows"]) and shown <= set(query.get("show") or ())
    if got["number"] is None or answer["number"] is None:
        return got["number"] == answer["number"]
    return bool(abs(got["number"] - answer["number"]) < 0.006)
