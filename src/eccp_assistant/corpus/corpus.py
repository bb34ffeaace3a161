"""Everything that a corpus folder says, read and validated in one go."""

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
    """Everything that the corpus folder says, validated."""

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
        CorpusError: The fault with its file, line and repair; several as ``CorpusFaultsError``.
    """
    with collecting_errors() as errors:
        return read_corpus(folder, errors)


def read_corpus(folder: Path, errors: ErrorCollector) -> Corpus:
    """What can be read of a corpus folder; claims are checked only where nothing is wrong.

    Args:
        folder: The corpus folder.
        errors: Gathers everything that is wrong.
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
