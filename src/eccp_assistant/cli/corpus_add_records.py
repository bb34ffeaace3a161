"""``eccp corpus add-records``: the rows of a spreadsheet become records."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eccp_assistant.cli.output import as_json_option, echo_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eccp_assistant.corpus.importing.column_mapping import Mapped
    from eccp_assistant.corpus.importing.spreadsheet import Sheet

_NOT_STATED = "not stated"
_SHOWN = 40
_IMPLIED_SHOWN = 8


@click.command("add-records")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", required=True, help="Kind of the records, for example cluster.")
@click.option("--sheet", "sheet_name", help="Sheet of a workbook (default: the first).")
@click.option(
    "--map",
    "wishes",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="Field of a column; none: left out. Repeatable.",
)
@click.option(
    "--called",
    multiple=True,
    metavar="LANGUAGE=ONE,SEVERAL",
    help="What records of a new kind are called, as in es=clúster,clústeres; may repeat.",
)
@click.option("--id", "document_id", help="Id of the sheet as a document (default: from its name).")
@click.option("--title", help="Title of the document (default: the name of the sheet).")
@click.option("--date", help="Year and month of the rows (default: from the file).")
@click.option("--language", help="Two-letter code (default: detected).")
@click.option("--origin", default=_NOT_STATED, help="Publisher and place of publication.")
@click.option("--licence", default=_NOT_STATED, help="Terms on which it may be used.")
@click.option("--yes", is_flag=True, help="Accept the mapping without asking.")
@click.option("--replace", is_flag=True, help="Replace the records of an earlier import.")
@as_json_option
def add_records(
    file: Path,
    kind: str,
    sheet_name: str | None,
    wishes: tuple[str, ...],
    called: tuple[str, ...],
    document_id: str | None,
    title: str | None,
    date: str | None,
    language: str | None,
    origin: str,
    licence: str,
    *,
    yes: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Add the rows of FILE (XLSX or CSV) as records of a KIND.

    The mapping of columns to fields is suggested and shown; change it with --map. The sheet itself
    becomes a document that the records cite.
    """
    from datetime import UTC, datetime

    from eccp_assistant.config import Settings
    from eccp_assistant.corpus.corpus import load_corpus
    from eccp_assistant.corpus.importing.column_mapping import suggest, with_wishes
    from eccp_assistant.corpus.importing.document_import import Description, id_of
    from eccp_assistant.corpus.importing.record_import import add_records as write
    from eccp_assistant.corpus.importing.spreadsheet import read_sheet
    from eccp_assistant.understanding.language_id import detect

    pairs, names = _pairs(wishes), _names(called)
    folder = Settings.load().corpus_dir
    sheet = read_sheet(file, sheet_name)
    kinds = load_corpus(folder).kinds
    known = next((each for each in kinds if each.name == kind), None)
    columns = with_wishes(sheet, known, suggest(sheet, known), pairs)
    if not as_json:
        _show(sheet, kind, columns, new=known is None)
    if not (yes or as_json):
        _confirm()
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    name = title or (sheet.name if file.suffix.casefold() == ".xlsx" else file.stem)
    about = Description(
        id=document_id or id_of(name),
        title=name,
        date=date or f"{changed:%Y-%m}",
        language=language or detect(" ".join(sheet.columns)),
        origin=origin,
        licence=licence,
    )
    added = write(folder, file, sheet, kind, kinds, columns, about, called=names, replace=replace)
    if as_json:
        echo_json({**asdict(about), **asdict(added), "mapping": [asdict(each) for each in columns]})
        return
    click.echo(f"Added {added.records} records of kind {kind}: {', '.join(added.files)}")
    if known is not None and known.implied:
        told = ", ".join(known.implied[:_IMPLIED_SHOWN])
        click.echo(f"Now every {known.label('en')} is taken to be: {told}. If these are not,")
        click.echo("take the files away and add them as another --kind.")
    click.echo("Next: read them through, then `eccp corpus check` and `eccp index build`.")


def _pairs(wishes: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for wish in wishes:
        column, sign, field = wish.rpartition("=")
        if not sign:
            raise click.BadParameter(f"'{wish}': write COLUMN=FIELD", param_hint="--map")
        found[column.strip()] = field.strip()
    return found


def _names(called: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    found = {}
    for each in called:
        language, _, names = each.partition("=")
        one, sign, several = names.partition(",")
        if not (language.strip() and one.strip() and sign and several.strip()):
            raise click.BadParameter(f"'{each}': write LANGUAGE=ONE,SEVERAL", param_hint="--called")
        found[language.strip()] = (one.strip(), several.strip())
    return found


def _show(sheet: Sheet, kind: str, columns: Sequence[Mapped], *, new: bool) -> None:
    """The mapping as a table, with the first filled cell of each column."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{len(sheet.rows)} rows of '{sheet.name}' as {kind}{' (new)' * new}")
    for head in ("column", "field", "type", "as in"):
        table.add_column(head)
    for each in columns:
        sample = next((cell for cell in sheet.column(each.column) if cell), "")
        many = ", several" if each.many else ""
        field = f"{each.field}{' (new)' if each.new and not new else ''}"
        told = (field, f"{each.type}{many}") if each.field else ("left out", "")
        table.add_row(each.column, *told, sample[:_SHOWN])
    Console().print(table)


def _confirm() -> None:
    """Ask for confirmation; without a terminal, exit and ask for --yes."""
    if not sys.stdin.isatty():
        click.echo(
            "eccp: read the mapping above, then give --yes (or --map COLUMN=FIELD)", err=True
        )
        sys.exit(1)
    click.confirm("Add them so?", abort=True)
