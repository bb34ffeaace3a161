"""The command line ``eccp``. Commands import heavy libraries only when they run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from eccp_assistant import __version__
from eccp_assistant.cli.chat import chat
from eccp_assistant.cli.corpus import corpus
from eccp_assistant.cli.feedback import feedback
from eccp_assistant.cli.index import index
from eccp_assistant.cli.output import as_json_option, echo_json
from eccp_assistant.cli.records import records
from eccp_assistant.errors import EccpError

if TYPE_CHECKING:
    from eccp_assistant.config import Settings
    from eccp_assistant.domain.answers import Answer


def _settings() -> Settings:
    from eccp_assistant.config import Settings

    return Settings.load()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="eccp")
@click.pass_context
def cli(context: click.Context) -> None:
    """Ask questions about the corpus, serve it, and manage its index."""
    context.obj = _print_answer


cli.add_command(records)
cli.add_command(chat)
cli.add_command(feedback)
cli.add_command(index)
cli.add_command(corpus)


@cli.command()
@click.argument("question")
@click.option("--language", default="auto", show_default=True, help="Language of the answer.")
@click.option("-k", default=6, show_default=True, help="Passages offered to the answer.")
@click.option(
    "--mode",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "extractive", "llm"]),
    help="Whether a language model phrases the answer, if one is configured.",
)
@as_json_option
def ask(question: str, language: str, k: int, mode: str, *, as_json: bool) -> None:
    """Answer one QUESTION."""
    import asyncio

    from pydantic import ValidationError

    from eccp_assistant.assistant import Assistant
    from eccp_assistant.domain.answers import AskRequest

    try:
        request = AskRequest.model_validate(
            {"question": question, "language": language, "k": k, "mode": mode}
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise click.UsageError(f"{first['loc'][0]}: {first['msg']}") from None
    answer = asyncio.run(Assistant.open(_settings()).answer(request))
    if as_json:
        click.echo(answer.model_dump_json(indent=2))
    else:
        _print_answer(answer)


def _print_answer(answer: Answer) -> None:
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.markup import escape

    console = Console(highlight=False)
    console.print(Markdown(answer.answer))
    for note in answer.notes:
        console.print(f"[italic]! {escape(note.text)}[/italic]")
    if answer.citations:
        console.print()
    for citation in answer.citations:
        quote = " ".join(citation.quote.split())
        shown = quote if len(quote) <= 240 else quote[:239] + "…"
        page = f", page {citation.page}" if citation.page else ""
        place = f"{citation.document_title}, {citation.locator}{page}"
        line = f"[{citation.marker}] {place}: “{shown}”"
        console.print(f"[dim]{escape(line)}[/dim]")
    if answer.suggestions:
        console.print()
    for suggestion in answer.suggestions:
        console.print(f"→ {escape(suggestion)}")


@cli.command()
@click.option("--host", default=None, help="Address to listen on (default ECCP_HOST).")
@click.option("--port", type=int, default=None, help="Port to listen on (default ECCP_PORT).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes (default ECCP_WORKERS).")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the chat page and the API; build the index first if there is none."""
    from eccp_assistant.cli.serve import run

    settings = _settings()
    run(
        settings,
        host=host or settings.host,
        port=settings.port if port is None else port,
        workers=workers or settings.workers,
    )


@cli.command("eval")
@click.argument(
    "files",
    metavar="QUESTIONS",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--no-failures", is_flag=True, help="Leave out the list of failures.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the full result as JSON.")
@click.option(
    "--baseline",
    type=click.Choice(["bm25", "dense", "fusion"]),
    help="Ask plain retrieval instead: the three best passages, complete.",
)
@click.option(
    "--mode",
    type=click.Choice(["extractive", "llm"]),
    default="extractive",
    show_default=True,
    help="Whether the configured language model phrases the answers.",
)
@click.option(
    "--compare",
    is_flag=True,
    help="Compare two results written with --out instead: eccp eval --compare A.json B.json",
)
@as_json_option
def evaluate(
    files: tuple[Path, ...],
    *,
    no_failures: bool,
    out: Path | None,
    baseline: Literal["bm25", "dense", "fusion"] | None,
    mode: Literal["extractive", "llm"],
    compare: bool,
    as_json: bool,
) -> None:
    """Ask all questions of a file (JSON Lines) and score the answers."""
    from eccp_assistant.cli.eval_command import compare_files, evaluate_file

    if len(files) != (2 if compare else 1):
        wanted = "two results" if compare else "one file of questions"
        raise click.UsageError(f"give {wanted}, not {len(files)}")
    if compare:
        data, text = compare_files(*files)
        echo_json(data) if as_json else click.echo(text)
        return
    result, text = evaluate_file(
        _settings(), files[0], failures=not no_failures, baseline=baseline, mode=mode
    )
    if out is not None:
        out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if as_json:
        echo_json(result)
    else:
        click.echo(text)


def main() -> None:
    """Run the command line; an ``EccpError`` is printed on one line, with exit code 1."""
    try:
        cli()
    except EccpError as error:
        click.echo(f"eccp: {error}", err=True)
        sys.exit(1)
