"""Feedback from the request to the database and to an exported question set."""

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from eccp_assistant.api.app import create_app
from eccp_assistant.api.feedback_store import Feedback, FeedbackStore
from eccp_assistant.cli.main import cli
from eccp_assistant.config import Settings
from eccp_assistant.errors import FeedbackError, SettingsError
from eccp_assistant.evaluation.questions import load_questions

UP = {
    "verdict": "up",
    "question": "Which clusters are in Portugal?",
    "language": "en",
    "answer_id": "a1b2",
    "status": "answered",
    "index_version": "v1",
}
DOWN = {**UP, "verdict": "down", "reason": "evidence", "comment": "It cites the wrong table."}
HOSTILE = [
    "'); DROP TABLE feedback; --",
    '"quotes" and “quotes” and \\ and %s ? :name',
    "before\x00after",
    "\u202eright to left\u202c \u200fשלום",
    "<script>alert(1)</script>\r\n\u2028\u0085\x1b[31m\t",
    "🇨🇴 e\u0301 \U0010ffff",
]
DAY = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    return tmp_path / "deep" / "feedback.sqlite"


@pytest.fixture
def client(assistant, settings, database):
    own = settings.model_copy(update={"feedback_db": database})
    with TestClient(create_app(assistant, own), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def eccp(database, monkeypatch):
    """Run ``eccp feedback`` on the same file."""
    monkeypatch.setenv("ECCP_FEEDBACK_DB", str(database))
    return lambda *arguments: CliRunner().invoke(cli, ["feedback", *arguments])


def post(client, body):
    response = client.post("/feedback", json=body)
    assert response.status_code == 201, response.text
    return response.json()["id"]


def test_feedback_is_stored_as_sent(client, database):
    answer = client.post("/ask", json={"question": "Which clusters are in Portugal?"}).json()
    assert not database.exists()
    body = {
        "verdict": "down",
        "reason": "misunderstood",
        "comment": "I meant the north.",
        "question": answer["question"],
        "history": ["Which clusters are in Spain?"],
        "language": answer["language"],
        "answer_id": answer["id"],
        "status": answer["status"],
        "index_version": answer["index_version"],
    }
    before = datetime.now(UTC)
    number = post(client, body)
    (kept,) = FeedbackStore(database, 365).entries()
    assert kept.id == number
    assert before <= kept.created_at <= datetime.now(UTC)
    assert kept.model_dump(mode="json", exclude={"id", "created_at"}) == body


def test_optional_fields_may_be_omitted(client, database):
    post(client, UP)
    (kept,) = FeedbackStore(database, 365).entries()
    assert (kept.reason, kept.comment, kept.history) == (None, None, ())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"verdict": "sideways"}, "verdict"),
        ({"reason": "because"}, "reason"),
        ({"verdict": "up"}, "reason"),
        ({"comment": "x" * 1001}, "comment"),
        ({"comment": 7}, "comment"),
        ({"question": ""}, "question"),
        ({"question": " \n"}, "question"),
        ({"question": "x" * 2001}, "question"),
        ({"question": "\ud800"}, "question"),
        ({"history": ["x"] * 21}, "history"),
        ({"history": ["x", " "]}, "history.1"),
        ({"history": ["x" * 2001]}, "history.0"),
        ({"language": "nl"}, "language"),
        ({"answer_id": ""}, "answer_id"),
        ({"answer_id": "x" * 201}, "answer_id"),
        ({"status": "unsure"}, "status"),
        ({"index_version": None}, "index_version"),
        ({"colour": "red"}, "colour"),
        ({"id": 7}, "id"),
    ],
)
def test_invalid_feedback_is_rejected_naming_the_field(client, database, change, field):
    response = client.post(
        "/feedback",
        content=json.dumps({**DOWN, **change}),
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 422
    problem = response.json()
    assert field in [error["field"] for error in problem["errors"]]
    assert field in problem["detail"]
    assert not database.exists()


@pytest.mark.parametrize("field", ["verdict", "question", "language", "answer_id", "status"])
def test_a_field_that_is_missing_is_named(client, field):
    response = client.post("/feedback", json={name: DOWN[name] for name in DOWN if name != field})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_the_longest_feedback_is_stored_completely(client, database):
    longest = {"question": "ñ" * 2000, "history": ["🇪" * 2000] * 20, "comment": "ü" * 1000}
    post(client, {**DOWN, **longest})
    (kept,) = FeedbackStore(database, 365).entries()
    assert kept.model_dump(mode="json", include=set(longest)) == longest


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_stored_and_exported_unchanged(client, database, eccp, tmp_path, text):
    post(client, UP)
    post(client, {**DOWN, "question": text, "comment": text, "history": [text], "answer_id": text})
    _, kept = FeedbackStore(database, 365).entries()
    assert {kept.question, kept.comment, *kept.history, kept.answer_id} == {text}
    out = tmp_path / "questions.jsonl"
    assert eccp("export", "--out", str(out)).exit_code == 0
    (question,) = load_questions(out)
    assert (question.question, question.history) == (text, (text,))
    assert question.note == f"down, evidence: {text}"


def test_two_stores_over_one_file_share_entries(database):
    first, second = FeedbackStore(database, 365), FeedbackStore(database, 365)
    assert first.entries() == second.entries() == []
    assert not database.parent.exists()
    numbers = [
        first.add(Feedback.model_validate(UP)),
        second.add(Feedback.model_validate(DOWN)),
        first.add(Feedback.model_validate(DOWN)),
    ]
    assert numbers == [1, 2, 3]
    assert first.entries() == second.entries()
    assert [entry.verdict for entry in second.entries()] == ["up", "down", "down"]
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_expired_entries_are_deleted_on_add_and_on_read(database):
    secret = Feedback.model_validate({**DOWN, "comment": "my number is 5550199"})
    plain = Feedback.model_validate(DOWN)

    def at(days, retention=30):
        return FeedbackStore(database, retention, now=lambda: DAY + timedelta(days=days))

    at(0).add(secret)
    at(10).add(plain)
    assert [entry.id for entry in at(30).entries()] == [1, 2]
    assert at(31).add(plain) == 3
    assert [entry.id for entry in at(31, retention=0).entries()] == [2, 3]
    assert b"5550199" not in database.read_bytes()
    assert [entry.id for entry in at(60).entries()] == [3]
    assert at(100).entries() == []
    # A number is not given again, so an id that was exported stays that of one report.
    assert at(100).add(plain) == 4


def test_zero_retention_deletes_nothing(database):
    entry = Feedback.model_validate(UP)
    FeedbackStore(database, 0, now=lambda: DAY - timedelta(days=36_500)).add(entry)
    FeedbackStore(database, 0, now=lambda: DAY).add(entry)
    assert len(FeedbackStore(database, 0).entries()) == 2


def test_settings_give_path_and_retention(assistant, settings, database):
    FeedbackStore(database, 0, now=lambda: DAY - timedelta(days=3650)).add(
        Feedback.model_validate(UP)
    )
    changes = {"feedback_db": database, "feedback_retention_days": 1}
    app = create_app(assistant, settings.model_copy(update=changes))
    with TestClient(app) as client:
        number = post(client, DOWN)
    assert [entry.id for entry in FeedbackStore(database, 0).entries()] == [number]


def test_settings_have_a_default_and_bounds():
    defaults = Settings.load(_env_file=None)
    assert defaults.feedback_db.name == "feedback.sqlite"
    assert defaults.feedback_retention_days == 365
    for days in (-1, 36_501):
        with pytest.raises(SettingsError, match="ECCP_FEEDBACK_RETENTION_DAYS"):
            Settings.load(feedback_retention_days=days, _env_file=None)


def test_eight_threads_at_once_lose_nothing(client, database):
    bodies = [{**DOWN, "comment": f"report {number}"} for number in range(64)]
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda body: post(client, body), bodies))
    kept = {entry.id: entry.comment for entry in FeedbackStore(database, 365).entries()}
    assert kept == {number: body["comment"] for number, body in zip(numbers, bodies, strict=True)}
    assert len(kept) == 64


