"""Where a question may ask one thing or another of the records: the choices, and no answer."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.templates import Templates
from eccp_assistant.domain.answers import Reading as OfferedReading
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.reader.reader import Reading
from eccp_assistant.lookup.verbaliser import Verbaliser

MOST_OFFERED = 3
"""Choices that a person can weigh at a glance."""


def unclear_answer(
    readings: Sequence[Reading], snapshot: Snapshot, frames: Templates
) -> DraftAnswer:
    """Offer the likeliest readings of a question, in words and as queries to run.

    Args:
        readings: Likeliest first, at least one.
        snapshot: The version whose records they ask.
        frames: Templates of the language of the answer.
    """
    verbaliser = Verbaliser(snapshot.kinds, frames.language, frames, snapshot.record_name)
    offered = tuple(
        OfferedReading(
            in_words=verbaliser.query(reading.query),
            lookup=reading.query,
            probability=round(reading.probability, 4),
        )
        for reading in readings[:MOST_OFFERED]
    )
    text = frames("unclear_readings", readings=[each.in_words for each in offered])
    return DraftAnswer(status="unclear", text=text, generator="lookup", readings=offered)
