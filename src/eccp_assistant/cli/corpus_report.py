"""Checks a corpus and formats errors, warnings and verdicts on claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eccp_assistant.cli.claims_report import as_data as claims_as_data
from eccp_assistant.cli.claims_report import as_lines as claims_as_lines
from eccp_assistant.cli.claims_report import summary
from eccp_assistant.corpus.corpus import Corpus, read_corpus
from eccp_assistant.corpus.lint import LintWarning, lint_corpus
from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Check:
    """The result of checking a corpus folder.

    Attributes:
        corpus: The valid parts.
        errors: Errors, which prevent a build.
        warnings: Probable mistakes.
    """

    folder: Path
    corpus: Corpus
    errors: tuple[CorpusError, ...]
    warnings: tuple[LintWarning, ...]

    def ok(self, *, strict: bool = False) -> bool:
        """Whether there is no error or unexpected verdict and, if ``strict``, no warning."""
        unexpected = any(each.unexpected for each in self.corpus.claims)
        return not (self.errors or unexpected or (strict and self.warnings))

    @property
    def counts(self) -> dict[str, int]:
        """Number of valid items by type."""
        return {
            "documents": len(self.corpus.documents),
            "chunks": len(self.corpus.chunks),
            "records": len(self.corpus.records),
            "aliases": len(self.corpus.aliases),
            "claims": len(self.corpus.claims),
        }


def check(folder: Path) -> Check:
    """Read and check a corpus folder."""
    errors = ErrorCollector()
    corpus = read_corpus(folder, errors)
    return Check(folder, corpus, tuple(errors.found), lint_corpus(corpus, folder))


def as_lines(found: Check) -> Iterator[str]:
    """Errors, warnings and verdicts as text lines."""
    for error in found.errors:
        yield f"{_place(error, found.folder)}: {error.reason}: {error.repair}"
    for warning in found.warnings:
        yield f"{_place(warning, found.folder)}: warning: {warning.reason}: {warning.repair}"
    yield from claims_as_lines(found.corpus.claims, found.corpus.records)
    if found.errors:
        yield f"The corpus is not valid: {_number(found.errors, 'error')} to correct."
    else:
        counts = ", ".join(f"{number} {name}" for name, number in found.counts.items())
        yield f"The corpus is valid: {counts}"
    if found.warnings:
        yield f"{_number(found.warnings, 'warning')} to look at."
    if found.corpus.claims:
        yield summary(found.corpus.claims)


def as_data(found: Check, *, strict: bool = False) -> Mapping[str, object]:
    """The same content as data for JSON."""
    return {
        "ok": found.ok(strict=strict),
        "errors": [_as_entry(error, found.folder) for error in found.errors],
        "warnings": [_as_entry(warning, found.folder) for warning in found.warnings],
        **found.counts,
        "verdicts": claims_as_data(found.corpus.claims),
    }


def _as_entry(each: CorpusError | LintWarning, folder: Path) -> Mapping[str, object]:
    return {
        "file": _file(each, folder),
        "line": each.line,
        "reason": each.reason,
        "repair": each.repair,
    }


def _place(each: CorpusError | LintWarning, folder: Path) -> str:
    file = _file(each, folder)
    return f"{file}:{each.line}" if each.line else file


def _file(each: CorpusError | LintWarning, folder: Path) -> str:
    """The path of the file relative to the parent of the corpus folder."""
    path = each.path or folder
    return path.relative_to(folder.parent).as_posix()


def _number(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
