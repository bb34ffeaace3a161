"""Questions are asked with their history; results are measured and reported."""

import json
from itertools import count

import pytest

from eccp_assistant.domain.answers import Answer, Citation, FieldView, RecordView
from eccp_assistant.errors import IndexMissingError, NotFoundError
from eccp_assistant.evaluation.report import as_dict, as_text
from eccp_assistant.evaluation.runner import run

TEXT = "The garden has three trees. The oak is 18 m tall."
NAMES = {"tree": [("Roble", "oak"), ("Tejo", "yew")]}


def text_of(document_id):
    if document_id != "guide":
        raise NotFoundError(document_id)
    return TEXT


def cite(marker, quote, *, start=None, document="guide"):
    start = TEXT.index(quote) if start is None else start
    return Citation(
        marker=marker,
        document_id=document,
        document_title="Guide",
        section=(),
        locator="",
        quote=quote,
        start=start,
        end=start + len(quote),
        url="",
    )


def record(name, **fields):
    views = {field: FieldView(printed=p, value=v) for field, (p, v) in fields.items()}
    return RecordView(kind="tree", id=name.lower(), name=name, fields=views)


def reply(request, text, **more):
    return Answer(
        id="x",
        question=request.question,
        interpreted_as=request.question,
        language="en",
        status="answered" if more.get("citations") else "not_in_corpus",
        answer=text,
        generator="extractive",
        index_version="1",
        **more,
    )


class Gardener:
    """Says the same to the same question, and keeps what it was asked."""

    def __init__(self, **replies):
        self.replies = replies
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        text, more = self.replies.get(request.question, ("I cannot tell.", {}))
        return reply(request, text, **more)


def evaluate(questions, ask, **more):
    return run(questions, ask, entity_names=NAMES, text_of=text_of, **more)


def test_history_is_asked_in_order_with_the_real_answers(question):
    ask = Gardener(a=("A!", {}), b=("B!", {"citations": (cite(1, "oak"),)}))
    evaluate([question(history=("a", "b"), question="c")], ask)
    asked = [
        (request.question, [(turn.role, turn.content) for turn in request.history])
        for request in ask.requests
    ]
    first = [("user", "a"), ("assistant", "A!")]
    assert asked == [
        ("a", []),
        ("b", first),
        ("c", [*first, ("user", "b"), ("assistant", "B!")]),
    ]


def test_an_answer_is_judged_by_its_status_quotes_records_and_their_values(question):
    oak = record("Roble", height=("18 m", 18), zone=("-", None), uses=("a; b", ("a", "b")))
    ask = Gardener(
        tall=(
            "This one [1].",
            {"citations": (cite(1, "The oak is 18 m tall."),), "records": (oak,)},
        )
    )
    evaluation = evaluate(
        [
            question(
                id="1",
                question="tall",
                exact_set=("oak",),
                must_include=(("18 m",),),
                evidence=(("oak is 18 m tall",),),
            ),
            question(id="2", question="phone?", kind="unanswerable", answerable=False),
        ],
        ask,
    )
    first, second = evaluation.outcomes
    assert (first.verdict.reasons, first.verdict.evidence_found) == ((), 1)
    assert first.response.records[0].values == "18 m ; 18 ; - ;  ; a; b"
    assert second.verdict.correct
    assert second.verdict.abstained


def test_quotes_are_compared_with_the_text_at_their_span(question):
    quotes = (
        cite(1, "three trees"),
        cite(2, "three trees", start=0),
        cite(3, "Three trees", start=TEXT.index("three")),
        cite(4, "The", start=0, document="gone"),
    )
    evaluation = evaluate([question(question="q")], Gardener(q=("x", {"citations": quotes})))
    assert evaluation.outcomes[0].exact_quotes == 1
    assert evaluation.verbatim == 0.25
    assert evaluate([question()], Gardener()).verbatim is None


def test_time_is_that_of_the_question_without_its_history(question):
    ticks = count()
    ask = Gardener()

    def slow(request):
        for _ in request.history or "x":
            next(ticks)
        return ask(request)

    asked = [question(id="1"), question(id="2", history=("a",))]
    evaluation = evaluate(asked, slow, clock=lambda: float(next(ticks)))
    assert [outcome.seconds for outcome in evaluation.outcomes] == [2.0, 3.0]
    assert (evaluation.seconds(50), evaluation.seconds(95)) == (2.0, 3.0)
    assert evaluation.characters(95) == len("I cannot tell.")
    assert evaluate([], ask).seconds(95) == 0.0


def test_a_failure_ends_the_run(question):
    def broken(_request):
        raise IndexMissingError("run `eccp index build`")

    with pytest.raises(IndexMissingError):
        evaluate([question(kind="unanswerable", answerable=False)], broken)


def test_progress_is_reported_after_each_question(question):
    done = []
    evaluate([question(id="1"), question(id="2")], Gardener(), on_progress=done.append)
    assert done == [1, 2]


@pytest.fixture
def evaluation(question):
    ask = Gardener(tall=("The oak.", {"citations": (cite(1, "three trees"),)}))
    return evaluate(
        [
            question(id="right", question="tall", evidence=(("oak is 18 m tall",),)),
            question(id="wrong", lang="es", kind="count", question="¿Cuántos?", count=3),
        ],
        ask,
    )


def test_the_report_lists_figures_failures_and_weak_evidence(evaluation):
    lines = [" ".join(line.split()) for line in as_text(evaluation).splitlines()]
    assert "total 2 1 50.0% 0/1 0.0% 0.0% -" in lines
    assert "es 1 0 0.0% 0/0 - 0.0% -" in lines
    assert "verbatim quotes 100.0% of 1" in lines
    assert lines[lines.index("failures: 1") :] == [
        "failures: 1",
        "wrong [count/es] ¿Cuántos?",
        "- abstained, although the corpus says",
        "- does not state the count 3",
        "right, but not all evidence cited: 1",
        "right [fact/en] 0 of 1 groups",
    ]
    assert "failures" not in as_text(evaluation, failures=False)


def test_the_data_holds_the_figures_and_every_response(evaluation):
    data = json.loads(json.dumps(as_dict(evaluation)))
    assert data["total"]["accuracy"] == data["by_language"]["en"]["accuracy"] / 2 == 0.5
    assert data["total"]["verbatim"] == 1.0
    assert data["by_kind"]["count"]["abstain_recall"] is None
    right, wrong = data["questions"]
    assert right["answer"] == "The oak."
    assert right["citations"] == [{"quote": "three trees"}]
    assert wrong["reasons"] == [
        "abstained, although the corpus says",
        "does not state the count 3",
    ]
