"""FastAPI dependencies: assistant, settings and snapshot of the application."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from eccp_assistant.assistant import Assistant
from eccp_assistant.config import Settings
from eccp_assistant.index.snapshot import Snapshot


def _assistant(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _snapshot(request: Request) -> Snapshot:
    return _assistant(request).loaded_index().snapshot


TheAssistant = Annotated[Assistant, Depends(_assistant)]
TheSettings = Annotated[Settings, Depends(_settings)]
TheSnapshot = Annotated[Snapshot, Depends(_snapshot)]
