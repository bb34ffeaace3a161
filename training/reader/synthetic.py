"""Synthetic questions over the schema of a set: wordings in seven languages, filled at random.

They are clumsy ("the boats that has Radar"), and many: what they teach is which words turn, join,
order and count, in every language alike.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

from conditions import LANGUAGES, WORDINGS, ConditionWriter, Names
from tables import Query, TableSet

from eccp_assistant.domain.records import FieldSpec

Asked = dict[str, Any]

_CONDITIONED = ("rows", "count", "exists", "share")
_ORDERED = ("max", "min", "max2", "min2", "max3", "topk", "botk", "sort")
_GROUPED = ("groups", "gtop", "gmin", "g2", "g3")
_PATTERNS = (
    *["rows"] * 9, *["count"] * 4, *["exists"] * 2, "share", *["shareof"] * 2, "sum", "sum", "avg",
    "avg", "groups", *_GROUPED, "max", "max", "min", "min", "max2", "min2", "max3", "topk", "botk",
    "sort", "values", "values", "showc", "show", "show", "show", "show2", "about", "isit", "isv",
    "cmp", "cmpV", "diff", "diff", "which", "whichless", "no_field", "no_field", "no_row", "no_row",
    "follow", "follow", "follow",
)  # fmt: skip
_FOREIGN = ("Spain", "Italy", "Norway", "Peru", "Brazil", "Austria")


class Writer:
    """Writes questions about one set; what it draws depends on the generator alone."""

    def __init__(self, of: TableSet, rng: random.Random) -> None:
        self.of, self.rng = of, rng
        self.words = ConditionWriter(of, rng)

    def question(self) -> Asked | None:
        """A question in the form of the sets; none where what was drawn fits no table."""
        language = self.rng.choice(LANGUAGES)
        sizes = {name: 3 if len(t["rows"]) > 20 else 1 for name, t in self.of.tables.items()}
        table = self.rng.choices(list(sizes), list(sizes.values()))[0]
        pattern = self.rng.choice(_PATTERNS)
        written = self._written(table, language, pattern)
        if written is None:
            return None
        text, query, history = written
        intent = {"no_field": "no_such_field", "no_row": "no_such_row"}.get(pattern, "lookup")
        return {
            "lang": language,
            "question": self._roughened(text, language),
            "history": history,
            "intent": intent,
            "query": query,
            "style": "synthetic",
        }

    def _written(
        self, table: str, language: str, pattern: str
    ) -> tuple[str, Query | None, list[str]] | None:
        if pattern == "follow":
            return self._follow_up(table, language)
        if pattern in {"no_field", "no_row"}:
            return self._absent(table, language, pattern), None, []
        makers: dict[str, Callable[[str, str, str], tuple[str, Query] | None]] = {
            **dict.fromkeys(_CONDITIONED, self._conditioned),
            **dict.fromkeys(("shareof",), self._share_of),
            **dict.fromkeys(("sum", "avg", *_ORDERED), self._measured),
            **dict.fromkeys(_GROUPED, self._grouped),
            **dict.fromkeys(("values", "showc"), self._listed),
            **dict.fromkeys(("show", "show2", "about"), self._shown),
            **dict.fromkeys(("isit", "isv"), self._tested),
            **dict.fromkeys(("cmp", "cmpV"), self._compared),
            **dict.fromkeys(("diff", "which", "whichless"), self._of_two),
        }
        found = makers[pattern](table, language, pattern)
        return (*found, []) if found else None

    def _say(self, language: str, pattern: str, names: Names) -> str:
        return self.words.fill(self.words.wording(language, pattern), names)

    def _records(self, table: str) -> list[tuple[dict[str, Any], str]]:
        """Two rows, each with one of its names."""
        kind = self.of.catalogue.kinds[table]
        named = [spec.name for spec in kind.fields if spec.role in {"name", "alias"}]
        found = []
        for row in self.rng.sample(self.of.tables[table]["rows"], 2):
            said = [value for name in named for value in self.of.values(row, name)]
            found.append((row, str(said[0] if self.rng.random() < 0.6 else self.rng.choice(said))))
        return found

    def _any_fields(self, table: str) -> list[FieldSpec]:
        fields = self.of.catalogue.kinds[table].fields
        return [spec for spec in fields if spec.role != "name"]

    def _conditioned(self, table: str, language: str, pattern: str) -> tuple[str, Query] | None:
        words, meant = self.words.several(table, language, 1.0, 0.35)
        if not meant:
            return None
        text = self._say(language, pattern, {**self.words.kind(table, language), "c": words})
        return text, {"from": table, "want": pattern, "where": meant}

    def _share_of(self, table: str, language: str, pattern: str) -> tuple[str, Query] | None:
        part = self.words.one(table, language)
        whole = self.words.one(table, language, joined=False)
        if part is None or whole is None or whole[1].get("op") != "is":
            return None
        names = {**self.words.kind(table, language), "c": part[0], "d": whole[0]}
        where = {"all": [whole[1], part[1]]}
        query = {"from": table, "want": "share", "where": where, "of": whole[1]}
        return self._say(language, pattern, names), query

    def _measured(self, table: str, language: str, pattern: str) -> tuple[str, Query] | None:
        fields = self.words.fields(table, "number")
        if not fields:
            return None
        spec = self.rng.choice(fields)
        words, meant = self.words.several(table, language, 0.5, 0.15)
        count = self.rng.choice([2, 3, 4, 5, 10])
        names = {
            **self.words.kind(table, language),
            "F": self.words.label(spec, language),
            "c": words,
            "k": self.words.amount(count, language),
        }
        query: Query = {"from": table, **({"where": meant} if meant else {})}
        if pattern in {"sum", "avg"}:
            query |= {"want": "sum" if pattern == "sum" else "average", "field": spec.name}
        else:
            descending = pattern in {"max", "max2", "max3", "topk", "sort"}
            query |= {"want": "rows", "order_by": spec.name, "descending": descending}
            if pattern != "sort":
                query["limit"] = count if pattern in {"topk", "botk"} else 1
            if pattern[-1] in "23":
                query["offset"] = int(pattern[-1]) - 1
        return self._say(language, pattern, names), query

    def _grouped(self, table: str, language: str, pattern: str) -> tuple[str, Query] | None:
        fields = self.words.fields(table, "keyword", "country", "reference")
        if not fields:
            return None
        spec = self.rng.choice(fields)
        words, meant = self.words.several(table, language, 0.35, 0.0)
        count = self.rng.choice([2, 3, 5])
        names = {
            **self.words.kind(table, language),
            "F": self.words.label(spec, language),
            "c": words,
            "k": self.words.amount(count, language),
        }
        query: Query = {"from": table, "want": "groups", "group_by": spec.name}
        if meant:
            query["where"] = meant
        if pattern != "groups":
            query["limit"] = count if pattern == "g3" else 1
        if pattern == "gmin":
            query["descending"] = False
        if pattern == "g2":
            query["offset"] = 1
        return self._say(language, pattern, names), query

    def _listed(self, table: str, language: str, pattern: str) -> tuple[str, Query] | None:
        values = pattern == "values"
        fields = self.words.fields(table, "keyword", "country") if values else None
        fields = self._any_fields(table) if fields is None else fields
        if not fields:
            return None
        spec = self.rng.choice(fields)
        words, meant = self.words.several(table, language, 0.8, 0.2)
        names = {
            **self.words.kind(table, language),
            "F": self.words.label(spec, language),
            "c": words,
        }
        query: Query = {"from": table, **({"where": meant} if meant else {})}
        query |= (
            {"want": "values", "field": spec.name}
            if values
            else {"want": "rows", "show": [spec.name]}
        )
        return self._say(language, pattern, names), query

    def _shown(self, table: str, language: str, pattern: str) -> tuple[str, Query]:
        (row, said), _ = self._records(table)
        fields = self.rng.sample(self._any_fields(table), 2)
        labels = [self.words.label(spec, language) for spec in fields]
        text = self._say(language, pattern, {"N": said, "F": labels[0], "G": labels[1]})
        shown = fields[: {"about": 0, "show": 1, "show2": 2}[pattern]]
        where = {"field": "id", "op": "is", "value": row["id"]}
        show = [spec.name for spec in shown]
        return text, {"from": table, "want": "rows", "where": where, "show": show}

    def _tested(self, table: str, language: str, pattern: str) -> tuple[str, Query] | None:
        (row, said), _ = self._records(table)
        fields = self.words.fields(table, "country" if pattern == "isit" else "keyword")
        fields = [spec for spec in fields if self.words.values(table, spec.name)]
        if not fields:
            return None
        spec = self.rng.choice(fields)
        value = str(self.rng.choice(self.words.values(table, spec.name)))
        names = {"N": said, "C": self.words.country(value, language), "V": value}
        both = [
            {"field": "id", "op": "is", "value": row["id"]},
            {"field": spec.name, "op": "is", "value": value},
        ]
        query = {"from": table, "want": "exists", "where": {"all": both}}
        return self._say(language, pattern, names), query

    def _compared(self, table: str, language: str, pattern: str) -> tuple[str, Query] | None:
        fields = self.words.fields(table, "country" if pattern == "cmp" else "keyword")
        fields = [spec for spec in fields if len(self.words.values(table, spec.name)) > 1]
        if not fields:
            return None
        spec = self.rng.choice(fields)
        one, other = self.rng.sample(self.words.values(table, spec.name), 2)
        names = {
            **self.words.kind(table, language),
            "C": self.words.country(one, language),
            "D": self.words.country(other, language),
            "V": one,
            "W": other,
        }
        query = {"from": table, "want": "compare", "group_by": spec.name, "only": [one, other]}
        return self._say(language, pattern, names), query

    def _of_two(self, table: str, language: str, pattern: str) -> tuple[str, Query] | None:
        fields = self.words.fields(table, "number")
        two = self._records(table)
        if not fields:
            return None
        spec = self.rng.choice(fields)
        if any(not self.of.values(row, spec.name) for row, _ in two):
            return None
        names = {"N": two[0][1], "M": two[1][1], "F": self.words.label(spec, language)}
        ids = [row["id"] for row, _ in two]
        query: Query = {"from": table, "where": {"field": "id", "op": "is", "value": ids}}
        if pattern == "diff":
            query |= {"want": "difference", "field": spec.name}
        else:
            query |= {"want": "rows", "order_by": spec.name, "limit": 1}
            query["descending"] = pattern == "which"
        return self._say(language, pattern, names), query

    def _absent(self, table: str, language: str, pattern: str) -> str:
        """A question for a field or a record that there is not."""
        kind = self.words.kind(table, language)
        (_, said), _ = self._records(table)
        spec = self.rng.choice(self._any_fields(table))
        names = {**kind, "N": said, "F": self.words.label(spec, language)}
        names["C"] = self.words.country("Spain", language)
        names["c"] = self.words.several(table, language, 0.4, 0.0)[0]
        if pattern == "no_field":
            names["F"] = self.rng.choice(WORDINGS[language]["absent_field"])
            asked = self.rng.choice(["show", "show", "showc", "values", "avg", "max"])
        else:
            names["N"] = self.rng.choice(WORDINGS["names"]["absent"])
            if self.rng.random() < 0.5:
                names["N"] = f"{kind['K']} {names['N']}"
            asked = self.rng.choice(["show", "show", "show", "isit", "about"])
        return self._say(language, asked, names)

    def _follow_up(self, table: str, language: str) -> tuple[str, Query, list[str]] | None:
        words, meant = self.words.several(table, language, 1.0, 0.2)
        kind = self.words.kind(table, language)
        if not meant:
            return None
        names = {**kind, "c": words}
        before = [self._say(language, "rows", names)]
        turn = self.rng.choice(["and_", "fu_count", "fu_only", "fu_show", "fu_2"])
        if turn == "fu_count":
            query = {"from": table, "want": "count", "where": meant}
            return self._say(language, turn, {}), query, before
        if turn == "fu_only":
            more = self.words.one(table, language)
            if more is None:
                return None
            query = {"from": table, "want": "rows", "where": {"all": [meant, more[1]]}}
            return self._say(language, turn, {"c": more[0]}), query, before
        if turn == "fu_show":
            (row, said), _ = self._records(table)
            spec = self.rng.choice(self._any_fields(table))
            other = self.words.label(self.rng.choice(self._any_fields(table)), language)
            before = [
                self._say(language, self.rng.choice(["about", "show"]), {"N": said, "F": other})
            ]
            where = {"field": "id", "op": "is", "value": row["id"]}
            query = {"from": table, "want": "rows", "where": where, "show": [spec.name]}
            return self._say(language, turn, {"F": self.words.label(spec, language)}), query, before
        if turn == "fu_2":
            fields = self.words.fields(table, "number")
            if not fields:
                return None
            spec, most = self.rng.choice(fields), self.rng.random() < 0.6
            names["F"] = self.words.label(spec, language)
            query = {
                "from": table, "want": "rows", "where": meant, "order_by": spec.name,
                "descending": most, "limit": 1, "offset": 1,
            }  # fmt: skip
            before = [self._say(language, "max" if most else "min", names)]
            return self._say(language, turn, {}), query, before
        return self._instead(table, language, meant, names)

    def _instead(
        self, table: str, language: str, meant: Query, names: Names
    ) -> tuple[str, Query, list[str]] | None:
        """The same question for another value."""
        spec = self.of.catalogue.kinds[table].field(meant.get("field", ""))
        if meant.get("op") != "is" or spec is None or spec.type not in {"country", "keyword"}:
            return None
        value = str(self.rng.choice(self.words.values(table, spec.name)))
        if value == meant["value"]:
            return None
        pattern = "C" if spec.type == "country" else "V"
        said = self.words.country(value, language) if pattern == "C" else value
        words = self._say(language, pattern, {"C": said, "V": said})
        want = self.rng.choice(["rows", "count"])
        query = {"from": table, "want": want, "where": {**meant, "value": value}}
        return self._say(language, "and_", {"c": words}), query, [self._say(language, want, names)]

    def _roughened(self, text: str, language: str) -> str:
        """A question as people type it: with a greeting, a reason, no mark, a slip."""
        text = re.sub(r"\s+", " ", text).strip()
        chance = self.rng.random()
        if chance < 0.08:
            names = {
                "C": self.words.country(self.rng.choice(_FOREIGN), language),
                "n": str(self.rng.randint(2, 40)),
                "V": self._some_value(),
                "y": str(self.rng.randint(1950, 2023)),
            }
            text = f"{self._say(language, 'pre', names)} {text[:1].upper()}{text[1:]}"
        elif chance < 0.16:
            text = f"{self.words.wording(language, 'hi')} {text}"
        elif chance < 0.22:
            text = f"{self.words.wording(language, 'spoken')} {text}"
        if self.rng.random() < 0.08:
            text = f"{text.rstrip('? ')}, {self.words.wording(language, 'pol')}"
        if self.rng.random() < 0.35:
            text = text.replace("?", "").replace("¿", "")
        elif self.rng.random() < 0.6:
            text = text[:1].upper() + text[1:]
        return self._mistyped(text) if self.rng.random() < 0.12 else text

    def _some_value(self) -> str:
        values = self.of.catalogue.values
        return self.rng.choice(values).value if values else "jazz"

    def _mistyped(self, text: str) -> str:
        words = text.split()
        place = self.rng.randrange(len(words))
        word = words[place]
        if len(word) > 4:
            at = self.rng.randrange(1, len(word) - 1)
            words[place] = self.rng.choice(
                [
                    word[:at] + word[at + 1 :],
                    word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                    word[:at] + word[at] + word[at:],
                ]
            )
        text = " ".join(words)
        return text.lower() if self.rng.random() < 0.5 else text
