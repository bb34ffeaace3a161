"""After a build is killed the previous version answers, and the next build cleans up."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from eccp_assistant.index.store.build_progress import read_progress
from eccp_assistant.index.store.writer import IndexStore
from tests.faults.kills import write_year
from tests.locations import ROOT

KILLS = 200
PROCESSES = 2
"""Processes that build and kill at the same time."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes to kill them")
def test_after_every_kill_a_complete_version_answers(corpus, tmp_path):
    """Several processes at once, each over a corpus and an index of its own."""
    folders = [tmp_path / f"{seed}" for seed in range(1, PROCESSES + 1)]
    running = []
    for seed, folder in enumerate(folders, 1):
        shutil.copytree(corpus, folder / "corpus")
        command = [sys.executable, "-m", "tests.faults.kills", folder / "corpus", folder / "index"]
        command += ["--count", str(KILLS // PROCESSES), "--seed", str(seed)]
        running.append(
            subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
    try:
        told = [process.communicate(timeout=300) for process in running]
    finally:
        for process in running:
            process.kill()
    for process, (out, errors), folder in zip(running, told, folders, strict=True):
        assert process.returncode == 0, errors
        seen = json.loads(out)
        assert seen["killed"] == KILLS // PROCESSES
        assert seen["published"] >= 1, "some must get through for the others to be at every point"
        left, index = seen["left"], folder / "index"
        assert not [name for name in left if "unfinished" in name or name.endswith(".new")]
        assert len([name for name in left if name == "manifest.json"]) <= 3
        assert not list((index / "versions").glob(".*"))
        assert not (index / "progress.json").exists()


def test_the_command_can_be_killed_while_it_embeds(corpus, settings, tmp_path):
    chance = random.Random(2)
    index = tmp_path / "index"
    environment = {
        **os.environ,
        "ECCP_CORPUS_DIR": str(corpus),
        "ECCP_INDEX_DIR": str(index),
        "ECCP_MODEL_CACHE_DIR": str(settings.model_cache_dir),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "eccp_assistant", "index", "build", "--json"]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    first = IndexStore(index).current()
    for number in range(2):
        write_year(corpus, 1911 + number, 1912 + number)
        process = subprocess.Popen(
            [*command, "--full"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while read_progress(index / "progress.json") is None and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        store = IndexStore(index)
        assert "1911" in store.open(first).document("guide").text
        store.open().close()
        assert read_progress(index / "progress.json") is None, "nobody builds any more"
    done = subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    assert json.loads(done.stdout)["version"] == IndexStore(index).current()
    assert "1913" in IndexStore(index).open().document("guide").text
