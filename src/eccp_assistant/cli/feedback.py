"""``eccp feedback``: what readers think of answers, as questions for the next evaluation."""

from __future__ import annotations

import json
from collections import Counter
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from eccp_assistant.api.feedback_store import FeedbackStore, KeptFeedback
    from eccp_assistant.domain.answers import Status
    from eccp_assistant.evaluation.questions import Kind, Question

_MOST_HISTORY = 10
"""Maximum number of earlier questions in a question set; the last ones are kept."""

_KINDS: dict[Status, Kind] = {
    "answered": "fact",
    "not_in_corpus": "unanswerable",
    "out_of_scope": "out_of_scope",
    "smalltalk": "smalltalk",
}


@click.group()
def feedback() -> None:
    """Count and export the feedback of users."""


@feedback.command("export")
@click.option(
    "--out",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    help="File to write instead of the standard output.",
)
@click.option("--all", "with_up", is_flag=True, help="Include positive feedback.")
def export(*, out: IO[str], with_up: bool) -> None:
    """Write questions (JSON Lines) that `eccp eval` reads.

    Each entry expects what the assistant answered. An editor reads the note and completes
    kind, answerable, must_include and evidence.
    """
    store = _store()
    entries = [entry for entry in store.entries() if with_up or entry.verdict == "down"]
    for entry in entries:
        data = _as_question(entry).model_dump(mode="json")
        out.write(json.dumps(data, ensure_ascii=False) + "\n")
    said = f"{len(entries)} questions: fill in what is expected" if entries else "Nothing to export"
    click.echo(f"{said} ({store.path}).", err=True)


@feedback.command("stats")
def stats() -> None:
    """Count stored feedback by verdict and reason."""
    entries = _store().entries()
    verdicts = Counter(entry.verdict for entry in entries)
    reasons = Counter(entry.reason or "no reason" for entry in entries if entry.verdict == "down")
    click.echo(f"{'up':<16}{verdicts['up']}")
    click.echo(f"{'down':<16}{verdicts['down']}")
    for reason, count in reasons.most_common():
        click.echo(f"  {reason:<14}{count}")


def _store() -> FeedbackStore:
    from eccp_assistant.api.feedback_store import FeedbackStore
    from eccp_assistant.config import Settings

    settings = Settings.load()
    return FeedbackStore(settings.feedback_db, settings.feedback_retention_days)


def _as_question(entry: KeptFeedback) -> Question:
    """A question for a question set, which expects the status of the rated answer."""
    from eccp_assistant.evaluation.questions import Question

    said = ", ".join(filter(None, (entry.verdict, entry.reason)))
    return Question(
        id=f"feedback-{entry.id}",
        lang=entry.language,
        persona="researcher",
        kind=_KINDS[entry.status],
        history=entry.history[-_MOST_HISTORY:],
        question=entry.question,
        answerable=entry.status == "answered",
        must_include=(),
        must_not_include=(),
        exact_set=None,
        count=None,
        evidence=(),
        note=f"{said}: {entry.comment}" if entry.comment else said,
    )
