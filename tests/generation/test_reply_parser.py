"""Parsing of replies: complete, in a code fence, after a preamble, truncated, or as prose."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccp_assistant.generation.reply_parser import MAX_STATEMENTS, Statement, parse_statements

WHOLE = '{"claims": [{"text": "One.", "evidence": [1]}, {"text": "Two.", "evidence": [2, 3]}]}'
BOTH = [Statement(text="One.", evidence=(1,)), Statement(text="Two.", evidence=(2, 3))]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (WHOLE, BOTH),
        (f"Here it is:\n```json\n{WHOLE}\n```\nDone.", BOTH),
        (json.dumps(json.loads(WHOLE)["claims"]), BOTH),
        (WHOLE[:-1], BOTH),
        (WHOLE[: WHOLE.index('"Two.')], BOTH[:1]),
        (WHOLE.replace('"evidence": [2, 3]', '"evidence": "all"'), BOTH[:1]),
        (
            "One [1]. Two [2][3].",
            [Statement(text="One.", evidence=(1,)), Statement(text="Two.", evidence=(2, 3))],
        ),
        (
            "One. [1]\nTwo [2, 3].",
            [Statement(text="One.", evidence=(1,)), Statement(text="Two.", evidence=(2, 3))],
        ),
        ("I do not know.", [Statement(text="I do not know.")]),
        ('{"claims": "none"}', []),
        ("{", []),
        ("", []),
    ],
)
def test_a_truncated_reply_is_parsed_up_to_its_end(text, claims):
    assert parse_statements(text, finished=True) == claims


def test_claims_are_parsed_incrementally_and_only_when_complete():
    told = []
    for end in range(len(WHOLE)):
        found = parse_statements(WHOLE[:end], finished=False)
        assert found == BOTH[: len(found)]
        told.append(len(found))
    assert told == sorted(told)
    assert 1 in told
    assert parse_statements(WHOLE, finished=True) == BOTH


@given(st.text(max_size=400))
def test_no_reply_breaks_the_parser(text):
    for finished in (True, False):
        found = parse_statements(text, finished=finished)
        assert len(found) <= MAX_STATEMENTS
        assert all(isinstance(claim, Statement) and claim.text for claim in found)


def test_an_endless_list_of_claims_is_cut():
    claims = [{"text": f"Number {n}.", "evidence": [1]} for n in range(100)]
    assert len(parse_statements(json.dumps({"claims": claims}), finished=True)) == MAX_STATEMENTS
