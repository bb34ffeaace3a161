"""Reads ``corpus/aliases.yaml``: alternative names of values of the records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from eccp_assistant.corpus.located_yaml import Located, read_list
from eccp_assistant.corpus.validation import ErrorCollector, collecting_errors
from eccp_assistant.domain.records import KindSpec


@dataclass(frozen=True, slots=True)
class Alias:
    """Other words for one value.

    Attributes:
        kind: Kind of record, or ``"*"`` for any.
        field: Field of the kind, or ``"*"`` for any.
    """

    kind: str
    field: str
    value: str
    said: tuple[str, ...]


class _Entry(Located):
    field: str = Field(pattern=r"^(\*|[a-z][a-z0-9_]*\.(\*|[a-z][a-z0-9_]*))$")
    value: str
    said: list[str]


def load_aliases(
    path: Path, kinds: tuple[KindSpec, ...], *, errors: ErrorCollector | None = None
) -> tuple[Alias, ...]:
    """The aliases of a corpus; empty if the file does not exist.

    Args:
        path: The file.
        kinds: The kinds of record whose fields an alias may name.
        errors: Collects the errors; the valid entries are returned.

    Raises:
        CorpusError: Without ``errors``, if an entry is malformed or names an unknown field.
    """
    found: list[Alias] = []
    with collecting_errors(errors) as wrong, wrong:
        for entry in read_list(path, _Entry, wrong):
            kind, _, field = entry.field.rpartition(".")
            if _is_known(kind, field, kinds):
                found.append(Alias(kind or "*", field, entry.value, tuple(entry.said)))
            elif not wrong.is_missing("kind", kind):
                reason = f"field: no record has a field '{entry.field}'"
                wrong.add(reason, repair=_repair(kind, kinds), path=path, line=entry.line)
    return tuple(found)


def _is_known(kind: str, field: str, kinds: tuple[KindSpec, ...]) -> bool:
    spec = next((each for each in kinds if each.name == kind), None)
    if spec is None:
        return not kind
    return field == "*" or spec.field(field) is not None


def _repair(kind: str, kinds: tuple[KindSpec, ...]) -> str:
    spec = next((each for each in kinds if each.name == kind), None)
    if spec is None:
        return f"use <kind>.<field> with a kind of {', '.join(each.name for each in kinds)}"
    return f"use '*' or one of {', '.join(each.name for each in spec.fields)} after '{kind}.'"
