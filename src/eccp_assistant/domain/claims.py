"""Claims: what a document states, and whether another place or the records bear it out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import RecordQuery

Verdict = Literal["agree", "conflict", "stated"]
"""``stated`` is a place that nothing is held against; other claims may name it."""

WordGroups = tuple[tuple[str, ...], ...]
"""Met by a text that has at least one phrase of every group."""

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class QuotedPlace(BaseModel):
    """Verbatim words of a document; ``line`` is where they begin in its file, 1-based."""

    model_config = _FROZEN

    document_id: str
    span: Span
    quote: str
    line: int


class ClaimTrigger(BaseModel):
    """Answers from the records that a claim bears on.

    Attributes:
        kind: Of the records asked.
        where: Field → values, one of which the query must ask for; no field: any query.
        record: A record that must be in the answer.
        field: A field that the answer must show or count by.
        only: Whether the query must have no further condition.
    """

    model_config = _FROZEN

    kind: Annotated[str, Field(min_length=1)]
    where: dict[str, tuple[str, ...]] = {}
    record: str | None = None
    field: str | None = None
    only: bool = False

    @field_validator("where", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        """One value may be written without a list."""
        if not isinstance(value, dict):
            return value
        return {
            name: wanted if isinstance(wanted, list | tuple) else (wanted,)
            for name, wanted in value.items()
        }


class ClaimAssertion(BaseModel):
    """What a claim says, and what that is held against (at most one thing).

    Attributes:
        value: The figure stated.
        query: A count or a sum over the records that must give the figure.
        sum_of: Claims whose figures must add up to the figure.
        equals: A claim that must state the same figure.
        same_words_as: Claims whose quotes must be the same, letter by letter.
        form: Of what the quote must have the form.
        happened: Month (``YYYY-MM``) of what is told as past, which the document's date must
            not precede.
        agrees_with: Claims that say the same, in the editor's judgement.
        conflicts_with: Claims that say otherwise, in the editor's judgement.
    """

    model_config = _FROZEN

    value: int | None = None
    query: RecordQuery | None = None
    sum_of: tuple[str, ...] = ()
    equals: str | None = None
    same_words_as: tuple[str, ...] = ()
    form: Literal["email"] | None = None
    happened: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")] | None = None
    agrees_with: tuple[str, ...] = ()
    conflicts_with: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """Ids of the claims that this one is held against."""
        one = () if self.equals is None else (self.equals,)
        several = (*self.sum_of, *self.same_words_as, *self.agrees_with, *self.conflicts_with)
        return (*one, *several)


class Claim(BaseModel):
    """A statement of a document, as the corpus declares it.

    Attributes:
        line: Where ``claims.yaml`` declares it, 1-based.
        against: Further claims whose places are shown with this one.
        rows: Records (kind, id) whose rows are shown with it.
        expect: The verdict that the editor knows of.
        about: Words of a question that speaks of it.
        asks: Words that, beside ``about``, make a question ask for exactly this.
        unless: Words of a question that speaks of something else after all.
        explanation: Language code → what the places say.
    """

    model_config = _FROZEN

    id: str
    place: QuotedPlace
    line: int
    says: ClaimAssertion
    against: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    expect: Verdict = "agree"
    about: WordGroups = ()
    asks: WordGroups = ()
    unless: tuple[str, ...] = ()
    touches: tuple[ClaimTrigger, ...] = ()
    explanation: dict[str, str] = {}


class CheckedClaim(BaseModel):
    """A claim with its verdict.

    Attributes:
        found: What the other side gives, in figures or words, for an editor.
        others: The other places, in the order they are declared.
        rows: Records (kind, id) that make the difference, or that the claim names.
        figures: The figures that the claim and its other places state.
    """

    model_config = _FROZEN

    claim: Claim
    verdict: Verdict
    found: str = ""
    others: tuple[QuotedPlace, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    figures: tuple[int, ...] = ()

    @property
    def unexpected(self) -> bool:
        """Whether the verdict is not the one declared: something for an editor to look at."""
        return self.verdict != self.claim.expect

    @property
    def places(self) -> tuple[QuotedPlace, ...]:
        """Every quoted place, the claim's own first."""
        return (self.claim.place, *self.others)
