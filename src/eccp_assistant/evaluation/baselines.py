"""Retrieval baselines for comparison with the assistant.

A baseline answers with its best passages and abstains only if it finds none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from eccp_assistant.answering.citations import Citations
from eccp_assistant.domain.answers import Answer, AskRequest
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.retrieval.hybrid_search import LEXICAL_WEIGHT, ChunkQuery, search
from eccp_assistant.understanding.language_id import detect

Baseline = Literal["bm25", "dense", "fusion"]


PASSAGES = 3


class RetrievalBaseline:
    """Answers every question with the best passages of a retrieval method."""

    def __init__(
        self, baseline: Baseline, snapshot: Snapshot, embed: Callable[[str], Vectors]
    ) -> None:
        self.baseline = baseline
        self.snapshot = snapshot
        self.embed = embed

    def ask(self, request: AskRequest) -> Answer:
        """Quote the best passages; the previous question is added to the search text."""
        before = [turn.content for turn in request.history if turn.role == "user"][-1:]
        text = " ".join([*before, request.question])
        query = ChunkQuery(
            text,
            None if self.baseline == "bm25" else self.embed(text),
            k=PASSAGES,
            documents=request.documents,
            lexical_weight=0.0 if self.baseline == "dense" else LEXICAL_WEIGHT,
        )
        citations = Citations(self.snapshot)
        parts = []
        for found in search(self.snapshot, query):
            marker = citations.cite(found.chunk.document_id, found.chunk.span)
            parts.append(f"{found.chunk.text} [{marker}]")
        return Answer(
            id=self.baseline,
            question=request.question,
            interpreted_as=text,
            language=detect(request.question),
            status="answered" if parts else "not_in_corpus",
            answer="\n\n".join(parts),
            citations=citations.made,
            generator="extractive",
            index_version=self.snapshot.version,
        )
