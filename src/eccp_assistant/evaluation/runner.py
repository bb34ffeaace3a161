"""Asks a question set and measures the responses."""

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
    """The result of one question.

    Attributes:
        exact_quotes: Number of quotes that equal the text at their span.
        seconds: Wall time of the question, without its history.
        generation: Verification result of the language model, if it was used.
    """

    response: Response
    verdict: Verdict
    exact_quotes: int
    seconds: float
    generation: Generation | None = None


@dataclass(frozen=True)
class Evaluation:
    """The results of all questions, in order."""

    outcomes: tuple[Outcome, ...]

    @cached_property
    def summary(self) -> Summary:
        """The verdicts in figures."""
        return summarise([outcome.verdict for outcome in self.outcomes])

    @property
    def verbatim(self) -> float | None:
        """Share of exact quotes; ``None`` if nothing was quoted."""
        quotes = sum(len(outcome.response.quotes) for outcome in self.outcomes)
        return rate(sum(outcome.exact_quotes for outcome in self.outcomes), quotes)

    @property
    def faithfulness(self) -> float | None:
        """Share of language model statements supported by evidence; ``None`` if there are none."""
        asked = [outcome.generation for outcome in self.outcomes if outcome.generation]
        kept = sum(each.kept for each in asked)
        return rate(kept, kept + sum(each.dropped for each in asked))

    @property
    def fallbacks(self) -> int:
        """Number of answers for which the language model was called but not used."""
        return sum(bool(each.generation and each.generation.fallback) for each in self.outcomes)

    def seconds(self, percent: int) -> float:
        """Percentile of the response time in seconds."""
        return _percentile([outcome.seconds for outcome in self.outcomes], percent)

    def characters(self, percent: int) -> float:
        """Percentile of the answer length in characters."""
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
    """Ask the questions one after the other and score the answers.

    Args:
        questions: The questions in order.
        ask: Answers a request; its exceptions end the run.
        entity_names: Kind of record → for each record its name and aliases.
        text_of: Document id → the text that citations refer to.
        on_progress: Called after each question with the number of questions done.
        clock: Returns seconds, from any starting point.
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
    """The parts of an answer that are scored."""
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
    """The earlier questions, each followed by the answer of the assistant."""
    turns: tuple[Turn, ...] = ()
    for earlier in history:
        answer = ask(AskRequest(question=earlier, history=turns))
        said = Turn(role="assistant", content=answer.answer[:_LONGEST_TURN])
        turns = (*turns, Turn(role="user", content=earlier), said)
    return turns


def _field_text(field: FieldView) -> str:
    """The printed text of a field and, if different, its value."""
    values = field.value if isinstance(field.value, tuple) else (field.value,)
    understood = "; ".join(str(value) for value in values if value is not None)
    return field.printed if understood == field.printed else f"{field.printed} ; {understood}"


def _is_exact(citation: Citation, text_of: Callable[[str], str]) -> bool:
    """Whether the quote equals the text at the span of the citation."""
    try:
        text = text_of(citation.document_id)
    except NotFoundError:
        return False
    return text[citation.start : citation.end] == citation.quote


def _percentile(values: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile; 0.0 if there are no values."""
    if not values:
        return 0.0
    return sorted(values)[max(math.ceil(percent / 100 * len(values)), 1) - 1]
