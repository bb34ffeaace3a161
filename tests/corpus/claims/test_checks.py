"""Claims are resolved to quotes and checked against records and each other."""

import shutil

import pytest
import yaml

from eccp_assistant.corpus.claims.checks import check_claims
from eccp_assistant.corpus.claims.loader import load_claims
from eccp_assistant.corpus.claims.record_counts import aggregate_value, matching_records
from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.corpus.documents.chunking import chunk
from eccp_assistant.corpus.documents.loader import load_document
from eccp_assistant.corpus.records.loader import load_records
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.errors import CorpusError
from tests.locations import ROOT

GARDEN = ROOT / "tests/data/garden"


@pytest.fixture(scope="module")
def guide():
    return load_document(GARDEN / "documents/guide.md")


@pytest.fixture(scope="module")
def garden(guide):
    return load_records(GARDEN / "records", {"guide": guide}, chunk(guide))


@pytest.fixture
def check(guide, garden, tmp_path):
    """Verdicts on some claims about the garden, by id."""

    def _check(*claims):
        shutil.copytree(GARDEN / "documents", tmp_path / "documents", dirs_exist_ok=True)
        path = tmp_path / "claims.yaml"
        entries = [{"document": "guide", **claim} for claim in claims]
        path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
        loaded = load_claims(path, {"guide": guide}, *garden)
        found = check_claims(loaded, {"guide": guide}, *garden)
        return {checked.claim.id: checked for checked in found}

    return _check


def claim(id_, quote, says=None, **more):
    return {"id": id_, "quote": quote, "says": says or {}, **more}


def trees(*filters, **more):
    return {"kind": "tree", "filters": list(filters), **{"aggregate": "count", **more}}


SAID = {"en": "They differ.", "es": "Difieren."}
OPENED = "El jardín abrió en 1911"
TREES = "La tabla recoge cinco árboles con placa."


def test_a_quote_is_resolved_to_its_span_and_line(check, guide):
    place = check(claim("a", TREES))["a"].claim.place
    assert place.span.of(guide.text) == TREES
    lines = (GARDEN / "documents/guide.md").read_text(encoding="utf-8").splitlines()
    assert lines[place.line - 1] == TREES


def test_repeated_quotes_are_distinguished_by_their_number(check):
    found = check(claim("a", OPENED, occurrence=1), claim("b", OPENED, occurrence=2))
    assert found["a"].claim.place.span.start < found["b"].claim.place.span.start


def test_quotes_are_searched_under_their_heading(check, guide):
    place = check(claim("a", "ginkgo", **{"in": "2. Los árboles"}))["a"].claim.place
    assert place.span.start > guide.text.index("## 2. Los árboles")


@pytest.mark.parametrize(
    ("says", "verdict"),
    [
        ({"value": 4, "query": trees()}, "agree"),
        ({"value": 5, "query": trees()}, "conflict"),
        ({"value": 1, "query": trees({"field": "origin", "value": "china"})}, "agree"),
        ({"value": 2, "query": trees({"field": "height", "op": "above", "value": 20})}, "agree"),
        ({"value": 1, "query": trees({"field": "origin", "op": "empty"})}, "agree"),
        (
            {"value": 85, "query": {"kind": "tree", "aggregate": "sum", "order_by": "height"}},
            "agree",
        ),
        ({"value": 4, "sum_of": ["one", "three"]}, "agree"),
        ({"value": 5, "sum_of": ["one", "three"]}, "conflict"),
        ({"value": 1, "equals": "one"}, "agree"),
        ({"value": 2, "equals": "one"}, "conflict"),
        ({"same_words_as": ["same"]}, "agree"),
        ({"same_words_as": ["one"]}, "conflict"),
        ({"form": "email"}, "conflict"),
        ({"happened": "2021-05"}, "agree"),
        ({"happened": "2021-06"}, "conflict"),
        ({"agrees_with": ["one"]}, "agree"),
        ({"conflicts_with": ["one"]}, "conflict"),
        ({"value": 4}, "stated"),
    ],
)
def test_a_claim_is_compared_with_its_references(check, says, verdict):
    found = check(
        claim("one", OPENED, {"value": 1}, occurrence=1),
        claim("same", TREES),
        claim("three", "Está junto al río.", {"value": 3}),
        claim("held", TREES, says, expect=verdict, explanation=SAID),
    )
    assert found["held"].verdict == verdict
    assert not found["held"].unexpected


