"""How well passages are found: each retriever alone and fused, by language of the question.

    python benchmarks/retrieval.py [QUESTIONS.jsonl]

MRR@10 and recall@5 over the questions with evidence: the rank of the first passage that holds a
snippet of the evidence. Rank fusion (Cormack et al. 2009, k = 60) is shown beside the score fusion
that is used.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from eccp_assistant.assistant import Assistant
from eccp_assistant.cli.build_command import ensure_index
from eccp_assistant.config import Settings
from eccp_assistant.evaluation.matching import groups_found
from eccp_assistant.evaluation.questions import Question, load_questions
from eccp_assistant.retrieval.hybrid_search import ChunkQuery
from eccp_assistant.retrieval.hybrid_search import search as hybrid_search

DEFAULT = Path(__file__).parents[1] / "tests/quality/questions.jsonl"
WAYS = (
    "words alone",
    "vectors alone",
    "rank fusion",
    *(f"score fusion {w}" for w in (0.05, 0.1, 0.2, 0.4)),
)
DEPTH = 60
RRF_K = 60


def ranking(assistant: Assistant, question: Question, way: str) -> list[str]:
    """Texts of the passages found, best first."""
    snapshot = assistant.loaded_index().snapshot
    vector = assistant.embed(question.question)

    def texts_by(weight: float, *, dense: bool = True) -> list[str]:
        query = ChunkQuery(
            question.question, vector if dense else None, DEPTH, lexical_weight=weight
        )
        return [found.chunk.text for found in hybrid_search(snapshot, query)]

    if way == "words alone":
        return texts_by(1.0, dense=False)
    if way == "vectors alone":
        return texts_by(0.0)
    if way == "rank fusion":
        scores: dict[str, float] = defaultdict(float)
        for texts in (texts_by(1.0, dense=False), texts_by(0.0)):
            for rank, text in enumerate(texts, start=1):
                scores[text] += 1 / (RRF_K + rank)
        return sorted(scores, key=lambda text: -scores[text])
    return texts_by(float(way.rsplit(" ", 1)[1]))


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    settings = Settings.load()
    ensure_index(settings)
    assistant = Assistant.open(settings)
    questions = [each for each in load_questions(path) if each.evidence and not each.history]
    print(f"{'':<18}" + "".join(f"{name:>22}" for name in ("English", "Spanish", "five others")))
    for way in WAYS:
        cells: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for question in questions:
            texts = ranking(assistant, question, way)
            first = next(
                (
                    rank
                    for rank, text in enumerate(texts, 1)
                    if groups_found(question.evidence, [text])
                ),
                None,
            )
            group = question.lang if question.lang in {"en", "es"} else "other"
            cells[group].append(
                (1 / first if first and first <= 10 else 0.0, float(bool(first and first <= 5)))
            )
        row = ""
        for group in ("en", "es", "other"):
            count = len(cells[group])
            mrr, recall = (sum(values) / count for values in zip(*cells[group], strict=True))
            row += f"  {mrr:.3f} / {recall:.3f} n={count:<3}"
        print(f"{way:<18}{row}")


if __name__ == "__main__":
    main()
