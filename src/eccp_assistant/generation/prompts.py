"""Loads prompts: Jinja2 files in ``prompts/`` with declared, checked variables.

A file begins with a comment of the form::

    {#
    purpose: what it is for
    version: 1
    variables: evidence, question
    #}
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables

from eccp_assistant import paths
from eccp_assistant.errors import PromptError

_FRONT = re.compile(r"\A\{#\n(?P<front>.*?)\n#\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt.

    Attributes:
        name: Path below the folder of prompts, without its ending.
        version: Version of the wording.
        variables: The variables that must be given, exactly.
    """

    name: str
    version: str
    variables: frozenset[str]
    template: Template

    def render(self, values: Mapping[str, object]) -> str:
        """The text for these values.

        Raises:
            PromptError: Naming the variable that is missing or that the prompt does not have.
        """
        for missing in sorted(self.variables - values.keys()):
            raise PromptError(f"prompts/{self.name}.j2 needs the variable '{missing}'")
        for unknown in sorted(values.keys() - self.variables):
            raise PromptError(f"prompts/{self.name}.j2 has no variable '{unknown}'")
        return self.template.render(values).strip()


def load_prompt(name: str, folder: Path) -> Prompt:
    """Read and check a prompt.

    Args:
        name: As in ``answer/system``.
        folder: The folder of prompts.

    Raises:
        PromptError: Naming the file, and the variable that is used but not declared, or declared
            but not used.
    """
    path = folder / f"{name}.j2"
    place = f"prompts/{name}.j2"
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PromptError(f"{place} is missing: restore it") from None
    front = _FRONT.match(source)
    if front is None:
        raise PromptError(f"{place} must begin with {{# purpose, version, variables #}}")
    said = dict(line.split(":", 1) for line in front["front"].splitlines() if ":" in line)
    for key in ("purpose", "version", "variables"):
        if key not in said:
            raise PromptError(f"{place}: the comment at its beginning lacks '{key}:'")
    declared = frozenset(filter(None, (each.strip() for each in said["variables"].split(","))))
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        # The output is not HTML; data is inserted as JSON.
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _as_json
    try:
        used = find_undeclared_variables(environment.parse(source))
        template = environment.from_string(source)
    except TemplateSyntaxError as error:
        raise PromptError(f"{place}:{error.lineno}: {error.message}") from None
    for name_ in sorted(used - declared):
        raise PromptError(f"{place} uses the variable '{name_}': declare it in its first comment")
    for name_ in sorted(declared - used):
        raise PromptError(f"{place} declares the variable '{name_}' and does not use it")
    return Prompt(name, said["version"].strip(), declared, template)


def _as_json(value: object) -> str:
    """A value as JSON on one line, so that data cannot break out of its place in the prompt."""
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=16)
def prompt(name: str) -> Prompt:
    """A prompt of this installation (read once)."""
    return load_prompt(name, paths.folder("prompts"))
