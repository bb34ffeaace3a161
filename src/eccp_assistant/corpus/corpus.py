"""Loads and validates a whole corpus folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eccp_assistant.corpus.claims.checks import check_claims
from eccp_assistant.corpus.claims.loader import load_claims
from eccp_assistant.corpus.documents.chunking import chunk
from eccp_assistant.corpus.documents.loader import load_documents
from eccp_assistant.corpus.example_questions import load_example_questions
from eccp_assistant.corpus.question_bank import load_question_bank
from eccp_assistant.corpus.records.aliases import Alias, load_aliases
from eccp_assistant.corpus.records.loader import load_records
from eccp_assistant.corpus.smoke_questions import SmokeQuestion, load_smoke_questions
from eccp_assistant.corpus.validation import ErrorCollector, collecting_errors
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.documents import Chunk, Document
from eccp_assistant.domain.example_questions import ExampleQuestions
from eccp_assistant.domain.question_bank import BankQuestion
from eccp_assistant.domain.records import KindSpec, Record


@dataclass(frozen=True, slots=True)
class Corpus:
    """The validated content of a corpus folder."""

    documents: tuple[Document, ...]
    chunks: tuple[Chunk, ...]
    kinds: tuple[KindSpec, ...]
    records: tuple[Record, ...]
    aliases: tuple[Alias, ...]
    claims: tuple[CheckedClaim, ...] = ()
    questions: tuple[BankQuestion, ...] = ()
    starters: tuple[ExampleQuestions, ...] = ()
    smoke: tuple[SmokeQuestion, ...] = ()


def load_corpus(folder: Path) -> Corpus:
    """Read and validate a corpus folder.

    Raises:
        CorpusError: With file, line and repair; several errors as ``CorpusFaultsError``.
    """
    with collecting_errors() as errors:
        return read_corpus(folder, errors)


def read_corpus(folder: Path, errors: ErrorCollector) -> Corpus:
    """Read the valid parts of a corpus folder; claims are checked only if there is no error.

    Args:
        folder: The corpus folder.
        errors: Collects every error.
    """
    documents = load_documents(folder / "documents", errors=errors)
    chunks = tuple(piece for document in documents for piece in chunk(document))
    by_id = {document.id: document for document in documents}
    kinds, records = load_records(folder / "records", by_id, chunks, errors=errors)
    aliases = load_aliases(folder / "aliases.yaml", kinds, errors=errors)
    claims = load_claims(folder / "claims.yaml", by_id, kinds, records, errors=errors)
    questions = load_question_bank(folder / "questions", by_id, errors=errors)
    starters = load_example_questions(folder / "starters.yaml", errors=errors)
    smoke = load_smoke_questions(folder / "smoke.jsonl", errors=errors)
    checked = () if errors.found else check_claims(claims, by_id, kinds, records)
    return Corpus(documents, chunks, kinds, records, aliases, checked, questions, starters, smoke)
