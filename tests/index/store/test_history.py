"""The history of an index is one event per line; an incomplete line is skipped."""

from datetime import UTC, datetime

import pytest

from eccp_assistant.index.store.history import KEPT_EVENTS, History, IndexEvent

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def event(kind, version=None, before=None):
    return IndexEvent(at=NOON, event=kind, version=version, before=before)


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "history.jsonl")


def test_a_missing_file_is_an_empty_history(history):
    assert history.events() == []
    assert history.last() is None
    assert history.published() == []


def test_events_are_read_in_order(history):
    added = [event("built", "2"), event("failed", "2"), event("rolled_back", "1", "2")]
    for each in added:
        history.add(each)
    assert history.events() == added


def test_a_failure_changes_no_version(history):
    history.add(event("built", "1"))
    history.add(event("failed", "1"))
    assert history.last() == event("built", "1")


def test_versions_are_listed_in_the_order_they_were_first_current(history):
    for each in (event("built", "1"), event("built", "2", "1"), event("rolled_back", "1", "2")):
        history.add(each)
    history.add(event("built", "3", "1"))
    assert history.published() == ["1", "2", "3"]


def test_an_incomplete_line_is_skipped_and_the_next_event_starts_a_new_line(history):
    history.add(event("built", "1"))
    with history.path.open("ab") as stream:
        stream.write(b'{"at": "2026-03-04T1\xff')
    history.add(event("built", "2"))
    assert [each.version for each in history.events()] == ["1", "2"]


def test_a_long_history_drops_its_oldest_events(history):
    line = event("built", "old").model_dump_json() + "\n"
    history.path.write_text(line * 2 * KEPT_EVENTS)
    history.add(event("built", "new"))
    kept = history.events()
    assert len(kept) == KEPT_EVENTS + 1
    assert kept[-1].version == "new"


def test_unknown_keys_are_ignored(history):
    line = event("built", "1").model_dump_json()
    history.path.write_text(line.replace("{", '{"mood": "good", ', 1) + "\n")
    assert history.last().version == "1"
