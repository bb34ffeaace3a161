"""Texts that an editor gives by language appear in the language of the answer."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.domain.answers import AskRequest
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN

EMBEDDER = HashingEmbedder()


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    folder = tmp_path_factory.mktemp("garden")
    corpus = Path(shutil.copytree(GARDEN, folder / "corpus"))
    path = corpus / "records/trees.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        (
            "document: guide",
            "as_of: {en: late May 2021, es: fines de mayo de 2021}\ndocument: guide",
        ),
        (
            "name: Ginkgo\n    origin: China",
            "name: Ginkgo\n    origin: {printed: China, value: Japan, inferred: true,"
            " reason: {en: It came by ship., es: Vino en barco.}}",
        ),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    store = IndexStore(folder / "index")
    build_index(corpus, store, EMBEDDER, now=datetime.now(UTC))
    return Assistant(store, lambda: EMBEDDER, EMBEDDER.fingerprint)


@pytest.mark.parametrize(
    ("question", "reason", "date"),
    [
        ("Which trees come from Japan?", "It came by ship.", "late May 2021"),
        ("¿Qué árboles son de Japón?", "Vino en barco.", "fines de mayo de 2021"),
        ("Welche Bäume kommen aus Japan?", "It came by ship.", "late May 2021"),
    ],
)
def test_reasons_and_dates_are_in_the_language_of_the_answer(garden, question, reason, date):
    answer = garden.ask(AskRequest(question=question))
    told = " ".join(note.text for note in answer.notes)
    assert reason in told
    assert date in told
    assert answer.records[0].fields["origin"].inferred == reason
