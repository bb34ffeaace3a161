"""Starts a build in a separate process beside a running server."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading

from eccp_assistant.config import PREFIX, Settings
from eccp_assistant.errors import BuildInProgressError
from eccp_assistant.index.store.build_progress import write_starting_state
from eccp_assistant.index.store.reader import IndexVersions

_PASSED_SETTINGS = ("corpus_dir", "index_dir", "model_cache_dir", "embedding_model")

_log = logging.getLogger(__name__)
_start_lock = threading.Lock()


def start_rebuild(settings: Settings, *, full: bool) -> None:
    """Start `eccp index build` in the background; the history records its result.

    A separate process does not compete for the interpreter lock or the loaded model, and continues
    if the server stops.

    Raises:
        BuildInProgressError: If a build is running.
    """
    command = [sys.executable, "-m", "eccp_assistant", "index", "build", "--background", "--json"]
    if full:
        command.append("--full")
    names = {PREFIX + name.upper(): str(getattr(settings, name)) for name in _PASSED_SETTINGS}
    versions = IndexVersions(settings.index_dir)
    with _start_lock:
        if versions.running_build() is not None:
            raise BuildInProgressError("a build is running: GET /index tells how far it is")
        process = subprocess.Popen(
            command,
            env={**os.environ, **names},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        # Visible to every worker at once, before the build process has loaded the model.
        write_starting_state(versions.progress_path, process.pid)
    threading.Thread(target=_wait_for, args=(process,), daemon=True).start()


def _wait_for(process: subprocess.Popen[str]) -> None:
    _, told = process.communicate()
    if process.returncode != 0:
        _log.error("the index was not rebuilt: %s", told.strip())
