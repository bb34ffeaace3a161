"""Reads ``corpus/starters.yaml``: example questions for each kind of reader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from eccp_assistant.corpus.located_yaml import Located, read_list, without_lines
from eccp_assistant.corpus.validation import ErrorCollector, collecting_errors
from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.example_questions import ExampleQuestions

_Said = Annotated[str, Field(min_length=1, max_length=2000)]


class _Entry(Located):
    reader: dict[Language, _Said]
    questions: dict[Language, Annotated[list[_Said], Field(min_length=1)]]

    @field_validator("reader", "questions", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)

    @model_validator(mode="after")
    def _says_who(self) -> _Entry:
        unnamed = self.questions.keys() - self.reader.keys()
        if unnamed:
            raise ValueError(f"questions in '{min(unnamed)}', but no name of the reader in it")
        return self


def load_example_questions(
    path: Path, *, errors: ErrorCollector | None = None
) -> tuple[ExampleQuestions, ...]:
    """The example questions of a corpus, in file order; empty if the file does not exist.

    Args:
        path: The file.
        errors: Collects the errors; the valid entries are returned.

    Raises:
        CorpusError: Without ``errors``, if an entry is malformed.
    """
    entries: list[_Entry] = []
    with collecting_errors(errors) as wrong, wrong:
        entries = read_list(path, _Entry, wrong)
    return tuple(
        ExampleQuestions(
            reader=entry.reader,
            questions={code: tuple(said) for code, said in entry.questions.items()},
        )
        for entry in entries
    )
