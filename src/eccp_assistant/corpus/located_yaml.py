"""Parses YAML and keeps the line number of each mapping, for error messages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.errors import CorpusError, CorpusFaultsError

LINE_KEY = "__line__"

_REPAIRS = {
    "missing": "add it",
    "extra_forbidden": "correct its name or leave it out",
    "literal_error": "use one of these",
    "too_short": "add what is missing or leave the whole entry out",
    "string_too_short": "write something or leave it out",
}
"""Type of a pydantic error → repair for the editor."""


class Located(BaseModel):
    """A mapping of a corpus file with its line number; unknown keys are rejected."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    line: int = Field(default=0, alias="__line__")


Entry = TypeVar("Entry", bound=Located)


class _LineLoader(yaml.CSafeLoader):
    """Adds the line to every mapping."""


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> dict[object, object]:
    data = loader.construct_mapping(node, deep=True)
    data[LINE_KEY] = node.start_mark.line + 1
    return data


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> object:
    """Parse a file.

    Raises:
        CorpusError: If it cannot be read or is not YAML.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_LineLoader)
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 ({error})"
        raise CorpusError(reason, repair="save the file as UTF-8", path=path) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        reason = f"not YAML: {error.problem}"
        repair = "look at brackets, quotes and indentation here and on the line before"
        raise CorpusError(reason, repair=repair, path=path, line=line) from error
    except (yaml.YAMLError, ValueError) as error:
        # An impossible date raises ValueError.
        repair = "remove the characters it names, and put dates in quotes"
        raise CorpusError(f"not YAML: {error}", repair=repair, path=path) from error
    except OSError as error:
        repair = "make it a file that this program may read"
        raise CorpusError(f"cannot be read: {error}", repair=repair, path=path) from error


def read_list(path: Path, entry: type[Entry], errors: ErrorCollector) -> list[Entry]:
    """The valid entries of a file that holds a list; empty if the file does not exist.

    Args:
        path: The file.
        entry: Schema of an entry.
        errors: Collects the errors of invalid entries, which are left out.

    Raises:
        CorpusError: If the file cannot be read or is not a list.
    """
    if not path.exists():
        return []
    data = read_yaml(path)
    if not isinstance(data, list | None):
        repair = "begin each entry with '- '"
        raise CorpusError("not a list of entries", repair=repair, path=path, line=1)
    found: list[Entry] = []
    for raw in data or []:
        with errors:
            found.append(validate_entry(raw, entry, path))
    return found


def raw_entries(path: Path, *keys: str) -> list[Mapping[str, object]]:
    """The unvalidated mappings of a list in a file, each with its line number.

    A missing or unreadable file gives an empty list; the loader of the file reports that error.

    Args:
        path: The file.
        keys: Keys from the top level to the list; none if the file itself is a list.
    """
    try:
        here = read_yaml(path)
    except CorpusError:
        return []
    for key in keys:
        here = here.get(key) if isinstance(here, dict) else None
    return [each for each in here if isinstance(each, dict)] if isinstance(here, list) else []


def validate_entry(data: object, entry: type[Entry], path: Path) -> Entry:
    """Validate data against a schema.

    Raises:
        CorpusError: Naming every invalid field.
    """
    try:
        return entry.model_validate(data)
    except ValidationError as error:
        refused = [_to_corpus_error(each, data, path) for each in error.errors(include_url=False)]
        raise (refused[0] if len(refused) == 1 else CorpusFaultsError(refused)) from error


def without_lines(value: object) -> object:
    """The same data without the line keys, for plain dictionaries."""
    if isinstance(value, dict):
        return {key: without_lines(item) for key, item in value.items() if key != LINE_KEY}
    if isinstance(value, list):
        return [without_lines(item) for item in value]
    return value


def _to_corpus_error(each: ErrorDetails, data: object, path: Path) -> CorpusError:
    line: int | None = None
    here: object = data
    for step in each["loc"]:
        if isinstance(here, dict):
            line = here.get(LINE_KEY, line)
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
    if isinstance(here, dict):
        line = here.get(LINE_KEY, line)
    field = ".".join(str(step) for step in each["loc"])
    reason = f"{field}: {each['msg']}" if field else each["msg"]
    repair = _REPAIRS.get(each["type"], "write it as the README of the corpus describes")
    return CorpusError(reason, repair=repair, path=path, line=line or 1)
