"""Loads the page templates and the interface texts."""

from __future__ import annotations

from functools import lru_cache

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from eccp_assistant import paths


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(paths.folder("web") / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(name: str) -> Template:
    """The template ``web/templates/<name>.html.j2``."""
    return _environment().get_template(f"{name}.html.j2")


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    path = paths.folder("web") / "interface.yaml"
    texts: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


def words(language: str) -> dict[str, str]:
    """The interface texts in a language, from ``web/interface.yaml``."""
    return _texts()[language]
