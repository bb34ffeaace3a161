"""Every error a caller may meet, and what to do about it.

    EccpError                     base: catch this to catch them all
    ├── CorpusError               a file under corpus/ is wrong: mend it, then build again
    │   └── CorpusFaultsError     several things under corpus/ are wrong: mend each of them
    ├── SettingsError             a setting is unknown or out of range: mend the environment
    ├── PromptError               a file under prompts/ is wrong: mend it
    ├── LanguageModelError        a language model cannot be used: the answer does without it
    ├── ModelUnavailableError     the embedding model cannot be loaded: install or choose one
    ├── IndexMissingError         nothing has been built yet: run `eccp index build`
    ├── IndexStaleError           the index does not fit this program or model: build again
    ├── IndexDamagedError         a file of the index is torn or altered: build again
    ├── BuildInProgressError      another build holds the lock: wait for it
    ├── BuildRejectedError        the new index failed its self-test: the old one still serves
    ├── BuildFailedError          the new index cannot be written: the old one still serves
    ├── UnknownRecordKindError    the corpus has no such kind of record
    ├── UnknownFieldError         the kind of record has no such field
    ├── NotFoundError             no document or record with this id
    ├── RequestError              a field of a request asks for what is not there: it is named
    ├── QuestionSetError          a line of a question set cannot be read
    └── FeedbackError             feedback cannot be kept or read: mend the file it names

A failure is never an answer: none of these may be turned into "the paper does not say".
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class EccpError(Exception):
    """Base of all errors that this package raises on purpose; its text says what to do."""


class CorpusError(EccpError):
    """A corpus file is wrong; carries the place and the repair.

    Args:
        reason: What is wrong, with the field at fault.
        repair: What the editor can do about it.
        path: The file at fault.
        line: 1-based line number, where known.
    """

    def __init__(
        self, reason: str, *, repair: str, path: Path | None = None, line: int | None = None
    ) -> None:
        # A message is one line, whatever a parser or a file put into it.
        self.reason = " ".join(reason.split())
        self.repair = repair
        self.path = path
        self.line = line
        place = "" if path is None else f"{path}:{line}: " if line else f"{path}: "
        super().__init__(f"{place}{self.reason}: {repair}")

    @property
    def errors(self) -> tuple[CorpusError, ...]:
        """Every single fault that this error tells of."""
        return (self,)


class CorpusFaultsError(CorpusError):
    """Several things are wrong with a corpus; the text has one line for each.

    Args:
        faults: Two or more faults; the attributes of the first are those of the whole.
    """

    def __init__(self, errors: Sequence[CorpusError]) -> None:
        first = errors[0]
        super().__init__(first.reason, repair=first.repair, path=first.path, line=first.line)
        self._errors = tuple(errors)

    def __str__(self) -> str:
        """One line a fault."""
        return "\n".join(str(fault) for fault in self._errors)

    @property
    def errors(self) -> tuple[CorpusError, ...]:
        """Every single fault, in the order they were found."""
        return self._errors


class SettingsError(EccpError):
    """A setting is unknown or out of range."""


class PromptError(EccpError):
    """A prompt uses what it does not declare, or is given what it does not have."""


class LanguageModelError(EccpError):
    """A language model cannot be reached, refuses, fails or is late.

    Args:
        reason: One of ``unreachable``, ``refused``, ``failed``, ``late``, ``garbled``,
            ``left_alone``.
        message: For the log and the reader; never what the endpoint sent.
    """

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(f"the language model was not used: {message}")


class ModelUnavailableError(EccpError):
    """The embedding model cannot be loaded."""


class IndexMissingError(EccpError):
    """Nothing has been built yet."""


class IndexStaleError(EccpError):
    """The index was built by another format, model or configuration."""


class IndexDamagedError(EccpError):
    """A file of the index is missing, torn or altered."""


class BuildInProgressError(EccpError):
    """Another build holds the lock."""


class BuildRejectedError(EccpError):
    """The new index failed its self-test and was not published."""


class BuildFailedError(EccpError):
    """The new index could not be written, as on a full disk."""


class UnknownRecordKindError(EccpError):
    """The corpus has no such kind of record."""


class UnknownFieldError(EccpError):
    """The kind of record has no such field."""


class NotFoundError(EccpError):
    """No document or record has this id."""


class RequestError(EccpError):
    """A field of a request asks for something that is not there.

    Args:
        field: The field at fault.
        message: What is wrong and what would be right.
    """

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(f"{field}: {message}")


class QuestionSetError(EccpError):
    """A line of a question set cannot be read."""


class FeedbackError(EccpError):
    """The file of readers' feedback cannot be written or read."""
