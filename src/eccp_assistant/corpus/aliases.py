"""``corpus/aliases.yaml``: how else people say the values of the records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, RootModel, ValidationError

from eccp_assistant.corpus.yaml_lines import Located, read_yaml, refusal
from eccp_assistant.domain.records import KindSpec
from eccp_assistant.errors import CorpusError


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


class _Entries(RootModel[list[_Entry]]):
    """The whole file."""


def load_aliases(path: Path, kinds: tuple[KindSpec, ...]) -> tuple[Alias, ...]:
    """The aliases of a corpus; none where the file does not exist.

    Raises:
        CorpusError: Naming file and line, if an entry is malformed or names an unknown field.
    """
    if not path.exists():
        return ()
    data = read_yaml(path) or []
    try:
        entries = _Entries.model_validate(data).root
    except ValidationError as error:
        raise refusal(error, data, path) from error
    known = {f"{kind.name}.{spec.name}" for kind in kinds for spec in kind.fields}
    known |= {f"{kind.name}.*" for kind in kinds} | {"*"}
    for entry in entries:
        if entry.field not in known:
            message = f"no record has a field '{entry.field}'"
            raise CorpusError(message, path=path, line=entry.line)
    return tuple(
        Alias(
            kind=entry.field.split(".")[0],
            field=entry.field.split(".")[-1],
            value=entry.value,
            said=tuple(entry.said),
        )
        for entry in entries
    )
