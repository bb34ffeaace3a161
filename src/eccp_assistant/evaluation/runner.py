"""Asking a question set, and measuring the replies."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from eccp_assistant.domain.answers import Answer, AskRequest, Citation, FieldView, Generation, Turn
from eccp_assistant.errors import NotFoundError
from eccp_assistant.evaluation.entities import Entities, EntityNames
from eccp_assistant.evaluation.questions import Question
from eccp_assistant.evaluation.scoring import (
    Response,
    ReturnedRecord,
    Summary,
    Verdict,
    rate,
    score,
    summarise,
)

_LONGEST_TURN = 20_000

Ask = Callable[[AskRequest], Answer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question that was asked.

    Attributes:
        exact_quotes: Quotes of the answer that are, to the character, what stands at their place.
        seconds: Wall time of the question itself, without its history.
        generation: What became of a language model's statements, if one was asked.
    """

    response: Response
    verdict: Verdict
    exact_quotes: int
    seconds: float
    generation: Generation | None = None


@dataclass(frozen=True)
class Evaluation:
    """All questions that were asked, in order."""

    outcomes: tuple[Outcome, ...]

    @cached_property
    def summary(self) -> Summary:
        """The verdicts in figures."""
        return summarise([outcome.verdict for outcome in self.outcomes])

    @property
    def verbatim(self) -> float | None:
        """Exact quotes of all quotes; ``None`` if nothing was quoted."""
        quotes = sum(len(outcome.response.quotes) for outcome in self.outcomes)
        return rate(sum(outcome.exact_quotes for outcome in self.outcomes), quotes)

    @property
    def faithfulness(self) -> float | None:
        """Statements of a language model that their evidence says; ``None`` if it made none."""
        asked = [outcome.generation for outcome in self.outcomes if outcome.generation]
        kept = sum(each.kept for each in asked)
        return rate(kept, kept + sum(each.dropped for each in asked))

    @property
    def fallbacks(self) -> int:
        """Answers that a language model was asked for and that were given without it."""
        return sum(bool(each.generation and each.generation.fallback) for each in self.outcomes)

    def seconds(self, percent: int) -> float:
        """The time within which ``percent`` of the questions were answered."""
        return _percentile([outcome.seconds for outcome in self.outcomes], percent)

    def characters(self, percent: int) -> float:
        """The length that ``percent`` of the answers do not exceed."""
        return _percentile([len(outcome.response.answer) for outcome in self.outcomes], percent)


def run(
    questions: Sequence[Question],
    ask: Ask,
    *,
    entity_names: EntityNames,
    text_of: Callable[[str], str],
    on_progress: Callable[[int], None] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Evaluation:
    """Ask the questions one after the other and judge the replies.

    Args:
        questions: The questions, in the order to ask them.
        ask: The assistant. What it raises ends the run: a failure is not an answer.
        entity_names: Kind of record → for each record its name and its other names.
        text_of: Document id → the text that citations refer to.
        on_progress: Told the number of questions done, after each.
        clock: Seconds, from any beginning.
    """
    entities = Entities(entity_names)
    outcomes = []
    for done, question in enumerate(questions, start=1):
        history = _conversation(question.history, ask)
        start = clock()
        answer = ask(AskRequest(question=question.question, history=history))
        seconds = clock() - start
        response = response_of(answer)
        outcomes.append(
            Outcome(
                response=response,
                verdict=score(question, response, entities=entities),
                exact_quotes=sum(_is_exact(citation, text_of) for citation in answer.citations),
                seconds=seconds,
                generation=answer.generation,
            )
        )
        if on_progress is not None:
            on_progress(done)
    return Evaluation(tuple(outcomes))


def response_of(answer: Answer) -> Response:
    """What is judged of an answer."""
    return Response(
        answer=answer.answer,
        answered=answer.status == "answered",
        quotes=tuple(citation.quote for citation in answer.citations),
        records=tuple(
            ReturnedRecord(record.name, " ; ".join(map(_field_text, record.fields.values())))
            for record in answer.records
        ),
    )


def _conversation(history: Sequence[str], ask: Ask) -> tuple[Turn, ...]:
    """The earlier questions, each followed by what the assistant really answers to it."""
    turns: tuple[Turn, ...] = ()
    for earlier in history:
        answer = ask(AskRequest(question=earlier, history=turns))
        said = Turn(role="assistant", content=answer.answer[:_LONGEST_TURN])
        turns = (*turns, Turn(role="user", content=earlier), said)
    return turns


def _field_text(field: FieldView) -> str:
    """A field as printed and, where that differs, as understood."""
    values = field.value if isinstance(field.value, tuple) else (field.value,)
    understood = "; ".join(str(value) for value in values if value is not None)
    return field.printed if understood == field.printed else f"{field.printed} ; {understood}"


def _is_exact(citation: Citation, text_of: Callable[[str], str]) -> bool:
    """Whether the quote stands, to the character, at the place that the citation names."""
    try:
        text = text_of(citation.document_id)
    except NotFoundError:
        return False
    return text[citation.start : citation.end] == citation.quote


def _percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that ``percent`` of the values do not exceed; 0 of none."""
    if not values:
        return 0.0
    return sorted(values)[max(math.ceil(percent / 100 * len(values)), 1) - 1]
