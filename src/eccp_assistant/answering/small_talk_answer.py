"""Answers to greetings, thanks and questions about the assistant itself, and to orders."""

from __future__ import annotations

from eccp_assistant.answering.abstention import kinds_in_words
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.templates import templates_of
from eccp_assistant.domain.answers import Language
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.parser import parse
from eccp_assistant.understanding.dialogue_acts import Talk, small_talk
from eccp_assistant.understanding.question import Question


def small_talk_of(question: Question) -> tuple[Talk, Language] | None:
    """What kind of small talk a message is, and in which language; ``None`` if it asks."""
    found = small_talk(question.folded, question.language)
    if found is None:
        return None
    query = parse(question).query
    return None if query is not None and query.filters else found


def small_talk_answer(talk: Talk, question: Question, snapshot: Snapshot) -> DraftAnswer:
    """Answer small talk in the language of the question."""
    name = "thanks" if talk in {"thanks", "goodbye"} else "greeting"
    kinds = kinds_in_words(snapshot, question.language)
    about = {} if name == "thanks" else {"kinds": kinds}
    text = templates_of(question.language)(name, **about)
    return DraftAnswer(status="smalltalk", text=text, generator="extractive")


def refusal(language: Language) -> DraftAnswer:
    """The answer to an order, or to a wish for something made up."""
    text = templates_of(language)("refuses")
    return DraftAnswer(status="out_of_scope", text=text, generator="extractive")
