"""``eccp corpus``: look after the documents and records."""

from __future__ import annotations

import sys

import click

from eccp_assistant.service.cli_output import as_json_option, echo_json


@click.group()
def corpus() -> None:
    """Look after the corpus."""


@corpus.command("check")
@as_json_option
def corpus_check(*, as_json: bool) -> None:
    """Validate documents, records and aliases, and hold what the documents state against them.

    Exits with 1 if a claim's verdict is not the one that claims.yaml declares.
    """
    from eccp_assistant.config import Settings
    from eccp_assistant.corpus.folder import load_corpus
    from eccp_assistant.service.claims import as_data, as_lines, summary

    found = load_corpus(Settings.load().corpus_dir)
    counts = {
        "documents": len(found.documents),
        "chunks": len(found.chunks),
        "records": len(found.records),
        "aliases": len(found.aliases),
        "claims": len(found.claims),
    }
    as_declared = not any(each.unexpected for each in found.claims)
    if as_json:
        echo_json({"ok": as_declared, **counts, "verdicts": as_data(found.claims)})
    else:
        for line in as_lines(found.claims, found.records):
            click.echo(line)
        click.echo("The corpus is valid: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
        if found.claims:
            click.echo(summary(found.claims))
    if not as_declared:
        sys.exit(1)
