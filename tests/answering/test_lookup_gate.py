"""A lookup that leaves out what the question denies is no answer."""

from __future__ import annotations

import pytest

from eccp_assistant.domain.answers import AskRequest


@pytest.fixture(scope="module")
def members(assistant):
    query = {"kind": "cluster", "filters": [{"field": "escp", "op": "not_empty"}]}
    asked = AskRequest.model_validate({"question": "?", "language": "en", "query": query})
    return {record.id for record in assistant.ask(asked).records if record.kind == "cluster"}


@pytest.mark.parametrize(
    "question",
    [
        "Which clusters don't take part in any ESCP-4i?",
        "¿Qué clústeres no son miembros de ninguna ESCP-4i?",
        "Quels clusters ne sont membres d'aucun ESCP-4i ?",
    ],
)
def test_those_that_are_not_asked_for_are_never_listed(assistant, members, question):
    answer = assistant.ask(AskRequest(question=question))
    listed = {record.id for record in answer.records if record.kind == "cluster"}
    assert members
    assert not listed & members


def test_a_comparison_that_is_worded_as_a_denial_is_still_answered(assistant):
    answer = assistant.ask(AskRequest(question="Which partnerships have no more than 400 SMEs?"))
    assert answer.status == "answered"
    assert answer.lookup is not None
    assert answer.lookup.total > 0
