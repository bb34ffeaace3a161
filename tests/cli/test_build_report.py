"""A build report as text and as JSON."""

import json

import pytest

from eccp_assistant.cli.build_report import as_data, as_lines
from eccp_assistant.index.build.build import BuildReport
from eccp_assistant.index.build.changes import Changes, Delta, SmokeResult
from eccp_assistant.index.store.manifest import Counts

COUNTS = Counts(
    documents=1, chunks=9, sentences=8, values=7, questions=6, records={"tree": 4, "bush": 1}
)


def report(changed=True, **changes):
    return BuildReport(
        version="000002",
        changed=changed,
        embedded=3,
        reused=12,
        counts=COUNTS,
        seconds=1.25,
        changes=Changes(**changes),
    )


def lines(**changes):
    return list(as_lines(report(**changes)))


def test_a_build_that_changed_nothing_is_one_line():
    assert list(as_lines(report(changed=False))) == [
        "Nothing changed: version 000002 is up to date."
    ]


def test_a_first_build_reports_its_counts():
    (line,) = lines()
    assert "1 documents, 9 chunks, 8 sentences, 5 records" in line
    assert "(3 texts embedded, 12 taken over)" in line


def test_changes_are_named_with_their_signs():
    told = lines(
        since="000001",
        chunks=Delta(added=("new",), changed=("other",), removed=("gone",)),
        records={"tree": Delta(added=("Oak",)), "bush": Delta()},
    )
    assert told[1:] == [
        "Since version 000001:",
        "  chunks: +1 ~1 -1",
        "    + new",
        "    ~ other",
        "    - gone",
        "  tree: +1",
        "    + Oak",
    ]


def test_a_build_of_the_same_content_is_reported_as_such():
    assert lines(since="000001")[1:] == ["Since version 000001: the content is the same."]


def test_a_long_list_is_cut_and_the_rest_counted():
    told = lines(since="000001", documents=Delta(added=tuple("abcdefghij")))
    assert told[-1] == "    + … and 4 more"
    assert len([line for line in told if line.startswith("    + ")]) == 7


def test_changed_answers_are_shown_from_the_first_difference():
    start = "The garden opened in spring. " * 5
    smoke = (
        SmokeResult("When?", f"{start}It was 1911.", f"{start}It was 1912.", changed=True),
        SmokeResult("Where?", "Here.", "Here.", changed=False),
    )
    told = lines(smoke_results=smoke)
    assert told[1:3] == ["Smoke questions: 2 asked, 1 answered differently.", "  When?"]
    before, now = told[3:]
    assert before.startswith("    before: …")
    assert before.endswith("1911.")
    assert now.endswith("1912.")
    assert max(map(len, told[3:])) < 130


def test_the_same_words_with_other_evidence_are_reported_as_such():
    told = lines(smoke_results=(SmokeResult("When?", "In 1911.", "In  1911.", changed=True),))
    assert told[-2:] == ["    before: In 1911.", "    now:    the same words, with other evidence"]


@pytest.mark.parametrize("changed", [True, False])
def test_json_holds_the_same_content(changed):
    smoke = (SmokeResult("When?", None, "In 1911.", changed=False),)
    made = report(changed, since="000001", documents=Delta(added=("guide",)), smoke_results=smoke)
    data = json.loads(json.dumps(as_data(made)))
    assert (data["version"], data["changed"], data["embedded"]) == ("000002", changed, 3)
    assert data["counts"]["records"] == {"tree": 4, "bush": 1}
    assert data["changes"]["documents"] == {"added": ["guide"], "changed": [], "removed": []}
    assert data["smoke"][0]["after"] == "In 1911."
