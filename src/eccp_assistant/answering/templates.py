"""The assistant's own words: Jinja2 macros, a folder a language in ``prompts/frames``."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eccp_assistant import paths
from eccp_assistant.domain.answers import Language


class Templates:
    """The frames of one language; ``frames("counted", total=3, …)`` renders one.

    Attributes:
        language: Which one.

    Raises:
        jinja2.UndefinedError: If a frame is given too little, naming the variable.
        KeyError: If there is no such frame, naming it and its folder.
    """

    def __init__(self, language: Language) -> None:
        environment = Environment(
            loader=FileSystemLoader(paths.folder("prompts") / "frames"),
            undefined=StrictUndefined,
            # The text is Markdown; the page escapes it when it turns it into HTML.
            autoescape=False,
        )
        self.language = language
        self._folder = f"prompts/frames/{language}"
        own = [name for name in environment.list_templates() if name.startswith(f"{language}/")]
        self._modules = [environment.get_template(name).module for name in own]

    def __call__(self, name: str, /, **variables: object) -> str:
        """Render a frame."""
        for module in self._modules:
            if macro := getattr(module, name, None):
                return str(macro(**variables)).strip()
        raise KeyError(f"{self._folder} has no frame '{name}'")


@lru_cache(maxsize=16)
def templates_of(language: Language) -> Templates:
    """The frames of a language (read once)."""
    return Templates(language)
