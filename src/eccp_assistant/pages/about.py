"""Renders the page about the service."""

from __future__ import annotations

import datetime
import json
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from eccp_assistant import paths
from eccp_assistant.config import Settings
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.pages.templates import template, words


def about_page(snapshot: Snapshot, settings: Settings, language: str) -> str:
    """Render the page with the documents, index version, settings and quality figures."""

    def said_date(day: str | datetime.date) -> str:
        found = datetime.date.fromisoformat(day) if isinstance(day, str) else day
        return format_date(found, format="long", locale=language)

    def said_number(number: float) -> str:
        return format_decimal(number, locale=language)

    return template("about").render(
        language=language,
        words=words(language),
        here="/about",
        said_date=said_date,
        said_number=said_number,
        documents=[document.info for document in snapshot.documents.values()],
        kinds=list(snapshot.kinds.values()),
        manifest=snapshot.manifest,
        llm_model=settings.llm_model,
        retention_days=settings.feedback_retention_days,
        quality=_quality(),
    )


@lru_cache(maxsize=1)
def _quality() -> dict[str, Any]:
    """The figures of the README's table, from ``web/figures.json``."""
    path = paths.folder("web") / "figures.json"
    figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for scores in (*figures["sets"], *figures["baselines"], *figures["further"]):
        for name in ("evidence_recall", "abstention_precision", "abstention_recall"):
            scores.setdefault(name, None)
    return figures
