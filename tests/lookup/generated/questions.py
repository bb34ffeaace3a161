"""Questions over every kind, field, operator and language, with their answers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.lookup.generated.oracle import Table, fold, tables

TEMPLATES = Path(__file__).with_name("templates.yaml")
SAMPLES = 2
"""Values drawn for a field in a family and a language; the seed never changes."""

_CHOSEN_FROM = {"keyword", "country", "reference"}
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Case:
    """A question and what must come back.

    Attributes:
        rows: Ids of the records that answer it; ``None`` where another thing is asked.
        figure: A number that the answer must compute.
        groups: Value → count.
        cell: The values of the one field of the one record asked for.
    """

    id: str
    language: str
    family: str
    kind: str
    question: str
    rows: frozenset[str] | None = None
    figure: float | None = None
    groups: tuple[tuple[str, int], ...] | None = None
    cell: tuple[str, ...] | None = None


def cases(folder: Path) -> list[Case]:
    """Every case, in a fixed order; a question that two cases would share is left out."""
    found: dict[tuple[str, str], Case] = {}
    templates = yaml.safe_load(TEMPLATES.read_text("utf-8"))
    for table in tables(folder):
        for language, families in templates.items():
            for case in _of(table, language, families):
                found.setdefault((language, case.question), case)
    return list(found.values())


def _of(table: Table, language: str, families: dict[str, list[str]]) -> Iterator[Case]:
    draw = random.Random(f"{table.kind} {language}")
    kind, kinds = table.labels[language]
    made = Counter[str]()

    def case(family: str, *, about: str, **answer: object) -> Iterator[Case]:
        said = {key: answer.pop(key) for key in list(answer) if key in _SAID}
        for template in families.get(family, []):
            question = template.format(kind=kind, kinds=kinds, **said)
            made[family, about] += 1
            name = f"{table.kind}-{language}-{family}-{about}-{made[family, about]}"
            yield Case(name, language, family, table.kind, question, **answer)

    for field, spec in table.fields.items():
        label = spec.get("labels", {}).get(language)
        if not label or spec.get("role") == "alias":
            continue
        if spec["type"] in _CHOSEN_FROM:
            yield from _chosen(table, field, label, draw, case)
        elif spec["type"] == "number":
            yield from _numeric(table, field, label, draw, case)
        if spec.get("role") != "name":
            for row in draw.sample(sorted(table.rows), min(SAMPLES, len(table.rows))):
                if field in table.rows[row] and _unique(table, row):
                    values = tuple(str(value) for value in table.values(row, field))
                    named = {"name": table.names[row], "field": label}
                    yield from case(
                        "cell", about=field, rows=frozenset({row}), cell=values, **named
                    )
    for row in draw.sample(sorted(table.rows), min(SAMPLES, len(table.rows))):
        if _unique(table, row):
            yield from case("card", about="record", rows=frozenset({row}), name=table.names[row])


_SAID = {"field", "value", "other", "number", "more", "name"}


def _chosen(table, field, label, draw, case) -> Iterator[Case]:
    """Families over a field whose values can be chosen from."""
    everything = frozenset(table.rows)
    values = sorted({str(v) for row in table.rows for v in table.values(row, field)}, key=fold)
    values = [value for value in values if len(value) <= _LONGEST_VALUE]
    single = not table.fields[field].get("many")
    for value in draw.sample(values, min(SAMPLES, len(values))):
        rows = frozenset(table.having(field, value))
        said = {"field": label, "value": value}
        yield from case("list", about=field, rows=rows, **said)
        yield from case("count", about=field, rows=rows, figure=len(rows), **said)
        yield from case("denied", about=field, rows=everything - rows, **said)
        other = draw.choice(values)
        if single and other != value:
            either = frozenset(table.having(field, value, other))
            yield from case("either", about=field, rows=either, other=other, **said)
    given = frozenset(table.given(field))
    if given != everything:
        yield from case("empty", about=field, rows=everything - given, field=label)
        yield from case("given", about=field, rows=given, field=label)
    if len(values) > 1:
        # Two spellings that differ in accents or capitals are one value.
        counts = Counter(
            value
            for row in table.rows
            for value in {fold(str(each)) for each in table.values(row, field)}
        )
        yield from case("group", about=field, groups=tuple(sorted(counts.items())), field=label)


def _numeric(table, field, label, draw, case) -> Iterator[Case]:
    """Families over a field of numbers."""
    numbers = table.numbers(field)
    if (
        len(set(numbers.values())) < 2
        or min(numbers.values()) > 1000 < max(numbers.values()) < 2200
    ):
        return  # years are asked for in other words
    bound = draw.choice(sorted(numbers.values()))
    low, high = sorted(draw.sample(sorted(set(numbers.values())), 2))

    def rows(holds) -> frozenset[str]:
        return frozenset(row for row, number in numbers.items() if holds(number))

    said = {"field": label, "number": bound}
    yield from case("above", about=field, rows=rows(lambda n: n > bound), **said)
    yield from case("at_least", about=field, rows=rows(lambda n: n >= bound), **said)
    yield from case("below", about=field, rows=rows(lambda n: n < bound), **said)
    inside = rows(lambda n: low <= n <= high)
    yield from case("between", about=field, rows=inside, field=label, number=low, more=high)
    best, least = max(numbers.values()), min(numbers.values())
    yield from case("most", about=field, rows=rows(lambda n: n == best), field=label)
    yield from case("fewest", about=field, rows=rows(lambda n: n == least), field=label)
    total = sum(numbers.values())
    yield from case("total", about=field, figure=total, field=label)
    yield from case("average", about=field, figure=total / len(numbers), field=label)


def _unique(table: Table, row: str) -> bool:
    """Whether a name says which record is meant, and is not a word for something else."""
    name = table.names[row]
    return list(map(fold, table.names.values())).count(fold(name)) == 1
