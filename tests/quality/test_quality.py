"""The real assistant reaches the thresholds of every question set."""

import tomllib
from pathlib import Path

import pytest

from eccp_assistant.evaluation.questions import load_questions
from eccp_assistant.evaluation.report import as_dict, as_text
from eccp_assistant.evaluation.runner import run
from eccp_assistant.evaluation.scoring import Response, ReturnedRecord, score, summarise

HERE = Path(__file__).parent
QUESTIONS = load_questions(HERE / "questions.jsonl")
LEAST = tomllib.loads((HERE / "thresholds.toml").read_text(encoding="utf-8"))


def shortfalls(least, measured, where=""):
    """Every threshold that is not reached; one that is not measured is not reached."""
    for name, value in least.items():
        got = measured.get(name)
        if isinstance(value, dict):
            yield from shortfalls(value, got or {}, f"{where}{name}.")
        elif got is None or got < value:
            yield f"{where}{name} is {got}, must be at least {value}"


@pytest.mark.quality
@pytest.mark.parametrize("name", LEAST)
def test_a_question_set_reaches_its_thresholds(assistant, name):
    evaluation = run(
        load_questions(HERE / f"{name}.jsonl"),
        assistant.ask,
        entity_names=assistant.entity_names(),
        text_of=assistant.document_text,
    )
    missed = list(shortfalls(LEAST[name], as_dict(evaluation)))
    assert not missed, "\n".join([*missed, "", as_text(evaluation)])


def test_expected_answers_score_as_correct_and_empty_ones_do_not():
    """What the set expects can be met, and saying nothing of use meets none of it."""
    expected, silent, empty = [], [], []
    for question in QUESTIONS:
        parts = [group[0] for group in question.must_include]
        parts += [] if question.count is None else [str(question.count)]
        response = Response(
            answer=" ; ".join(parts),
            answered=question.answerable,
            quotes=tuple(group[0] for group in question.evidence),
            records=tuple(map(ReturnedRecord, question.exact_set or ())),
        )
        expected.append(score(question, response))
        silent.append(score(question, Response("It does not say.", answered=False)))
        empty.append(score(question, Response("Yes, indeed.", answered=True)))
    assert [verdict.reasons for verdict in expected if not verdict.correct] == []
    assert summarise(expected).total.evidence_recall == 1.0
    assert all(verdict.correct != verdict.question.answerable for verdict in silent)
    assert {verdict.question.kind for verdict in empty if verdict.correct} <= {"smalltalk"}
