"""History of an index: builds, failures and rollbacks, one JSON object per line.

Lines are appended in the order of events, independent of the system clock.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

KEPT_EVENTS = 500

EventKind = Literal["built", "failed", "rolled_back"]


class IndexEvent(BaseModel):
    """An event in the history of an index.

    Attributes:
        version: The version that was current afterwards; ``None`` if there was none.
        before: The version that was current before.
        corpus_hash: Digest of the corpus built, or of the version that was rolled back from.
        seconds: Duration of a build.
        error: Why a build failed.
        changes: One-line summary of what a build changed.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    event: EventKind
    version: str | None = None
    before: str | None = None
    corpus_hash: str = ""
    seconds: float | None = None
    error: str | None = None
    changes: str = ""


class History:
    """The events of one index, in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def events(self) -> list[IndexEvent]:
        """Every event, oldest first; unreadable lines (after a power failure) are skipped."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []
        found = []
        for line in lines:
            try:
                found.append(IndexEvent.model_validate_json(line))
            except ValidationError:
                continue
        return found

    def last(self) -> IndexEvent | None:
        """The latest event that changed which version is current."""
        return next((event for event in reversed(self.events()) if event.event != "failed"), None)

    def published(self) -> list[str]:
        """Every version that was ever current, in order of first appearance."""
        named = [
            version
            for event in self.events()
            if event.event != "failed"
            for version in (event.before, event.version)
        ]
        return list(dict.fromkeys(version for version in named if version is not None))

    def add(self, event: IndexEvent) -> None:
        """Append an event. The caller must hold the build lock."""
        known = self.events()
        if len(known) >= 2 * KEPT_EVENTS:
            new = self.path.with_suffix(".new")
            kept = known[-KEPT_EVENTS:]
            new.write_text("".join(_line(each) for each in kept), encoding="utf-8")
            new.replace(self.path)
        with self.path.open("ab") as stream:
            # Start with a newline, in case the last line is incomplete; empty lines are skipped.
            stream.write(b"\n" + _line(event).encode() if known else _line(event).encode())
            stream.flush()
            os.fsync(stream.fileno())


def _line(event: IndexEvent) -> str:
    return event.model_dump_json(exclude_none=True, exclude_defaults=True) + "\n"
