"""What a record amounts to in a field, and the groups that its values make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eccp_assistant.domain.records import NUMERIC, FieldItem, FieldSpec, KindSpec, Record
from eccp_assistant.errors import RequestError, UnknownFieldError
from eccp_assistant.index.content.reader import Content
from eccp_assistant.text.dates import period
from eccp_assistant.text.normalise import fold

Amount = int | float


@dataclass(frozen=True, slots=True)
class Group:
    """A value and the records that have it."""

    value: str
    records: tuple[Record, ...]

    @property
    def count(self) -> int:
        """How many have it."""
        return len(self.records)


def given(record: Record, field: str, *, inferred: bool = True) -> list[FieldItem]:
    """The items of a field that hold a value; where sources differ, that of the first.

    Args:
        record: The record.
        field: Its field.
        inferred: Whether values that were concluded count beside those that are printed.
    """
    items = _all_given(record, field, inferred=inferred)
    return items[:1] if field in record.conflicts else items


def measure(
    record: Record, specs: Sequence[FieldSpec], *, inferred: bool = True
) -> int | float | None:
    """What a record amounts to in a field or family; ``None`` where nothing is given.

    A field of numbers amounts to its number (to their sum, where it holds several), anything else
    to how many values it holds.
    """
    items = [item for spec in specs for item in given(record, spec.name, inferred=inferred)]
    if not items:
        return None
    if all(spec.type in NUMERIC for spec in specs):
        return total(item.value for item in items if isinstance(item.value, int | float))
    return len(items)


def sort_key(
    record: Record, specs: Sequence[FieldSpec], *, inferred: bool = True
) -> tuple[Amount, str] | None:
    """What a record is ranked by in a field: its amount or its day, else its one value in words.

    ``None`` where nothing is given.
    """
    if len(specs) == 1 and not specs[0].many and specs[0].type not in NUMERIC:
        items = given(record, specs[0].name, inferred=inferred)
        if not items:
            return None
        value = str(items[0].value)
        days = period(value) if specs[0].type == "date" else None
        return (days[0], "") if days is not None else (0, fold(value))
    amount = measure(record, specs, inferred=inferred)
    return None if amount is None else (amount, "")


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum as people work it out: 0.1 and 0.2 are 0.3."""
    found = sum((Decimal(str(amount)) for amount in amounts), Decimal())
    return _plain(found)


def mean(amounts: Sequence[Amount]) -> Amount | None:
    """The arithmetic mean; ``None`` of nothing."""
    if not amounts:
        return None
    return _plain(sum((Decimal(str(each)) for each in amounts), Decimal()) / len(amounts))


def between(one: Amount, other: Amount) -> Amount:
    """How far two amounts are apart."""
    return _plain(abs(Decimal(str(one)) - Decimal(str(other))))


def _plain(number: Decimal) -> Amount:
    return int(number) if number == number.to_integral_value() else float(number)


class Grouping:
    """Reads the values of a field, a family, or of a field that a reference leads to.

    Args:
        kind: The kind of the records.
        name: The field or family, or ``reference.field``.
        content: Where the records are that a reference names.

    Raises:
        UnknownFieldError: If there is no such field.
        RequestError: If what stands before the point is no reference.
    """

    def __init__(self, kind: KindSpec, name: str, content: Content) -> None:
        reference, point, field = name.partition(".")
        self._reference = reference if point else ""
        self.kind = kind
        self._named: Mapping[str, Sequence[Record]] = {}
        if point:
            spec = next(iter(members(kind, reference)))
            if spec.refers_to is None:
                message = f"'{reference}' refers to no other kind: give a field of {kind.name}"
                raise RequestError("group_by", message)
            self.kind = content.kinds[spec.refers_to]
            named: dict[str, list[Record]] = {}
            for record in content.records(spec.refers_to):
                named.setdefault(fold(record.name), []).append(record)
            self._named = named
        self.specs = members(self.kind, field if point else name)

    def values(self, record: Record, *, inferred: bool = True) -> list[str]:
        """The different values, in the order they are given."""
        records: Sequence[Record] = (record,)
        if self._reference:
            names = given(record, self._reference, inferred=inferred)
            records = [
                other for item in names for other in self._named.get(fold(str(item.value)), ())
            ]
        found: dict[str, str] = {}
        for each in records:
            for spec in self.specs:
                for item in _all_given(each, spec.name, inferred=inferred):
                    found.setdefault(fold(str(item.value)), str(item.value))
        return list(found.values())

    def groups(self, records: Iterable[Record], *, inferred: bool = True) -> list[Group]:
        """Each different value with the records that have it, in order of first mention."""
        spelt: dict[str, str] = {}
        having: dict[str, list[Record]] = {}
        for record in records:
            for value in self.values(record, inferred=inferred):
                key = fold(value)
                spelt.setdefault(key, value)
                having.setdefault(key, []).append(record)
        return [Group(spelt[key], tuple(found)) for key, found in having.items()]


def _all_given(record: Record, field: str, *, inferred: bool) -> list[FieldItem]:
    """As :func:`given`, but with what every source says, as conditions read it."""
    return [
        item
        for item in record.fields.get(field, ())
        if item.value is not None and (inferred or not item.inferred)
    ]


def members(kind: KindSpec, name: str) -> tuple[FieldSpec, ...]:
    """The fields of a family, or the one field of this name.

    Raises:
        UnknownFieldError: If the kind has neither.
    """
    found = kind.members(name)
    if not found:
        known = ", ".join(spec.name for spec in kind.fields)
        raise UnknownFieldError(f"{kind.name} has no field '{name}': use one of {known}")
    return found
