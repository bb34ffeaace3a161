"""Example questions by kind of reader: loaded, stored in the index, answered."""

from __future__ import annotations

import pytest

from eccp_assistant.corpus.example_questions import load_example_questions
from eccp_assistant.domain.answers import AskRequest
from eccp_assistant.errors import CorpusError
from tests.conftest import ROOT


def test_every_first_question_of_the_corpus_is_answered(assistant):
    starters = assistant.loaded_index().snapshot.starters
    assert starters == load_example_questions(ROOT / "corpus" / "starters.yaml") != ()
    for each in starters:
        for language, questions in each.questions.items():
            for question in questions:
                answer = assistant.ask(AskRequest(question=question))
                assert (answer.status, answer.language) == ("answered", language), question


def test_a_corpus_without_the_file_has_none(tmp_path):
    assert load_example_questions(tmp_path / "starters.yaml") == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {reader: {en: Gardeners}}", "questions"),
        ("- {reader: {en: Gardeners}, questions: {es: [¿Qué?]}}", "no name of the reader"),
        ("- {reader: {xx: Gardeners}, questions: {en: [What?]}}", "reader"),
        ("- {reader: {en: Gardeners}, questions: {en: []}}", "questions"),
        ("- {reader: {en: Gardeners}, questions: {en: [What?]}, colour: red}", "colour"),
    ],
)
def test_an_invalid_entry_is_named_with_its_line(tmp_path, text, complaint):
    path = tmp_path / "starters.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=complaint) as caught:
        load_example_questions(path)
    assert "starters.yaml:1" in str(caught.value)
