"""Running the server."""

from __future__ import annotations

import uvicorn

from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings
from eccp_assistant.service.app import create_app
from eccp_assistant.service.building import ensure_index


def run(settings: Settings, *, host: str, port: int) -> None:
    """Build the index where needed, load the model, and serve until stopped."""
    ensure_index(settings)
    assistant = Assistant.open(settings)
    assistant.warm_up()
    uvicorn.run(create_app(assistant, settings), host=host, port=port, server_header=False)
