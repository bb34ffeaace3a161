"""How far a build is: told to whoever runs it, and written where every process can read it."""

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
    """One sign of life of a build: ``done`` of ``total`` steps of ``stage``."""

    stage: str
    done: int = 0
    total: int = 0


ProgressCallback = Callable[[Progress], None]


def ignore_progress(_: Progress) -> None:
    """No one is watching."""


class BuildState(BaseModel):
    """A build under way.

    Attributes:
        pid: The process that builds.
        rate_per_s: Steps of the stage done in a second, so far.
        seconds_left: Until the stage is done, at that rate; ``None`` where it cannot be told.
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
    """Keeps a file that says how far a build is; readers always see a whole one."""

    def __init__(self, path: Path, then: ProgressCallback) -> None:
        """Begin.

        Args:
            path: The file; written anew again and again.
            then: Told of every step as well.
        """
        self._path = path
        self._then = then
        self._started = datetime.now(UTC)
        self._stage = ""
        self._since = self._written = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        """Take note of a step."""
        now = time.monotonic()
        fresh = progress.stage != self._stage
        if fresh:
            self._stage, self._since = progress.stage, now
        if fresh or now - self._written >= _WRITE_EVERY_S:
            self._written = now
            self._write(progress, now - self._since)
        self._then(progress)

    def remove(self) -> None:
        """The build has ended."""
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
    """Say that a process is about to build, before it can say so itself."""
    _write(path, BuildState(pid=pid, started_at=datetime.now(UTC), stage="starting"))


def read_progress(path: Path) -> BuildState | None:
    """The build under way, if there is one whose process lives."""
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
        # A full disk stops the build where it matters; a sign of life is not that place.
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
