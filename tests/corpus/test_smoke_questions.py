"""Smoke questions are read line by line; invalid lines are named."""

import pytest

from eccp_assistant.corpus.smoke_questions import load_smoke_questions
from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.errors import CorpusError


@pytest.fixture
def file(tmp_path):
    return tmp_path / "smoke.jsonl"


def test_questions_keep_the_order_of_the_file_and_blank_lines_are_ignored(file):
    file.write_text(
        '{"question": "Where?"}\n\n{"question": "¿Dónde?", "language": "es"}\n', "utf-8"
    )
    assert [(each.question, each.language) for each in load_smoke_questions(file)] == [
        ("Where?", "auto"),
        ("¿Dónde?", "es"),
    ]


def test_the_file_is_optional(file):
    assert load_smoke_questions(file) == ()


@pytest.mark.parametrize(
    "line",
    [
        "Where?",
        '{"question": ""}',
        '{"query": "Where?"}',
        '{"question": "Where?", "language": "tlh"}',
        '{"question": "Where?", "k": 3}',
        '["Where?"]',
    ],
)
def test_an_invalid_line_is_named(file, line):
    file.write_text(f'{{"question": "Where?"}}\n{line}\n', "utf-8")
    with pytest.raises(CorpusError, match=r"smoke\.jsonl:2: .*write \{\"question\""):
        load_smoke_questions(file)


def test_all_invalid_lines_are_reported_and_the_valid_ones_returned(file):
    file.write_text('x\n{"question": "Where?"}\ny\n', "utf-8")
    errors = ErrorCollector()
    assert [each.question for each in load_smoke_questions(file, errors=errors)] == ["Where?"]
    assert [error.line for error in errors.found] == [1, 3]


def test_another_encoding_is_rejected(file):
    file.write_bytes('{"question": "¿Dónde?"}'.encode("latin-1"))
    with pytest.raises(CorpusError, match="UTF-8"):
        load_smoke_questions(file)
