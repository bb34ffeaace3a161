"""All errors of the package and what the caller can do about them.

    EccpError                     base: catch this to catch them all
    ├── CorpusError               a file under corpus/ is invalid: correct it, build again
    │   └── CorpusFaultsError     several errors under corpus/: correct each of them
    ├── SettingsError             a setting is unknown or out of range: correct it
    ├── PromptError               a file under prompts/ is invalid: correct it
    ├── LanguageModelError        a language model failed: the answer is given without it
    ├── ModelUnavailableError     the embedding model cannot be loaded: install or choose one
    ├── IndexMissingError         nothing has been built yet: run `eccp index build`
    ├── IndexStaleError           the index does not fit this program or model: build again
    ├── IndexDamagedError         a file of the index is missing or altered: build again
    ├── BuildInProgressError      another build holds the lock: wait for it
    ├── BuildRejectedError        the new index failed its self-test: the old one still serves
    ├── BuildFailedError          the new index cannot be written: the old one still serves
    ├── UnknownRecordKindError    the corpus has no such kind of record
    ├── UnknownFieldError         the kind of record has no such field
    ├── NotFoundError             no document or record with this id
    ├── RequestError              a field of a request is invalid: the error names it
    ├── QuestionSetError          a line of a question set cannot be read
    └── FeedbackError             feedback cannot be stored or read: repair the named file

None of these errors may be turned into the answer "the paper does not say".
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class EccpError(Exception):
    """Base of all errors that this package raises on purpose; its text says what to do."""


class CorpusError(EccpError):
    """A corpus file is invalid; carries the place and the repair.

    Args:
        reason: The error, with the invalid field.
        repair: What the editor can do about it.
        path: The invalid file.
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
        """The single errors that this error consists of."""
        return (self,)


class CorpusFaultsError(CorpusError):
    """Several errors in a corpus; the text has one line for each.

    Args:
        errors: Two or more errors; the attributes of the first are used for the whole.
    """

    def __init__(self, errors: Sequence[CorpusError]) -> None:
        first = errors[0]
        super().__init__(first.reason, repair=first.repair, path=first.path, line=first.line)
        self._errors = tuple(errors)

    def __str__(self) -> str:
        """One line per error."""
        return "\n".join(str(error) for error in self._errors)

    @property
    def errors(self) -> tuple[CorpusError, ...]:
        """The single errors, in the order in which they were found."""
        return self._errors


class SettingsError(EccpError):
    """A setting is unknown or out of range."""


class PromptError(EccpError):
    """The variables of a prompt do not match its declaration or the given values."""


class LanguageModelError(EccpError):
    """A language model is unreachable, refuses the request, fails or exceeds its deadline.

    Args:
        reason: One of ``unreachable``, ``refused``, ``failed``, ``late``, ``garbled``,
            ``left_alone``.
        message: For the log and the user; it never contains text sent by the endpoint.
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
    """A field of a request is invalid.

    Args:
        field: The invalid field.
        message: The error and the valid values.
    """

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(f"{field}: {message}")


class QuestionSetError(EccpError):
    """A line of a question set cannot be read."""


class FeedbackError(EccpError):
    """The file of readers' feedback cannot be written or read."""
