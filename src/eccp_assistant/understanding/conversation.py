"""What a question may take over from the conversation before it, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass

from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.understanding.contradiction_cues import names_contradiction
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.question import Question

_SHORT = 4


@dataclass(frozen=True, slots=True)
class ConversationState:
    """Where a conversation stands after its last answer.

    Attributes:
        standalone: The last question, with what it took over itself.
        query: What it asked of the records, where they answered.
        records: The records that the conversation has spoken of, ``(kind, id)``, in order.
        sections: Where it was answered, as paths of headings.
    """

    standalone: Question
    query: RecordQuery | None = None
    records: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[str, ...], ...] = ()


def leans_on_history(question: Question) -> bool:
    """Whether a question cannot be understood without the one before it.

    It opens like a continuation ("and in …"), points back ("those", "its"), or is too short to
    name what it is about.
    """
    if names_contradiction(question.folded, question.language):
        return False
    mentions = question.asking_alone.mentions
    names_kind = any(each.of_type("kind") for each in mentions)
    names_record = any(each.of_type("name") for each in mentions)
    content = [each for each in mentions if not each.categories]
    bare = len(content) <= _SHORT and not names_kind and not names_record
    return _opens(question) or (points_back(question) and not names_record) or bare


def continues(question: Question) -> bool:
    """Whether a question opens like a continuation or points back, and so cannot stand alone."""
    return _opens(question) or points_back(question)


def points_back(question: Question) -> bool:
    """Whether a word stands for something said before ("which of those").

    "Are there" only asks whether there is.
    """
    words, tokens = cues_of(question.language), question.folded
    asks = {place for start, end in words.find(tokens, "exists") for place in range(start, end)}
    return any(not {*range(start, end)} <= asks for start, end in words.find(tokens, "refer"))


def _opens(question: Question) -> bool:
    words = cues_of(question.language)
    return any(start == 0 for start, _ in words.find(question.folded, "continue"))
