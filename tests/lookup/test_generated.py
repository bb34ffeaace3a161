"""About three thousand generated questions are answered as the YAML files say.

A run asks a random tenth of them; ``pytest -m grid`` asks all.
"""

import re

import pytest

from eccp_assistant.domain.answers import AskRequest
from tests.locations import CORPUS, GARDEN
from tests.lookup.generated.oracle import fold
from tests.lookup.generated.questions import cases

RECORDS = CORPUS / "records"
CASES = cases(RECORDS)
OTHER_CASES = cases(GARDEN / "records")


def test_there_are_several_hundred_over_all_kinds_families_and_languages():
    assert len(CASES) > 600
    assert {case.language for case in CASES} == {"en", "es", "fr", "de", "pt", "it", "ca"}
    assert {case.kind for case in CASES} == {
        path.stem.rstrip("s") for path in RECORDS.glob("*.yaml")
    } - {"activitie", "dairy_initiative", "dairy_cluster", "potential_sector"} | {
        "activity",
        "dairy_initiative",
        "dairy_cluster",
        "potential_sector",
    }


@pytest.mark.grid
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_answer_is_exact(assistant, case):
    assert_exact(assistant, case)


@pytest.mark.grid
@pytest.mark.parametrize("case", OTHER_CASES, ids=lambda case: case.id)
def test_the_answer_of_another_corpus_is_exact(garden, case):
    assert_exact(garden, case)


def assert_exact(assistant, case):
    request = AskRequest.model_validate({"question": case.question, "language": case.language})
    answer = assistant.ask(request)
    assert answer.generator == "lookup", answer.answer
    own = {record.id for record in answer.records if record.kind == answer.lookup.kind}
    if case.rows is not None:
        assert own == case.rows, answer.interpreted_as
    if case.figure is not None:
        digits = [
            float(found.replace(",", "."))
            for found in re.findall(r"\d+(?:[.,]\d+)?", answer.answer)
        ]
        assert round(case.figure, 1) in digits
    if case.groups is not None:
        for value, count in case.groups:
            assert f"{value} (**{count}**)" in fold(answer.answer)
    for value in case.cell or ():
        assert value in answer.answer
