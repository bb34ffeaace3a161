"""The request and the response of a question, exactly as the API shows them."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from eccp_assistant.domain.queries import RecordQuery

Language = Literal["en", "es", "fr", "de", "pt", "it", "ca"]
LANGUAGES: tuple[Language, ...] = ("en", "es", "fr", "de", "pt", "it", "ca")


def spoken(code: str) -> Language:
    """The answer language with this code; English if the code is not supported."""
    return next((language for language in LANGUAGES if language == code), "en")


Status = Literal["answered", "unclear", "not_in_corpus", "out_of_scope", "smalltalk"]
Generator = Literal["lookup", "extractive", "llm"]
NoteKind = Literal["discrepancy", "inferred", "as_printed", "dated", "missing", "generation"]

_MARKER = re.compile(r"\[(\d+)\]")
_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Turn(BaseModel):
    """One earlier message of the conversation."""

    model_config = _FROZEN

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=20_000)]


class AskRequest(BaseModel):
    """A question, with the conversation before it."""

    model_config = _FROZEN

    question: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            pattern=r"\S",
            description="The question, in any of the seven languages.",
            examples=["How many Spanish clusters are there?"],
        ),
    ]
    history: Annotated[
        tuple[Turn, ...],
        Field(max_length=20, description="Earlier messages, oldest first, at most 20."),
    ] = ()
    language: Annotated[
        Literal["auto", "en", "es", "fr", "de", "pt", "it", "ca"],
        Field(description="Language of the answer's own words; auto follows the question."),
    ] = "auto"
    documents: Annotated[
        tuple[str, ...] | None,
        Field(max_length=1000, description="Restrict the answer to these document ids."),
    ] = None
    mode: Annotated[
        Literal["auto", "extractive", "llm"],
        Field(description="auto uses an LLM where one is configured and reachable."),
    ] = "auto"
    query: Annotated[
        RecordQuery | None,
        Field(description="A lookup to run as it is: that of an answer, changed."),
    ] = None
    k: Annotated[int, Field(ge=1, le=20, description="Passages offered to the answer.")] = 6


class Citation(BaseModel):
    """A verbatim quote: ``document.text[start:end] == quote``, end exclusive, in code points."""

    model_config = _FROZEN

    marker: Annotated[int, Field(ge=1)]
    document_id: str
    document_title: str
    section: tuple[str, ...]
    locator: str
    page: int | None = None
    quote: Annotated[str, Field(min_length=1)]
    start: Annotated[int, Field(ge=0)]
    end: int
    url: str

    @model_validator(mode="after")
    def _spans_its_quote(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError("end - start must equal the length of the quote")
        return self


class FieldView(BaseModel):
    """A field of a record: the printed text and the interpreted value."""

    model_config = _FROZEN

    printed: str
    value: str | int | float | tuple[str | int | float, ...] | None
    inferred: str | None = None


class RecordView(BaseModel):
    """A record behind an answer; ``marker`` names the citation of its row."""

    model_config = _FROZEN

    kind: str
    id: str
    name: str
    fields: dict[str, FieldView]
    marker: int | None = None


class Lookup(RecordQuery):
    """The query that was run, as data and in words."""

    in_words: str
    total: int

    def query(self) -> RecordQuery:
        """The query alone."""
        return RecordQuery.model_validate(self.model_dump(include=set(RecordQuery.model_fields)))


class Reading(BaseModel):
    """One thing that a question may mean, offered to choose from.

    Attributes:
        in_words: The query in the words of the answer's language.
        lookup: The query, to be sent back as ``query``.
        probability: That it is what was meant, 0 to 1.
    """

    model_config = _FROZEN

    in_words: Annotated[str, Field(min_length=1)]
    lookup: RecordQuery
    probability: Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """One of several things that a question asks, with its own answer.

    Attributes:
        markers: Of the citations of the whole answer that this part rests on.
    """

    model_config = _FROZEN

    question: Annotated[str, Field(min_length=1)]
    status: Status
    answer: str
    markers: tuple[int, ...] = ()


class Note(BaseModel):
    """A remark about the answer, shown below it."""

    model_config = _FROZEN

    kind: NoteKind
    text: str
    markers: tuple[int, ...] = ()


class AlsoRead(BaseModel):
    """A related passage that the answer does not cite."""

    model_config = _FROZEN

    document_id: str
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    score: float


class Timings(BaseModel):
    """Wall time of each step, in milliseconds."""

    model_config = _FROZEN

    understand: float = 0.0
    lookup: float = 0.0
    retrieve: float = 0.0
    compose: float = 0.0
    total: float = 0.0


class Generation(BaseModel):
    """The result of verifying a language model's statements.

    Attributes:
        kept: Number of statements supported by their evidence.
        dropped: Number of unsupported statements.
        fallback: Why the answer was given without the model, or ``None``.
    """

    model_config = _FROZEN

    kept: int = 0
    dropped: int = 0
    fallback: str | None = None


class Answer(BaseModel):
    """An answer with its citations, records, notes and metadata.

    Attributes:
        parts: What was asked and answered one by one, where a question asks several things.
        readings: What else the question may mean, likeliest first; with ``unclear``, what it may
            mean at all.

    Raises:
        ValueError: If an answered reply cites nothing, if a reply that does not answer cites
            something (one that is unclear may cite the closest passages, and shows no records), or
            if the text carries a marker that no citation has.
    """

    model_config = _FROZEN

    id: str
    question: str
    interpreted_as: str
    language: Language
    status: Status
    answer: str
    citations: tuple[Citation, ...] = ()
    records: tuple[RecordView, ...] = ()
    lookup: Lookup | None = None
    parts: tuple[Part, ...] = ()
    readings: tuple[Reading, ...] = ()
    notes: tuple[Note, ...] = ()
    also_read: tuple[AlsoRead, ...] = ()
    suggestions: tuple[str, ...] = ()
    generator: Generator
    model: str | None = None
    generation: Generation | None = None
    index_version: str
    timings_ms: Timings = Timings()

    @model_validator(mode="after")
    def _is_grounded(self) -> Self:
        if self.status == "answered" and not self.citations:
            raise ValueError("an answered reply must cite something")
        if self.status == "unclear":
            if self.records or self.lookup is not None:
                raise ValueError("an unclear reply must show no records")
            if not (self.readings or self.citations):
                raise ValueError("an unclear reply must offer readings or passages")
        elif self.status != "answered" and (self.citations or self.records):
            raise ValueError("a reply that does not answer must cite nothing")
        likelihoods = [reading.probability for reading in self.readings]
        if likelihoods != sorted(likelihoods, reverse=True):
            raise ValueError("readings must be in the order of their probability")
        known = {citation.marker for citation in self.citations}
        used = {note_marker for note in self.notes for note_marker in note.markers}
        used |= {record.marker for record in self.records if record.marker is not None}
        used |= {marker for part in self.parts for marker in part.markers}
        used |= {int(number) for number in _MARKER.findall(self.answer)}
        if not used <= known:
            raise ValueError(f"markers without a citation: {sorted(used - known)}")
        return self
