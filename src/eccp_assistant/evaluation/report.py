"""Formats an evaluation as text and as data."""

from __future__ import annotations

from collections.abc import Iterator

from eccp_assistant.evaluation.runner import Evaluation, Outcome
from eccp_assistant.evaluation.scoring import Figures, Verdict


def as_text(evaluation: Evaluation, *, failures: bool = True) -> str:
    """The figures as a table, then the failures with their reasons.

    Args:
        evaluation: What to report.
        failures: Whether to list wrong answers, and right ones that lack evidence.
    """
    lines = [*_table(evaluation), "", *_measures(evaluation)]
    if failures:
        lines += ["", *_failures(evaluation)]
    return "\n".join(lines)


def as_dict(evaluation: Evaluation) -> dict[str, object]:
    """The figures and every response with its verdict, as data for JSON."""
    summary = evaluation.summary
    return {
        "total": {
            **_rates(summary.total),
            "verbatim": evaluation.verbatim,
            "faithfulness": evaluation.faithfulness,
            "fallbacks": evaluation.fallbacks,
            "seconds_p50": round(evaluation.seconds(50), 4),
            "seconds_p95": round(evaluation.seconds(95), 4),
            "characters_p50": evaluation.characters(50),
            "characters_p95": evaluation.characters(95),
        },
        "by_kind": {name: _rates(figures) for name, figures in summary.by_kind.items()},
        "by_language": {name: _rates(figures) for name, figures in summary.by_language.items()},
        "questions": [_outcome(outcome) for outcome in evaluation.outcomes],
    }


def _rates(figures: Figures) -> dict[str, object]:
    return {
        "questions": figures.questions,
        "correct": figures.correct,
        "accuracy": figures.accuracy,
        "evidence_found": figures.evidence_found,
        "evidence_total": figures.evidence_total,
        "evidence_recall": figures.evidence_recall,
        "abstained": figures.abstained,
        "should_abstain": figures.should_abstain,
        "abstain_precision": figures.abstain_precision,
        "abstain_recall": figures.abstain_recall,
    }


def _outcome(outcome: Outcome) -> dict[str, object]:
    verdict, response = outcome.verdict, outcome.response
    return {
        "id": verdict.question.id,
        "kind": verdict.question.kind,
        "lang": verdict.question.lang,
        "question": verdict.question.question,
        "correct": verdict.correct,
        "reasons": list(verdict.reasons),
        "evidence_found": verdict.evidence_found,
        "evidence_total": verdict.evidence_total,
        "exact_quotes": outcome.exact_quotes,
        "seconds": round(outcome.seconds, 4),
        "answered": response.answered,
        "answer": response.answer,
        "citations": [{"quote": quote} for quote in response.quotes],
        "records": [record.name for record in response.records],
    }


def _table(evaluation: Evaluation) -> Iterator[str]:
    summary = evaluation.summary
    yield (
        f"{'':16}{'questions':>10}{'correct':>9}{'accuracy':>10}{'evidence':>10}"
        f"{'recall':>9}{'abstain P':>11}{'abstain R':>11}"
    )
    yield _row("total", summary.total)
    for title, groups in (("kind", summary.by_kind), ("language", summary.by_language)):
        yield f"by {title}"
        yield from (_row(f"  {name}", figures) for name, figures in groups.items())


def _row(name: str, figures: Figures) -> str:
    evidence = f"{figures.evidence_found}/{figures.evidence_total}"
    return (
        f"{name:16}{figures.questions:>10}{figures.correct:>9}{_percent(figures.accuracy):>10}"
        f"{evidence:>10}{_percent(figures.evidence_recall):>9}"
        f"{_percent(figures.abstain_precision):>11}{_percent(figures.abstain_recall):>11}"
    )


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _measures(evaluation: Evaluation) -> Iterator[str]:
    quotes = sum(len(outcome.response.quotes) for outcome in evaluation.outcomes)
    yield f"verbatim quotes {_percent(evaluation.verbatim)} of {quotes}"
    yield (
        f"time to answer  {evaluation.seconds(50) * 1000:.0f} ms (p50), "
        f"{evaluation.seconds(95) * 1000:.0f} ms (p95)"
    )
    yield (
        f"answer length   {evaluation.characters(50):.0f} characters (p50), "
        f"{evaluation.characters(95):.0f} (p95)"
    )
    if evaluation.faithfulness is not None:
        yield f"faithfulness    {_percent(evaluation.faithfulness)} of the model's statements"
        yield f"without a model {evaluation.fallbacks} answers, where it failed or was not faithful"


def _failures(evaluation: Evaluation) -> Iterator[str]:
    verdicts = [outcome.verdict for outcome in evaluation.outcomes]
    wrong = [verdict for verdict in verdicts if not verdict.correct]
    yield f"failures: {len(wrong)}"
    for verdict in wrong:
        yield f"  {_name(verdict)} {verdict.question.question}"
        yield from (f"      - {reason}" for reason in verdict.reasons)
    weak = [each for each in verdicts if each.correct and each.evidence_found < each.evidence_total]
    yield f"right, but not all evidence cited: {len(weak)}"
    yield from (
        f"  {_name(each)} {each.evidence_found} of {each.evidence_total} groups" for each in weak
    )


def _name(verdict: Verdict) -> str:
    question = verdict.question
    return f"{question.id} [{question.kind}/{question.lang}]"
