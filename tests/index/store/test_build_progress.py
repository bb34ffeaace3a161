"""The progress of a build can be read by every process; a dead build is not running."""

import os
import subprocess
import sys

import pytest

from eccp_assistant.index.store.build_progress import (
    Progress,
    ProgressFile,
    ignore_progress,
    read_progress,
    write_starting_state,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "progress.json"


def test_every_stage_is_written_as_it_begins(path):
    file = ProgressFile(path, ignore_progress)
    for stage in ("reading the corpus", "embedding"):
        file(Progress(stage, 0, 10))
        state = read_progress(path)
        assert (state.stage, state.done, state.total, state.pid) == (stage, 0, 10, os.getpid())
    file.remove()
    assert read_progress(path) is None


def test_every_step_is_reported_even_if_it_is_not_written(path):
    told = []
    file = ProgressFile(path, told.append)
    steps = [Progress("embedding", done, 1000) for done in range(1000)]
    for step in steps:
        file(step)
    assert told == steps


def test_a_build_whose_process_has_ended_is_not_running(path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    write_starting_state(path, ended.pid)
    assert read_progress(path) is None
    write_starting_state(path, os.getpid())
    assert read_progress(path).stage == "starting"


@pytest.mark.parametrize("content", ["", "{", '{"pid": "x"}', '{"stage": "embedding"}'])
def test_an_empty_progress_file_is_no_build(path, content):
    path.write_text(content)
    assert read_progress(path) is None


def test_a_folder_that_cannot_be_written_stops_no_build(tmp_path):
    told = []
    ProgressFile(tmp_path / "missing/progress.json", told.append)(Progress("embedding"))
    assert told == [Progress("embedding")]
