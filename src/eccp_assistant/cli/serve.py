"""Runs the server, in one or several processes."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from eccp_assistant.api.app import create_app
from eccp_assistant.assistant import Assistant
from eccp_assistant.cli.build_command import ensure_index
from eccp_assistant.config import Settings

FACTORY = "eccp_assistant.cli.serve:worker"


def run(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Build the index where needed, load the model, and serve until stopped.

    Args:
        settings: Settings of the assistant; several workers read them from the environment.
        host: Address to listen on.
        port: Port to listen on.
        workers: Number of processes; each loads the model (about 1 GB).
    """
    ensure_index(settings)
    if workers == 1:
        uvicorn.run(_ready(settings), host=host, port=port, server_header=False)
        return
    uvicorn.run(
        FACTORY,
        factory=True,
        workers=workers,
        host=host,
        port=port,
        server_header=False,
        # Loading the model on a busy machine can exceed the default timeout.
        timeout_worker_healthcheck=60,
    )


def worker() -> FastAPI:
    """The application of one worker among several."""
    return _ready(Settings.load())


def _ready(settings: Settings) -> FastAPI:
    assistant = Assistant.open(settings)
    assistant.warm_up()
    return create_app(assistant, settings)
