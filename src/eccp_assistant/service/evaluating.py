"""Scoring a question set against the real assistant, in process."""

from __future__ import annotations

from pathlib import Path

from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings
from eccp_assistant.evaluation.baselines import Baseline, RetrievalBaseline
from eccp_assistant.evaluation.questions import load_questions
from eccp_assistant.evaluation.report import as_dict, as_text
from eccp_assistant.evaluation.runner import run
from eccp_assistant.service.building import ensure_index


def evaluate_file(
    settings: Settings, path: Path, *, failures: bool = True, baseline: Baseline | None = None
) -> tuple[dict[str, object], str]:
    """Ask every question of a file; the result as data and as text.

    Args:
        settings: Which corpus, index and model.
        path: The questions.
        failures: Whether the text lists what went wrong.
        baseline: Plain retrieval to ask instead of the assistant.

    Raises:
        QuestionSetError: Naming file, line and field, if the file cannot be read.
    """
    questions = load_questions(path)
    ensure_index(settings)
    assistant = Assistant.open(settings)
    assistant.warm_up()
    ask = assistant.ask
    if baseline is not None:
        snapshot = assistant.opened().snapshot
        ask = RetrievalBaseline(baseline, snapshot, assistant.embed).ask
    evaluation = run(
        questions,
        ask,
        entity_names=assistant.entity_names(),
        text_of=assistant.document_text,
    )
    return as_dict(evaluation), as_text(evaluation, failures=failures)
