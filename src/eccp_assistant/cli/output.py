"""Shared JSON output of the commands."""

from __future__ import annotations

import json

import click

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def echo_json(data: object) -> None:
    """Print data as indented JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
