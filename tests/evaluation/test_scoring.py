"""When a response is correct, and how the figures are computed."""

import pytest

from eccp_assistant.evaluation.entities import Entities
from eccp_assistant.evaluation.scoring import ReturnedRecord, score, summarise

GARDEN = Entities(
    {
        "tree": [("Tejo común (TC4)", "TC4"), ("Secuoya roja's",), ("Roble",)],
        "garden": [("North garden",), ("South garden",)],
    }
)


def judge(question, response):
    return score(question, response, entities=GARDEN)


def test_a_right_answer_with_its_evidence(question, response):
    asked = question(
        must_include=(("13.2", "13,2"),), evidence=(("from € 6.4 m in 2006 to € 13.2 m in 2015",),)
    )
    verdict = judge(
        asked, response("It was 13,2 m.", quotes=["rising from €6.4 m in 2006 to € 13.2 m in 2015"])
    )
    assert verdict.correct
    assert (verdict.evidence_found, verdict.evidence_total) == (1, 1)
    uncited = judge(asked, response("It was 13.2 m."))
    assert uncited.correct
    assert (uncited.evidence_found, uncited.evidence_total) == (0, 1)


def test_every_group_must_be_included(question, response):
    asked = question(lang="es", must_include=(("cuarto",), ("Ñandú", "rhea")))
    assert judge(asked, response("El CUARTO; nandu")).correct
    assert judge(asked, response("El cuarto")).reasons == ("includes none of 'Ñandú', 'rhea'",)
    many = question(must_include=(tuple("abcdefgh"),))
    assert judge(many, response("")).reasons == (
        "includes none of 'a', 'b', 'c', 'd', 'e', 'f', …",
    )


def test_names_and_values_of_records_count_as_included(question, response):
    asked = question(must_include=(("Roble",), ("España",)))
    assert judge(asked, response("Here.", records=[ReturnedRecord("Roble", "España ; 18")])).correct
    assert not judge(asked, response("Here.", records=[ReturnedRecord("Roble")])).correct


def test_forbidden_text_is_searched_in_the_answer_only(question, response):
    asked = question(must_include=(("gold",),), must_not_include=("Bronze",))
    assert judge(asked, response("Gold", records=["Bronze birch"])).correct
    assert judge(asked, response("Gold or bronze")).reasons == ("must not include 'Bronze'",)


def test_the_number_of_a_citation_does_not_answer(question, response):
    assert not judge(question(must_include=(("3",),)), response("Some [3].")).correct
    assert not judge(question(kind="count", count=3), response("Some [3].")).correct
    assert not judge(question(must_not_include=("3",)), response("Some [3].")).correct


def test_abstaining_from_an_answerable_question_is_wrong(question, response):
    verdict = judge(
        question(must_include=(("13.2",),)), response("It does not say. 13.2", answered=False)
    )
    assert verdict.reasons == ("abstained, although the corpus says",)
    assert verdict.abstained


def test_no_response_is_wrong_and_no_abstention(question):
    verdict = judge(question(evidence=(("a", "b"), ("c",))), None)
    assert (verdict.correct, verdict.abstained, verdict.evidence_total) == (False, False, 2)


def test_an_unanswerable_question_must_not_be_answered(question, response):
    asked = question(kind="unanswerable", answerable=False, must_not_include=("+34",))
    assert judge(asked, response("It does not say.", answered=False)).correct
    assert judge(asked, response("It is 93 123.")).reasons == (
        "answered, although the corpus does not say",
    )
    assert not judge(asked, response("It does not say; +34 93?", answered=False)).correct


@pytest.mark.parametrize("answered", [True, False])
def test_small_talk_may_be_answered_without_sources(question, response, answered):
    asked = question(kind="smalltalk", answerable=False)
    assert judge(asked, response("Hello!", answered=answered)).correct


@pytest.mark.parametrize("sources", [{"quotes": ["Annex 1"]}, {"records": ["Roble"]}])
def test_small_talk_with_sources_is_wrong(question, response, sources):
    asked = question(kind="smalltalk", answerable=False)
    assert not judge(asked, response("Hello!", **sources)).correct


@pytest.mark.parametrize(
    ("answer", "records"),
    [
        ("Two.", ["Tejo comun (TC4)", "Secuoya roja’s"]),
        ("Two.", ["TC4", ReturnedRecord("Secuoya roja's", "like Roble")]),
        ("Two.", ["TC4", "Secuoya roja's", "North garden"]),
        ("TC4 and Secuoya Roja's", []),
        ("TC4 and Secuoya Roja's", ["North garden"]),
    ],
)
def test_a_set_is_right_by_records_or_by_the_answer(question, response, answer, records):
    asked = question(kind="filter", exact_set=("TC4", "Secuoya roja's"))
    assert judge(asked, response(answer, records=records)).reasons == ()


@pytest.mark.parametrize(
    ("answer", "records", "reason"),
    [
        ("TC4, Secuoya roja's, Roble", [], "the set should not hold Roble"),
        ("TC4, Secuoya roja's", ["TC4"], "the set lacks Secuoya roja's"),
        ("", ["TC4", "Secuoya roja's", "Roble"], "the set should not hold Roble"),
    ],
)
def test_a_set_is_wrong_with_one_name_more_or_fewer(question, response, answer, records, reason):
    asked = question(kind="filter", exact_set=("TC4", "Secuoya roja's"))
    assert judge(asked, response(answer, records=records)).reasons == (reason,)


def test_a_count_must_be_stated(question, response):
    asked = question(kind="count", count=26, lang="es")
    assert judge(asked, response("Hay veintiséis")).correct
    assert judge(asked, response("Hay 25")).reasons == ("does not state the count 26",)


def test_figures_on_abstaining_leave_small_talk_out(question, response):
    silent = question(kind="unanswerable", answerable=False)
    fact = question(lang="es", must_include=(("yes",),), evidence=(("a tall oak",),))
    talk = question(kind="smalltalk", answerable=False)
    summary = summarise(
        [
            judge(silent, response("", answered=False)),
            judge(silent, response("x")),
            judge(fact, response("", answered=False)),
            judge(fact, response("yes", quotes=["a tall oak"])),
            judge(talk, response("Hello!", answered=False)),
        ]
    )
    total = summary.total
    assert (total.questions, total.correct, total.accuracy) == (5, 3, 0.6)
    assert (total.abstain_precision, total.abstain_recall) == (0.5, 0.5)
    assert total.evidence_recall == 0.5
    assert list(summary.by_kind) == ["fact", "unanswerable", "smalltalk"]
    assert list(summary.by_language) == ["en", "es"]
    assert summary.by_language["es"].accuracy == 0.5
    assert summary.by_kind["smalltalk"].abstain_recall is None


def test_a_rate_of_nothing_is_none():
    total = summarise([]).total
    assert (total.accuracy, total.evidence_recall, total.abstain_precision) == (None, None, None)
