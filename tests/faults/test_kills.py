"""After a build is killed the previous version answers, and the next build cleans up."""

from __future__ import annotations

import json
import os
import random
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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes to kill them")
def test_after_every_kill_a_complete_version_answers(corpus, tmp_path):
    index = tmp_path / "index"
    command = [sys.executable, "-m", "tests.faults.kills", str(corpus), str(index)]
    done = subprocess.run(
        [*command, "--count", str(KILLS), "--seed", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["killed"] == KILLS
    assert seen["published"] >= 1, "some must get through for the others to be at every point"
    assert not [name for name in seen["left"] if "unfinished" in name or name.endswith(".new")]
    assert len([name for name in seen["left"] if name == "manifest.json"]) <= 3
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
