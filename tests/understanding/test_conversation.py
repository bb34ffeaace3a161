"""Whether a question depends on the one before it."""

from __future__ import annotations

import pytest

from eccp_assistant.understanding.conversation import continues, leans_on_history, points_back


@pytest.mark.parametrize(
    "text",
    [
        "and from China?",
        "Which of those are evergreen?",
        "How high?",
        "¿y de China?",
        "Et de Chine ?",
        "Und aus China?",
    ],
)
def test_an_incomplete_question_depends_on_history(read, text):
    assert leans_on_history(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Which trees are from China?",
        "How many evergreen trees are there in the garden?",
        "¿Qué árboles vienen de China?",
        "Where does the guide contradict itself?",
    ],
)
def test_a_complete_question_does_not_depend_on_history(read, text):
    assert not leans_on_history(read(text))


def test_pointing_back_and_continuing_are_distinguished(read):
    assert points_back(read("Which of those are evergreen?"))
    assert not points_back(read("and from China?"))
    assert continues(read("and from China?"))
    assert not continues(read("Which trees are from China?"))


def test_are_there_does_not_point_back(read):
    assert not points_back(read("Which trees are there in the garden?"))
