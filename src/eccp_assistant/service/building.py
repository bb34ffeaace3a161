"""Building the index with progress on the terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from eccp_assistant.config import Settings
from eccp_assistant.indexing.build import BuildReport, build_index, is_current
from eccp_assistant.indexing.build import Progress as Step
from eccp_assistant.indexing.embedder import model_fingerprint, open_embedder
from eccp_assistant.indexing.store import IndexStore


def build(settings: Settings, *, full: bool = False, quiet: bool = False) -> BuildReport:
    """Build the index from the settings' corpus, showing progress unless ``quiet``."""
    store = IndexStore(settings.index_dir)
    fingerprint = model_fingerprint(settings.embedding_model)
    if not full and is_current(store, settings.corpus_dir, fingerprint=fingerprint):
        # Up to date: the model need not even be loaded.
        manifest = store.manifest()
        return BuildReport(manifest.version, False, 0, 0, manifest.counts)
    console = Console(stderr=True, quiet=quiet)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=quiet or not sys.stderr.isatty()) as bars:
        task = bars.add_task("loading the model", total=None)

        def say(text: str) -> None:
            if not bars.disable:
                bars.update(task, description=text)
            else:
                console.print(text)

        def step(progress: Step) -> None:
            if bars.disable:
                if progress.done in {0, progress.total}:
                    console.print(progress.stage, f"{progress.total or ''}")
                return
            total = progress.total or None
            bars.update(task, description=progress.stage, completed=progress.done, total=total)

        embedder = open_embedder(
            settings.embedding_model, cache_dir=settings.model_cache_dir, report=say
        )
        now = datetime.now(UTC)
        return build_index(settings.corpus_dir, store, embedder, now=now, full=full, report=step)


def ensure_index(settings: Settings) -> None:
    """Build the index if it is missing or does not fit the corpus, the program or the model."""
    build(settings)
