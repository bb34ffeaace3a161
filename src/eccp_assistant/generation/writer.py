"""Lets a language model phrase an answer and keeps the verified statements."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from eccp_assistant.answering.templates import Templates, templates_of
from eccp_assistant.domain.answers import Answer, Citation, Generation, Language, Note
from eccp_assistant.errors import LanguageModelError
from eccp_assistant.generation.client import ChatModel, Message
from eccp_assistant.generation.prompts import prompt
from eccp_assistant.generation.reply_parser import (
    MAX_STATEMENTS,
    Statement,
    parse_statements,
    reply_schema,
    without_markers,
)
from eccp_assistant.generation.verification import Source, Terms, Verifier
from eccp_assistant.text.normalise import plain

_log = logging.getLogger(__name__)

COMPUTED_RESULT = 0
"""Evidence number of the computed result of a lookup."""

_NAMES_OF_LANGUAGES: dict[Language, str] = {
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "pt": "Portuguese",
    "it": "Italian",
    "ca": "Catalan",
}
_MOST_EVIDENCE = 12
_LONGEST_EVIDENCE = 1200
_SECTION_NUMBER = re.compile(r"^[\d.]+\s+")


@dataclass(slots=True)
class _WriterState:
    """Verified sentences and counts of kept and dropped statements."""

    sentences: list[str] = field(default_factory=list)
    kept: int = 0
    dropped: int = 0


class Writer:
    """Phrases answers with a language model; only verified statements are used."""

    def __init__(self, model: ChatModel) -> None:
        self.model = model
        for name in ("answer/system", "answer/user"):
            prompt(name)  # fail at start if a prompt is invalid

    async def write(
        self, answer: Answer, terms: Terms, language_of: Callable[[str], Language]
    ) -> AsyncGenerator[str | Answer, None]:
        """Yield verified sentences as they arrive, then the complete answer.

        Args:
            answer: The answer without a model; its citations are the evidence.
            terms: Splits a text into terms, with the index version of the answer.
            language_of: Document id → its language.

        Yields:
            Verified sentences; last, the complete answer. If the model fails, or more statements
            are dropped than kept, that is ``answer`` with a note.
        """
        if answer.status != "answered":
            yield answer
            return
        frames = templates_of(answer.language)
        written = _WriterState()
        verifier = Verifier(_sources(answer, language_of), answer.language, terms)
        try:
            async with aclosing(self._statements(answer)) as claims:
                async for statement in claims:
                    failed_checks = verifier.failed_checks(statement)
                    if failed_checks:
                        written.dropped += 1
                        _log.info(
                            "a statement of the model was dropped: %s", ", ".join(failed_checks)
                        )
                        continue
                    sentence = _sentence(statement, answer)
                    if sentence not in written.sentences:
                        written.kept += 1
                        written.sentences.append(sentence)
                        yield sentence
        except LanguageModelError as error:
            _log.warning("%s", error)
            yield self._without_model(answer, written, frames, error.reason)
            return
        if written.kept == 0 or written.dropped > written.kept:
            yield self._without_model(answer, written, frames, "unsupported")
        else:
            yield self._with_sentences(answer, written, frames)

    async def _statements(self, answer: Answer) -> AsyncGenerator[Statement, None]:
        """The statements of the reply, each as soon as it is complete."""
        yielded = 0
        text = ""
        async with aclosing(self.model.stream(messages_for(answer), reply_schema())) as pieces:
            async for piece in pieces:
                text += piece
                if not set(piece) & set("}]"):
                    continue  # no statement ends here
                for statement in parse_statements(text, finished=False)[yielded:]:
                    yielded += 1
                    yield statement
                if yielded == MAX_STATEMENTS:
                    return
        for statement in parse_statements(text, finished=True)[yielded:]:
            yield statement

    def _with_sentences(self, answer: Answer, written: _WriterState, frames: Templates) -> Answer:
        words = " ".join(written.sentences)
        # The computed result follows unchanged: the model must not alter numbers and rows.
        text = f"{words}\n\n{answer.answer}" if answer.lookup is not None else words
        notes = list(answer.notes)
        if written.dropped:
            said = frames("note_dropped", total=written.dropped)
            notes.append(Note(kind="generation", text=said))
        used = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
        used |= {record.marker for record in answer.records if record.marker is not None}
        used |= {marker for note in notes for marker in note.markers}
        return _replace_fields(
            answer,
            answer=text,
            generator="llm",
            model=self.model.name,
            notes=tuple(notes),
            citations=tuple(each for each in answer.citations if each.marker in used),
            generation=Generation(kept=written.kept, dropped=written.dropped),
        )

    def _without_model(
        self, answer: Answer, written: _WriterState, frames: Templates, reason: str
    ) -> Answer:
        note = Note(kind="generation", text=frames("note_without_model", reason=reason))
        return _replace_fields(
            answer,
            notes=(*answer.notes, note),
            generation=Generation(kept=written.kept, dropped=written.dropped, fallback=reason),
        )


def messages_for(answer: Answer) -> list[Message]:
    """The prompt for an answer: instructions, then question and evidence as JSON."""
    evidence = [
        {"marker": each.marker, "place": _place(each), "text": _evidence_text(each)}
        for each in answer.citations[:_MOST_EVIDENCE]
    ]
    user = {
        "question": answer.interpreted_as if answer.lookup is None else answer.question,
        "evidence": evidence,
        "result": plain(answer.answer) if answer.lookup is not None else "",
    }
    system = prompt("answer/system").render({"language": _NAMES_OF_LANGUAGES[answer.language]})
    return [Message("system", system), Message("user", prompt("answer/user").render(user))]


def _sources(answer: Answer, language_of: Callable[[str], Language]) -> dict[int, Source]:
    sources = {
        each.marker: Source(f"{_place(each)}\n{each.quote}", language_of(each.document_id))
        for each in answer.citations[:_MOST_EVIDENCE]
    }
    if answer.lookup is not None:
        sources[COMPUTED_RESULT] = Source(
            without_markers(answer.answer), answer.language, quote=False
        )
    return sources


def _place(citation: Citation) -> str:
    return " › ".join(_SECTION_NUMBER.sub("", plain(each)) for each in citation.section)


def _evidence_text(citation: Citation) -> str:
    return plain(citation.quote)[:_LONGEST_EVIDENCE]


def _sentence(statement: Statement, answer: Answer) -> str:
    """A statement with citation markers; for a computed result, those of the rows it names."""
    markers = [number for number in dict.fromkeys(statement.evidence) if number != COMPUTED_RESULT]
    said = without_markers(statement.text)
    if not markers:
        named = [each.marker for each in answer.records if each.marker and each.name in said]
        markers = named or [answer.citations[0].marker]
    return f"{said} {''.join(f'[{marker}]' for marker in markers)}"


def _replace_fields(before: Answer, /, **changes: object) -> Answer:
    """The answer with some fields replaced, validated again."""
    own = {name: getattr(before, name) for name in type(before).model_fields}
    return Answer.model_validate({**own, **changes})
