"""Stores the checked claims of an index version in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from eccp_assistant.domain.claims import CheckedClaim

SCHEMA = "CREATE TABLE claims (number INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT);"
SELECT = "SELECT body FROM claims ORDER BY number"


def insert_claims(connection: sqlite3.Connection, claims: Sequence[CheckedClaim]) -> None:
    """Write the claims in the given order."""
    connection.executemany(
        "INSERT INTO claims VALUES (?,?,?)",
        (
            (number, checked.claim.id, checked.model_dump_json(exclude_defaults=True))
            for number, checked in enumerate(claims)
        ),
    )


def read_claims(rows: Sequence[tuple[Any, ...]]) -> tuple[CheckedClaim, ...]:
    """The claims that :data:`SELECT` found."""
    return tuple(CheckedClaim.model_validate_json(body) for (body,) in rows)
