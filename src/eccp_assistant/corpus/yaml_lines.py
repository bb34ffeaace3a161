"""YAML that remembers on which line each mapping stands, so that an error can name the place."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eccp_assistant.errors import CorpusError

LINE_KEY = "__line__"


class Located(BaseModel):
    """A mapping of a corpus file; unknown keys are refused, its line is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    line: int = Field(default=0, alias="__line__")


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
        raise CorpusError(f"not UTF-8 ({error}): save the file as UTF-8", path=path) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        raise CorpusError(f"not YAML: {error.problem}", path=path, line=line) from error
    except OSError as error:
        raise CorpusError(f"cannot be read: {error}", path=path) from error


def without_lines(value: object) -> object:
    """The same data without the line keys, for plain dictionaries."""
    if isinstance(value, dict):
        return {key: without_lines(item) for key, item in value.items() if key != LINE_KEY}
    if isinstance(value, list):
        return [without_lines(item) for item in value]
    return value


def refusal(error: ValidationError, data: object, path: Path) -> CorpusError:
    """The first thing that a schema refuses, with its file, line and field."""
    return refusals(error, data, path)[0]


def refusals(error: ValidationError, data: object, path: Path) -> list[CorpusError]:
    """Everything that a schema refuses, each with its file, line and field."""
    found = []
    for each in error.errors(include_url=False):
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
        found.append(CorpusError(f"{field}: {each['msg']}", path=path, line=line))
    return found
