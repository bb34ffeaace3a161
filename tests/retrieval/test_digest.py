"""A document or a section in short: whole sentences, verbatim, in their order."""

import pytest

from tests.fixtures.foundry import ask

HISTORY = ("brothers Hale", "A fire destroyed", "the town has owned")
WORK = ("Eleven people", "nine tonnes", "Visitors are welcome")


def quotes(answer):
    assert answer.status == "answered"
    assert "**" not in answer.answer
    starts = [each.start for each in answer.citations]
    assert starts == sorted(starts)
    return [each.quote for each in answer.citations]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Summarise section 1.", HISTORY),
        ("Fasse Abschnitt 2 zusammen, bitte.", WORK),
        ("¿Puede resumir el apartado 1?", HISTORY),
        ("Give me the gist of the history.", HISTORY),
    ],
)
def test_a_section_is_told_by_its_own_sentences(foundry, question, parts):
    said = quotes(ask(foundry, question))
    assert len(said) == len(parts)
    assert all(part in quote for part, quote in zip(parts, said, strict=True))


@pytest.mark.parametrize(
    "question",
    [
        "What is this paper about?",
        "¿De qué trata este documento?",
        "Worum geht es in dem Bericht?",
        "Résumez le document.",
        "Podes resumir o texto?",
        "Riassumi il documento.",
        "Fes-me un resum de l'informe.",
    ],
)
def test_a_document_is_told_by_a_sentence_of_each_section(foundry, question):
    answer = ask(foundry, question)
    first, second = quotes(answer)
    assert any(part in first for part in HISTORY)
    assert any(part in second for part in WORK)
    assert "The bell foundry of Arnmoor" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "Summarise section 7.",
        "Give me an overview of the apprentices.",
        "Who wrote the summary of section 1?",
    ],
)
def test_what_is_no_part_of_the_document_is_not_told_in_short(foundry, question):
    assert "word for word" not in ask(foundry, question).answer
