"""Short constructors for questions and responses."""

import pytest

from eccp_assistant.evaluation.questions import Question
from eccp_assistant.evaluation.scoring import Response, ReturnedRecord

EXPECTS_NOTHING = {
    "id": "q",
    "lang": "en",
    "persona": "researcher",
    "kind": "fact",
    "history": (),
    "question": "What?",
    "answerable": True,
    "must_include": (),
    "must_not_include": (),
    "exact_set": None,
    "count": None,
    "evidence": (),
    "note": "",
}


@pytest.fixture
def question():
    """A question that expects nothing but what a test says."""

    def make(**expected) -> Question:
        return Question(**EXPECTS_NOTHING | expected)

    return make


@pytest.fixture
def response():
    def make(answer="", *, answered=True, quotes=(), records=()) -> Response:
        returned = tuple(
            ReturnedRecord(each) if isinstance(each, str) else each for each in records
        )
        return Response(answer, answered, tuple(quotes), returned)

    return make
