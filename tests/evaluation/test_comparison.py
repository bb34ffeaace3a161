"""Comparison of two results of the same questions."""

from __future__ import annotations

import json

import pytest

from eccp_assistant.cli.eval_command import compare_files
from eccp_assistant.errors import QuestionSetError
from eccp_assistant.evaluation.comparison import compare


def result(*correct, faithfulness=None):
    questions = [{"id": f"q{n}", "correct": each} for n, each in enumerate(correct)]
    share = sum(correct) / len(correct)
    return {
        "total": {"accuracy": share, "faithfulness": faithfulness, "seconds_p50": 0.5},
        "by_kind": {"fact": {"accuracy": share}},
        "questions": questions,
    }


def test_gains_and_losses_are_named():
    found = compare(result(True, True, False), result(False, True, True, faithfulness=0.25))
    assert (found.gained, found.lost) == (("q2",), ("q0",))
    assert found.figures["faithfulness"] == (None, 0.25)
    text = found.as_text("before", "after")
    assert "right only in after: q2" in text
    assert "right only in before: q0" in text
    assert "25.0%" in text


def test_results_of_different_questions_are_not_compared():
    with pytest.raises(QuestionSetError, match="only one has 'q2'"):
        compare(result(True, True), result(True, True, False))


@pytest.mark.parametrize("content", ["", "[]", "{}", "{"])
def test_a_file_without_results_is_named(tmp_path, content):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(result(True)))
    bad.write_text(content)
    with pytest.raises(QuestionSetError, match=r"bad\.json: no result"):
        compare_files(good, bad)
