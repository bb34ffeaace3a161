"""Builds the index with progress on the terminal."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from eccp_assistant.config import Settings
from eccp_assistant.errors import EccpError
from eccp_assistant.index.build.build import KEEP_VERSIONS, BuildReport, build_index
from eccp_assistant.index.build.freshness import is_current, was_rolled_back
from eccp_assistant.index.embedding.embedder import Embedder, model_fingerprint, open_embedder
from eccp_assistant.index.store.build_progress import Progress as Step
from eccp_assistant.index.store.build_progress import ProgressCallback
from eccp_assistant.index.store.writer import IndexStore
from eccp_assistant.smoke_test import smoke_test_with

_NICE_INCREMENT = 10

_log = logging.getLogger(__name__)


class _Rate(ProgressColumn):
    """Column with the steps per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


def build(
    settings: Settings,
    *,
    full: bool = False,
    keep: int = KEEP_VERSIONS,
    quiet: bool = False,
    embedder: Embedder | None = None,
) -> BuildReport:
    """Build the index from the settings' corpus.

    Args:
        settings: Corpus, index and model.
        full: Build even if nothing changed, and embed all texts again.
        keep: Number of versions to keep, including the new one.
        quiet: Whether to hide the progress.
        embedder: The embedding model, if it is already loaded.
    """
    store = IndexStore(settings.index_dir)
    fingerprint = model_fingerprint(settings.embedding_model)
    if not full and is_current(store, settings.corpus_dir, fingerprint=fingerprint):
        # Up to date: the model is not loaded.
        manifest = store.manifest()
        return BuildReport(manifest.version, False, 0, 0, manifest.counts)
    with _progress_display(quiet=quiet) as report:
        model = embedder or open_embedder(
            settings.embedding_model,
            cache_dir=settings.model_cache_dir,
            report=lambda text: report(Step(text)),
        )
        return build_index(
            settings.corpus_dir,
            store,
            model,
            now=datetime.now(UTC),
            full=full,
            keep=keep,
            smoke_test=smoke_test_with(lambda question: model.embed_queries([question])[0]),
            report=report,
        )


@contextmanager
def _progress_display(*, quiet: bool) -> Iterator[ProgressCallback]:
    """Progress bars on a terminal; otherwise one line per stage."""
    console = Console(stderr=True, quiet=quiet)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=quiet or not sys.stderr.isatty()) as bars:
        task = bars.add_task("", total=None)
        stage = ""

        def step(progress: Step) -> None:
            nonlocal stage
            if progress.stage != stage:
                stage = progress.stage
                bars.reset(task, total=None, description=stage)
                if bars.disable:
                    console.print(stage, f"({progress.total})" if progress.total else "")
            bars.update(task, completed=progress.done, total=progress.total or None)

        yield step


def lower_priority() -> None:
    """Lower the CPU priority of this process (POSIX), for a build beside a server."""
    if hasattr(os, "nice"):
        os.nice(_NICE_INCREMENT)


def ensure_index(settings: Settings) -> None:
    """Build the index if it is missing or does not fit the corpus, the program or the model.

    A corpus that was rolled back from is not built. If the build fails and a version can be
    opened, that version is used and the failure is logged.

    Raises:
        EccpError: If no version can be used.
    """
    store = IndexStore(settings.index_dir)
    try:
        if not was_rolled_back(store, settings.corpus_dir):
            build(settings)
            return
    except EccpError as error:
        failure: EccpError | None = error
    else:
        failure = None
    fingerprint = model_fingerprint(settings.embedding_model)
    try:
        store.open_newest_valid(fingerprint=fingerprint)[0].close()
    except EccpError as error:
        raise failure or error from None
    if failure is not None:
        _log.warning("the index was not built, the version before is served: %s", failure)
