"""Answers without grounds are rejected by the types."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from eccp_assistant.domain.answers import Answer, AskRequest, Citation


@pytest.fixture(scope="module")
def parts(assistant):
    answer = assistant.ask(AskRequest(question="Since when is the trade agreement applied?"))
    assert answer.status == "answered"
    return {name: getattr(answer, name) for name in Answer.model_fields}


@pytest.mark.parametrize(
    "changes",
    [
        {"citations": ()},
        {"status": "not_in_corpus"},
        {"status": "out_of_scope"},
        {"status": "smalltalk"},
        {"answer": "It is so. [7]"},
        {"notes": ({"kind": "dated", "text": "As of 2017.", "markers": (9,)},)},
    ],
)
def test_an_ungrounded_answer_is_refused(parts, changes):
    Answer.model_validate(parts)
    with pytest.raises(ValidationError):
        Answer.model_validate(parts | changes)


@pytest.mark.parametrize(
    "changes", [{"quote": ""}, {"end": 10_000_000}, {"start": -1}, {"marker": 0}]
)
def test_a_citation_is_as_long_as_its_quote(parts, changes):
    citation = parts["citations"][0].model_dump()
    Citation.model_validate(citation)
    with pytest.raises(ValidationError):
        Citation.model_validate(citation | changes)
