"""The verdicts on claims as a summary, as lines and as data."""

from eccp_assistant.cli.claims_report import as_data, as_lines, summary
from eccp_assistant.domain.claims import CheckedClaim, Claim, ClaimAssertion, QuotedPlace
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.records import Record, RecordSource

OAK = Record("tree", "oak", "Old oak", (RecordSource("guide", Span(0, 1), "row", ()),), {})


def checked(name, verdict, *, expect="agree", line=3, **more):
    place = QuotedPlace(document_id="guide", quote=f"The {name}\n stands.", span=Span(0, 9), line=5)
    claim = Claim(id=name, place=place, line=line, says=ClaimAssertion(), expect=expect)
    return CheckedClaim(claim=claim, verdict=verdict, **more)


def test_verdicts_are_counted():
    claims = [checked("a", "agree"), checked("b", "stated", expect="stated"), checked("c", "agree")]
    assert summary(claims) == (
        "3 claims: 2 agree, 0 conflict, 1 are held against nothing; "
        "every verdict is the one declared."
    )


def test_verdicts_that_are_not_declared_are_named_in_the_summary():
    told = summary([checked("a", "agree"), checked("b", "conflict"), checked("c", "conflict")])
    assert "NOT AS DECLARED, look at b, c (`eccp corpus check`)" in told


def test_a_claim_is_listed_with_its_places_and_rows():
    other = QuotedPlace(document_id="annex", quote="Four.", span=Span(0, 5), line=9)
    claim = checked(
        "five", "conflict", expect="conflict", found="4", others=(other,), rows=(("tree", "oak"),)
    )
    assert list(as_lines([claim], [OAK])) == [
        "  five conflicts: 4",
        "    guide.md:5: “The five stands.”",
        "    annex.md:9: “Four.”",
        "    tree/oak: Old oak",
    ]


def test_an_unexpected_verdict_is_marked_and_says_what_to_do():
    first, *_, last = as_lines([checked("five", "conflict", line=12)], [])
    assert first == "! five conflicts"
    assert "claims.yaml:12 expects 'agree'" in last
    assert "declare 'expect: conflict'" in last


def test_data_has_the_same_content():
    (data,) = as_data([checked("five", "conflict", found="4", rows=(("tree", "oak"),))])
    assert data == {
        "id": "five",
        "verdict": "conflict",
        "expected": "agree",
        "as_declared": False,
        "found": "4",
        "line": 3,
        "places": [{"document": "guide", "line": 5, "quote": "The five\n stands."}],
        "rows": ["tree/oak"],
    }
