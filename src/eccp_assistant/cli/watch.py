"""Builds the index whenever the corpus changes."""

from __future__ import annotations

import threading
from collections.abc import Callable

from watchfiles import watch as watch_files

from eccp_assistant.cli.build_command import build
from eccp_assistant.cli.build_report import as_lines
from eccp_assistant.config import Settings
from eccp_assistant.errors import EccpError
from eccp_assistant.index.build.freshness import was_rolled_back
from eccp_assistant.index.embedding.embedder import open_embedder
from eccp_assistant.index.store.writer import IndexStore

_DEBOUNCE_MS = 1000
"""Milliseconds without changes before a build, because editors save several files in a row."""


def watch(
    settings: Settings, write_line: Callable[[str], None], *, stop: threading.Event | None = None
) -> None:
    """Build now and after every change; if a build fails, report it and wait for a change.

    Args:
        settings: Corpus, index and model.
        write_line: Called with each line of output.
        stop: Ends the watch when set, as Ctrl-C does.
    """
    embedder = open_embedder(settings.embedding_model, cache_dir=settings.model_cache_dir)
    store = IndexStore(settings.index_dir)

    def rebuild() -> None:
        if was_rolled_back(store, settings.corpus_dir):
            write_line("This corpus was rolled back from: waiting until it is changed.")
            return
        try:
            report = build(settings, quiet=True, embedder=embedder)
        except EccpError as error:
            write_line(f"Not built, the version before still serves: {error}")
            return
        for line in as_lines(report):
            write_line(line)

    rebuild()
    write_line(f"Watching {settings.corpus_dir}; stop with Ctrl-C.")
    for _ in watch_files(settings.corpus_dir, debounce=_DEBOUNCE_MS, stop_event=stop):
        rebuild()
