"""Records failed builds and explains errors of writing an index."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from eccp_assistant.errors import BuildFailedError, EccpError
from eccp_assistant.index.store.build_progress import ProgressFile
from eccp_assistant.index.store.history import IndexEvent
from eccp_assistant.index.store.writer import IndexStore

_DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MIN_FREE_BYTES = 1024 * 1024
"""With less free space than this, a failed write is reported as a full disk."""


@contextmanager
def record_failure(store: IndexStore, now: datetime, progress: ProgressFile) -> Iterator[None]:
    """Add a failed build to the history and convert write errors to ``BuildFailedError``."""
    try:
        yield
    except Exception as error:
        failure = _as_build_failure(error, store)
        current = store.current_or_none()
        event = IndexEvent(at=now, event="failed", version=current, error=str(failure or error))
        with suppress(OSError):
            store.history.add(event)
        if failure is not None:
            raise failure from error
        raise
    finally:
        progress.remove()


def _as_build_failure(error: Exception, store: IndexStore) -> BuildFailedError | None:
    """The error to raise if files could not be written; ``None`` for other errors."""
    if isinstance(error, EccpError):
        return None
    full = isinstance(error, OSError) and error.errno in _DISK_FULL_ERRNOS
    # FAISS and tantivy report a full disk with errors of their own.
    if full or shutil.disk_usage(store.folder).free < _MIN_FREE_BYTES:
        return BuildFailedError(
            f"no space is left for the new index in {store.folder}: free some, or set "
            "ECCP_INDEX_DIR to a larger disk, then run `eccp index build` again; "
            "the version before still serves"
        )
    if isinstance(error, OSError | sqlite3.OperationalError):
        return BuildFailedError(
            f"the new index cannot be written to {store.folder} ({error}): correct that, then run "
            "`eccp index build` again; the version before still serves"
        )
    return None
