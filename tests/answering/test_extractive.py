"""Answers from the running text: expected questions, first words, dates and what to ask next."""

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.cli.build_command import build
from eccp_assistant.config import Settings
from eccp_assistant.domain.answers import LANGUAGES, AskRequest, Turn
from eccp_assistant.text.dates import in_words
from tests.locations import GARDEN


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    """Another corpus, in Spanish, with the real model."""
    folder = tmp_path_factory.mktemp("garden")
    settings = Settings.load(corpus_dir=GARDEN, index_dir=folder, _env_file=None)
    build(settings, quiet=True)
    return Assistant.open(settings)


def ask(assistant, question, *history, **more):
    turns = tuple(Turn(role="user", content=each) for each in history)
    return assistant.ask(AskRequest(question=question, history=turns, **more))


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("How much is the admission fee of the botanical garden?", "4,50 euros"),
        ("¿Qué vale un billete para entrar al jardín?", "4,50 euros"),
        ("Where does one find the garden?", "junto al río"),
    ],
)
def test_a_question_like_an_expected_one_finds_words_it_does_not_share(garden, question, quote):
    answer = ask(garden, question)
    assert answer.status == "answered"
    assert quote in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "What is the phone number of the garden?",
        "¿Cuánto cuesta aparcar?",
        "Who founded the garden?",
    ],
)
def test_what_is_not_expected_and_not_said_is_not_answered(garden, question):
    answer = ask(garden, question)
    assert answer.status in {"not_in_corpus", "unclear"}
    assert "**" not in answer.answer
    assert len(answer.citations) == (0 if answer.status == "not_in_corpus" else 3)


@pytest.mark.parametrize(
    ("question", "language", "first"),
    [
        ("Does the Enterprise Europe Network have a contact point in Colombia?", "en", "No."),
        ("¿Tiene la Enterprise Europe Network un punto de contacto en Colombia?", "es", "No."),
        ("Since when has the EU trade agreement with Colombia been applied?", "en", "**2013.**"),
    ],
)
def test_the_first_words_answer_where_they_can_be_computed(assistant, question, language, first):
    answer = ask(assistant, question)
    assert answer.language == language
    assert answer.answer.startswith(first)


def test_statements_about_the_present_carry_a_date_note(assistant):
    answer = ask(assistant, "Does the Enterprise Europe Network have a contact point in Colombia?")
    assert [note.text for note in answer.notes if note.kind == "dated"] == ["As of September 2017."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_is_written_out_in_every_language(language):
    assert "2017" in in_words("2017-09", language)
    assert in_words("2017-09", language) != "2017"
    assert in_words("2017-09-23", language) != in_words("2017-09", language)


@pytest.mark.parametrize(
    "question",
    [
        "Which clusters are in Galicia?",
        "¿Cuántas pymes reúne CROSSCUT?",
        "When was SPINCAM approved?",
        "¿Por qué colaboran los clústeres?",
        "Was kostet ein Mittagessen in Bogotá?",
        "Quels clusters ont un label Gold ?",
    ],
)
def test_suggestions_are_answered_in_the_language_and_not_asked_before(assistant, question):
    answer = ask(assistant, question)
    assert 1 <= len(answer.suggestions) <= 3
    for suggestion in answer.suggestions:
        assert suggestion not in (question, *())
        followed = ask(assistant, suggestion, language=answer.language)
        assert followed.status == "answered", suggestion


def test_a_suggestion_that_was_followed_is_not_made_again(assistant):
    first = ask(assistant, "Which clusters are in Galicia?")
    again = ask(assistant, "Which clusters are in Galicia?", *first.suggestions)
    assert not set(first.suggestions) & set(again.suggestions)
