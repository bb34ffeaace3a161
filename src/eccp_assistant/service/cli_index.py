"""``eccp index``: build, look at and check the index."""

from __future__ import annotations

import click

from eccp_assistant.service.cli_output import as_json_option, echo_json


@click.group()
def index() -> None:
    """Build, look at and check the index."""


@index.command("build")
@click.option("--full", is_flag=True, help="Embed everything anew, even if nothing changed.")
@as_json_option
def index_build(*, full: bool, as_json: bool) -> None:
    """Build the index from the corpus, if anything changed."""
    from eccp_assistant.config import Settings
    from eccp_assistant.service.building import build
    from eccp_assistant.service.claims import summary

    report = build(Settings.load(), full=full, quiet=as_json)
    if as_json:
        echo_json(
            {
                "version": report.version,
                "changed": report.changed,
                "embedded": report.embedded,
                "reused": report.reused,
                "counts": report.counts.model_dump(),
            }
        )
        return
    counts = report.counts
    if not report.changed:
        click.echo(f"Nothing changed: version {report.version} is up to date.")
    else:
        click.echo(
            f"Built version {report.version}: {counts.documents} documents, "
            f"{counts.chunks} chunks, {counts.sentences} sentences, "
            f"{sum(counts.records.values())} records "
            f"({report.embedded} texts embedded, {report.reused} taken over)."
        )
        if report.claims:
            click.echo(summary(report.claims))


@index.command("status")
@as_json_option
def index_status(*, as_json: bool) -> None:
    """Show the current version."""
    from eccp_assistant.config import Settings
    from eccp_assistant.indexing.store import IndexStore

    manifest = IndexStore(Settings.load().index_dir).manifest()
    data = manifest.model_dump(mode="json", exclude={"files"})
    if as_json:
        echo_json(data)
        return
    click.echo(f"version   {manifest.version}, built {manifest.built_at:%Y-%m-%d %H:%M} UTC")
    click.echo(f"model     {manifest.model.name} ({manifest.model.fingerprint[:12]})")
    counts = manifest.counts
    click.echo(
        f"content   {counts.documents} documents, {counts.chunks} chunks, "
        f"{counts.sentences} sentences"
    )
    for kind, number in counts.records.items():
        click.echo(f"          {number} {kind}")


@index.command("verify")
def index_verify() -> None:
    """Compare every file of the current version with its checksum."""
    from eccp_assistant.config import Settings
    from eccp_assistant.indexing.store import IndexStore

    manifest = IndexStore(Settings.load().index_dir).verify()
    click.echo(f"Version {manifest.version}: {len(manifest.files)} files are what was built.")
