"""A question set is loaded completely, or its first error is named with place and repair."""

import json

import pytest

from eccp_assistant.errors import QuestionSetError
from eccp_assistant.evaluation.questions import load_questions

GOOD = {
    "id": "fact-01",
    "lang": "ca",
    "persona": "journalist",
    "kind": "followup",
    "history": ["Quants arbres hi ha?"],
    "question": "I quants són alts?",
    "answerable": True,
    "must_include": [["3", "tres"]],
    "must_not_include": ["4"],
    "exact_set": ["Roure"],
    "count": 3,
    "evidence": [["three tall trees"]],
    "note": "Three of four.",
}


@pytest.fixture
def load(tmp_path):
    def _load(*lines):
        path = tmp_path / "set.jsonl"
        written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(written) + "\n", encoding="utf-8")
        return load_questions(path)

    return _load


def test_a_set_is_read_in_order_and_blank_lines_are_ignored(load):
    plain = GOOD | {"id": "fact-02", "exact_set": None, "count": None, "history": []}
    first, second = load(GOOD, "", plain)
    assert (first.id, second.id) == ("fact-01", "fact-02")
    assert first.model_dump(mode="json") == GOOD
    assert second.exact_set is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": "quiz"}, "kind: Input should be 'fact', "),
        ({"lang": "xx"}, "lang: "),
        ({"answerable": "yes"}, "answerable: Input should be a valid boolean, not 'yes'"),
        ({"count": -1}, "count: Input should be greater than or equal to 0, not -1"),
        ({"count": 2.5}, "count: "),
        ({"must_include": ["3"]}, "must_include[0]: "),
        ({"must_include": [["3"], []]}, "must_include[1]: "),
        ({"must_include": [["3", " "]]}, "must_include[0][1]: empty: fill it in or remove it"),
        ({"exact_set": []}, "exact_set: "),
        ({"question": ""}, "question: empty: fill it in or remove it"),
        ({"question": "x" * 2001}, "question: String should have at most 2000"),
        ({"history": ["x"] * 11}, "history: "),
        ({"answer": "3"}, "answer: unknown: remove it; known are id, lang, "),
        ({"answerable": False}, "evidence must be [] where answerable is false"),
    ],
)
def test_an_invalid_line_is_rejected_with_file_line_field_and_repair(
    load, tmp_path, change, complaint
):
    with pytest.raises(QuestionSetError) as refused:
        load(GOOD, "", GOOD | {"id": "b"} | change)
    assert str(refused.value).startswith(f"{tmp_path / 'set.jsonl'}:3: {complaint}")


def test_a_missing_field_is_named(load):
    with pytest.raises(QuestionSetError, match=r"set\.jsonl:1: note: missing: add it$"):
        load({name: value for name, value in GOOD.items() if name != "note"})


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", r":1: not JSON: .*: write one object a line$"),
        ("[1]", r":1: not an object: write one JSON object a line$"),
        ("", r"set\.jsonl: holds no question: write one JSON object a line$"),
    ],
)
def test_non_questions_are_rejected(load, line, complaint):
    with pytest.raises(QuestionSetError, match=complaint):
        load(line)


def test_ids_are_unique(load):
    complaint = r":3: id: 'fact-01' is taken by line 1: give it another$"
    with pytest.raises(QuestionSetError, match=complaint):
        load(GOOD, GOOD | {"id": "b"}, GOOD)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "set.jsonl"
    with pytest.raises(QuestionSetError, match="cannot be read"):
        load_questions(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(QuestionSetError, match=r"not UTF-8 .*: save it as UTF-8"):
        load_questions(path)
