"""``eccp corpus``: look after the documents and records."""

from __future__ import annotations

import sys

import click

from eccp_assistant.cli.corpus_add import add
from eccp_assistant.cli.corpus_add_records import add_records
from eccp_assistant.cli.output import as_json_option, echo_json


@click.group()
def corpus() -> None:
    """Add to the corpus and check it."""


corpus.add_command(add)
corpus.add_command(add_records)


@corpus.command("check")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@as_json_option
def corpus_check(*, strict: bool, as_json: bool) -> None:
    """Report all errors of the corpus, and warn of probable mistakes.

    Exits with 1 if there is an error, or if a claim's verdict is not the one that claims.yaml
    declares.
    """
    from eccp_assistant.cli.corpus_report import as_data, as_lines, check
    from eccp_assistant.config import Settings

    found = check(Settings.load().corpus_dir)
    if as_json:
        echo_json(as_data(found, strict=strict))
    else:
        for line in as_lines(found):
            click.echo(line)
    if not found.ok(strict=strict):
        sys.exit(1)