def test_processes_that_create_the_file_together_lose_nothing(database):
    code = """
import sys
from pathlib import Path
from eccp_assistant.api.feedback_store import Feedback, FeedbackStore

sys.stdin.readline()
for _ in range(10):
    store = FeedbackStore(Path(sys.argv[1]), 365)
    store.add(Feedback.model_validate_json(sys.argv[2]))
"""
    arguments = [sys.executable, "-c", code, str(database), json.dumps(DOWN)]
    running = [
        subprocess.Popen(arguments, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in running:
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told
    assert [entry.id for entry in FeedbackStore(database, 365).entries()] == list(range(1, 41))


def _torn(path):
    """A database whose pages are overwritten behind an intact header."""
    FeedbackStore(path, 0).add(Feedback.model_validate(DOWN))
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def _foreign(path):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")


@pytest.mark.parametrize(
    ("damage", "repair"),
    [
        (lambda path: path.write_bytes(b"no database at all " * 100), "move the file away"),
        (_torn, "move the file away"),
        (_foreign, "another format (7): move the file away"),
        (lambda path: path.mkdir(), "writable"),
    ],
)
def test_an_unusable_file_is_an_error_that_names_it(client, database, eccp, damage, repair):
    database.parent.mkdir()
    damage(database)
    response = client.post("/feedback", json=UP)
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "urn:eccp:problem:Feedback"
    assert str(database) in problem["detail"]
    assert repair in problem["detail"]
    result = eccp("export")
    assert isinstance(result.exception, FeedbackError)
    assert str(database) in str(result.exception)
    assert not result.stdout


def test_a_folder_that_cannot_be_created_is_an_error_that_names_the_setting(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    store = FeedbackStore(tmp_path / "file" / "feedback.sqlite", 365)
    with pytest.raises(FeedbackError, match=r"file/feedback\.sqlite: .* ECCP_FEEDBACK_DB"):
        store.add(Feedback.model_validate(UP))


def test_a_new_file_replaces_a_damaged_one_that_was_moved(client, database):
    database.parent.mkdir()
    database.write_bytes(b"no database at all")
    assert client.post("/feedback", json=UP).status_code == 503
    database.rename(database.with_suffix(".broken"))
    assert post(client, UP) == 1


@pytest.mark.parametrize(
    "change",
    [
        "status = 'unsure'",
        "history = 'no list'",
        "history = '7'",
        "created_at = 'yesterday'",
    ],
)
def test_an_invalid_row_is_named(database, change):
    store = FeedbackStore(database, 0)
    store.add(Feedback.model_validate(UP))
    store.add(Feedback.model_validate(UP))
    with sqlite3.connect(database) as connection:
        connection.execute(f"UPDATE feedback SET {change} WHERE id = 2")
    with pytest.raises(FeedbackError, match="row 2 is no feedback"):
        store.entries()


def test_an_export_is_a_question_set(client, eccp, tmp_path):
    post(client, UP)
    post(client, {**DOWN, "question": "¿Qué clústeres hay?", "language": "es", "history": ["a"]})
    post(client, {**DOWN, "status": "not_in_corpus", "reason": "not_answered", "comment": ""})
    post(client, {**DOWN, "status": "out_of_scope", "reason": None, "comment": None})
    post(client, {**DOWN, "status": "smalltalk", "reason": "other", "language": "ca"})
    out = tmp_path / "questions.jsonl"
    result = eccp("export", "--out", str(out))
    assert result.exit_code == 0
    assert not result.stdout
    assert "4 questions" in result.stderr
    questions = load_questions(out)
    assert [(each.id, each.kind, each.answerable, each.lang, each.note) for each in questions] == [
        ("feedback-2", "fact", True, "es", "down, evidence: It cites the wrong table."),
        ("feedback-3", "unanswerable", False, "en", "down, not_answered"),
        ("feedback-4", "out_of_scope", False, "en", "down"),
        ("feedback-5", "smalltalk", False, "ca", "down, other: It cites the wrong table."),
    ]
    assert questions[0].question == "¿Qué clústeres hay?"
    assert questions[0].history == ("a",)
    assert "¿Qué clústeres hay?" in out.read_text(encoding="utf-8")


def test_an_export_can_be_evaluated(client, eccp, settings, monkeypatch, tmp_path):
    post(client, {**DOWN, "history": ["Which clusters are in Spain?"]})
    out = tmp_path / "questions.jsonl"
    assert eccp("export", "--out", str(out)).exit_code == 0
    monkeypatch.setenv("ECCP_INDEX_DIR", str(settings.index_dir))
    monkeypatch.setenv("ECCP_CORPUS_DIR", str(settings.corpus_dir))
    result = CliRunner().invoke(cli, ["eval", str(out), "--json"])
    assert result.exit_code == 0, result.stderr
    (asked,) = json.loads(result.stdout)["questions"]
    assert asked["id"] == "feedback-1"


def test_an_export_of_everything_goes_to_the_standard_output(client, eccp, tmp_path):
    post(client, UP)
    post(client, {**DOWN, "history": [f"question {number}" for number in range(20)]})
    result = eccp("export", "--all")
    assert result.exit_code == 0
    out = tmp_path / "questions.jsonl"
    out.write_text(result.stdout, encoding="utf-8")
    first, second = load_questions(out)
    assert (first.id, first.note, first.history) == ("feedback-1", "up", ())
    # A question set takes ten earlier questions: the last ones.
    assert second.history == tuple(f"question {number}" for number in range(10, 20))
    assert len(eccp("export").stdout.splitlines()) == 1


def test_an_empty_export_is_reported_and_writes_nothing(database, eccp, tmp_path):
    out = tmp_path / "questions.jsonl"
    result = eccp("export", "--out", str(out))
    assert result.exit_code == 0
    assert "Nothing to export" in result.stderr
    assert str(database) in result.stderr
    assert not out.exists()
    assert not database.exists()


def test_a_file_that_cannot_be_written_is_named(client, eccp, tmp_path):
    post(client, DOWN)
    result = eccp("export", "--out", str(tmp_path))
    assert result.exit_code != 0
    assert str(tmp_path) in result.stderr


def test_stats_count_by_verdict_and_reason(client, eccp):
    assert eccp("stats").stdout.split() == ["up", "0", "down", "0"]
    for body in (UP, UP, DOWN, DOWN, {**DOWN, "reason": "other"}, {**DOWN, "reason": None}):
        post(client, body)
    lines = [line.rsplit(maxsplit=1) for line in eccp("stats").stdout.splitlines()]
    assert lines[:3] == [["up", "2"], ["down", "4"], ["  evidence", "2"]]
    assert sorted(lines[3:]) == [["  no reason", "1"], ["  other", "1"]]


def test_the_command_reads_the_feedback_of_the_server(client, database):
    post(client, {**DOWN, "question": "¿Qué clústeres hay?"})
    result = subprocess.run(
        [sys.executable, "-m", "eccp_assistant", "feedback", "export"],
        capture_output=True,
        env={"ECCP_FEEDBACK_DB": str(database), "LC_ALL": "C", "PYTHONUTF8": "0"},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout.decode("utf-8"))["question"] == "¿Qué clústeres hay?"
    database.write_bytes(b"no database at all")
    result = subprocess.run(
        [sys.executable, "-m", "eccp_assistant", "feedback", "stats"],
        capture_output=True,
        text=True,
        env={"ECCP_FEEDBACK_DB": str(database)},
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith(f"eccp: {database}: not an intact feedback database")
    assert result.stderr.strip().count("\n") == 0


@pytest.mark.parametrize("command", [[], ["export"], ["stats"]])
def test_every_command_explains_itself(eccp, command):
    assert eccp(*command, "--help").exit_code == 0


def test_openapi_describes_feedback(client):
    schema = client.get("/openapi.json").json()
    assert "201" in schema["paths"]["/feedback"]["post"]["responses"]
    assert schema["components"]["schemas"]["Feedback"]["properties"]["question"]["examples"]
