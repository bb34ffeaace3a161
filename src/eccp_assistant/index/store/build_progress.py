"""Progress of a build: reported to a callback and written to a file for other processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

_WRITE_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a build: ``done`` of ``total`` steps of ``stage``; 0 if there are no steps."""

    stage: str
    done: int = 0
    total: int = 0


ProgressCallback = Callable[[Progress], None]


def ignore_progress(_: Progress) -> None:
    """Discard progress."""


class BuildState(BaseModel):
    """The state of a running build.

    Attributes:
        pid: Process id of the build.
        rate_per_s: Steps per second in this stage.
        seconds_left: Estimated seconds until the stage is done; ``None`` if unknown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    started_at: datetime
    stage: str
    done: int = 0
    total: int = 0
    rate_per_s: float | None = None
    seconds_left: float | None = None


class ProgressFile:
    """Writes the state of a build to a file, atomically."""

    def __init__(self, path: Path, then: ProgressCallback) -> None:
        """Start with an empty state.

        Args:
            path: The file, replaced at most every 0.2 s and at each new stage.
            then: Called with every progress step as well.
        """
        self._path = path
        self._then = then
        self._started = datetime.now(UTC)
        self._stage = ""
        self._since = self._written = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        """Report a progress step."""
        now = time.monotonic()
        fresh = progress.stage != self._stage
        if fresh:
            self._stage, self._since = progress.stage, now
        if fresh or now - self._written >= _WRITE_EVERY_S:
            self._written = now
            self._write(progress, now - self._since)
        self._then(progress)

    def remove(self) -> None:
        """Delete the file at the end of the build."""
        self._path.unlink(missing_ok=True)

    def _write(self, progress: Progress, elapsed: float) -> None:
        rate = progress.done / elapsed if progress.done and elapsed > 0 else None
        left = (progress.total - progress.done) / rate if rate and progress.total else None
        state = BuildState(
            pid=os.getpid(),
            started_at=self._started,
            stage=progress.stage,
            done=progress.done,
            total=progress.total,
            rate_per_s=round(rate, 2) if rate else None,
            seconds_left=round(left, 1) if left is not None else None,
        )
        _write(self._path, state)


def write_starting_state(path: Path, pid: int) -> None:
    """Write the state "starting" for a build process that has just been started."""
    _write(path, BuildState(pid=pid, started_at=datetime.now(UTC), stage="starting"))


def read_progress(path: Path) -> BuildState | None:
    """The running build; ``None`` if there is none or its process has ended."""
    try:
        state = BuildState.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return state if _is_alive(state.pid) else None


def _write(path: Path, state: BuildState) -> None:
    new = path.with_suffix(".new")
    try:
        new.write_text(state.model_dump_json() + "\n", encoding="utf-8")
        new.replace(path)
    except OSError:
        # A full disk must not fail the build here; writing the index reports it.
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
