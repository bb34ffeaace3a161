"""Claims: statements of a document that are checked against records or other places."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import RecordQuery

Verdict = Literal["agree", "conflict", "stated"]
"""``stated`` means that the claim is not checked; other claims may refer to it."""

WordGroups = tuple[tuple[str, ...], ...]
"""A text matches if it contains at least one phrase of every group."""

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class QuotedPlace(BaseModel):
    """A verbatim quote of a document; ``line`` is its first line in the file, 1-based."""

    model_config = _FROZEN

    document_id: str
    span: Span
    quote: str
    line: int


class ClaimTrigger(BaseModel):
    """Describes the lookup answers that a claim applies to.

    Attributes:
        kind: Kind of record of the query.
        where: Field → values, one of which the query must filter by; empty matches any query.
        record: A record that must be in the answer.
        field: A field that the answer must show or group by.
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
    """The content of a claim and the check applied to it (at most one).

    Attributes:
        value: The figure stated.
        query: A count or a sum over the records that must give the figure.
        sum_of: Claims whose figures must add up to the figure.
        equals: A claim that must state the same figure.
        same_words_as: Claims whose quotes must be the same, letter by letter.
        form: Format that the quote must have.
        happened: Month (``YYYY-MM``) of an event described as past; the document's date must not
            be earlier.
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
        """Ids of the claims that this one is compared with."""
        one = () if self.equals is None else (self.equals,)
        several = (*self.sum_of, *self.same_words_as, *self.agrees_with, *self.conflicts_with)
        return (*one, *several)


class Claim(BaseModel):
    """A statement of a document, as the corpus declares it.

    Attributes:
        line: Line of the declaration in ``claims.yaml``, 1-based.
        against: Further claims whose quotes are shown with this one.
        rows: Records (kind, id) whose rows are shown with it.
        expect: The verdict that the editor declares.
        about: Word groups that a question about this claim matches.
        asks: Word groups that a question answered by this claim matches, in addition to ``about``.
        unless: Phrases that exclude a question.
        explanation: Language code → explanation of the conflict.
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
        found: The result of the check in words, for an editor.
        others: The quotes of the compared claims, in the order of declaration.
        rows: Records (kind, id) that cause the difference, or that the claim names.
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
        """Whether the verdict differs from the declared one."""
        return self.verdict != self.claim.expect

    @property
    def places(self) -> tuple[QuotedPlace, ...]:
        """Every quote, the claim's own first."""
        return (self.claim.place, *self.others)
