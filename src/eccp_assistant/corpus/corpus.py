"""Everything that a corpus folder says, read and validated in one go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eccp_assistant.corpus.claims.checks import check_claims
from eccp_assistant.corpus.claims.loader import load_claims
from eccp_assistant.corpus.documents.chunking import chunk
from eccp_assistant.corpus.documents.loader import load_documents
from eccp_assistant.corpus.example_questions import load_starters
from eccp_assistant.corpus.question_bank import load_anticipated
from eccp_assistant.corpus.records.aliases import Alias, load_aliases
from eccp_assistant.corpus.records.loader import load_records
from eccp_assistant.corpus.smoke_questions import SmokeQuestion, load_smoke
from eccp_assistant.corpus.validation import ErrorCollector, gathering
from eccp_assistant.domain.anticipated import BankQuestion
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.documents import Chunk, Document
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.domain.starters import Starters


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
    starters: tuple[Starters, ...] = ()
    smoke: tuple[SmokeQuestion, ...] = ()


def load_corpus(folder: Path) -> Corpus:
    """Read and validate a corpus folder.

    Raises:
        CorpusError: The fault with its file, line and repair; several as ``CorpusFaultsError``.
    """
    with gathering() as faults:
        return read_corpus(folder, faults)


def read_corpus(folder: Path, faults: ErrorCollector) -> Corpus:
    """What can be read of a corpus folder; claims are checked only where nothing is wrong.

    Args:
        folder: The corpus folder.
        faults: Gathers everything that is wrong.
    """
    documents = load_documents(folder / "documents", faults=faults)
    chunks = tuple(piece for document in documents for piece in chunk(document))
    by_id = {document.id: document for document in documents}
    kinds, records = load_records(folder / "records", by_id, chunks, faults=faults)
    aliases = load_aliases(folder / "aliases.yaml", kinds, faults=faults)
    claims = load_claims(folder / "claims.yaml", by_id, kinds, records, faults=faults)
    questions = load_anticipated(folder / "questions", by_id, faults=faults)
    starters = load_starters(folder / "starters.yaml", faults=faults)
    smoke = load_smoke(folder / "smoke.jsonl", faults=faults)
    checked = () if faults.found else check_claims(claims, by_id, kinds, records)
    return Corpus(documents, chunks, kinds, records, aliases, checked, questions, starters, smoke)
