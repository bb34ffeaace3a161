"""Building, starting and asking need no network beyond loopback."""

import os
import subprocess
import sys

from tests.locations import ROOT

SCRIPT = """
import socket, sys
from pathlib import Path

connect = socket.socket.connect
def guarded(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
        print("REACHED OUT TO", address, file=sys.stderr)
        raise OSError("the network cable is out")
    return connect(self, address)
socket.socket.connect = guarded
def lookup(host, *args, **kwargs):
    if host not in ("127.0.0.1", "::1", "localhost", None):
        print("REACHED OUT TO", host, file=sys.stderr)
        raise socket.gaierror("the network cable is out")
    return resolve(host, *args, **kwargs)
resolve, socket.getaddrinfo = socket.getaddrinfo, lookup

from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings
from eccp_assistant.domain.answers import AskRequest
from eccp_assistant.cli.build_command import build

settings = Settings.load(corpus_dir=Path(sys.argv[1]), index_dir=Path(sys.argv[2]), _env_file=None)
build(settings, quiet=True)
assistant = Assistant.open(settings)
assistant.warm_up()
answer = assistant.ask(AskRequest(question="¿Cuántos árboles hay?"))
print(answer.status, len(answer.records))
"""


def test_first_build_start_and_question_without_network(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT / "tests/data/garden"), str(tmp_path / "index")],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "REACHED OUT" not in result.stderr
    assert result.stdout.split() == ["answered", "4"]
