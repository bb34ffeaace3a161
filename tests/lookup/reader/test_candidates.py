"""Which readings of a question are compared: from made-up outputs of the network to queries."""

from __future__ import annotations

import numpy as np
import pytest

from eccp_assistant.lookup.reader.assembly import Assembler
from eccp_assistant.lookup.reader.candidates import candidates_of
from eccp_assistant.lookup.reader.decoding import Decoder
from eccp_assistant.lookup.reader.features import FEATURES, Describer
from eccp_assistant.lookup.reader.network import Outputs
from eccp_assistant.lookup.reader.roles import ITEM_ROLES, UNIT_ROLES, WANTS
from eccp_assistant.lookup.reader.span_linking import SpanLinker
from eccp_assistant.lookup.reader.units import units_of
from eccp_assistant.lookup.reader.view import View
from eccp_assistant.understanding.linking.linker import Linker
from tests.lookup.reader.harbour import CATALOGUE

LINKER = Linker(CATALOGUE)


def no_meaning(texts):
    return np.ones((len(texts), 4), dtype=np.float32) / 2


def view_of(question, want="rows", kind="boat", roles=None, items=None):
    """What the network might say: a want, a kind, roles by word, roles by item."""
    units = units_of(LINKER, question, "en")
    keys = list(CATALOGUE.items)
    size = len(units) + 1 + len(keys)
    said = np.full((size, len(UNIT_ROLES)), -6.0, dtype=np.float32)
    said[:, 0] = 0.0
    for place, unit in enumerate(units, start=1):
        for role, logit in (roles or {}).get(unit.text, {}).items():
            said[place, UNIT_ROLES.index(role)] = logit
    of_items = np.full((size, len(ITEM_ROLES)), -6.0, dtype=np.float32)
    for place, key in enumerate(keys, start=len(units) + 1):
        of_items[place, 0] = 2.0 if key == (kind, "") else 0.0
        for role, logit in (items or {}).get(key, {}).items():
            of_items[place, ITEM_ROLES.index(role)] = logit
    wants = np.array([3.0 if each == want else 0.0 for each in WANTS], dtype=np.float32)
    two, four = np.array([3.0, 0.0]), np.array([5.0, 0.0, 0.0, 0.0])
    pointers = np.zeros((size, size), dtype=np.float32)
    outputs = Outputs(said, of_items, pointers, wants, two, two, four)
    return View(CATALOGUE, "en", units, keys, outputs)


def candidates(view):
    return candidates_of(Decoder(view, SpanLinker(CATALOGUE, no_meaning)), Assembler(CATALOGUE))


def feature(view, candidate, name, rows=None, whole=None):
    return Describer(view).features(candidate, rows, whole)[FEATURES.index(name)]


def test_candidates_differ_and_the_likeliest_is_first():
    found = candidates(view_of("boats from Spain", roles={"Spain": {"inc": 1.0}}))
    written = [each.query.model_dump_json() for each in found]
    logs = [each.decoded.log_probability for each in found]
    assert len(set(written)) == len(written) > 1
    assert logs == sorted(logs, reverse=True)


def test_a_doubtful_role_is_decided_both_ways():
    found = candidates(view_of("boats from Spain", roles={"Spain": {"inc": 0.4}}))
    filters = {bool(each.query.filters) for each in found if each.query.kind == "boat"}
    assert filters == {True, False}


def test_another_kind_is_tried_too():
    kinds = {each.query.kind for each in candidates(view_of("Astilleros del Sur", kind="boat"))}
    assert kinds == {"boat", "yard"}


def test_what_lacks_a_part_is_no_candidate():
    found = candidates(view_of("sum of boats", want="sum", roles={}))
    assert all(each.query.field for each in found if each.query.aggregate == "sum")


@pytest.mark.parametrize(("kind", "own", "other"), [("boat", 0.0, 1.0), ("yard", 1.0, 0.0)])
def test_a_field_asked_for_belongs_to_the_kind_or_to_another(kind, own, other):
    asked = {("yard", "city"): {"show": 4.0}}
    view = view_of("city of Astilleros del Sur", items=asked)
    candidate = next(each for each in candidates(view) if each.query.kind == kind)
    of_this = feature(view, candidate, "field asked for of this kind")
    of_another = feature(view, candidate, "field asked for of another kind")
    assert (round(of_this), round(of_another)) == (own, other)


def test_a_kind_that_is_named_is_told_from_one_that_is_not():
    view = view_of("how many boats", want="count")
    by_kind = {each.query.kind: each for each in candidates(view)}
    assert feature(view, by_kind["boat"], "kind named") == 1.0
    assert feature(view, by_kind["yard"], "other kind named") == 1.0


def test_rows_that_meet_a_query_are_part_of_its_description():
    view = view_of("boats from Spain", roles={"Spain": {"inc": 3.0}})
    first = candidates(view)[0]
    assert feature(view, first, "no row meets it", rows=0, whole=4) == 1.0
    assert feature(view, first, "all rows meet it", rows=4, whole=4) == 1.0
    assert feature(view, first, "all rows meet it", rows=2, whole=4) == 0.0


def test_words_taken_for_a_value_that_mean_nothing_count_against_a_reading():
    view = view_of("boats with zzyzx", roles={"zzyzx": {"inc": 5.0}})
    first = candidates(view)[0]
    assert feature(view, first, "values that mean nothing here") == 1.0