def test_a_figure_that_needs_inferred_values_conflicts_with_the_printed_ones(guide, tmp_path):
    source = (GARDEN / "records/trees.yaml").read_text(encoding="utf-8")
    concluded = '{printed: "-", value: China, inferred: true, reason: A guess.}'
    source = source.replace('{printed: "-", value: null}', concluded)
    (tmp_path / "trees.yaml").write_text(source, encoding="utf-8")
    kinds, records = load_records(tmp_path, {"guide": guide}, chunk(guide))
    path = tmp_path / "claims/claims.yaml"
    path.parent.mkdir()
    says = {"value": 2, "query": trees({"field": "origin", "value": "China"})}
    path.write_text(yaml.safe_dump([{"document": "guide", **claim("two", TREES, says)}]))
    checked = check_claims(
        load_claims(path, {"guide": guide}, kinds, records), {"guide": guide}, kinds, records
    )[0]
    assert checked.verdict == "conflict"
    assert checked.unexpected
    assert checked.rows == (("tree", "oak"),)
    assert "1 going only by what is printed" in checked.found


@pytest.mark.parametrize(
    ("entry", "repair"),
    [
        (claim("a", "No está"), "does not occur in 'guide': quote the text as it stands"),
        (claim("a", OPENED), "occurs 2 times in 'guide': add 'in: <heading>'"),
        (claim("a", OPENED, occurrence=3), "occurs 2 times"),
        (claim("a", TREES, document="book"), "no document 'book': use one of guide"),
        (claim("a", TREES, **{"in": "Nada"}), "has no heading 'Nada'"),
        (claim("a", TREES, {"query": trees()}), "says.value is missing: give the figure"),
        (claim("a", TREES, {"value": 1, "query": {"kind": "bush"}}), "no records of kind 'bush'"),
        (claim("a", TREES, {"value": 1, "query": {"kind": "tree"}}), "use count or sum"),
        (
            claim("a", TREES, {"value": 1, "query": trees({"field": "age", "value": 1})}),
            "tree has no field 'age': use one of name",
        ),
        (claim("a", TREES, {"value": 1, "query": trees(), "equals": "b"}), "against one thing"),
        (claim("a", TREES, {"agrees_with": ["b"]}), "no other claim has the id 'b'"),
        (claim("a", TREES, {"form": "isbn"}), "says.form: Input should be 'email'"),
        (
            claim("a", TREES, expect="conflict"),
            "explanation.en is missing: say what the places say",
        ),
        (
            claim("a", TREES, explanation={"xx": "?"}),
            "explanation.xx is in no language of this program: use one of en",
        ),
        (claim("a", TREES, rows=["tree/palm"]), "no record 'tree/palm'"),
        (claim("a", TREES, about=[["@"]]), "'@' holds no word"),
        (claim("a", TREES, touches=[{"kind": "bush"}]), "no kind 'bush': use one of tree"),
        (claim("a", TREES, touches=[{"kind": "tree", "record": "palm"}]), "no tree has the id"),
        (claim("a", TREES, touches=[{"kind": "tree", "field": "age"}]), "has no field 'age'"),
        (claim("a", TREES, colour="red"), "colour: Extra inputs are not permitted"),
    ],
)
def test_an_invalid_claim_is_rejected_with_line_and_repair(check, entry, repair):
    with pytest.raises(CorpusError, match=r"claims\.yaml:\d+: ") as caught:
        check(entry)
    assert repair in str(caught.value)


def test_all_errors_are_reported_together(check):
    with pytest.raises(CorpusError) as caught:
        check(claim("a", "No está"), claim("b", TREES, rows=["tree/palm"]), claim("B", TREES))
    assert len(str(caught.value).splitlines()) == 3


def test_ids_are_unique(check):
    with pytest.raises(CorpusError, match="'a' is taken by line 1"):
        check(claim("a", TREES), claim("a", TREES))


def test_a_corpus_without_claims_has_none(tmp_path, guide, garden):
    assert load_claims(tmp_path / "claims.yaml", {"guide": guide}, *garden) == ()


# The corpora of this repository


@pytest.fixture(scope="module", params=["corpus", "tests/data/garden"])
def whole(request):
    return load_corpus(ROOT / request.param)


def test_every_verdict_is_the_one_declared(whole):
    assert [each.claim.id for each in whole.claims if each.unexpected] == []
    assert {each.verdict for each in whole.claims} == {"agree", "conflict", "stated"}


def test_every_place_is_verbatim(whole):
    texts = {document.id: document.text for document in whole.documents}
    for each in whole.claims:
        for place in each.places:
            assert place.span.of(texts[place.document_id]) == place.quote


def test_every_conflict_shows_another_place_or_row(whole):
    bare = [
        each.claim.id
        for each in whole.claims
        if each.verdict == "conflict" and not (each.others or each.rows)
    ]
    assert bare == []


def test_figures_follow_from_the_rows_they_count(whole):
    kinds = {kind.name: kind for kind in whole.kinds}
    for kind in whole.kinds:
        query = RecordQuery(kind=kind.name, aggregate="count")
        found = matching_records(query, kinds[kind.name], whole.records, inferred=True)
        assert aggregate_value(query, found) == sum(
            each.kind == kind.name for each in whole.records
        )
