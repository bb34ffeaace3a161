"""Collects the errors of a corpus, so that one error does not hide the next.

A loader records an error and continues. An item that could not be read is marked as *missing*;
references to it are not reported again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal

from eccp_assistant.errors import CorpusError, CorpusFaultsError

Part = Literal["document", "kind", "record", "claim"]

EVERY = "*"
"""Stands for every name, if a file could not be read far enough to know its names."""


class ErrorCollector:
    """Collects corpus errors; as a context manager it collects a ``CorpusError`` raised inside.

    >>> errors = ErrorCollector()
    >>> with errors:
    ...     raise CorpusError("the list is empty", repair="add an entry")
    >>> len(errors.found)
    1
    """

    def __init__(self) -> None:
        self.found: list[CorpusError] = []
        self._missing: set[tuple[Part, str]] = set()

    def __enter__(self) -> ErrorCollector:
        """Start a block whose ``CorpusError`` is collected."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Collect a ``CorpusError``; other exceptions propagate."""
        if isinstance(error, CorpusError):
            self.found.extend(error.errors)
            return True
        return False

    def add(self, reason: str, *, repair: str, path: Path, line: int | None = None) -> None:
        """Add an error."""
        self.found.append(CorpusError(reason, repair=repair, path=path, line=line))

    def mark_missing(self, part: Part, names: Iterable[str]) -> None:
        """Mark items that could not be read."""
        self._missing.update((part, name) for name in names)

    def is_missing(self, part: Part, name: str) -> bool:
        """Whether an item is missing because of an error that has already been reported."""
        return bool({(part, name), (part, EVERY)} & self._missing)

    def raise_any(self) -> None:
        """Raise the collected errors, if there are any.

        Raises:
            CorpusError: If there is one error.
            CorpusFaultsError: If there are several.
        """
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise CorpusFaultsError(self.found)


@contextmanager
def collecting_errors(errors: ErrorCollector | None = None) -> Iterator[ErrorCollector]:
    """Yield ``errors``, or a new collector whose errors are raised when the block ends.

    Raises:
        CorpusError: At the end of the block, if ``errors`` is ``None`` and there are errors.
    """
    if errors is not None:
        yield errors
        return
    own = ErrorCollector()
    yield own
    own.raise_any()
