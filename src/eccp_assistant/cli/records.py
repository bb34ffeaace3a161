"""``eccp records``: list records with the filters of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eccp_assistant.cli.output import as_json_option

if TYPE_CHECKING:
    from eccp_assistant.domain.records import KindSpec, Record
    from eccp_assistant.index.snapshot import Snapshot

_SHOWN_BY_DEFAULT = 4
_WIDEST = 60


@click.command()
@click.argument("kind", required=False)
@click.option("--where", multiple=True, help="field=value or field.operator=value. Repeatable.")
@click.option("--sort", default=None, help='Field to sort by; "-field" sorts descending.')
@click.option("--show", default=None, help="Fields to print, separated by commas.")
@click.option("--facets", default=None, help='Fields to count by, separated by commas, or "*".')
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for a spreadsheet.")
@as_json_option
def records(
    kind: str | None,
    where: tuple[str, ...],
    sort: str | None,
    show: str | None,
    facets: str | None,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    r"""List the records of a KIND; without one, the kinds and their fields.

    \b
    eccp records tree --where origin=China --where height.above=20 --sort -height
    """
    from eccp_assistant.config import Settings
    from eccp_assistant.index.store.writer import IndexStore

    snapshot = IndexStore(Settings.load().index_dir).open()
    if kind is None:
        _print_kinds(snapshot)
        return
    _print_records(snapshot, kind, where, sort, show, facets, as_csv=as_csv, as_json=as_json)


def _print_kinds(snapshot: Snapshot) -> None:
    for name, kind in snapshot.kinds.items():
        click.echo(f"{name} ({len(snapshot.records(name))}): {kind.label('en', plural=True)}")
        click.echo("    " + ", ".join(spec.name for spec in kind.fields))


def _print_records(
    snapshot: Snapshot,
    kind: str,
    where: tuple[str, ...],
    sort: str | None,
    show: str | None,
    facets: str | None,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    from eccp_assistant.api import csv_export as sheets
    from eccp_assistant.domain.queries import RecordQuery
    from eccp_assistant.errors import RequestError
    from eccp_assistant.lookup.executor import count_by, execute
    from eccp_assistant.lookup.filter_syntax import facet_fields, read_filters, sort_order
    from eccp_assistant.lookup.sql import Compiler

    spec = Compiler(snapshot.content).kind(kind)
    pairs = []
    for condition in where:
        name, equals, value = condition.partition("=")
        if not equals and not name.endswith(("empty", "not_empty")):
            raise RequestError("--where", f"'{condition}' has no '=': write field=value")
        pairs.append((name.strip(), value.strip()))
    order_by, descending = sort_order(spec, sort)
    query = RecordQuery(
        kind=kind,
        filters=read_filters(spec, snapshot.kinds, pairs),
        order_by=order_by,
        descending=descending,
    )
    result = execute(query, snapshot.content)
    counted = facet_fields(spec, facets)
    if as_csv:
        click.echo(sheets.as_csv(result.rows, spec), nl=False)
        return
    if as_json:
        _print_json(result.rows, spec)
        return
    names = facet_fields(spec, show) or _default_columns(spec, result.rows)
    _print_table(result.rows, spec, names)
    click.echo(f"{result.total} of {result.of_all} {spec.label('en', plural=True)}")
    for name in counted:
        said = ", ".join(f"{value} ({count})" for value, count in count_by(result, name))
        click.echo(f"{name}: {said}")


def _print_json(rows: tuple[Record, ...], kind: KindSpec) -> None:
    import json

    from eccp_assistant.answering.draft_answer import view

    data = [view(row, kind, None).model_dump(mode="json", exclude={"marker"}) for row in rows]
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _default_columns(kind: KindSpec, rows: tuple[Record, ...]) -> list[str]:
    plain = [spec.name for spec in kind.fields if spec.role == "plain"]
    given = [name for name in plain if any(row.values(name) for row in rows)]
    return given[:_SHOWN_BY_DEFAULT]


def _print_table(rows: tuple[Record, ...], kind: KindSpec, names: list[str]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from eccp_assistant.answering.draft_answer import shown

    table = Table(box=None, header_style="bold")
    for label in (kind.label("en"), *(kind.called(name, "en") for name in names)):
        table.add_column(escape(label), max_width=_WIDEST)
    for row in rows:
        table.add_row(escape(row.name), *(escape(shown(row, name)) for name in names))
    Console(highlight=False).print(table)
