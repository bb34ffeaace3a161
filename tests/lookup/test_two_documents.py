"""Two documents about some of the same trees: counts, sources, conflicts, restrictions."""

from __future__ import annotations

import pytest

from eccp_assistant.domain.answers import AskRequest
from eccp_assistant.domain.queries import RecordQuery
from tests.fixtures.two_documents import open_park


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    return open_park(tmp_path_factory.mktemp("park"))


def ask(park, question, *documents):
    return park.ask(AskRequest(question=question, documents=documents or None))


ALL = {"yew", "ginkgo", "redwood", "oak", "beech"}


@pytest.mark.parametrize(
    ("question", "documents", "expected"),
    [
        ("Which trees are there?", (), ALL),
        ("Which trees are there?", ("guide", "nursery", "rules"), ALL),
        ("Which trees are there?", ("guide", "nursery"), ALL),
        ("Which trees are there?", ("guide",), ALL - {"beech"}),
        ("Which trees are there?", ("nursery",), ALL - {"yew"}),
        ("How many trees are evergreen?", (), {"yew", "redwood"}),
        ("How many trees are evergreen?", ("nursery",), {"redwood"}),
        ("How many trees are from Spain?", (), {"yew", "oak"}),
        ("How many trees are from China?", ("nursery",), {"ginkgo"}),
        ("How many trees are deciduous?", (), {"ginkgo", "oak", "beech"}),
        ("How many trees are deciduous?", ("nursery",), {"ginkgo", "beech"}),
    ],
)
def test_lists_and_counts_follow_the_documents_asked(park, question, documents, expected):
    answer = ask(park, question, *documents)
    assert answer.status == "answered", answer.answer
    assert {record.id for record in answer.records} == expected
    assert answer.lookup.total == len(expected)
    if documents:
        assert {citation.document_id for citation in answer.citations} <= set(documents)


def test_a_count_names_the_rows_of_the_documents_asked(park):
    assert "of 5 " in ask(park, "How many trees are evergreen?").answer
    assert "of 4 " in ask(park, "How many trees are evergreen?", "nursery").answer


def test_a_value_of_the_other_document_is_not_seen(park):
    assert "none given" in ask(park, "What is the origin of Roble?", "guide").answer
    assert "Spain" in ask(park, "What is the origin of Roble?", "nursery").answer
    assert ask(park, "How many seedlings of Haya are there?", "guide").status == "not_in_corpus"


@pytest.mark.parametrize("question", ["Which trees are there?", "How many trees are evergreen?"])
def test_a_document_without_records_has_no_lookup_answers(park, question):
    answer = ask(park, question, "rules")
    assert (answer.status, answer.records, answer.citations) == ("not_in_corpus", (), ())


def test_a_posted_query_is_restricted_too(park):
    query = RecordQuery(kind="tree", aggregate="count")
    for documents, total in ((("nursery",), 4), (("guide",), 4), (None, 5)):
        request = AskRequest(question="How many?", query=query, documents=documents)
        assert park.ask(request).lookup.total == total
    request = AskRequest(question="How many?", query=query, documents=("rules",))
    assert park.ask(request).status == "not_in_corpus"


def test_a_card_cites_every_source_beside_what_it_gives(park):
    answer = ask(park, "What is the origin of Roble?")
    assert "Spain [2]" in answer.answer
    assert [citation.document_id for citation in answer.citations] == ["guide", "nursery"]
    assert answer.records[0].marker == 1


def test_a_row_cites_the_source_that_makes_it_match(park):
    answer = ask(park, "Which trees are from Spain?")
    quotes = {citation.marker: citation.quote for citation in answer.citations}
    assert "- Roble [2][3]" in answer.answer
    assert quotes[3].startswith("| Roble | España")


def test_a_quote_names_its_document_among_several(park):
    question = "¿Dónde está el jardín?"
    assert "(Guía del jardín botánico) [1]" in ask(park, question).answer
    assert ask(park, question).answer == ask(park, question, "guide").answer


def test_a_conflict_shows_both_values_and_says_so(park):
    answer = ask(park, "How tall is the Ginkgo?")
    assert "21, 25 [2]" in answer.answer
    (note,) = [note for note in answer.notes if note.kind == "discrepancy"]
    assert note.text == (
        "The documents differ on the height of Ginkgo: 21 in “Guía del jardín botánico” [1]; "
        "25 in “Catálogo del vivero” [2]."
    )
    assert note.markers == (1, 2)
    assert answer.records[0].fields["height"].value == (21, 25)


def test_a_conflict_is_reported_in_the_language_of_the_question(park):
    answer = ask(park, "¿Qué altura tiene el Ginkgo?")
    (note,) = [note for note in answer.notes if note.kind == "discrepancy"]
    assert note.text.startswith("Los documentos difieren en un dato de Ginkgo (altura)")


@pytest.mark.parametrize("document", ["guide", "nursery"])
def test_one_document_alone_does_not_contradict_itself(park, document):
    answer = ask(park, "How tall is the Ginkgo?", document)
    assert [note for note in answer.notes if note.kind == "discrepancy"] == []
    assert ("21" in answer.answer) == (document == "guide")


def test_a_sum_takes_the_first_source_where_they_differ(park):
    assert "115" in ask(park, "What is the total height of the trees?").answer
    assert "107" in ask(park, "What is the total height of the trees?", "nursery").answer


def test_the_index_holds_what_every_source_says(park):
    snapshot = park.loaded_index().snapshot
    ginkgo = next(record for record in snapshot.records("tree") if record.id == "ginkgo")
    assert ginkgo.conflicts == ("height",)
    assert [source.name for source in ginkgo.sources] == ["Ginkgo", "GINKGO"]
    assert snapshot.within(("guide", "nursery", "rules")) is snapshot
    assert snapshot.within(("nursery",)) is snapshot.within(("nursery",))
