"""Runs an evaluation of a question set in this process."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Literal

from eccp_assistant.assistant import Assistant
from eccp_assistant.cli.build_command import ensure_index
from eccp_assistant.config import Settings
from eccp_assistant.domain.answers import Answer, AskRequest
from eccp_assistant.errors import QuestionSetError
from eccp_assistant.evaluation.baselines import Baseline, RetrievalBaseline
from eccp_assistant.evaluation.comparison import Comparison, compare
from eccp_assistant.evaluation.questions import load_questions
from eccp_assistant.evaluation.report import as_dict, as_text
from eccp_assistant.evaluation.runner import run

Mode = Literal["extractive", "llm"]


def evaluate_file(
    settings: Settings,
    path: Path,
    *,
    failures: bool = True,
    baseline: Baseline | None = None,
    mode: Mode = "extractive",
) -> tuple[dict[str, object], str]:
    """Evaluate a question set; return the result as data and as text.

    Args:
        settings: Corpus, index and model.
        path: The question set.
        failures: Whether the text lists the failures.
        baseline: Retrieval baseline to evaluate instead of the assistant.
        mode: ``llm`` to let the configured language model phrase the answers.

    Raises:
        RequestError: If a language model is to be used and none is configured.
        QuestionSetError: Naming file, line and field, if the file cannot be read.
    """
    questions = load_questions(path)
    ensure_index(settings)
    assistant = Assistant.open(settings)
    assistant.warm_up()
    ask = assistant.ask
    if baseline is not None:
        snapshot = assistant.loaded_index().snapshot
        ask = RetrievalBaseline(baseline, snapshot, assistant.embed).ask
    with asyncio.Runner() as runner:

        def phrased(request: AskRequest) -> Answer:
            return runner.run(assistant.answer(request.model_copy(update={"mode": mode})))

        evaluation = run(
            questions,
            phrased if mode == "llm" else ask,
            entity_names=assistant.entity_names(),
            text_of=assistant.document_text,
        )
    return as_dict(evaluation), as_text(evaluation, failures=failures)


def compare_files(before: Path, after: Path) -> tuple[dict[str, object], str]:
    """Compare two results of the same questions; return the comparison as data and as text.

    Raises:
        QuestionSetError: If a file is not a result, or the question sets differ.
    """
    found: Comparison = compare(_result(before), _result(after))
    return found.as_dict(), found.as_text(before.stem, after.stem)


def _result(path: Path) -> dict[str, object]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise QuestionSetError(f"{path}: no result of `eccp eval --out` ({error})") from None
    if not isinstance(data, dict) or "questions" not in data:
        raise QuestionSetError(f"{path}: no result of `eccp eval --out`: write one with it")
    return data
