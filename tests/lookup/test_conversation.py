"""A complete question is read alone, whatever was asked before."""

from __future__ import annotations

import pytest

from eccp_assistant.domain.answers import AskRequest, Turn

BEFORE = (
    Turn(role="user", content="Which clusters in Spain have a Gold label?"),
    Turn(role="assistant", content="Three."),
)


@pytest.mark.parametrize(
    "question",
    [
        "How many clusters are there per country?",
        "Which clusters are there in Portugal?",
        "clusters that work on wind energy",
        "Where does the paper contradict itself?",
        "¿Cuántos clústeres hay por país?",
        "Combien de clusters y a-t-il en France ?",
        "Wie viele Cluster gibt es in Frankreich?",
        "Quantos clusters há em Portugal?",
        "Quanti cluster ci sono in Italia?",
        "Quants clústers hi ha a Portugal?",
    ],
)
def test_a_complete_question_is_not_read_as_a_continuation(assistant, question):
    alone = assistant.ask(AskRequest(question=question))
    after = assistant.ask(AskRequest(question=question, history=BEFORE))
    assert alone.status == after.status == "answered"
    assert after.answer == alone.answer


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("and in Portugal?", 1),
        ("Which of those are in Galicia?", 1),
        ("How many are there?", 3),
        ("¿y en Portugal?", 1),
        ("¿Cuántos son?", 3),
    ],
)
def test_an_incomplete_question_is_read_as_a_continuation(assistant, question, total):
    answer = assistant.ask(AskRequest(question=question, history=BEFORE))
    assert answer.lookup.total == total
    assert "Gold" in answer.interpreted_as
