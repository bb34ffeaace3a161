"""Index commands and endpoints with the real model, as an editor uses them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from eccp_assistant.cli.build_command import build, ensure_index
from eccp_assistant.cli.build_report import as_data, as_lines
from eccp_assistant.cli.main import cli
from eccp_assistant.config import Settings
from eccp_assistant.errors import CorpusError
from eccp_assistant.index.store.reader import IndexVersions
from tests.locations import GARDEN

SMOKE = (
    {"question": "¿Cuánto cuesta la entrada?"},
    {"question": "How many trees are there?", "language": "en"},
)


@pytest.fixture
def own(tmp_path, settings):
    """Settings of a corpus and an index of the test's own."""
    corpus = Path(shutil.copytree(GARDEN, tmp_path / "corpus"))
    lines = "".join(json.dumps(question) + "\n" for question in SMOKE)
    (corpus / "smoke.jsonl").write_text(lines, encoding="utf-8")
    return Settings.load(
        corpus_dir=corpus,
        index_dir=tmp_path / "index",
        model_cache_dir=settings.model_cache_dir,
        _env_file=None,
    )


@pytest.fixture
def rebuild(own, assistant):
    return lambda **options: build(own, quiet=True, embedder=assistant.embedder(), **options)


@pytest.fixture
def eccp(own):
    environment = {
        "ECCP_CORPUS_DIR": str(own.corpus_dir),
        "ECCP_INDEX_DIR": str(own.index_dir),
        "ECCP_MODEL_CACHE_DIR": str(own.model_cache_dir),
    }
    return lambda *arguments: CliRunner().invoke(cli, arguments, env=environment)


def edit(own, old, new, *, name="documents/guide.md"):
    path = own.corpus_dir / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_build_reports_changes_including_answers(own, rebuild):
    first = rebuild()
    assert first.changes.since is None
    assert len(first.changes.smoke_results) == 2
    assert not any(each.changed for each in first.changes.smoke_results)
    edit(own, "4,50 euros", "7 euros")
    second = rebuild()
    assert second.changes.since == first.version
    assert second.changes.documents.changed == ("guide",)
    assert (len(second.changes.chunks.changed), second.changes.chunks.added) == (1, ())
    assert not any(second.changes.records.values())
    price, count = second.changes.smoke_results
    assert price.changed
    assert "4,50 euros" in price.before
    assert "7 euros" in price.after
    assert not count.changed
    told = "\n".join(as_lines(second))
    assert f"Since version {first.version}:" in told
    assert "documents: ~1" in told
    assert "2 asked, 1 answered differently" in told
    assert "¿Cuánto cuesta la entrada?" in told
    assert "How many trees" not in told
    data = json.loads(json.dumps(as_data(second)))
    assert [each["changed"] for each in data["smoke"]] == [True, False]


def test_records_are_compared_by_content_not_by_position(own, rebuild):
    rebuild()
    edit(own, "## 1. El jardín\n", "## 1. El jardín\n\nUn párrafo nuevo.\n")
    assert not rebuild().changes.records["tree"]
    edit(own, "| Roble | - | 18 |", "| Roble | - | 19 |")
    edit(own, "height: 18", "height: 19", name="records/trees.yaml")
    assert rebuild().changes.records["tree"].changed == ("Roble",)


def test_a_build_can_be_rolled_back_from_the_command_line(own, rebuild, eccp):
    first = rebuild().version
    edit(own, "4,50 euros", "7 euros")
    second = rebuild().version
    status = json.loads(eccp("index", "status", "--json").stdout)
    assert status["versions"] == [first, second]
    assert [each["event"] for each in status["history"]] == ["built", "built"]
    assert eccp("index", "verify", "--all").stdout.count("are what was built") == 2
    undone = eccp("index", "rollback")
    assert undone.stdout == f"Version {first} is current again; it was {second}.\n"
    assert "rolled back" in eccp("index", "status").stdout
    assert IndexVersions(own.index_dir).current() == first
    again = eccp("index", "rollback", second)
    assert again.exit_code == 0
    assert IndexVersions(own.index_dir).current() == second
    unknown = eccp("index", "rollback", "000009-20260101-00000000")
    assert unknown.exit_code == 1
    assert first in str(unknown.exception)


def test_a_starting_server_does_not_rebuild_after_a_rollback(own, rebuild, eccp):
    first = rebuild().version
    edit(own, "4,50 euros", "7 euros")
    rebuild()
    eccp("index", "rollback")
    ensure_index(own)
    assert IndexVersions(own.index_dir).current() == first


def test_a_server_with_an_invalid_corpus_serves_the_previous_version(own, rebuild, caplog):
    version = rebuild().version
    edit(own, "Ginkgo", "Gingko", name="records/trees.yaml")
    ensure_index(own)
    assert IndexVersions(own.index_dir).current() == version
    assert "the version before is served" in caplog.text
    assert "trees.yaml" in caplog.text
    events = IndexVersions(own.index_dir).history.events()
    assert [each.event for each in events] == ["built", "failed"]
    shutil.rmtree(own.index_dir)
    with pytest.raises(CorpusError, match=r"trees\.yaml"):
        ensure_index(own)


def test_an_invalid_smoke_question_is_reported_with_its_line(own, rebuild):
    with (own.corpus_dir / "smoke.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"questions": "?"}\n')
    with pytest.raises(CorpusError, match=r"smoke\.jsonl:3: .*write \{\"question\""):
        rebuild()


def test_a_rebuild_needs_the_token_and_is_disabled_without_one(client):
    refused = client.post("/index/rebuild")
    assert refused.status_code == 403
    assert "ECCP_ADMIN_TOKEN" in refused.json()["detail"]


def test_the_index_endpoint_returns_progress_and_history(client, assistant):
    seen = client.get("/index").json()
    assert seen["version"] == seen["published"] == assistant.loaded_index().snapshot.version
    assert seen["problem"] is None
    assert seen["building"] is None
    assert seen["version"] in seen["versions"]
    assert seen["history"][0]["event"] == "built"
