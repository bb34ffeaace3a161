"""Gathering what is wrong with a corpus, so that one fault does not hide the next.

A reader keeps a fault and goes on. What could not be read is *lost*: whatever else names it is left
out in silence, because the editor already knows.
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
"""In place of a name: any of them may be lost, because a file does not even tell its own."""


class ErrorCollector:
    """The faults found so far; as a context it keeps those that are raised inside it.

    >>> faults = ErrorCollector()
    >>> with faults:
    ...     raise CorpusError("the list is empty", repair="add an entry")
    >>> len(faults.found)
    1
    """

    def __init__(self) -> None:
        self.found: list[CorpusError] = []
        self._missing: set[tuple[Part, str]] = set()

    def __enter__(self) -> ErrorCollector:
        """Begin a part whose fault must not stop the next."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Keep a fault of the corpus; let anything else pass."""
        if isinstance(error, CorpusError):
            self.found.extend(error.errors)
            return True
        return False

    def add(self, reason: str, *, repair: str, path: Path, line: int | None = None) -> None:
        """Keep a fault and go on."""
        self.found.append(CorpusError(reason, repair=repair, path=path, line=line))

    def mark_missing(self, part: Part, names: Iterable[str]) -> None:
        """Remember what could not be read."""
        self._missing.update((part, name) for name in names)

    def is_missing(self, part: Part, name: str) -> bool:
        """Whether this is missing only because of a fault that is told already."""
        return bool({(part, name), (part, EVERY)} & self._missing)

    def raise_any(self) -> None:
        """Raise what was gathered, if anything was.

        Raises:
            CorpusError: The only fault.
            CorpusFaultsError: All of several faults.
        """
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise CorpusFaultsError(self.found)


@contextmanager
def collecting_errors(errors: ErrorCollector | None = None) -> Iterator[ErrorCollector]:
    """The faults to gather in: those given, or new ones that are raised when the block ends.

    Raises:
        CorpusError: At the end of the block, if no faults were given and some were found.
    """
    if errors is not None:
        yield errors
        return
    own = ErrorCollector()
    yield own
    own.raise_any()
