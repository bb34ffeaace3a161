"""Asks the smoke questions of a new index version before it is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eccp_assistant.corpus.smoke_questions import SmokeQuestion
from eccp_assistant.domain.answers import Answer, AskRequest
from eccp_assistant.errors import BuildRejectedError
from eccp_assistant.index.build.build import SmokeTest
from eccp_assistant.index.build.changes import SmokeResult
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.live_index import LoadedIndex
from eccp_assistant.pipeline import ask


def smoke_test_with(embed: Callable[[str], Vectors]) -> SmokeTest:
    """A function that asks the smoke questions of the old and the new version.

    Args:
        embed: Returns the vector of a question, float32 ``(dimension,)``, unit length.

    Returns:
        A function for :func:`eccp_assistant.index.build.build.build_index`. It raises
        ``BuildRejectedError`` if the new version fails on a question.
    """

    def smoke_test(
        questions: Sequence[SmokeQuestion], old: Snapshot | None, new: Snapshot
    ) -> list[SmokeResult]:
        if not questions:
            return []
        before = LoadedIndex.of(old) if old is not None else None
        after = LoadedIndex.of(new)
        return [_smoke_result(each, before, after, embed) for each in questions]

    return smoke_test


def _smoke_result(
    asked: SmokeQuestion,
    before: LoadedIndex | None,
    after: LoadedIndex,
    embed: Callable[[str], Vectors],
) -> SmokeResult:
    request = AskRequest(question=asked.question, language=asked.language)
    try:
        answer = ask(request, after, embed)
    except Exception as error:
        message = (
            f"the new version cannot answer the smoke question '{asked.question}' "
            f"({type(error).__name__}: {error}); the version before still serves"
        )
        raise BuildRejectedError(message) from error
    earlier = ask(request, before, embed) if before is not None else None
    return SmokeResult(
        question=asked.question,
        before=earlier.answer if earlier else None,
        after=answer.answer,
        changed=earlier is not None and _substance(earlier) != _substance(answer),
    )


def _substance(answer: Answer) -> tuple[object, ...]:
    """The parts of an answer that are compared: not its offsets and timings."""
    return (
        answer.status,
        answer.answer,
        [(each.document_id, each.quote) for each in answer.citations],
        [(each.kind, each.id) for each in answer.records],
    )
