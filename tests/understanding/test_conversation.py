"""A question leans on the one before where it says too little itself, and only there."""

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
def test_a_question_that_says_too_little_leans(read, text):
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
def test_a_whole_question_stands_alone(read, text):
    assert not leans_on_history(read(text))


def test_pointing_back_and_going_on_are_told_apart(read):
    assert points_back(read("Which of those are evergreen?"))
    assert not points_back(read("and from China?"))
    assert continues(read("and from China?"))
    assert not continues(read("Which trees are from China?"))


def test_are_there_does_not_point_back(read):
    assert not points_back(read("Which trees are there in the garden?"))
