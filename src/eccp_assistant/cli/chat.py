"""``eccp chat``: a conversation in a terminal, or from a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eccp_assistant.domain.answers import Answer

_MOST_TURNS = 20
_NEW, _QUIT = "/new", "/quit"


@click.command()
@click.option("--language", default="auto", show_default=True, help="Language of the answers.")
@click.pass_obj
def chat(show: Callable[[Answer], None], language: str) -> None:
    """Ask questions in a conversation; later ones may refer to earlier ones.

    "/new" starts a new conversation; "/quit" or the end of the input exits.
    """
    import asyncio

    from pydantic import ValidationError

    from eccp_assistant.assistant import Assistant
    from eccp_assistant.config import Settings
    from eccp_assistant.domain.answers import AskRequest

    assistant = Assistant.open(Settings.load())
    history: list[dict[str, str]] = []
    for line in _lines():
        if line == _QUIT:
            break
        if line == _NEW:
            history.clear()
            continue
        asked = {"question": line, "language": language, "history": history[-_MOST_TURNS:]}
        try:
            answer = asyncio.run(assistant.answer(AskRequest.model_validate(asked)))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            click.echo(f"{first['loc'][0]}: {first['msg']}", err=True)
            continue
        click.secho(f"({answer.interpreted_as})", dim=True)
        show(answer)
        click.echo()
        history += [
            {"role": "user", "content": line},
            {"role": "assistant", "content": answer.answer},
        ]


def _lines() -> Iterator[str]:
    """The lines of standard input, without blank ones."""
    while True:
        if sys.stdin.isatty():
            click.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()
