"""``eccp index``: build, look at, check, roll back and watch the index."""

from __future__ import annotations

import click

from eccp_assistant.cli.output import as_json_option, echo_json


@click.group()
def index() -> None:
    """Build, inspect, verify and roll back the index."""


@index.command("build")
@click.option("--full", is_flag=True, help="Embed all texts again, even if nothing changed.")
@click.option(
    "--keep",
    default=3,
    show_default=True,
    type=click.IntRange(min=1),
    help="Number of versions to keep, including the new one.",
)
@click.option("--background", is_flag=True, help="Run with low CPU priority, beside a server.")
@as_json_option
def index_build(*, full: bool, keep: int, background: bool, as_json: bool) -> None:
    """Build the index from the corpus if anything changed, and report the changes."""
    from eccp_assistant.cli.build_command import build, lower_priority
    from eccp_assistant.cli.build_report import as_data, as_lines
    from eccp_assistant.config import Settings

    if background:
        lower_priority()
    report = build(Settings.load(), full=full, keep=keep, quiet=as_json)
    if as_json:
        echo_json(as_data(report))
        return
    for line in as_lines(report):
        click.echo(line)


@index.command("status")
@as_json_option
def index_status(*, as_json: bool) -> None:
    """Show the current version, the other kept versions, and the history."""
    from eccp_assistant.config import Settings
    from eccp_assistant.index.store.reader import IndexVersions

    versions = IndexVersions(Settings.load().index_dir)
    manifest = versions.manifest()
    events = versions.history.events()[-5:]
    running = versions.running_build()
    if as_json:
        data = manifest.model_dump(mode="json", exclude={"files"})
        data["versions"] = versions.versions()
        data["history"] = [each.model_dump(mode="json", exclude_none=True) for each in events]
        data["building"] = running.model_dump(mode="json") if running else None
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
    click.echo(f"kept      {', '.join(versions.versions())}")
    if running:
        click.echo(f"building  {running.stage} {running.done} of {running.total or '?'}")
    for each in events:
        told = each.error or each.changes or f"from {each.before}"
        name = each.event.replace("_", " ")
        click.echo(f"{each.at:%Y-%m-%d %H:%M} {name} {each.version or '-'}: {told}")


@index.command("verify")
@click.argument("version", required=False)
@click.option("--all", "every", is_flag=True, help="Verify every kept version.")
def index_verify(version: str | None, *, every: bool) -> None:
    """Compare every file of a VERSION (default: the current one) with its checksum."""
    from eccp_assistant.config import Settings
    from eccp_assistant.index.store.reader import IndexVersions

    versions = IndexVersions(Settings.load().index_dir)
    for each in versions.versions() if every else [version]:
        manifest = versions.verify(each)
        click.echo(f"Version {manifest.version}: {len(manifest.files)} files are what was built.")


@index.command("rollback")
@click.argument("version", required=False)
def index_rollback(version: str | None) -> None:
    """Make an earlier VERSION (default: the previous one) current again.

    Running servers follow. The corpus that was rolled back from is not built until it is changed
    or `eccp index build` is called.
    """
    from datetime import UTC, datetime

    from eccp_assistant.config import Settings
    from eccp_assistant.index.embedding.embedder import model_fingerprint
    from eccp_assistant.index.store.writer import IndexStore

    settings = Settings.load()
    event = IndexStore(settings.index_dir).rollback(
        version, fingerprint=model_fingerprint(settings.embedding_model), now=datetime.now(UTC)
    )
    click.echo(f"Version {event.version} is current again; it was {event.before}.")


@index.command("watch")
def index_watch() -> None:
    """Build whenever the corpus changes, until stopped with Ctrl-C."""
    from eccp_assistant.cli.build_command import lower_priority
    from eccp_assistant.cli.watch import watch
    from eccp_assistant.config import Settings

    lower_priority()
    watch(Settings.load(), click.echo)
