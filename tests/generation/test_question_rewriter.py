"""A model may rewrite a question that the rules did not understand; its output is validated."""

from __future__ import annotations

import asyncio
import json

import pytest

from eccp_assistant.domain.answers import AskRequest, Turn

HISTORY = (
    Turn(role="user", content="Which clusters are in Portugal?"),
    Turn(role="assistant", content="InovCluster."),
)


@pytest.fixture
def reader(with_model, script):
    return with_model(script.base_url, llm_understanding=True)


def ask(assistant, question, history=()):
    request = AskRequest(question=question, history=history, language="en")
    return asyncio.run(assistant.answer(request))


def replies(script, **by_prompt):
    """Say what belongs to the prompt: ``rewrite``, ``query``, else claims that nobody believes."""

    def reply(body):
        text = body["messages"][-1]["content"]
        kind = "rewrite" if text.startswith("Rewrite") else "query" if "Operators:" in text else ""
        return iter([json.dumps(by_prompt.get(kind, {}))])

    script.reply = reply


def test_a_question_that_was_not_understood_is_answered_by_the_query_of_a_model(
    reader, script, assistant
):
    question = "pray enumerate yon lusitanian conglomerations"
    assert assistant.ask(AskRequest(question=question, language="en")).status != "answered"
    query = {"kind": "cluster", "filters": [{"field": "country", "op": "is", "value": "Portugal"}]}
    replies(script, query={"query": query})
    answer = ask(reader, question)
    assert answer.status == "answered"
    assert [record.name for record in answer.records] == [
        record.name for record in assistant.ask(AskRequest(question="clusters in Portugal")).records
    ]


@pytest.mark.parametrize(
    "query",
    [
        None,
        "DROP TABLE records",
        {"kind": "spaceship"},
        {"kind": "cluster", "filters": [{"field": "password", "op": "is", "value": "x"}]},
        {"kind": "cluster", "filters": [{"field": "country", "op": "is", "value": "Atlantis"}]},
        {"kind": "cluster", "filters": [{"field": "country", "op": "is", "value": "Spain"}]},
        {"kind": "cluster", "aggregate": "count"},
    ],
)
def test_a_query_that_does_not_fit_the_question_is_ignored(reader, script, assistant, query):
    question = "clusters in Peru"
    replies(script, query={"query": query})
    answer = ask(reader, question)
    assert answer.status == "not_in_corpus"
    assert answer.answer == assistant.ask(AskRequest(question=question, language="en")).answer


def test_the_model_is_not_asked_if_the_rules_answer(reader, script, assistant):
    query = {"kind": "cluster", "filters": [{"field": "country", "op": "is", "value": "Spain"}]}
    replies(script, query={"query": query}, rewrite={"question": "clusters in Spain?"})
    question = "Which clusters are in Germany?"
    answer = ask(reader, question)
    assert answer.lookup == assistant.ask(AskRequest(question=question, language="en")).lookup
    assert len(script.asked) == 1  # only to phrase it


@pytest.mark.parametrize("question", ["", " ", "x" * 2001, None, 3])
def test_a_rewritten_question_is_validated(reader, script, question):
    replies(script, rewrite={"question": question}, query={"query": None})
    answer = ask(reader, "And what of the Zorbex thereof?", HISTORY)
    assert answer.status != "answered"


def test_a_rewritten_question_is_asked_instead(reader, script):
    replies(script, rewrite={"question": "Which clusters are in Germany?"})
    answer = ask(reader, "And what of the Teutonic Zorbex thereof?", HISTORY)
    assert answer.status == "answered"
    assert "Germany" in answer.interpreted_as
