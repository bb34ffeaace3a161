"""The reader as it is served, on tables that it has never seen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from eccp_assistant.config import Settings
from eccp_assistant.domain.conditions import Filter, Not
from eccp_assistant.index.embedding.bundled_model import ensure_model
from eccp_assistant.index.embedding.embedder import open_embedder
from eccp_assistant.lookup.reader.calibration import load_calibration
from eccp_assistant.lookup.reader.reader import Reader, open_network
from tests.lookup.reader.harbour import CATALOGUE


@pytest.fixture(scope="module")
def reader():
    cache = Settings().model_cache_dir
    embedder = open_embedder("embedded", cache_dir=cache)
    network = open_network(ensure_model(cache))
    return Reader(CATALOGUE, network, embedder.embed_queries, load_calibration())


def best(reader, question, language="en", earlier=()):
    return reader.read(question, language, earlier).readings[0].query


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which boats are from Spain?", "en"),
        ("¿Qué barcos hay en España?", "es"),
        ("Quels sont les bateaux espagnols ?", "fr"),
        ("Welche Boote sind aus Spanien?", "de"),
        ("Quais são os barcos espanhóis?", "pt"),
        ("Quali sono le barche spagnole?", "it"),
        ("Quins vaixells són d'Espanya?", "ca"),
    ],
)
def test_the_same_question_in_seven_languages_is_the_same_query(reader, question, language):
    query = best(reader, question, language)
    assert query.kind == "boat"
    assert query.filters == (Filter(field="country", value="Spain"),)


def test_a_condition_and_its_negation_are_told_apart(reader):
    with_ = best(reader, "Which boats have radar?")
    without = best(reader, "Which boats have no radar?")
    assert with_.filters == (Filter(field="equipment", value="Radar"),)
    assert without.filters == (Not(not_=with_.filters[0]),)


def test_how_many(reader):
    assert best(reader, "How many boats are from Norway?").aggregate == "count"


def test_the_same_question_is_read_the_same_way_again(reader):
    question = "Which boats from Spain or Portugal have a life raft?"
    assert reader.read(question, "en") == reader.read(question, "en")


def test_probabilities_are_ordered_and_no_more_than_one(reader):
    readings = reader.read("boats with radar, the longest", "en").readings
    chances = [reading.probability for reading in readings]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.0 + 1e-9
    assert len({reading.query.model_dump_json() for reading in readings}) == len(readings)


def test_what_is_no_question_to_records_is_not_answered(reader):
    for question in ("Hello, how are you?", "Write me a poem about the sea"):
        assert reader.read(question, "en").decision != "answer"


def test_no_torch_is_needed_to_read():
    code = (
        "import sys; import eccp_assistant.lookup.reader.reader; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
