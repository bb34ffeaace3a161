"""``eccp corpus add``: a PDF, Word, HTML, Markdown or text file becomes a document."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eccp_assistant.cli.output import as_json_option, echo_json

if TYPE_CHECKING:
    from eccp_assistant.corpus.importing.convert import Converted
    from eccp_assistant.corpus.importing.document_import import Description

_NOT_STATED = "not stated"


@click.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "document_id", help="Id of the document (default: from its title).")
@click.option("--title", help="Title (default: from the file).")
@click.option("--date", help="Year and month, as in 2017-09 (default: from the file).")
@click.option("--language", help="Two-letter code (default: detected).")
@click.option("--origin", help="Publisher and place of publication.")
@click.option("--licence", help="Terms on which it may be used.")
@click.option("--yes", is_flag=True, help="Accept the detected values without asking.")
@click.option("--replace", is_flag=True, help="Replace the document or original of this name.")
@as_json_option
def add(
    file: Path,
    document_id: str | None,
    title: str | None,
    date: str | None,
    language: str | None,
    origin: str | None,
    licence: str | None,
    *,
    yes: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Add FILE (PDF, DOCX, HTML, Markdown or text) to the corpus.

    The file is stored unchanged in originals/, beside its text in documents/. Nothing is
    overwritten unless --replace is given.
    """
    from eccp_assistant.config import Settings
    from eccp_assistant.corpus.documents.chunking import chunk
    from eccp_assistant.corpus.importing.convert import convert
    from eccp_assistant.corpus.importing.document_import import add_document

    converted = convert(file)
    given = {
        "id": document_id,
        "title": title,
        "date": date,
        "language": language,
        "origin": origin,
        "licence": licence,
    }
    about = _described(file, converted, given)
    if not (yes or as_json) and sys.stdin.isatty():
        about = _confirmed(about, given)
    document = add_document(Settings.load().corpus_dir, file, converted, about, replace=replace)
    chunks = chunk(document)
    if as_json:
        counts = {"pages": converted.pages, "chunks": len(chunks)}
        echo_json({**asdict(about), **counts, "sections": len(document.sections)})
        return
    pages = f"{converted.pages} pages, " if converted.pages else ""
    counted = f"{pages}{len(document.sections)} sections, {len(chunks)} chunks"
    click.echo(f"Added '{about.title}' ({about.language}, {about.date})")
    click.echo(f"as documents/{about.id}.md: {counted}.")
    for name in ("origin", "licence"):
        if getattr(about, name) == _NOT_STATED:
            click.echo(
                f"The {name} is not stated: write it into the front matter, or give --{name}"
            )
    click.echo("Next: read it through, then `eccp corpus check` and `eccp index build`.")


def _described(file: Path, converted: Converted, given: dict[str, str | None]) -> Description:
    """The description from the options; missing values are taken from the file."""
    from datetime import UTC, datetime

    from eccp_assistant.corpus.importing.document_import import Description, id_of
    from eccp_assistant.understanding.language_id import detect

    title = given["title"] or converted.title or file.stem
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Description(
        id=given["id"] or id_of(title),
        title=title,
        date=given["date"] or converted.date or f"{changed:%Y-%m}",
        language=given["language"] or detect(converted.text),
        origin=given["origin"] or _NOT_STATED,
        licence=given["licence"] or _NOT_STATED,
    )


def _confirmed(about: Description, given: dict[str, str | None]) -> Description:
    """Prompt for every value that was not given as an option."""
    from dataclasses import replace

    found = {
        name: click.prompt(name, default=value)
        for name, value in asdict(about).items()
        if given[name] is None
    }
    return replace(about, **found)
