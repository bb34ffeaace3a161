"""Scores one response and summarises many scores."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eccp_assistant.evaluation.counting import states_count
from eccp_assistant.evaluation.entities import Entities
from eccp_assistant.evaluation.matching import contains, groups_found, normalise
from eccp_assistant.evaluation.questions import Question

_MARKER = re.compile(r"\[\d+\]")
_VARIANTS_SHOWN = 6
_NO_ENTITIES = Entities({})


@dataclass(frozen=True, slots=True)
class ReturnedRecord:
    """A record of an answer: its name and the values of its fields as text."""

    name: str
    values: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """The parts of a response that are scored.

    Attributes:
        answered: Whether the assistant answered, as opposed to abstaining.
        quotes: The verbatim cited passages.
    """

    answer: str
    answered: bool
    quotes: tuple[str, ...] = ()
    records: tuple[ReturnedRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The score of one response.

    Attributes:
        reasons: Why the response is wrong; empty if it is correct.
        evidence_found: Number of evidence groups in the citations, of ``evidence_total``. Counted
            separately, because a correct answer may cite the wrong passage.
    """

    question: Question
    reasons: tuple[str, ...]
    evidence_found: int
    evidence_total: int
    abstained: bool

    @property
    def correct(self) -> bool:
        """Whether the response is correct."""
        return not self.reasons


def score(
    question: Question, response: Response | None, *, entities: Entities = _NO_ENTITIES
) -> Verdict:
    """Score a response.

    The response to an answerable question must include every required group, no excluded string,
    exactly the expected names and the expected count. Other questions must not be answered. Small
    talk may be answered, but without citations or records.

    Args:
        question: The question and the expected answer.
        response: The response; ``None`` (no response) is wrong.
        entities: The entities for comparing exact sets.
    """
    if response is None:
        return Verdict(question, ("no response",), 0, len(question.evidence), abstained=False)
    reasons = [
        f"must not include {unwanted!r}"
        for unwanted in question.must_not_include
        if contains(normalise(response.answer), unwanted)
    ]
    if question.kind == "smalltalk":
        if response.answered and (response.quotes or response.records):
            reasons.append("small talk came with citations or records")
    elif question.answerable:
        reasons += _reasons_wrong(question, response, entities)
    elif response.answered:
        reasons.append("answered, although the corpus does not say")
    return Verdict(
        question,
        tuple(reasons),
        groups_found(question.evidence, response.quotes),
        len(question.evidence),
        abstained=not response.answered,
    )


def _reasons_wrong(question: Question, response: Response, entities: Entities) -> list[str]:
    """Why the response to an answerable question is wrong."""
    reasons = [] if response.answered else ["abstained, although the corpus says"]
    # Citation markers are not numbers stated by the answer.
    answer = _MARKER.sub(" ", response.answer)
    records = [text for each in response.records for text in (each.name, each.values)]
    everything = normalise(" ; ".join((answer, *records)))
    for group in question.must_include:
        if not any(contains(everything, variant) for variant in group):
            more = ", …" if len(group) > _VARIANTS_SHOWN else ""
            shown = ", ".join(map(repr, group[:_VARIANTS_SHOWN]))
            reasons.append(f"includes none of {shown}{more}")
    if question.exact_set is not None:
        names = [each.name for each in response.records]
        difference = entities.compare(question.exact_set, records=names, answer=answer)
        if difference.missing:
            reasons.append(f"the set lacks {', '.join(difference.missing)}")
        if difference.extra:
            reasons.append(f"the set should not hold {', '.join(difference.extra)}")
    if question.count is not None and not states_count(answer, question.count, question.lang):
        reasons.append(f"does not state the count {question.count}")
    return reasons


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over verdicts, and rates derived from them (``None`` if the denominator is 0).

    Small talk is excluded from the abstention figures.
    """

    questions: int
    correct: int
    evidence_found: int
    evidence_total: int
    abstained: int
    should_abstain: int
    rightly_abstained: int

    @property
    def accuracy(self) -> float | None:
        """Share of correct responses."""
        return rate(self.correct, self.questions)

    @property
    def evidence_recall(self) -> float | None:
        """Share of expected evidence groups that were cited."""
        return rate(self.evidence_found, self.evidence_total)

    @property
    def abstain_precision(self) -> float | None:
        """Share of abstentions that were expected."""
        return rate(self.rightly_abstained, self.abstained)

    @property
    def abstain_recall(self) -> float | None:
        """Share of expected abstentions that were made."""
        return rate(self.rightly_abstained, self.should_abstain)


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures over all verdicts, by kind and by language, largest group first."""

    total: Figures
    by_kind: dict[str, Figures]
    by_language: dict[str, Figures]


def summarise(verdicts: Sequence[Verdict]) -> Summary:
    """Summarise verdicts."""
    return Summary(
        total=_figures(verdicts),
        by_kind=_grouped(verdicts, lambda verdict: verdict.question.kind),
        by_language=_grouped(verdicts, lambda verdict: verdict.question.lang),
    )


def rate(part: int, whole: int) -> float | None:
    """``part / whole``, or ``None`` if ``whole`` is 0."""
    return part / whole if whole else None


def _grouped(verdicts: Sequence[Verdict], key: Callable[[Verdict], str]) -> dict[str, Figures]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(key(verdict), []).append(verdict)
    largest_first = sorted(groups, key=lambda name: (-len(groups[name]), name))
    return {name: _figures(groups[name]) for name in largest_first}


def _figures(verdicts: Iterable[Verdict]) -> Figures:
    verdicts = list(verdicts)
    serious = [verdict for verdict in verdicts if verdict.question.kind != "smalltalk"]
    return Figures(
        questions=len(verdicts),
        correct=sum(verdict.correct for verdict in verdicts),
        evidence_found=sum(verdict.evidence_found for verdict in verdicts),
        evidence_total=sum(verdict.evidence_total for verdict in verdicts),
        abstained=sum(verdict.abstained for verdict in serious),
        should_abstain=sum(not verdict.question.answerable for verdict in serious),
        rightly_abstained=sum(
            verdict.abstained and not verdict.question.answerable for verdict in serious
        ),
    )
