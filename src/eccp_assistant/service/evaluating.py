"""Scoring a question set against the real assistant, in process."""

from __future__ import annotations

from pathlib import Path

from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings
from eccp_assistant.evaluation.questions import load_questions
from eccp_assistant.evaluation.report import as_dict, as_text
from eccp_assistant.evaluation.runner import run
from eccp_assistant.service.building import ensure_index


def evaluate_file(
    settings: Settings, path: Path, *, failures: bool = True
) -> tuple[dict[str, object], str]:
    """Ask every question of a file; the result as data and as text.

    Raises:
        QuestionSetError: Naming file, line and field, if the file cannot be read.
    """
    questions = load_questions(path)
    ensure_index(settings)
    assistant = Assistant.open(settings)
    assistant.warm_up()
    evaluation = run(
        questions,
        assistant.ask,
        entity_names=assistant.entity_names(),
        text_of=assistant.document_text,
    )
    return as_dict(evaluation), as_text(evaluation, failures=failures)
